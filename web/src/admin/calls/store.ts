import { stringifyDocument } from '@urql/core';
import { CallsDocument, type CallNowFragment, type CallsSubscription } from '../../gql/generated';
import { Rows, type LiveClient, type Stream } from '../../live';

/** The calls in progress, fed by the stream `calls`. */
export class CallStore {
  readonly rows = new Rows<CallNowFragment>();
  private readonly endListeners = new Set<() => void>();
  private ended: ReturnType<typeof setTimeout> | null = null;
  private listed: { version: number; calls: readonly CallNowFragment[] } = { version: -1, calls: [] };

  follow(live: LiveClient): Stream<CallsSubscription['calls']> {
    return live.follow<CallsSubscription['calls']>({
      query: stringifyDocument(CallsDocument),
      begin: () => this.rows.beginWhole(),
      end: () => this.rows.endWhole(),
      apply: (event) => {
        if (event.__typename === 'Removed') this.rows.remove(event.id);
        if (event.__typename === 'CallChanged') this.changed(event.call);
      },
    });
  }

  /** All calls in order of their beginning; the same array until something changes. */
  readonly list = (): readonly CallNowFragment[] => {
    const version = this.rows.version();
    if (this.listed.version !== version) {
      const calls = [...this.rows.values()].sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
      this.listed = { version, calls };
    }
    return this.listed.calls;
  };

  /** Calls the listener when calls have ended, not more than once a second however many there were. */
  readonly onEnded = (listener: () => void): (() => void) => {
    this.endListeners.add(listener);
    return () => {
      this.endListeners.delete(listener);
    };
  };

  private changed(call: CallNowFragment): void {
    if (call.state !== 'ENDED') return this.rows.put(call);
    this.rows.remove(call.id);
    this.ended ??= setTimeout(() => {
      this.ended = null;
      for (const listener of this.endListeners) listener();
    }, 1000);
  }
}
