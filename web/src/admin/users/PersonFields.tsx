import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Role } from '../../gql/generated';
import { t, type Key } from '../../i18n';
import type { PersonValues } from './values';
import './fields.css';

export interface FieldsProps {
  readonly values: PersonValues;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (change: Partial<PersonValues>) => void;
  /** Stands below a field: the conflict with somebody else's change. */
  readonly below?: (field: keyof PersonValues) => ReactNode;
  /** Said about the username where it is being changed. */
  readonly usernameNote?: string;
}

const roles: readonly Role[] = ['USER', 'SUPERVISOR', 'ADMIN'];

/** The fields of a person, the same for a new one and an old one. */
export function PersonFields({ values, errors, onChange, below, usernameNote }: FieldsProps) {
  const text = (field: TextField, extra?: object): ReactNode => (
    <div>
      <TextInput
        label={t(`form.${field}`)}
        description={help(field)}
        value={values[field]}
        error={errors[field]}
        onChange={(event) => onChange({ [field]: event.currentTarget.value })}
        autoComplete="off"
        {...extra}
      />
      {below?.(field)}
    </div>
  );
  return (
    <>
      <Section title={t('form.section.person')}>
        {text('firstName', { 'data-autofocus': true })}
        {text('surname')}
        {text('nickname')}
        {text('mobile', { inputMode: 'tel' })}
      </Section>
      <Section title={t('form.section.account')}>
        {text('username', { required: true, maxLength: 64, spellCheck: false, autoCapitalize: 'none', ...(usernameNote && { description: usernameNote }) })}
        {text('extension', { inputMode: 'numeric' })}
        <div>
          <NativeSelect
            label={t('form.role')}
            description={t(`role.${values.role}.help`)}
            value={values.role}
            error={errors.role}
            onChange={(event) => onChange({ role: event.currentTarget.value as Role })}
            data={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          />
          {below?.('role')}
        </div>
        <div>
          <NativeSelect
            label={t('form.ringLimit')}
            description={t('form.ringLimit.help')}
            value={String(values.ringLimit)}
            error={errors.ringLimit}
            onChange={(event) => onChange({ ringLimit: Number(event.currentTarget.value) })}
            data={Array.from({ length: 10 }, (_, index) => String(index + 1))}
          />
          {below?.('ringLimit')}
        </div>
        <Tick field="busyInCall" values={values} onChange={onChange} below={below} />
        <Tick field="busyRinging" values={values} onChange={onChange} below={below} />
      </Section>
    </>
  );
}

type TextField = 'firstName' | 'surname' | 'nickname' | 'mobile' | 'username' | 'extension';

const helps: Partial<Record<TextField, Key>> = {
  nickname: 'form.nickname.help',
  mobile: 'form.mobile.help',
  username: 'form.username.help',
  extension: 'form.extension.help',
};

function help(field: TextField): string | undefined {
  const key = helps[field];
  return key && t(key);
}

function Tick({ field, values, onChange, below }: Pick<FieldsProps, 'values' | 'onChange' | 'below'> & { field: 'busyInCall' | 'busyRinging' }) {
  return (
    <div>
      <Checkbox label={t(`form.${field}`)} checked={values[field]} onChange={(event) => onChange({ [field]: event.currentTarget.checked })} />
      {below?.(field)}
    </div>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="fields">
      <legend>{title}</legend>
      <div className="fields-grid">{children}</div>
    </fieldset>
  );
}
