import type { Client, FormattedExecutionResult } from 'graphql-ws';
import { Watched } from './status';

/** What every event of the switchboard's streams carries. */
export interface StreamEvent {
  readonly __typename?: string;
  readonly cursor: string;
}

/** A top-level error of GraphQL. */
export interface StreamError {
  readonly message: string;
  readonly extensions?: { readonly code?: unknown };
}

/**
 * Where a stream stands:
 * - `opening`: the present state is on its way for the first time;
 * - `live`: what was applied is the state of the switchboard;
 * - `stale`: cut off; what was applied may have changed since;
 * - `failed`: the server refused the stream, see {@link Stream.error}.
 */
export type StreamState = 'opening' | 'live' | 'stale' | 'failed';

export interface StreamOptions<E extends StreamEvent> {
  /** Text of a subscription with one root field and a variable `$since: Cursor`. */
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Takes one event: whole new states (apply them in any way that forgets the earlier one) and removals. */
  readonly apply: (event: Exclude<E, { __typename: 'Synced' | 'Reset' }>) => void;
  /** The whole present state follows: remember what comes, so that `end` can forget the rest. */
  readonly begin?: () => void;
  /** The present state is complete. */
  readonly end?: () => void;
}

/** A stream without regard to what flows in it. */
export interface Followed {
  readonly state: Watched<StreamState>;
  readonly error: readonly StreamError[];
  start(): void;
  stop(): void;
  halt(): void;
  interrupted(): void;
}

interface Owner {
  readonly onRefused: () => void;
  readonly onStop: () => void;
}

/** How long to wait before a stream is asked for again that the server ended or refused. */
const again = 3_000;

/**
 * One subscription that survives its line. Each time the line comes back, the server is asked for what happened
 * since the last cursor; where it has forgotten that, it answers Reset and tells the present state anew. What was
 * applied stays in place meanwhile, so that nothing flickers: only at the end of the new state is the rest forgotten.
 */
export class Stream<E extends StreamEvent> implements Followed {
  readonly state = new Watched<StreamState>('opening');
  error: readonly StreamError[] = [];
  private cursor: string | null = null;
  private whole = false;
  private unsubscribe: (() => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private turn = 0;
  private readonly client: Client;
  private readonly options: StreamOptions<E>;
  private readonly owner: Owner;

  constructor(client: Client, options: StreamOptions<E>, owner: Owner) {
    this.client = client;
    this.options = options;
    this.owner = owner;
  }

  /** Begins, or begins again after a failure. Does nothing while it runs. */
  start(): void {
    if (this.unsubscribe || this.stopped) return;
    clearTimeout(this.timer);
    if (this.cursor === null) this.beginWhole();
    // Word from a subscription that was given up must not disturb the one that came after it.
    const turn = ++this.turn;
    const current = (): boolean => turn === this.turn;
    this.unsubscribe = this.client.subscribe<Record<string, E>>(this.payload(), {
      next: (result) => current() && this.next(result),
      error: (reason) => current() && this.failed(reason),
      complete: () => current() && this.ended(),
    });
  }

  stop(): void {
    this.stopped = true;
    this.halt();
    this.owner.onStop();
  }

  /** Gives up for now; {@link start} goes on from the last cursor. */
  halt(): void {
    clearTimeout(this.timer);
    this.turn++;
    this.unsubscribe?.();
    this.unsubscribe = null;
    this.interrupted();
  }

  /** The line was cut: what was applied can no longer be trusted. */
  interrupted(): void {
    if (this.state.get() === 'live') this.state.set('stale');
  }

  /** The variables are read anew at each sending, also when the library takes up the subscription on a new line:
   * that is what makes `since` the cursor of the moment. */
  private payload(): { query: string; readonly variables: Record<string, unknown> } {
    const current = (): Record<string, unknown> => ({ ...this.options.variables, since: this.cursor });
    return {
      query: this.options.query,
      get variables() {
        return current();
      },
    };
  }

  private next(result: FormattedExecutionResult<Record<string, E>, unknown>): void {
    if (result.errors?.length) return this.failed(result.errors);
    const event = result.data && Object.values(result.data)[0];
    if (!event) return;
    this.cursor = event.cursor;
    switch (event.__typename) {
      case 'Reset':
        return this.beginWhole();
      case 'Synced':
        return this.synced();
      default:
        this.options.apply(event as Exclude<E, { __typename: 'Synced' | 'Reset' }>);
    }
  }

  private beginWhole(): void {
    this.whole = true;
    this.options.begin?.();
  }

  /** Synced is also said now and then to keep the cursor young; only the first one after the whole state ends it. */
  private synced(): void {
    if (this.whole) this.options.end?.();
    this.whole = false;
    this.error = [];
    this.state.set('live');
  }

  private failed(reason: unknown): void {
    this.halt();
    if (isRefusal(reason)) return this.owner.onRefused();
    this.error = Array.isArray(reason) ? (reason as StreamError[]) : [];
    this.cursor = null;
    this.state.set('failed');
    if (!isForbidden(this.error)) this.restartLater();
  }

  /** The server ended the stream without an error: it is going down, or the client was too slow. */
  private ended(): void {
    if (this.stopped) return;
    this.unsubscribe = null;
    this.interrupted();
    this.restartLater();
  }

  private restartLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start(), again);
  }
}

const codes = (errors: readonly StreamError[]): unknown[] => errors.map((error) => error.extensions?.code);

function isForbidden(errors: readonly StreamError[]): boolean {
  return codes(errors).includes('FORBIDDEN');
}

function isRefusal(reason: unknown): boolean {
  if (Array.isArray(reason)) return codes(reason as StreamError[]).includes('UNAUTHENTICATED');
  return typeof reason === 'object' && reason !== null && 'code' in reason && (reason.code === 4401 || reason.code === 4403);
}
