import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Role } from '../../gql/generated';
import { t, type Key } from '../../i18n';
import { IconCheck } from '../../ui/icons';
import { ModelSelect } from '../devices/ModelSelect';
import { PasswordField } from '../users/PasswordField';
import { changeDraft, type QuickValues } from './draft';
import type { Names } from './names';

export interface FieldsProps {
  readonly values: QuickValues;
  readonly errors: Readonly<Record<string, string>>;
  readonly names: Names;
}

type Text = 'firstName' | 'surname' | 'nickname' | 'mobile' | 'username' | 'extension' | 'callthroughPin' | 'mac';

function TextField({ field, values, errors, extra }: FieldsProps & { field: Text; extra?: object }) {
  return (
    <TextInput
      name={field}
      label={t(`quick.${field}`)}
      value={values[field]}
      error={errors[field]}
      onChange={(event) => changeDraft({ [field]: event.currentTarget.value })}
      autoComplete="off"
      {...extra}
    />
  );
}

export function PersonStep(props: FieldsProps) {
  const { firstName, surname } = props.values;
  return (
    <div className="fields-grid">
      <TextField field="firstName" {...props} extra={{ 'data-first': true }} />
      <TextField field="surname" {...props} />
      <TextField field="nickname" {...props} extra={{ placeholder: `${firstName} ${surname}`.trim() }} />
    </div>
  );
}

const roles: readonly Role[] = ['USER', 'SUPERVISOR', 'ADMIN'];

export function AccessStep(props: FieldsProps) {
  const { values, errors, names } = props;
  return (
    <div className="fields-grid">
      <TextField
        field="username"
        {...props}
        errors={{ username: errors.username || names.username }}
        extra={{ 'data-first': true, required: true, maxLength: 64, spellCheck: false, autoCapitalize: 'none', ...free(names.free.username, values.username) }}
      />
      <TextField
        field="extension"
        {...props}
        errors={{ extension: errors.extension || names.extension }}
        extra={{ inputMode: 'numeric', ...free(names.free.extension, values.extension) }}
      />
      <Password field="sipPassword" {...props} />
      <Password field="ctiPassword" {...props} />
      <NativeSelect
        name="role"
        label={t('form.role')}
        description={t(`role.${values.role}.help`)}
        value={values.role}
        error={errors.role}
        onChange={(event) => changeDraft({ role: event.currentTarget.value as Role })}
        data={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
      />
    </div>
  );
}

/** Says below the field that nobody has what stands in it. */
function free(checked: string, value: string): object {
  if (!checked || checked !== value) return {};
  return {
    description: (
      <span className="free tone-green">
        <IconCheck size={13} stroke={3} aria-hidden />
        {t('quick.free')}
      </span>
    ),
  };
}

function Password({ field, values, errors }: FieldsProps & { field: 'sipPassword' | 'ctiPassword' }) {
  return (
    <div data-field={field}>
      <PasswordField field={field} value={values[field]} error={errors[field]} onChange={(value) => changeDraft({ [field]: value })} />
    </div>
  );
}

export const linkLives: readonly (readonly [string, Key])[] = [
  ['PT1H', 'links.for.PT1H'],
  ['PT24H', 'links.for.PT24H'],
  ['PT72H', 'links.for.PT72H'],
  ['PT168H', 'links.for.PT168H'],
  ['PT720H', 'links.for.PT720H'],
];

export function TelephoneStep(props: FieldsProps) {
  const { values, errors } = props;
  return (
    <div className="field-stack">
      <Choice field="link" values={values} label="quick.link" text="quick.link.text" first>
        {values.link && (
          <NativeSelect
            name="linkFor"
            label={t('quick.linkFor')}
            value={values.linkFor}
            error={errors.linkFor ?? errors.validFor}
            onChange={(event) => changeDraft({ linkFor: event.currentTarget.value })}
            data={linkLives.map(([value, label]) => ({ value, label: t(label) }))}
          />
        )}
      </Choice>
      <Choice field="desk" values={values} label="quick.desk" text="quick.desk.text">
        {values.desk && (
          <div className="field-stack">
            <TextField field="mac" {...props} extra={{ placeholder: '00:04:13:a1:1f:a7', required: true, spellCheck: false, classNames: { input: 'mono' }, 'aria-invalid': errors.mac !== undefined }} />
            <div data-field="model">
              <ModelSelect value={values.model} error={errors.model} onChange={(model) => changeDraft({ model })} />
            </div>
            <Tick field="window" values={values} label="quick.window" />
          </div>
        )}
      </Choice>
      <div className="fields-grid">
        <NativeSelect
          name="ringLimit"
          label={t('form.ringLimit')}
          value={String(values.ringLimit)}
          error={errors.ringLimit}
          onChange={(event) => changeDraft({ ringLimit: Number(event.currentTarget.value) })}
          data={Array.from({ length: 10 }, (_, index) => String(index + 1))}
        />
      </div>
      <div className="field-stack tight">
        <Tick field="busyInCall" values={values} label="form.busyInCall" />
        <Tick field="busyRinging" values={values} label="form.busyRinging" />
      </div>
    </div>
  );
}

export function MobileStep(props: FieldsProps) {
  const { values } = props;
  return (
    <div className="field-stack">
      <div className="fields-grid">
        <TextField field="mobile" {...props} extra={{ 'data-first': true, inputMode: 'tel', placeholder: '+49 171 2345678' }} />
      </div>
      <Choice field="callthrough" values={values} label="quick.callthrough" text="quick.callthrough.text" disabled={values.mobile.trim() === ''}>
        {values.callthrough && values.mobile.trim() !== '' && (
          <TextField field="callthroughPin" {...props} extra={{ inputMode: 'numeric', placeholder: t('quick.callthroughPin.chosen') }} />
        )}
      </Choice>
    </div>
  );
}

interface ChoiceProps {
  readonly field: 'link' | 'desk' | 'callthrough';
  readonly values: QuickValues;
  readonly label: Key;
  readonly text: Key;
  readonly disabled?: boolean;
  readonly first?: boolean;
  readonly children?: ReactNode;
}

/** Something that the wizard makes on wish, with what belongs to it. */
function Choice({ field, values, label, text, disabled, first, children }: ChoiceProps) {
  return (
    <div className="wish" data-chosen={values[field] && !disabled}>
      <Checkbox
        name={field}
        label={t(label)}
        description={t(text)}
        checked={values[field] && !disabled}
        disabled={disabled}
        data-first={first}
        onChange={(event) => changeDraft({ [field]: event.currentTarget.checked })}
      />
      {children && <div className="wish-more">{children}</div>}
    </div>
  );
}

interface TickProps {
  readonly field: 'busyInCall' | 'busyRinging' | 'window';
  readonly values: QuickValues;
  readonly label: Key;
}

function Tick({ field, values, label }: TickProps) {
  return <Checkbox name={field} label={t(label)} checked={values[field]} onChange={(event) => changeDraft({ [field]: event.currentTarget.checked })} />;
}
