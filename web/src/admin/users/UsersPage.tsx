import { Button } from '@mantine/core';
import { useCallback, useDeferredValue, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useSearch } from 'wouter';
import { getLocale, t, useLang } from '../../i18n';
import { useMay } from '../../session/useSession';
import { EmptyState } from '../../ui/EmptyState';
import { IconSearch, IconUserPlus, IconUsers } from '../../ui/icons';
import { useKeys } from '../keys';
import { useLiveness, useStores } from '../stores';
import { CreateUser } from './CreateUser';
import { Panel } from './Panel';
import type { UserRow } from './row';
import { Toolbar } from './Toolbar';
import { useView } from './useView';
import { UserTable } from './UserTable';
import { selectRows, type View } from './view';
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
  const search = useRef<HTMLInputElement>(null);
  const add = useCallback(() => setCreating(true), []);
  const closePanel = useCallback(() => setSelected(null), []);
  useKeys({
    '/': () => search.current?.focus(),
    n: () => mayChange && add(),
    Escape: closePanel,
  });

  return (
    <>
      <div className="page-head">
        <h1>{t('users.title')}</h1>
        {mayChange && (
          <Button leftSection={<IconUserPlus size={17} aria-hidden />} onClick={add}>
            {t('users.add')}
          </Button>
        )}
      </div>
      <Toolbar view={view} onChange={setView} shown={rows.length} searchRef={search} />
      <div className="users" data-panel={selected !== null}>
        <UserTable rows={rows} view={view} onView={setView} selected={selected} onSelect={setSelected}>
          <Nothing view={view} onReset={() => setView({ ...view, search: '', state: 'ALL' })} />
        </UserTable>
        {selected !== null && <Panel key={selected} id={selected} onClose={closePanel} />}
      </div>
      {creating && <CreateUser onClose={() => setCreating(false)} onCreated={setSelected} store={users} />}
    </>
  );
}

/** The rows of the view. While only rows change that it shows anyway, nothing is computed anew. */
function useShownRows(view: View): readonly UserRow[] {
  const { users } = useStores();
  const lang = useLang();
  const { rows } = users;
  const version = useSyncExternalStore(rows.watchList, view.state === 'ALL' ? users.listVersion : rows.version);
  return useMemo(() => {
    const collator = new Intl.Collator(getLocale(), { numeric: true });
    return selectRows(rows.values(), view, collator.compare);
  }, [rows, view, version, lang]);
}

function Nothing({ view, onReset }: { view: View; onReset: () => void }) {
  const { streams } = useLiveness();
  if (view.search || view.state !== 'ALL') {
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
