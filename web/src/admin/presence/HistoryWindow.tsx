import { Button, Modal } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useClient, useQuery } from 'urql';
import { failureText } from '../../api/faults';
import { PresenceHistoryDocument, PresenceKeptDocument, type PresenceHistoryQuery } from '../../gql/generated';
import { t, tn } from '../../i18n';
import { useMay } from '../../session/useSession';
import { EmptyState } from '../../ui/EmptyState';
import { formatInstant } from '../../ui/format';
import { IconHistory } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { PresenceChip } from '../../ui/presence';
import { useStores } from '../stores';
import { callName } from '../users/row';
import { useRow } from '../users/store';
import { PresenceNow } from './PresenceNow';
import './presence.css';

type Change = NonNullable<PresenceHistoryQuery['user']>['presenceHistory']['nodes'][number];

const pageSize = 30;

interface Props {
  readonly userId: string;
  readonly onClose: () => void;
}

/** Who switched the presence of a user, when, to what and by what: so that mistakes in use are found. */
export default function HistoryWindow({ userId, onClose }: Props) {
  const row = useRow(useStores().users, userId);
  const { changes, problem, more, loadMore, loading } = useChanges(userId);
  const title = t('history.title', { name: row ? callName(row) : '' });
  return (
    <Modal opened onClose={onClose} title={title} size={580} closeButtonProps={{ 'aria-label': t('close') }}>
      {row?.presence && (
        <div className="history-now">
          <PresenceNow presence={row.presence} />
        </div>
      )}
      {problem && <Notice tone="red">{problem}</Notice>}
      {changes?.length === 0 && <EmptyState icon={IconHistory} title={t('history.none')} text={t('history.none.text')} />}
      {changes && changes.length > 0 && (
        <ol className="timeline">
          {changes.map((change) => (
            <Entry key={`${change.at} ${change.to} ${change.source}`} change={change} userId={userId} />
          ))}
        </ol>
      )}
      {more && (
        <Button variant="default" onClick={loadMore} loading={loading} fullWidth>
          {t('history.more')}
        </Button>
      )}
      <Kept />
    </Modal>
  );
}

function Entry({ change, userId }: { change: Change; userId: string }) {
  return (
    <li>
      <span className="timeline-at num">{formatInstant(change.at)}</span>
      <span className="timeline-change">
        <PresenceChip presence={change.to} />
        <span className="dim">{t('history.before', { presence: t(`presence.${change.from}`) })}</span>
        <span className="timeline-by">{who(change, userId)}</span>
      </span>
    </li>
  );
}

/** By what it was done, and by whom where that says more. */
function who({ source, actor }: Change, userId: string): string {
  const by = t(`source.${source}`);
  if (source === 'ADMIN') return actor ? t('history.by', { source: by, name: actor.displayName }) : by;
  return actor && actor.id !== userId ? t('history.by', { source: by, name: actor.displayName }) : by;
}

/** How long the list is kept; administrators chose it, and they alone may read the choice. */
function Kept() {
  const mayRead = useMay('ADMIN');
  const [{ data }] = useQuery({ query: PresenceKeptDocument, pause: !mayRead });
  const days = data?.presenceSettings.historyDays;
  if (mayRead && !data) return null;
  return <p className="dim history-kept">{days ? tn('history.kept', days) : t('history.kept.restart')}</p>;
}

/** The changes, newest first, read again whenever the presence has changed. */
function useChanges(userId: string) {
  const client = useClient();
  const { users } = useStores();
  const [changes, setChanges] = useState<readonly Change[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [problem, setProblem] = useState('');
  const [loading, setLoading] = useState(false);

  const read = async (after: string | null): Promise<void> => {
    setLoading(true);
    const variables = { id: userId, first: pageSize, after };
    const { data, error } = await client.query(PresenceHistoryDocument, variables, { requestPolicy: 'network-only' }).toPromise();
    setLoading(false);
    setProblem(error ? failureText(error) : '');
    const page = data?.user?.presenceHistory;
    if (!page) return;
    setChanges((known) => (after === null ? page.nodes : [...(known ?? []), ...page.nodes]));
    setCursor(page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null);
  };

  const latest = useRef(read);
  latest.current = read;
  useEffect(() => {
    let seen = users.rows.get(userId)?.presence;
    void latest.current(null);
    return users.rows.watch(userId, () => {
      const now = users.rows.get(userId)?.presence;
      if (now === seen) return;
      seen = now;
      void latest.current(null);
    });
  }, [users, userId]);

  return { changes, problem, loading, more: cursor !== null, loadMore: () => void read(cursor) };
}
