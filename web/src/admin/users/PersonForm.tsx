import { Button } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useClient, useMutation } from 'urql';
import { failureText, sortFaults } from '../../api/faults';
import { UserByIdDocument, UserUpdateDocument, type PersonFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { sayDone } from '../../ui/toast';
import { useStores } from '../stores';
import { Conflict } from './Conflict';
import { PersonFields } from './PersonFields';
import type { UserRow } from './row';
import { checkPerson, conflicts, merged, personFields, toUpdateInput, toValues, type PersonValues } from './values';

interface Props {
  readonly row: UserRow;
  readonly onSaved?: () => void;
  readonly onCancel?: () => void;
}

/** Changes a user. The form keeps what it was opened with; changes by others are told when it is saved. */
export function PersonForm({ row, onSaved, onCancel }: Props) {
  const { users } = useStores();
  const form = useEdit(row.person);
  const [{ fetching }, userUpdate] = useMutation(UserUpdateDocument);

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const element = event.currentTarget;
    if (!form.check()) return focusFault(element);
    const input = toUpdateInput(form.before, form.values, form.version);
    const { data, error } = await userUpdate({ id: row.id, input });
    if (error || !data) return form.setProblem(error ? failureText(error) : '');
    const { user, errors } = data.userUpdate;
    if (!user) {
      form.refuse(errors);
      return focusFault(element);
    }
    users.personChanged(user);
    form.saved(user);
    sayDone(t('edit.done', { name: user.displayName }));
    onSaved?.();
  };

  return (
    <form onSubmit={submit} noValidate>
      {form.problem && <Notice tone="red">{form.problem}</Notice>}
      {form.theirs && (
        <Notice tone="amber" title={t('conflict.title')}>
          {t('conflict.text')}
        </Notice>
      )}
      <PersonFields
        values={form.values}
        errors={form.errors}
        onChange={form.change}
        usernameNote={form.values.username !== form.before.username ? t('form.username.change') : undefined}
        below={(field) => form.disputed.includes(field) && form.theirs && <Conflict field={field} mine={form.values} theirs={form.theirs} onTake={form.change} />}
      />
      <footer className="dialogue-foot">
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            {t('cancel')}
          </Button>
        )}
        <Button type="submit" loading={fetching} disabled={!form.dirty}>
          {t('save')}
        </Button>
      </footer>
    </form>
  );
}

/** Puts the cursor where something is to be mended, once it is marked. */
function focusFault(form: HTMLElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
}

/** The state of the form: what it began with, what is typed, and what others made of it meanwhile. */
function useEdit(person: PersonFragment) {
  const client = useClient();
  const [before, setBefore] = useState(() => toValues(person));
  const [version, setVersion] = useState(person.version);
  const [values, setValues] = useState(before);
  const [theirs, setTheirs] = useState<PersonValues | null>(null);
  const [disputed, setDisputed] = useState<readonly (keyof PersonValues)[]>([]);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState('');

  const change = (part: Partial<PersonValues>): void => {
    setValues((now) => ({ ...now, ...part }));
    setDisputed((fields) => fields.filter((field) => !(field in part)));
  };

  const check = (): boolean => {
    const faults = checkPerson(values);
    setErrors(faults);
    setProblem('');
    return Object.keys(faults).length === 0;
  };

  /** Begins anew from a state of the user. */
  const begin = (user: PersonFragment): PersonValues => {
    const now = toValues(user);
    setBefore(now);
    setVersion(user.version);
    return now;
  };

  /** Reads the user again and begins anew from there, with everything typed kept. */
  const rebase = async (): Promise<void> => {
    const { data, error } = await client.query(UserByIdDocument, { id: person.id }, { requestPolicy: 'network-only' }).toPromise();
    if (error) return setProblem(failureText(error));
    if (!data?.user) return setProblem(t('conflict.gone'));
    const now = begin(data.user);
    setDisputed(conflicts(before, values, now));
    setTheirs(now);
    setValues(merged(before, values, now));
  };

  const refuse = (faults: Parameters<typeof sortFaults>[0]): void => {
    if (faults.some((fault) => fault.code === 'CONFLICT')) return void rebase();
    const sorted = sortFaults(faults, personFields);
    setErrors(sorted.fields);
    setProblem(sorted.general.join(' '));
  };

  const saved = (user: PersonFragment): void => {
    setValues(begin(user));
    setTheirs(null);
    setDisputed([]);
  };

  const dirty = personFields.some((field) => values[field] !== before[field]);
  return { before, version, values, theirs, disputed, errors, problem, dirty, change, check, refuse, saved, setProblem };
}
