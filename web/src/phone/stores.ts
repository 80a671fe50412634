import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Client } from 'urql';
import { newLive } from '../api/client';
import type { MeFragment, PhoneCallFragment } from '../gql/generated';
import { Watched, type LiveClient } from '../live';
import { watchLiveness, type Liveness } from '../ui/liveness';
import { History, isLater } from './calls/history';
import { OwnCalls } from './calls/store';
import { ColleagueStore } from './colleagues/store';
import { Kept } from './kept';

const ids = (text: string): ReadonlySet<string> => new Set((JSON.parse(text) as unknown[]).filter((id) => typeof id === 'string'));

/** Everything that wwphone holds while somebody is signed in. */
export class PhoneStores {
  readonly colleagues = new ColleagueStore();
  readonly calls = new OwnCalls();
  readonly history: History;
  readonly live: LiveClient;
  readonly liveness: Watched<Liveness>;
  readonly favourites: Kept<ReadonlySet<string>>;
  /** Up to when the person has looked at the missed calls: the counter counts from there. */
  readonly seen: Kept<string>;
  /** From when on missed calls are marked. It follows `seen` once the list has been left, so that it can be read. */
  readonly marked: Watched<string>;

  constructor(me: MeFragment, client: Client, live: LiveClient = newLive()) {
    this.live = live;
    this.liveness = watchLiveness(live, [...this.colleagues.follow(live), this.calls.follow(live, me.id)]);
    this.history = new History(client, me.id);
    this.favourites = new Kept('favourites', me.id, new Set<string>(), ids);
    this.seen = new Kept('seen', me.id, '', String);
    this.marked = new Watched(this.seen.value.get());
    this.calls.onEnded(this.history.add);
    this.liveness.subscribe(this.caughtUp);
  }

  /** Makes a colleague a favourite, or ends that. */
  readonly toggleFavourite = (id: string): void => {
    const now = new Set(this.favourites.value.get());
    if (!now.delete(id)) now.add(id);
    this.favourites.set(now, JSON.stringify([...now]));
  };

  /** The person looks at the missed calls: the counter ends, the marks stay until {@link leftMissed}. */
  readonly sawMissed = (): void => {
    this.leftMissed();
    const newest = this.history.shown.get().calls[0]?.startedAt;
    if (newest && isLater(newest, this.seen.value.get())) this.seen.set(newest, newest);
  };

  readonly leftMissed = (): void => this.marked.set(this.seen.value.get());

  close(): Promise<void> {
    this.favourites.close();
    this.seen.close();
    return this.live.close();
  }

  private wasLive = false;

  /** Calls that came and went while the page was cut off stand in the history alone. */
  private readonly caughtUp = (): void => {
    const isLive = this.liveness.get().streams === 'live';
    if (isLive && !this.wasLive) void this.history.refresh();
    this.wasLive = isLive;
  };
}

export const PhoneContext = createContext<PhoneStores | null>(null);

export function usePhone(): PhoneStores {
  const stores = useContext(PhoneContext);
  if (!stores) throw new Error('usePhone belongs inside wwphone, which holds the stores');
  return stores;
}

export function useOwnCalls(): readonly PhoneCallFragment[] {
  const { calls } = usePhone();
  return useSyncExternalStore(calls.rows.watchList, calls.list);
}

/** How many calls were missed since the person last looked. */
export function useMissed(): number {
  const { history, seen } = usePhone();
  useSyncExternalStore(history.shown.subscribe, history.shown.get);
  return history.missedSince(useSyncExternalStore(seen.value.subscribe, seen.value.get));
}
