import { NativeSelect } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { getLocale, t } from '../../i18n';
import { useStores } from '../stores';

interface Props {
  readonly value: string;
  readonly onChange: (id: string) => void;
  /** Above the field; without it the field is named by what it offers. */
  readonly label?: string;
  /** What stands there while nobody is chosen. */
  readonly nobody?: string;
}

/** Whom something is for. */
export function UserSelect({ value, onChange, label, nobody = t('user.choose') }: Props) {
  const { users } = useStores();
  useSyncExternalStore(users.rows.watchList, users.listVersion);
  const compare = new Intl.Collator(getLocale(), { numeric: true }).compare;
  const people = [...users.rows.values()]
    .map(({ person }) => ({ value: person.id, label: [person.displayName, person.extension].filter(Boolean).join(' · ') }))
    .sort((a, b) => compare(a.label, b.label));
  return (
    <NativeSelect
      {...(label ? { label } : { 'aria-label': nobody })}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[{ value: '', label: nobody }, ...people]}
    />
  );
}
