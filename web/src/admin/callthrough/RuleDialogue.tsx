import { Button, Checkbox, Modal, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useMutation } from 'urql';
import { failureText, sortFaults } from '../../api/faults';
import { CallthroughRuleSetDocument, type RuleFragment } from '../../gql/generated';
import { t, type Key } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { sayDone } from '../../ui/toast';
import { toRuleInput, toRuleValues, type RuleValues } from './rule';
import '../users/fields.css';

type Props = { readonly onClose: () => void } & ({ readonly rule: RuleFragment } | { readonly userId: string; readonly callers: readonly string[] });

const fields = ['callers', 'pin', 'identity', 'countries', 'maxCalls', 'maxMinutes', 'enabled', 'validUntil'];

/** Makes a callthrough rule or replaces one. */
export function RuleDialogue(props: Props) {
  const rule = 'rule' in props ? props.rule : undefined;
  const [values, setValues] = useState(() => toRuleValues(rule, 'callers' in props ? props.callers : []));
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState('');
  const [{ fetching }, set] = useMutation(CallthroughRuleSetDocument);
  const change = (part: Partial<RuleValues>): void => setValues((now) => ({ ...now, ...part }));

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { data, error } = await set({ input: toRuleInput(values, 'rule' in props ? { id: props.rule.id } : { userId: props.userId }) });
    if (error || !data) return setProblem(error ? failureText(error) : '');
    const answer = data.callthroughRuleSet;
    if (answer.rule) {
      sayDone(t('callthrough.saved'));
      return props.onClose();
    }
    const sorted = sortFaults(answer.errors.map((fault) => ({ ...fault, path: fault.path.filter((part) => !/^\d+$/.test(part)) })), fields);
    setErrors(sorted.fields);
    setProblem(sorted.general.join(' '));
  };

  const text = (field: 'callers' | 'identity' | 'countries' | 'maxMinutes', extra?: object): React.ReactNode => (
    <TextInput
      label={t(`callthrough.${field}`)}
      description={t(`callthrough.${field}.help` as Key)}
      value={values[field]}
      error={errors[field]}
      onChange={(event) => change({ [field]: event.currentTarget.value })}
      autoComplete="off"
      {...extra}
    />
  );
  return (
    <Modal opened onClose={props.onClose} title={t(rule ? 'callthrough.edit.title' : 'callthrough.add')} size={680} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit} noValidate>
        {problem && <Notice tone="red">{problem}</Notice>}
        <div className="fields-grid">
          {text('callers', { required: true, 'data-autofocus': true, inputMode: 'tel' })}
          <PinField values={values} error={errors.pin} hadPin={rule?.hasPin ?? false} onChange={change} />
          {text('countries', { placeholder: t('callthrough.countries.home') })}
          {text('identity', { inputMode: 'tel', placeholder: t('callthrough.identity.own') })}
          <NativeSelect
            label={t('callthrough.maxCalls')}
            value={values.maxCalls}
            error={errors.maxCalls}
            onChange={(event) => change({ maxCalls: event.currentTarget.value })}
            data={Array.from({ length: 10 }, (_, index) => String(index + 1))}
          />
          {text('maxMinutes', { inputMode: 'numeric' })}
          <TextInput
            type="datetime-local"
            label={t('callthrough.validUntil')}
            description={t('callthrough.validUntil.help')}
            value={values.validUntil}
            error={errors.validUntil}
            onChange={(event) => change({ validUntil: event.currentTarget.value })}
          />
        </div>
        <div className="rule-on">
          <Checkbox label={t('callthrough.enabled')} checked={values.enabled} onChange={(event) => change({ enabled: event.currentTarget.checked })} />
        </div>
        <footer className="dialogue-foot">
          <Button variant="default" onClick={props.onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={fetching}>
            {t('save')}
          </Button>
        </footer>
      </form>
    </Modal>
  );
}

interface PinProps {
  readonly values: RuleValues;
  readonly error: string | undefined;
  readonly hadPin: boolean;
  readonly onChange: (change: Partial<RuleValues>) => void;
}

function PinField({ values, error, hadPin, onChange }: PinProps) {
  return (
    <div>
      <PasswordInput
        label={t('callthrough.pin')}
        description={t('callthrough.pin.help')}
        value={values.pin}
        error={error}
        aria-invalid={error !== undefined}
        disabled={values.removePin}
        placeholder={hadPin ? t('callthrough.pin.stays') : undefined}
        onChange={(event) => onChange({ pin: event.currentTarget.value })}
        inputMode="numeric"
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': t('callthrough.pin.show') }}
      />
      {hadPin && (
        <div className="pin-remove">
          <Checkbox size="xs" label={t('callthrough.pin.remove')} checked={values.removePin} onChange={(event) => onChange({ removePin: event.currentTarget.checked, pin: '' })} />
        </div>
      )}
    </div>
  );
}
