import { createContext, useContext, useSyncExternalStore } from 'react';
import { Watched, type Followed, type Line, type LiveClient, type StreamError, type StreamState } from '../live';

/** Whether what the page shows is true at this moment. */
export interface Liveness {
  readonly line: Line;
  readonly streams: StreamState;
  readonly errors: readonly StreamError[];
  /** When it was last known to be true, in milliseconds since 1970; null before the first time. */
  readonly trueAt: number | null;
}

/** What the lamp of a page looks at. */
export interface LiveSource {
  readonly live: LiveClient;
  readonly liveness: Watched<Liveness>;
}

/** Sums up the line and the streams of a page for as long as they live. */
export function watchLiveness(live: LiveClient, streams: readonly Followed[]): Watched<Liveness> {
  const liveness = new Watched<Liveness>({ line: live.line.get(), streams: 'opening', errors: [], trueAt: null });
  const judge = (): void => {
    const before = liveness.get();
    const now = weakest(streams.map((stream) => stream.state.get()));
    const trueAt = before.streams === 'live' && now !== 'live' ? Date.now() : before.trueAt;
    liveness.set({ line: live.line.get(), streams: now, errors: streams.flatMap((stream) => stream.error), trueAt });
  };
  live.line.subscribe(judge);
  for (const stream of streams) stream.state.subscribe(judge);
  return liveness;
}

function weakest(states: readonly StreamState[]): StreamState {
  const order: readonly StreamState[] = ['failed', 'stale', 'opening', 'live'];
  return order.find((state) => states.includes(state)) ?? 'live';
}

export const LiveContext = createContext<LiveSource | null>(null);

export function useLiveSource(): LiveSource {
  const source = useContext(LiveContext);
  if (!source) throw new Error('the lamp belongs inside a page that holds a line');
  return source;
}

export function useLiveness(): Liveness {
  const { liveness } = useLiveSource();
  return useSyncExternalStore(liveness.subscribe, liveness.get);
}
