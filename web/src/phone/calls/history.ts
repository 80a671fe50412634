import type { Client } from 'urql';
import { failureText } from '../../api/faults';
import { PhoneRecordsDocument, type CallNowFragment } from '../../gql/generated';
import { Watched } from '../../live';
import { isMissed, joined } from './records';

const pageSize = 50;

export interface Shown {
  readonly calls: readonly CallNowFragment[];
  /** Position from which older calls can be read; null where there are none. */
  readonly older: string | null;
  readonly loading: boolean;
  readonly problem: string;
}

/** The own calls that are over, newest first. It is read once, and again when something may have been missed. */
export class History {
  readonly shown = new Watched<Shown>({ calls: [], older: null, loading: true, problem: '' });
  private readonly client: Client;
  private readonly meId: string;
  private turn = 0;
  private whole = false;

  constructor(client: Client, meId: string) {
    this.client = client;
    this.meId = meId;
  }

  /** Takes a call that has just ended, before the switchboard has written it down. */
  readonly add = (call: CallNowFragment): void => {
    const shown = this.shown.get();
    this.shown.set({ ...shown, calls: joined([call], shown.calls) });
  };

  /** Reads the newest page. */
  readonly refresh = (): Promise<void> => this.read(null);

  /** Reads the page before the oldest call that is shown. */
  readonly more = (): Promise<void> => this.read(this.shown.get().older);

  missedSince(seen: string): number {
    return this.shown.get().calls.filter((call) => isLater(call.startedAt, seen) && isMissed(call, this.meId)).length;
  }

  private async read(after: string | null): Promise<void> {
    const turn = ++this.turn;
    this.shown.set({ ...this.shown.get(), loading: true });
    const answer = await this.client
      .query(PhoneRecordsDocument, { userId: this.meId, first: pageSize, after }, { requestPolicy: 'network-only' })
      .toPromise();
    if (turn !== this.turn) return;
    const before = this.shown.get();
    if (!answer.data) {
      this.shown.set({ ...before, loading: false, problem: answer.error ? failureText(answer.error) : '' });
      return;
    }
    const { nodes, pageInfo } = answer.data.callHistory;
    const older = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null;
    const keepsOlder = after === null && this.whole;
    this.whole = true;
    const calls = after === null ? joined(nodes, before.calls) : joined(before.calls, nodes);
    this.shown.set({ calls: sorted(calls), older: keepsOlder ? before.older : older, loading: false, problem: '' });
  }
}

const sorted = (calls: readonly CallNowFragment[]): readonly CallNowFragment[] => calls.toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));

/** Whether an instant is later than another; any is later than none. */
export const isLater = (at: string, than: string): boolean => than === '' || Date.parse(at) > Date.parse(than);
