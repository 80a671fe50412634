import { stringifyDocument } from '@urql/core';
import { PhoneCallsDocument, type PhoneCallFragment, type PhoneCallsSubscription } from '../../gql/generated';
import { Rows, type LiveClient, type Stream } from '../../live';

/** The own calls in progress, fed by the stream `calls`. */
export class OwnCalls {
  readonly rows = new Rows<PhoneCallFragment>();
  private readonly endListeners = new Set<(call: PhoneCallFragment) => void>();
  private listed: { version: number; calls: readonly PhoneCallFragment[] } = { version: -1, calls: [] };

  follow(live: LiveClient, meId: string): Stream<PhoneCallsSubscription['calls']> {
    return live.follow<PhoneCallsSubscription['calls']>({
      query: stringifyDocument(PhoneCallsDocument),
      variables: { userIds: [meId] },
      begin: () => this.rows.beginWhole(),
      end: () => this.rows.endWhole(),
      apply: (event) => {
        if (event.__typename === 'Removed') this.rows.remove(event.id);
        if (event.__typename === 'CallChanged') this.changed(event.call);
      },
    });
  }

  /** All calls in order of their beginning; the same array until something changes. */
  readonly list = (): readonly PhoneCallFragment[] => {
    const version = this.rows.version();
    if (this.listed.version !== version) {
      const calls = [...this.rows.values()].sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
      this.listed = { version, calls };
    }
    return this.listed.calls;
  };

  /** Calls the listener with each call that has ended. */
  readonly onEnded = (listener: (call: PhoneCallFragment) => void): (() => void) => {
    this.endListeners.add(listener);
    return () => {
      this.endListeners.delete(listener);
    };
  };

  private changed(call: PhoneCallFragment): void {
    if (call.state !== 'ENDED') return this.rows.put(call);
    this.rows.remove(call.id);
    for (const listener of this.endListeners) listener(call);
  }
}
