import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useClient, useMutation } from 'urql';
import { failureText, sortFaults } from '../../api/faults';
import { DeviceByIdDocument, DeviceUpdateDocument, type DeskPhoneFragment, type DeviceUpdateInput } from '../../gql/generated';
import { t } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { sayDone } from '../../ui/toast';
import { UserSelect } from '../users/UserSelect';
import { DeviceAddress } from './DeviceAddress';
import { sameKeys, toKeyInputs, type Key } from './device';
import { KeysEditor } from './KeysEditor';
import { ModelSelect } from './ModelSelect';
import '../users/fields.css';

interface Values {
  readonly mac: string;
  readonly model: string;
  readonly userId: string;
  readonly label: string;
  readonly keys: readonly Key[];
  readonly newToken: boolean;
}

const fields = ['mac', 'model', 'userId', 'label', 'keys', 'value', 'kind'];

const toValues = (device: DeskPhoneFragment): Values => ({
  mac: device.mac,
  model: device.model,
  userId: device.user?.id ?? '',
  label: device.label,
  keys: device.keys,
  newToken: false,
});

/** Changes a telephone. What somebody else saved meanwhile is said, and overwritten only by saving once more. */
export function DeviceForm({ device }: { device: DeskPhoneFragment }) {
  const client = useClient();
  const [before, setBefore] = useState(device);
  const [values, setValues] = useState(() => toValues(device));
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState('');
  const [theirs, setTheirs] = useState<DeskPhoneFragment | null>(null);
  const [url, setUrl] = useState('');
  const [{ fetching }, update] = useMutation(DeviceUpdateDocument);
  const change = (part: Partial<Values>): void => setValues((now) => ({ ...now, ...part }));
  const changed = changes(before, values);
  const dirty = Object.keys(changed).length > 0;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { data, error } = await update({ id: device.id, input: { version: before.version, ...changed } });
    if (error || !data) return setProblem(error ? failureText(error) : '');
    const { device: now, url: address, errors: refused } = data.deviceUpdate;
    if (refused.some((fault) => fault.code === 'CONFLICT')) return rebase();
    const sorted = sortFaults(refused, fields);
    setErrors(sorted.fields);
    setProblem(sorted.general.join(' '));
    if (!now) return;
    setBefore(now);
    setValues(toValues(now));
    setTheirs(null);
    setUrl(address ?? '');
    sayDone(t('devices.saved'));
  };

  const rebase = async (): Promise<void> => {
    const { data, error } = await client.query(DeviceByIdDocument, { id: device.id }, { requestPolicy: 'network-only' }).toPromise();
    if (error || !data?.device) return setProblem(error ? failureText(error) : t('devices.missing'));
    setTheirs(data.device);
    setBefore(data.device);
  };

  return (
    <form onSubmit={submit} noValidate>
      {problem && <Notice tone="red">{problem}</Notice>}
      {theirs && (
        <Notice tone="amber" title={t('conflict.title')}>
          {t('devices.conflict', { value: [theirs.label, theirs.model, theirs.mac, theirs.user?.displayName ?? t('devices.user.none')].filter(Boolean).join(' · ') })}{' '}
          <button type="button" className="text-button" onClick={() => setValues(toValues(theirs))}>
            {t('conflict.useTheirs')}
          </button>
        </Notice>
      )}
      <div className="fields-grid">
        <TextInput label={t('devices.label')} value={values.label} error={errors.label} onChange={(event) => change({ label: event.currentTarget.value })} autoComplete="off" />
        <UserSelect label={t('devices.user')} nobody={t('devices.user.none')} value={values.userId} onChange={(userId) => change({ userId })} />
        <ModelSelect value={values.model} error={errors.model} onChange={(model) => change({ model })} />
        <TextInput label={t('devices.mac')} value={values.mac} error={errors.mac} onChange={(event) => change({ mac: event.currentTarget.value })} autoComplete="off" spellCheck={false} classNames={{ input: 'mono' }} />
      </div>
      <KeysEditor model={values.model} keys={values.keys} error={errors.keys ?? errors.value ?? errors.kind} onChange={(keys) => change({ keys })} />
      <div className="device-window-choice">
        <Checkbox label={t('devices.newToken')} description={t('devices.newToken.help')} checked={values.newToken} onChange={(event) => change({ newToken: event.currentTarget.checked })} />
      </div>
      {url && <DeviceAddress url={url} open={false} />}
      <div className="form-foot">
        <Button variant="default" disabled={!dirty} onClick={() => setValues(toValues(before))}>
          {t('devices.undo')}
        </Button>
        <Button type="submit" loading={fetching} disabled={!dirty}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

function changes(before: DeskPhoneFragment, values: Values): Omit<DeviceUpdateInput, 'version'> {
  const was = toValues(before);
  return {
    ...(values.mac !== was.mac && { mac: values.mac }),
    ...(values.model !== was.model && { model: values.model }),
    ...(values.userId !== was.userId && { userId: values.userId || null }),
    ...(values.label !== was.label && { label: values.label }),
    ...(!sameKeys(values.keys, was.keys) && { keys: toKeyInputs(values.keys) }),
    ...(values.newToken && { newToken: true }),
  };
}
