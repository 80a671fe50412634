import { createContext, useContext, useSyncExternalStore } from 'react';
import type { CallNowFragment } from '../gql/generated';
import { LiveClient, Watched, type Followed, type Line, type StreamError, type StreamState } from '../live';
import { newLive } from '../api/client';
import { CallStore } from './calls/store';
import { UserStore } from './users/store';

/** Whether what the page shows is true at this moment. */
export interface Liveness {
  readonly line: Line;
  readonly streams: StreamState;
  readonly errors: readonly StreamError[];
  /** When it was last known to be true, in milliseconds since 1970; null before the first time. */
  readonly trueAt: number | null;
}

/** Everything live that the dashboard holds while somebody is signed in. */
export class Stores {
  readonly users = new UserStore();
  readonly calls = new CallStore();
  readonly live: LiveClient;
  readonly liveness: Watched<Liveness>;
  private readonly streams: readonly Followed[];

  constructor(withProbes: boolean, live: LiveClient = newLive()) {
    this.live = live;
    this.streams = [...this.users.follow(live, withProbes), this.calls.follow(live)];
    this.liveness = new Watched<Liveness>({ line: live.line.get(), streams: 'opening', errors: [], trueAt: null });
    live.line.subscribe(this.judge);
    for (const stream of this.streams) stream.state.subscribe(this.judge);
  }

  close(): Promise<void> {
    return this.live.close();
  }

  private readonly judge = (): void => {
    const before = this.liveness.get();
    const streams = weakest(this.streams.map((stream) => stream.state.get()));
    const wasLive = before.streams === 'live' && streams !== 'live';
    const trueAt = wasLive ? Date.now() : before.trueAt;
    this.liveness.set({ line: this.live.line.get(), streams, errors: this.streams.flatMap((s) => s.error), trueAt });
  };
}

function weakest(states: readonly StreamState[]): StreamState {
  const order: readonly StreamState[] = ['failed', 'stale', 'opening', 'live'];
  return order.find((state) => states.includes(state)) ?? 'live';
}

export const StoresContext = createContext<Stores | null>(null);

export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (!stores) throw new Error('useStores belongs inside the shell, which holds them');
  return stores;
}

export function useLiveness(): Liveness {
  const { liveness } = useStores();
  return useSyncExternalStore(liveness.subscribe, liveness.get);
}

export function useCalls(): readonly CallNowFragment[] {
  const { calls } = useStores();
  return useSyncExternalStore(calls.rows.watchList, calls.list);
}
