import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useClient } from 'urql';
import { failureText } from '../../api/faults';
import { RoutingPreviewDocument, type RoutingPreviewQuery } from '../../gql/generated';
import { t } from '../../i18n';
import { IconPhoneOutgoing } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { useStores } from '../stores';
import { useThrottled } from '../useThrottled';
import { callName, fold, type UserRow } from '../users/row';
import { bareNumber } from '../users/values';
import { Outcome } from './Outcome';

export type Preview = RoutingPreviewQuery['routingPreview'];

const mostOffered = 200;

/** Who would ring if one user called a number, and why. Nothing rings. */
export function Simulator() {
  const client = useClient();
  const { users } = useStores();
  const people = useThrottled(users.rows, offered);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [at, setAt] = useState('');
  const [unknown, setUnknown] = useState(false);
  const [problem, setProblem] = useState('');
  const [preview, setPreview] = useState<Preview | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const caller = find(users.rows.values(), from);
    setUnknown(!caller);
    setProblem('');
    if (!caller || !to.trim()) return;
    setBusy(true);
    const called = find(users.rows.values(), to)?.person;
    const variables = { from: caller.id, to: called ? (called.extension ?? called.username) : bareNumber(to), at: at ? new Date(at).toISOString() : null };
    const { data, error } = await client.query(RoutingPreviewDocument, variables, { requestPolicy: 'network-only' }).toPromise();
    setBusy(false);
    setProblem(error ? failureText(error) : '');
    setPreview(data?.routingPreview ?? null);
  };

  return (
    <section className="card simulator" aria-labelledby="simulator">
      <h2 id="simulator">{t('simulator.title')}</h2>
      <p className="dim">{t('simulator.lead')}</p>
      <form className="simulator-form" onSubmit={submit} noValidate>
        <TextInput label={t('simulator.from')} list="simulator-people" value={from} onChange={(event) => setFrom(event.currentTarget.value)} error={unknown && t('simulator.from.unknown')} />
        <TextInput label={t('simulator.to')} list="simulator-people" value={to} onChange={(event) => setTo(event.currentTarget.value)} />
        <TextInput label={t('simulator.at')} type="datetime-local" value={at} onChange={(event) => setAt(event.currentTarget.value)} />
        <Button type="submit" loading={busy} disabled={!from.trim() || !to.trim()} leftSection={<IconPhoneOutgoing size={17} aria-hidden />}>
          {t('simulator.submit')}
        </Button>
        <datalist id="simulator-people">
          {people.map(({ id, person, name }) => (
            <option key={id} value={person.extension ?? person.username}>
              {name || person.displayName}
            </option>
          ))}
        </datalist>
      </form>
      {problem && <Notice tone="red">{problem}</Notice>}
      <div aria-live="polite">{preview && <Outcome preview={preview} />}</div>
    </section>
  );
}

function offered(rows: Iterable<UserRow>): readonly UserRow[] {
  const list = [...rows].filter((row) => row.person.extension);
  return list.slice(0, mostOffered).sort((a, b) => callName(a).localeCompare(callName(b)));
}

/** The user whom a number, a username or a whole name means. */
function find(rows: Iterable<UserRow>, text: string): UserRow | undefined {
  const wanted = fold(text.trim());
  if (!wanted) return undefined;
  for (const row of rows) {
    const { username, extension, displayName } = row.person;
    if ([username, extension ?? '', displayName, row.name].some((name) => name !== '' && fold(name) === wanted)) return row;
  }
  return undefined;
}
