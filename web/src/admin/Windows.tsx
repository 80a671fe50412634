import { lazy, Suspense, useSyncExternalStore } from 'react';
import { closeWindow, openWindow } from './windows';

// Loaded when first opened: most visits need neither.
const windows = {
  history: lazy(() => import('./presence/HistoryWindow')),
  statistics: lazy(() => import('./statistics/StatisticsWindow')),
};

/** The windows that any page can open. */
export function Windows() {
  const open = useSyncExternalStore(openWindow.subscribe, openWindow.get);
  if (!open) return null;
  const Window = windows[open.kind];
  return (
    <Suspense>
      <Window key={open.userId} userId={open.userId} onClose={closeWindow} />
    </Suspense>
  );
}
