import type { Client } from '@urql/core';
import { failureText } from '../../api/faults';
import { StripsDocument, type Health, type StripsQuery } from '../../gql/generated';
import { Rows, Watched } from '../../live';

/** Milliseconds of a field of a strip, and how many fields a strip has: a day. */
export const field = 300_000;
export const fieldsInStrip = 288;

/** The last 24 hours of one telephone. */
export interface Strip {
  /** Of the telephone. */
  readonly id: string;
  /** When the first field begins. */
  readonly from: number;
  readonly healths: readonly Health[];
  /** Share of questions that were answered, 0 to 1. */
  readonly availability: number;
}

/** How many telephones are asked for at once, and how long changes are gathered before they are. */
const atOnce = 40;
const gather = { first: 60, again: 4_000 };

/**
 * The strips of those telephones that are looked at, and of no others: a list of ten thousand asks for the thirty on
 * the screen. A telephone that answered or changed is asked for again, together with others, a few seconds later.
 */
export class Strips {
  readonly rows = new Rows<Strip>();
  readonly problem = new Watched('');
  private readonly client: Client;
  private readonly wanted = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private due = Infinity;
  private closed = false;

  constructor(client: Client) {
    this.client = client;
  }

  /** The telephone has come into sight. */
  want(id: string): void {
    if (this.rows.get(id)) return;
    this.schedule(id, gather.first);
  }

  /** The telephone has answered or changed. */
  stale(id: string): void {
    if (this.rows.get(id)) this.schedule(id, gather.again);
  }

  /** The telephone is out of sight. */
  unwant(id: string): void {
    this.wanted.delete(id);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private schedule(id: string, milliseconds: number): void {
    this.wanted.add(id);
    const at = Date.now() + milliseconds;
    if (at >= this.due || this.closed) return;
    this.due = at;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), milliseconds);
  }

  private async ask(): Promise<void> {
    this.due = Infinity;
    const ids = [...this.wanted].slice(0, atOnce);
    for (const id of ids) this.wanted.delete(id);
    if (ids.length === 0) return;
    const from = Math.floor(Date.now() / field) * field - (fieldsInStrip - 1) * field;
    const variables = { ids, from: new Date(from).toISOString() };
    const { data, error } = await this.client.query(StripsDocument, variables, { requestPolicy: 'network-only' }).toPromise();
    if (this.closed) return;
    this.problem.set(error ? failureText(error) : '');
    for (const telephone of data?.telephones ?? []) this.rows.put(toStrip(telephone, from));
    const [next] = this.wanted;
    if (next) this.schedule(next, gather.first);
  }
}

function toStrip({ id, onlineStatistics }: StripsQuery['telephones'][number], from: number): Strip {
  return { id, from, healths: onlineStatistics.buckets.map((bucket) => bucket.health), availability: onlineStatistics.availability };
}
