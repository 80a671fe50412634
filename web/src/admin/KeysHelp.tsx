import { lazy, Suspense, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import { Watched } from '../live';
import { useMay } from '../session/useSession';
import { useKeys } from './keys';

const KeysDialogue = lazy(() => import('./KeysDialogue'));

const shown = new Watched(false);

export const showKeys = (): void => shown.set(true);

/** The keys that work on every page, and the list of them when it is asked for. */
export function KeysHelp() {
  const opened = useSyncExternalStore(shown.subscribe, shown.get);
  const [, go] = useLocation();
  const mayLook = useMay('SUPERVISOR');
  useKeys({ '?': showKeys, o: () => go('/'), u: () => go('/users'), c: () => go('/calls'), t: () => mayLook && go('/statistics') });
  return <Suspense>{opened && <KeysDialogue onClose={() => shown.set(false)} />}</Suspense>;
}
