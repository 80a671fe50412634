import { Button } from '@mantine/core';
import { lazy, Suspense, useCallback, useDeferredValue, useRef, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { t } from '../../i18n';
import { useMay } from '../../session/useSession';
import { EmptyState } from '../../ui/EmptyState';
import { IconSearch, IconUserPlus, IconUsers, IconWand } from '../../ui/icons';
import { useKeys } from '../keys';
import { showHistory, showStatistics } from '../windows';
import { useLiveness, useStores } from '../stores';
import { Toolbar } from './Toolbar';
import { useShownRows } from './useShownRows';
import { useView } from './useView';
import { UserTable } from './UserTable';
import { filtersStates, type View } from './view';
import './users.css';

const Panel = lazy(async () => ({ default: (await import('./Panel')).Panel }));
const CreateUser = lazy(async () => ({ default: (await import('./CreateUser')).CreateUser }));

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
        <Suspense>{selected !== null && <Panel key={selected} id={selected} onClose={closePanel} />}</Suspense>
      </div>
      <Suspense>{creating && <CreateUser onClose={() => setCreating(false)} onCreated={setSelected} store={users} />}</Suspense>
    </>
  );
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
