import { createContext, useContext, useSyncExternalStore } from 'react';
import type { MeFragment, Role } from '../gql/generated';
import { may, session, type Session } from './session';

export function useSession(): Session {
  return useSyncExternalStore(session.subscribe, session.get);
}

/** Who is signed in, for everything inside the shell. */
export const MeContext = createContext<MeFragment | null>(null);

export function useMe(): MeFragment {
  const me = useContext(MeContext);
  if (!me) throw new Error('useMe belongs inside the shell, where somebody is signed in');
  return me;
}

/** Whether the viewer's role allows it; what it does not allow is not shown at all. */
export function useMay(requires: Role): boolean {
  return may(useMe().role, requires);
}
