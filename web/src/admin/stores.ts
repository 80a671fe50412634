import { createContext, createElement, useContext, useSyncExternalStore, type ReactNode } from 'react';
import type { CallNowFragment } from '../gql/generated';
import type { LiveClient, Watched } from '../live';
import { newLive } from '../api/client';
import { LiveContext, watchLiveness, type Liveness } from '../ui/liveness';
import { CallStore } from './calls/store';
import { UserStore } from './users/store';

/** Everything live that the dashboard holds while somebody is signed in. */
export class Stores {
  readonly users = new UserStore();
  readonly calls = new CallStore();
  readonly live: LiveClient;
  readonly liveness: Watched<Liveness>;

  constructor(withProbes: boolean, live: LiveClient = newLive()) {
    this.live = live;
    this.liveness = watchLiveness(live, [...this.users.follow(live, withProbes), this.calls.follow(live)]);
  }

  close(): Promise<void> {
    return this.live.close();
  }
}

export { useLiveness } from '../ui/liveness';

const Held = createContext<Stores | null>(null);

/** Hands the stores to everything inside the shell, and what the lamp looks at with them. */
export function StoresContext({ value, children }: { readonly value: Stores; readonly children: ReactNode }): ReactNode {
  return createElement(Held, { value }, createElement(LiveContext, { value }, children));
}

export function useStores(): Stores {
  const stores = useContext(Held);
  if (!stores) throw new Error('useStores belongs inside the shell, which holds them');
  return stores;
}

export function useCalls(): readonly CallNowFragment[] {
  const { calls } = useStores();
  return useSyncExternalStore(calls.rows.watchList, calls.list);
}
