import { createClient, type Client } from 'graphql-ws';
import { backoff, wait } from './backoff';
import { Watched } from './status';
import { Stream, type Followed, type StreamEvent, type StreamOptions } from './stream';

/**
 * What the line does:
 * - `idle`: nothing is followed, so there is no line;
 * - `connecting`: the first attempt is under way;
 * - `connected`: messages can flow;
 * - `lost`: it was cut; the next attempt is at `retryAt` (milliseconds since 1970);
 * - `refused`: the server does not accept the token; a new login is needed.
 */
export type Line =
  | { readonly state: 'idle' | 'connecting' | 'connected' | 'refused' }
  | { readonly state: 'lost'; readonly retryAt: number };

export interface LiveOptions {
  /** Address of the GraphQL websocket, or a function that gives it. */
  readonly url: string | (() => string);
  /** The session token of the moment; null where nobody is logged in. It travels in connection_init, never in the URL. */
  readonly token: () => string | null;
  /** Called when the server refuses the token. */
  readonly onRefused?: () => void;
  /** For tests and for programs outside a browser. */
  readonly webSocketImpl?: unknown;
}

/** Close codes that say "log in again" (4401 by the graphql-transport-ws protocol, 4403 by the switchboard). */
const refusals = new Set([4401, 4403]);

/** A ping every so often, and how long its answer may take: a line that was cut silently is noticed within the sum. */
const pingEvery = 10_000;
const pongWithin = 5_000;

/**
 * One websocket for all streams of a page. It comes back by itself; each stream then goes on from its last cursor.
 * Subscriptions are numbered "1", "2", … in the order in which they begin: equal frames for all viewers let the
 * server compress and write them once.
 */
export class LiveClient {
  readonly line = new Watched<Line>({ state: 'idle' });
  private readonly client: Client;
  private readonly streams = new Set<Followed>();
  private readonly options: LiveOptions;
  private wake: () => void = () => {};
  private pongTimer: ReturnType<typeof setTimeout> | undefined;
  private count = 0;

  constructor(options: LiveOptions) {
    this.options = options;
    this.client = createClient({
      url: options.url,
      webSocketImpl: options.webSocketImpl,
      connectionParams: () => {
        const token = options.token();
        return token ? { authorization: `Bearer ${token}` } : {};
      },
      generateID: () => String(++this.count),
      keepAlive: pingEvery,
      connectionAckWaitTimeout: pongWithin,
      retryAttempts: Infinity,
      retryWait: (attempt) => this.pause(attempt),
      shouldRetry: (reason) => !isRefusal(reason),
      on: {
        connecting: () => this.connecting(),
        connected: () => this.line.set({ state: 'connected' }),
        ping: (received) => received || this.expectPong(),
        pong: (received) => received && clearTimeout(this.pongTimer),
        closed: (event) => this.closed(event),
      },
    });
  }

  /** Follows one stream until `stop` of the result is called. */
  follow<E extends StreamEvent>(options: StreamOptions<E>): Stream<E> {
    const stream: Stream<E> = new Stream(this.client, options, {
      onRefused: () => this.refused(),
      onStop: () => this.streams.delete(stream),
    });
    this.streams.add(stream);
    stream.start();
    return stream;
  }

  /** Tries at once instead of waiting for the next attempt, and takes up streams that a refusal had stopped. */
  readonly retryNow = (): void => {
    this.wake();
    for (const stream of this.streams) stream.start();
  };

  /** Closes the line and ends all streams. */
  async close(): Promise<void> {
    clearTimeout(this.pongTimer);
    for (const stream of this.streams) stream.stop();
    this.wake();
    await this.client.dispose();
    this.line.set({ state: 'idle' });
  }

  private connecting(): void {
    if (this.line.get().state !== 'lost') this.line.set({ state: 'connecting' });
  }

  private closed(event: unknown): void {
    clearTimeout(this.pongTimer);
    for (const stream of this.streams) stream.interrupted();
    if (isRefusal(event)) return this.refused();
    const state = this.streams.size === 0 ? ({ state: 'idle' } as const) : ({ state: 'lost', retryAt: Date.now() } as const);
    this.line.set(state);
  }

  private refused(): void {
    if (this.line.get().state === 'refused') return;
    for (const stream of this.streams) stream.halt();
    this.line.set({ state: 'refused' });
    this.options.onRefused?.();
  }

  private async pause(attempt: number): Promise<void> {
    const delay = backoff(attempt);
    this.line.set({ state: 'lost', retryAt: Date.now() + delay });
    const pause = wait(delay);
    this.wake = pause.end;
    await pause.done;
  }

  /** TCP may take minutes to notice a dead peer. */
  private expectPong(): void {
    clearTimeout(this.pongTimer);
    this.pongTimer = setTimeout(() => this.client.terminate(), pongWithin);
  }
}

function isRefusal(reason: unknown): boolean {
  return typeof reason === 'object' && reason !== null && 'code' in reason && refusals.has(reason.code as number);
}
