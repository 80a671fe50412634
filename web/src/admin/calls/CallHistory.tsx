import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { failureText } from '../../api/faults';
import { CallRecordsDocument, type CallNowFragment } from '../../gql/generated';
import { t } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { formatClock, formatInstant } from '../../ui/format';
import { IconAlert, IconArrowIn, IconArrowInternal, IconArrowOut, IconCheck } from '../../ui/icons';
import { useStores } from '../stores';
import { SideCell } from './SideCell';

const pageSize = 50;

/** Calls that are over, newest first. The list is read again whenever a call in progress has ended. */
export function CallHistory() {
  const { calls, problem, more, loadMore, loading } = useHistory();
  return (
    <section className="calls-section" aria-labelledby="calls-history">
      <div className="calls-head">
        <h2 id="calls-history">{t('calls.history')}</h2>
      </div>
      {problem && (
        <Notice tone="red">
          {problem}
        </Notice>
      )}
      <div className="card">
        {calls.length === 0 ? <p className="dim calls-none">{t(loading ? 'loading' : 'calls.history.none')}</p> : <Records calls={calls} />}
      </div>
      {more && (
        <Button variant="default" onClick={loadMore} loading={loading} className="calls-more">
          {t('calls.history.more')}
        </Button>
      )}
    </section>
  );
}

function useHistory() {
  const client = useClient();
  const { calls: store } = useStores();
  const [calls, setCalls] = useState<readonly CallNowFragment[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [problem, setProblem] = useState('');
  const [loading, setLoading] = useState(true);

  const read = async (after: string | null): Promise<void> => {
    setLoading(true);
    const { data, error } = await client.query(CallRecordsDocument, { first: pageSize, after }, { requestPolicy: 'network-only' }).toPromise();
    setLoading(false);
    setProblem(error ? failureText(error) : '');
    if (!data) return;
    const { nodes, pageInfo } = data.callHistory;
    setCalls((known) => (after === null ? joined(nodes, known) : joined(known, nodes)));
    setCursor((before) => (after === null && before !== null ? before : pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null));
  };

  const latest = useRef(read);
  latest.current = read;
  useEffect(() => {
    void latest.current(null);
    return store.onEnded(() => void latest.current(null));
  }, [client, store]);

  return { calls, problem, loading, more: cursor !== null, loadMore: () => void read(cursor) };
}

/** Two parts of the list as one, without what stands in both. */
function joined(first: readonly CallNowFragment[], then: readonly CallNowFragment[]): readonly CallNowFragment[] {
  const known = new Set(first.map((call) => call.id));
  return [...first, ...then.filter((call) => !known.has(call.id))];
}

function Records({ calls }: { calls: readonly CallNowFragment[] }) {
  return (
    <table className="calls">
      <thead>
        <tr>
          <th scope="col">{t('calls.from')}</th>
          <th scope="col">{t('calls.to')}</th>
          <th scope="col">{t('calls.result')}</th>
          <th scope="col">{t('calls.started')}</th>
          <th scope="col">{t('calls.duration')}</th>
        </tr>
      </thead>
      <tbody>
        {calls.map((call) => (
          <tr key={call.id}>
            <td>
              <SideCell side={call.from} />
            </td>
            <td>
              <SideCell side={call.to} />
            </td>
            <td>
              <Result call={call} />
            </td>
            <td className="num">{formatInstant(call.startedAt)}</td>
            <td className="num">{call.answeredAt && call.endedAt ? formatClock(Date.parse(call.endedAt) - Date.parse(call.answeredAt)) : t('none')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const arrows = { INTERNAL: IconArrowInternal, INBOUND: IconArrowIn, OUTBOUND: IconArrowOut } as const;

function Result({ call }: { call: CallNowFragment }) {
  const Arrow = arrows[call.direction];
  const Mark = call.answeredAt ? IconCheck : IconAlert;
  return (
    <span className={`result tone-${call.answeredAt ? 'green' : 'amber'}`}>
      <Arrow size={16} className="dim" role="img" aria-label={t(`direction.${call.direction}`)} />
      <span className="mark">
        <Mark size={12} stroke={3} aria-hidden />
      </span>
      {call.cause && t(`cause.${call.cause}`)}
    </span>
  );
}
