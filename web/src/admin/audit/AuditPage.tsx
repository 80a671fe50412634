import { Button, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useClient, useQuery } from 'urql';
import { useSearch } from 'wouter';
import { failureText } from '../../api/faults';
import { AuditPageDocument, AuditVerificationDocument, type EntryFragment } from '../../gql/generated';
import { getLocale, t, tn } from '../../i18n';
import { Notice } from '../../ui/Notice';
import { IconSearch, IconShieldCheck, IconAlert } from '../../ui/icons';
import { UserSelect } from '../users/UserSelect';
import { EntryRow } from './EntryRow';
import '../users/users.css';
import './audit.css';

const pageSize = 50;

interface Filter {
  readonly search: string;
  readonly userId: string;
}

/** Who did what, when and from where. Search and filter stand in the address, so that they can be kept and sent. */
export function AuditPage() {
  const [filter, setFilter] = useFilter();
  const { entries, more, loadMore, loading, problem } = useEntries(filter);
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{t('audit.title')}</h1>
          <p className="page-lead dim">{t('audit.lead')}</p>
        </div>
        <Verification />
      </div>
      <div className="toolbar">
        <TextInput
          type="search"
          className="toolbar-search"
          aria-label={t('audit.search')}
          placeholder={t('audit.search')}
          leftSection={<IconSearch size={17} aria-hidden />}
          value={filter.search}
          onChange={(event) => setFilter({ ...filter, search: event.currentTarget.value })}
        />
        <UserSelect nobody={t('audit.everybody')} value={filter.userId} onChange={(userId) => setFilter({ ...filter, userId })} />
      </div>
      {problem && <Notice tone="red">{problem}</Notice>}
      <div className="card">
        {entries.length === 0 ? (
          <p className="calls-none dim">{t(loading ? 'loading' : 'audit.none')}</p>
        ) : (
          <ol className="audit">
            {entries.map((entry) => (
              <EntryRow key={entry.id} entry={entry} />
            ))}
          </ol>
        )}
      </div>
      {more && (
        <Button variant="default" className="calls-more" onClick={loadMore} loading={loading}>
          {t('audit.more')}
        </Button>
      )}
    </>
  );
}

function useFilter(): [Filter, (filter: Filter) => void] {
  const params = new URLSearchParams(useSearch());
  const set = ({ search, userId }: Filter): void => {
    const next = new URLSearchParams({ ...(search && { q: search }), ...(userId && { user: userId }) }).toString();
    history.replaceState(history.state, '', `${location.pathname}${next ? `?${next}` : ''}`);
  };
  return [{ search: params.get('q') ?? '', userId: params.get('user') ?? '' }, set];
}

/** The entries of a filter, page by page. While one types, the question waits for a moment of rest. */
function useEntries({ search, userId }: Filter) {
  const client = useClient();
  const [entries, setEntries] = useState<readonly EntryFragment[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [loading, setLoading] = useState(true);
  const [problem, setProblem] = useState('');

  const read = async (after: string | null, current: () => boolean): Promise<void> => {
    setLoading(true);
    const variables = { first: pageSize, after, search: search || null, userId: userId || null };
    const { data, error } = await client.query(AuditPageDocument, variables, { requestPolicy: 'network-only' }).toPromise();
    if (!current()) return;
    setLoading(false);
    setProblem(error ? failureText(error) : '');
    if (!data) return;
    const { nodes, pageInfo } = data.auditLog;
    setEntries((known) => (after === null ? nodes : [...known, ...nodes]));
    setCursor(pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null);
  };

  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => void read(null, () => !gone), search ? 250 : 0);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [client, search, userId]);

  return { entries, problem, loading, more: cursor !== null, loadMore: () => void read(cursor, () => true) };
}

/** Whether somebody has changed the log behind the back of the switchboard. */
function Verification() {
  const [{ data, fetching, error }, verify] = useQuery({ query: AuditVerificationDocument, requestPolicy: 'network-only', pause: true });
  const found = data?.auditVerification;
  return (
    <div className="page-actions audit-verify" role="status">
      {error && <span className="dim">{failureText(error)}</span>}
      {found && (
        <span className={`chip tone-${found.intact ? 'green' : 'red'}`}>
          {found.intact ? <IconShieldCheck size={14} aria-hidden /> : <IconAlert size={14} aria-hidden />}
          {found.intact ? tn('audit.intact', found.entries) : t('audit.broken', { n: (found.firstBroken ?? 0).toLocaleString(getLocale()) })}
        </span>
      )}
      <Button variant="default" leftSection={<IconShieldCheck size={16} aria-hidden />} loading={fetching} onClick={() => verify({ requestPolicy: 'network-only' })}>
        {t('audit.verify')}
      </Button>
    </div>
  );
}
