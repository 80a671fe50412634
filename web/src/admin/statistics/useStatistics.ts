import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { failureText } from '../../api/faults';
import { OnlineStatisticsDocument } from '../../gql/generated';
import { useNow } from '../../ui/clock';
import { useStores } from '../stores';
import { extended, replaceFrom, toField, type Field } from './field';
import { Layout, questions, type Span } from './span';

/** How long to wait after an answer of the telephone before the fields are read that it changed: several may come at once. */
const gather = 250;

export interface Statistics {
  readonly fields: readonly Field[] | null;
  readonly problem: string;
}

/** The fields of one telephone, live: each answer of a terminal, and each that comes or goes, has the last ones read anew. */
export function useStatistics(userId: string, telephoneId: string | undefined, span: Span): Statistics {
  const client = useClient();
  const { users } = useStores();
  const [fields, setFields] = useState<readonly Field[] | null>(null);
  const [problem, setProblem] = useState('');

  useEffect(() => {
    if (!telephoneId) return;
    let gone = false;
    let held: readonly Field[] = [];
    let waiting: ReturnType<typeof setTimeout> | undefined;

    const ask = async (from: number, to: number | null): Promise<readonly Field[] | null> => {
      const variables = { ids: [telephoneId], from: new Date(from).toISOString(), to: to === null ? null : new Date(to).toISOString(), resolution: span.resolution };
      const { data, error } = await client.query(OnlineStatisticsDocument, variables, { requestPolicy: 'network-only' }).toPromise();
      if (gone) return null;
      setProblem(error ? failureText(error) : '');
      return data?.telephones[0]?.onlineStatistics.buckets.map(toField) ?? null;
    };
    const take = (newer: readonly Field[] | null): void => {
      if (!newer || gone) return;
      held = replaceFrom(held, newer);
      setFields(held);
    };
    const readAll = async (): Promise<void> => {
      const now = Date.now();
      const parts = await Promise.all(questions(new Layout(span, now).from, now, span.field).map((part) => ask(part.from, part.to)));
      take(parts.some((part) => part === null) ? null : (parts.flat() as Field[]));
    };
    const readLast = (): void => {
      const last = held.at(-2) ?? held.at(-1);
      void (last ? ask(last.start, null).then(take) : readAll());
    };

    setFields(null);
    void readAll();
    const end = users.rows.watch(userId, () => {
      clearTimeout(waiting);
      waiting = setTimeout(readLast, gather);
    });
    return () => {
      gone = true;
      clearTimeout(waiting);
      end();
    };
  }, [client, users, userId, telephoneId, span]);

  const now = useNow();
  const registered = (users.rows.get(userId)?.terminals.length ?? 0) > 0;
  return { fields: fields && extended(fields, span.field, now, registered), problem };
}
