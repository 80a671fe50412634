import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useMutation } from 'urql';
import { failureText, faultText } from '../../api/faults';
import { ServiceNumberUpdateDocument, type ServiceFragment, type ServiceNumberUpdateInput } from '../../gql/generated';
import { t } from '../../i18n';
import { IconEdit } from '../../ui/icons';
import { sayDone, sayFailed } from '../../ui/toast';
import { serviceName } from './name';

/** The services: each can get another number or be switched off. */
export function Services({ services }: { services: readonly ServiceFragment[] }) {
  const slots = services.filter((service) => service.kind === 'PARKING_SLOT');
  const others = services.filter((service) => service.kind !== 'PARKING_SLOT');
  const [first, last] = [slots[0]?.number, slots.at(-1)?.number];
  return (
    <section className="card numbers-part" aria-labelledby="numbers-services">
      <h2 id="numbers-services">{t('numbers.services')}</h2>
      <p className="dim">{t('numbers.services.lead')}</p>
      <ul className="services">
        {others.map((service) => (
          <Service key={service.id} service={service} />
        ))}
      </ul>
      {first && last && (
        <details className="services-slots">
          <summary>{t('numbers.slots', { first, last })}</summary>
          <ul className="services">
            {slots.map((service) => (
              <Service key={service.id} service={service} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function useUpdate(service: ServiceFragment) {
  const [{ fetching }, update] = useMutation(ServiceNumberUpdateDocument);
  const save = async (input: ServiceNumberUpdateInput): Promise<string> => {
    const { data, error } = await update({ id: service.id, input });
    const problem = error ? failureText(error) : (data?.serviceNumberUpdate.errors.map(faultText).join(' ') ?? '');
    if (!problem) sayDone(t('numbers.saved', { service: serviceName(service) }));
    return problem;
  };
  return { fetching, save };
}

function Service({ service }: { service: ServiceFragment }) {
  const [editing, setEditing] = useState(false);
  const { fetching, save } = useUpdate(service);
  const name = serviceName(service);
  const toggle = async (): Promise<void> => {
    const problem = await save({ enabled: !service.enabled });
    if (problem) sayFailed(problem);
  };
  if (editing) return <Renumber service={service} onDone={() => setEditing(false)} />;
  return (
    <li className="service" data-enabled={service.enabled}>
      <strong className="num">{service.number}</strong>
      <span className="service-name">
        {name}
        {!service.available && <span className="dim"> · {t('numbers.unavailable')}</span>}
      </span>
      <button type="button" className="icon-button" onClick={() => setEditing(true)} aria-label={t('numbers.change', { service: name })} title={t('numbers.change', { service: name })}>
        <IconEdit size={16} aria-hidden />
      </button>
      <label className="switch">
        <input type="checkbox" role="switch" checked={service.enabled} disabled={fetching} onChange={toggle} aria-label={t('numbers.enabled', { service: name })} />
        <span aria-hidden>{service.enabled ? t('numbers.on') : t('numbers.off')}</span>
      </label>
    </li>
  );
}

function Renumber({ service, onDone }: { service: ServiceFragment; onDone: () => void }) {
  const { fetching, save } = useUpdate(service);
  const [number, setNumber] = useState(service.number);
  const [problem, setProblem] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const refused = number === service.number ? '' : await save({ number });
    setProblem(refused);
    if (!refused) onDone();
  };
  return (
    <li>
      <form className="renumber" onSubmit={submit} noValidate>
        <TextInput
          label={t('numbers.number', { service: serviceName(service) })}
          inputMode="numeric"
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && onDone()}
          error={problem}
          data-autofocus
          autoFocus
        />
        <Button type="submit" size="sm" loading={fetching}>
          {t('save')}
        </Button>
        <Button variant="default" size="sm" onClick={onDone}>
          {t('cancel')}
        </Button>
      </form>
    </li>
  );
}
