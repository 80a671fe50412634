import { Button } from '@mantine/core';
import { useCallback, useDeferredValue, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { Link, useSearch } from 'wouter';
import { getLocale, t, useLang } from '../../i18n';
import { useMay } from '../../session/useSession';
import { EmptyState } from '../../ui/EmptyState';
import { IconSearch, IconUserPlus, IconUsers, IconWand } from '../../ui/icons';
import { useKeys } from '../keys';
import { showHistory, showStatistics } from '../windows';
import { useLiveness, useStores } from '../stores';
import { CreateUser } from './CreateUser';
import { Panel } from './Panel';
import type { UserRow } from './row';
import { Toolbar } from './Toolbar';
import { useView } from './useView';
import { UserTable } from './UserTable';
import { filterRows, filtersStates, sortRows, type View } from './view';
import './users.css';

/** The menu Users/telephones: everybody, live. */
export function UsersPage() {
  const { users } = useStores();
  const [view, setView] = useView(useSearch());
  const deferred = useDeferredValue(view);
  const rows = useShownRows(deferred);
  const [selected, setSelected] = useState<string | null>(null);
  const [creating, setCreating] = useState(false);
  const mayChange = useMay('ADMIN');
  const seesHistory = useMay('SUPERVISOR');
  const search = useRef<HTMLInputElement>(null);
  const add = useCallback(() => setCreating(true), []);
  const closePanel = useCallback(() => setSelected(null), []);
  useKeys({
    '/': () => search.current?.focus(),
    n: () => mayChange && add(),
    h: () => seesHistory && selected && showHistory(selected),
    s: () => seesHistory && selected && showStatistics(selected),
    Escape: closePanel,
  });

  return (
    <>
      <div className="page-head">
        <h1>{t('users.title')}</h1>
        {mayChange && (
          <div className="page-actions">
            <Button variant="default" leftSection={<IconUserPlus size={17} aria-hidden />} onClick={add}>
              {t('users.add')}
            </Button>
            <Button component={Link} href="/quick-start" leftSection={<IconWand size={17} aria-hidden />}>
              {t('quick.open')}
            </Button>
          </div>
        )}
      </div>
      <Toolbar view={view} onChange={setView} shown={rows.length} searchRef={search} />
      <div className="users" data-panel={selected !== null}>
        <UserTable rows={rows} view={view} onView={setView} selected={selected} onSelect={setSelected}>
          <Nothing view={view} onReset={() => setView({ ...view, search: '', state: 'ALL', presence: 'ALL', trouble: 'ALL' })} />
        </UserTable>
        {selected !== null && <Panel key={selected} id={selected} onClose={closePanel} />}
      </div>
      {creating && <CreateUser onClose={() => setCreating(false)} onCreated={setSelected} store={users} />}
    </>
  );
}

/** Ids of the rows of the view. They are sorted anew when the list itself changed, and filtered anew when anything
 * changed that the view looks at; while the result is the same, it is the same array and nothing is rendered. */
function useShownRows(view: View): readonly string[] {
  const { users } = useStores();
  const lang = useLang();
  const { rows } = users;
  const { sort, descending } = view;
  const list = useSyncExternalStore(rows.watchList, users.listVersion);
  const version = useSyncExternalStore(rows.watchList, filtersStates(view) ? rows.version : users.listVersion);
  const order = useMemo(() => {
    const collator = new Intl.Collator(getLocale(), { numeric: true });
    return sortRows(rows.values(), { sort, descending }, collator.compare).map((row) => row.id);
  }, [rows, sort, descending, list, lang]);
  const last = useRef<readonly string[]>([]);
  return useMemo(() => {
    const shown = filterRows(present(order, rows.get), view);
    if (!equal(shown, last.current)) last.current = shown;
    return last.current;
  }, [order, rows, view, version]);
}

function present(ids: readonly string[], get: (id: string) => UserRow | undefined): UserRow[] {
  return ids.flatMap((id) => get(id) ?? []);
}

function equal(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

function Nothing({ view, onReset }: { view: View; onReset: () => void }) {
  const { streams } = useLiveness();
  if (view.search || filtersStates(view)) {
    return (
      <EmptyState icon={IconSearch} title={t('users.nomatch.title')} text={t('users.nomatch.text')}>
        <Button variant="default" onClick={onReset}>
          {t('users.nomatch.reset')}
        </Button>
      </EmptyState>
    );
  }
  if (streams !== 'live') return null;
  return <EmptyState icon={IconUsers} title={t('users.empty.title')} text={t('users.empty.text')} />;
}
