import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useMutation, useQuery } from 'urql';
import { failureText, faultText, sortFaults } from '../../api/faults';
import { AddressAllowDocument, AddressDisallowDocument, AllowedAddressesDocument, type AllowedFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { formatInstant } from '../../ui/format';
import { IconX } from '../../ui/icons';
import { Section } from '../../ui/Section';
import { sayFailed } from '../../ui/toast';

/** Addresses that wrong passwords never block, such as those of one's own offices. */
export function AllowList() {
  const [{ data, error }, again] = useQuery({ query: AllowedAddressesDocument, requestPolicy: 'network-only' });
  const refresh = (): void => again({ requestPolicy: 'network-only' });
  const allowed = data?.allowedAddresses ?? [];
  return (
    <div className="allow">
      <Section title={t('allowed.title')} lead={t('allowed.lead')}>
        {error && <p>{failureText(error)}</p>}
        {data && allowed.length === 0 && <p className="list-none dim">{t('allowed.none')}</p>}
        {allowed.length > 0 && (
          <ul className="entries">
            {allowed.map((entry) => (
              <Entry key={entry.id} entry={entry} onRemoved={refresh} />
            ))}
          </ul>
        )}
        <Add onAdded={refresh} />
      </Section>
    </div>
  );
}

function Entry({ entry, onRemoved }: { entry: AllowedFragment; onRemoved: () => void }) {
  const [{ fetching }, disallow] = useMutation(AddressDisallowDocument);
  const remove = async (): Promise<void> => {
    const { data, error } = await disallow({ id: entry.id });
    if (error || !data) return sayFailed(error ? failureText(error) : '');
    const { deletedId, errors } = data.addressDisallow;
    if (!deletedId) return sayFailed(errors.map(faultText).join(' '));
    onRemoved();
  };
  const label = t('allowed.remove', { address: entry.address });
  return (
    <li className="entry">
      <div className="entry-text">
        <strong className="mono">{entry.address}</strong>
        <span className="dim num">{[entry.note, t('blocked.since', { when: formatInstant(entry.createdAt) })].filter(Boolean).join(' · ')}</span>
      </div>
      <button type="button" className="icon-button" onClick={remove} disabled={fetching} aria-label={label} title={label}>
        <IconX size={16} aria-hidden />
      </button>
    </li>
  );
}

function Add({ onAdded }: { onAdded: () => void }) {
  const [values, setValues] = useState({ address: '', note: '' });
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [{ fetching }, allow] = useMutation(AddressAllowDocument);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { data, error } = await allow({ input: values });
    if (error || !data) return sayFailed(error ? failureText(error) : '');
    const answer = data.addressAllow;
    const sorted = sortFaults(answer.errors, ['address', 'note']);
    setErrors(sorted.fields);
    if (sorted.general.length > 0) sayFailed(sorted.general.join(' '));
    if (!answer.allowed) return;
    setValues({ address: '', note: '' });
    onAdded();
  };
  return (
    <form className="allow-add" onSubmit={submit} noValidate>
      <TextInput
        aria-label={t('allowed.address')}
        placeholder={t('allowed.address')}
        value={values.address}
        error={errors.address}
        onChange={(event) => setValues({ ...values, address: event.currentTarget.value })}
        autoComplete="off"
      />
      <TextInput aria-label={t('allowed.note')} placeholder={t('allowed.note')} value={values.note} error={errors.note} onChange={(event) => setValues({ ...values, note: event.currentTarget.value })} autoComplete="off" />
      <Button type="submit" variant="default" loading={fetching} disabled={values.address.trim() === ''}>
        {t('allowed.add')}
      </Button>
    </form>
  );
}
