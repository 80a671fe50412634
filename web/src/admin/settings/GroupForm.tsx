import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useClient } from 'urql';
import { failureText, sortFaults } from '../../api/faults';
import {
  ActivationSettingsUpdateDocument,
  BlockingSettingsUpdateDocument,
  CallthroughSettingsUpdateDocument,
  NumberingSettingsUpdateDocument,
  PresenceSettingsUpdateDocument,
  ProvisioningSettingsUpdateDocument,
  RetentionSettingsUpdateDocument,
  TelephonySettingsUpdateDocument,
  type FaultFragment,
} from '../../gql/generated';
import { t } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { sayDone } from '../../ui/toast';
import { explanationOf, groupLabel, inWords, labelOf, toTyped, toValue, units, type Field, type Typed, type Unit } from './fields';

const updates = {
  telephony: TelephonySettingsUpdateDocument,
  activation: ActivationSettingsUpdateDocument,
  blocking: BlockingSettingsUpdateDocument,
  callthrough: CallthroughSettingsUpdateDocument,
  retention: RetentionSettingsUpdateDocument,
  numbering: NumberingSettingsUpdateDocument,
  provisioning: ProvisioningSettingsUpdateDocument,
  presence: PresenceSettingsUpdateDocument,
} as const;

export type Group = keyof typeof updates;
export const groups = Object.keys(updates) as Group[];

type Values = Readonly<Record<string, unknown>>;

interface Props {
  readonly group: Group;
  readonly fields: readonly Field[];
  /** The values that count, with their version. */
  readonly values: Values;
}

/** The settings of one group, each with its explanation. What is saved counts at once. */
export function GroupForm({ group, fields, values }: Props) {
  const client = useClient();
  const [typed, setTyped] = useState<Readonly<Record<string, Typed>>>({});
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const shown = (field: Field): Typed => typed[field.name] ?? toTyped(field.kind, values[field.name]);
  const changed = fields.filter((field) => typed[field.name] && !same(shown(field), toTyped(field.kind, values[field.name])));

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const entries = changed.map((field) => [field.name, toValue(field.kind, shown(field))] as const);
    const wrong = entries.filter(([, value]) => value === undefined);
    setErrors(Object.fromEntries(wrong.map(([name]) => [name, t('settings.invalid')])));
    setProblem('');
    if (wrong.length > 0) return;
    setBusy(true);
    const version = values.version === undefined ? {} : { version: values.version };
    // The documents of all groups have the same shape; which fields an input has follows from the description.
    const variables = { input: { ...version, ...Object.fromEntries(entries) } } as never;
    const { data, error } = await client.mutation(updates[group] as typeof PresenceSettingsUpdateDocument, variables).toPromise();
    setBusy(false);
    if (error || !data) return setProblem(error ? failureText(error) : '');
    if (data.payload.errors.length > 0) return tell(data.payload.errors);
    setTyped({});
    sayDone(t('settings.saved', { group: groupLabel(group) }));
  };
  const tell = (faults: readonly FaultFragment[]): void => {
    const sorted = sortFaults(faults, fields.map((field) => field.name));
    setErrors(sorted.fields);
    setProblem(sorted.general.join(' '));
  };

  return (
    <form className="card settings-group" onSubmit={submit} noValidate aria-labelledby={`settings-${group}`}>
      <h2 id={`settings-${group}`}>{groupLabel(group)}</h2>
      {problem && <Notice tone="red">{problem}</Notice>}
      {fields.map((field) => (
        <SettingRow key={field.name} field={field} typed={shown(field)} error={errors[field.name]} onChange={(next) => setTyped({ ...typed, [field.name]: next })} />
      ))}
      <footer>
        <Button type="submit" size="sm" loading={busy} disabled={changed.length === 0}>
          {t('save')}
        </Button>
        {changed.length > 0 && (
          <Button variant="default" size="sm" onClick={() => setTyped({})}>
            {t('cancel')}
          </Button>
        )}
      </footer>
    </form>
  );
}

function same(a: Typed, b: Typed): boolean {
  return a.text.trim() === b.text && (a.unit === b.unit || a.text === '');
}

interface RowProps {
  readonly field: Field;
  readonly typed: Typed;
  readonly error: string | undefined;
  readonly onChange: (typed: Typed) => void;
}

function SettingRow({ field, typed, error, onChange }: RowProps) {
  const label = labelOf(field);
  return (
    <div className="setting">
      <div className="setting-value">
        <TextInput
          label={label}
          inputMode={field.kind === 'TEXT' ? 'text' : 'decimal'}
          value={typed.text}
          error={error}
          onChange={(event) => onChange({ ...typed, text: event.currentTarget.value })}
        />
        {field.kind === 'DURATION' && (
          <select className="choice" aria-label={t('settings.unit', { setting: label })} value={typed.unit} onChange={(event) => onChange({ ...typed, unit: event.currentTarget.value as Unit })}>
            {(Object.keys(units) as Unit[]).map((unit) => (
              <option key={unit} value={unit}>
                {t(`unit.${unit}`)}
              </option>
            ))}
          </select>
        )}
      </div>
      <p className="dim">
        {explanationOf(field)} <Bounds field={field} />
      </p>
    </div>
  );
}

/** What is allowed and what is usual. */
function Bounds({ field: { kind, minimum, maximum, default: usual } }: { field: Field }) {
  const parts = [
    minimum !== null && maximum !== null && t('settings.bounds', { min: inWords(kind, minimum), max: inWords(kind, maximum) }),
    usual !== '' && t('settings.usual', { value: inWords(kind, usual) }),
  ].filter(Boolean);
  return parts.length > 0 ? <span className="setting-bounds num">{parts.join(' · ')}</span> : null;
}
