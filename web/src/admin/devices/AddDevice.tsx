import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useMutation } from 'urql';
import { Link } from 'wouter';
import { failureText, sortFaults } from '../../api/faults';
import { DeviceProvisionDocument, type DeskPhoneFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { UserSelect } from '../users/UserSelect';
import { DeviceAddress } from './DeviceAddress';
import { deviceName } from './device';
import { ModelSelect } from './ModelSelect';
import '../users/fields.css';
import './devices.css';

interface Made {
  readonly device: DeskPhoneFragment;
  readonly url: string;
}

/** Prepares a telephone by the MAC on its label and its model; the address of its files is shown this once. */
export function AddDevice({ userId, onClose }: { userId?: string; onClose: () => void }) {
  const [made, setMade] = useState<Made | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={made ? t('devices.added', { name: deviceName(made.device) }) : t('devices.add')}
      size={640}
      closeOnClickOutside={false}
      closeOnEscape={!made}
      withCloseButton={!made}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {made ? <Added made={made} onClose={onClose} /> : <AddForm userId={userId} onMade={setMade} onClose={onClose} />}
    </Modal>
  );
}

const fields = ['mac', 'model', 'userId', 'label', 'windowFor'];

function AddForm({ userId, onMade, onClose }: { userId: string | undefined; onMade: (made: Made) => void; onClose: () => void }) {
  const [values, setValues] = useState({ mac: '', model: '', label: '', userId: userId ?? '', window: true });
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState('');
  const [{ fetching }, provision] = useMutation(DeviceProvisionDocument);
  const change = (part: Partial<typeof values>): void => setValues((now) => ({ ...now, ...part }));

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { mac, model, label, window } = values;
    const { data, error } = await provision({ input: { mac, model, label, userId: values.userId || null, ...(window && { windowFor: 'PT4H' }) } });
    if (error || !data) return setProblem(error ? failureText(error) : '');
    const { device, url, errors: refused } = data.deviceProvision;
    if (device) return onMade({ device, url: url ?? '' });
    const sorted = sortFaults(refused, fields);
    setErrors(sorted.fields);
    setProblem(sorted.general.join(' '));
  };

  return (
    <form onSubmit={submit} noValidate>
      {problem && <Notice tone="red">{problem}</Notice>}
      <div className="fields-grid">
        <TextInput
          label={t('devices.mac')}
          description={t('devices.mac.help')}
          placeholder="00:04:13:a1:1f:a7"
          value={values.mac}
          error={errors.mac}
          aria-invalid={errors.mac !== undefined}
          onChange={(event) => change({ mac: event.currentTarget.value })}
          required
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          classNames={{ input: 'mono' }}
        />
        <ModelSelect value={values.model} error={errors.model} onChange={(model) => change({ model })} />
        {userId === undefined && <UserSelect label={t('devices.user')} nobody={t('devices.user.none')} value={values.userId} onChange={(id) => change({ userId: id })} />}
        <TextInput
          label={t('devices.label')}
          description={t('devices.label.help')}
          value={values.label}
          error={errors.label}
          onChange={(event) => change({ label: event.currentTarget.value })}
          autoComplete="off"
        />
      </div>
      <div className="device-window-choice">
        <Checkbox label={t('devices.window.choice')} description={t('devices.window.help')} checked={values.window} onChange={(event) => change({ window: event.currentTarget.checked })} />
      </div>
      <footer className="dialogue-foot">
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button type="submit" loading={fetching}>
          {t('devices.add')}
        </Button>
      </footer>
    </form>
  );
}

function Added({ made, onClose }: { made: Made; onClose: () => void }) {
  return (
    <>
      <DeviceAddress url={made.url} open={made.device.windowUntil !== null} />
      <footer className="dialogue-foot">
        <Button variant="default" component={Link} href={`/devices/${made.device.id}`}>
          {t('devices.open')}
        </Button>
        <Button onClick={onClose} data-autofocus>
          {t('devices.noted')}
        </Button>
      </footer>
    </>
  );
}
