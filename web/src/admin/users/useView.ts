import { useCallback, useMemo } from 'react';
import { readView, writeView, type View } from './view';

/** The view of the table, kept in the address. Typing replaces the entry of the history instead of piling up. */
export function useView(query: string): [View, (view: View) => void] {
  const view = useMemo(() => readView(query), [query]);
  const setView = useCallback((next: View) => {
    const text = writeView(next);
    history.replaceState(history.state, '', `${location.pathname}${text ? `?${text}` : ''}`);
  }, []);
  return [view, setView];
}
