import { useMemo, useRef, useSyncExternalStore } from 'react';
import { getLocale, useLang } from '../../i18n';
import { useStores } from '../stores';
import type { UserRow } from './row';
import { filterRows, filtersStates, sortRows, type View } from './view';

/** Ids of the rows of the view. They are sorted anew when the list itself changed, and filtered anew when anything
 * changed that the view looks at; while the result is the same, it is the same array and nothing is rendered. */
export function useShownRows(view: View): readonly string[] {
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
