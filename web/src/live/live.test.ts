import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer, type WebSocket as Peer } from 'ws';
import { LiveClient } from './socket';
import type { Stream, StreamEvent } from './stream';

// A switchboard of a few lines that speaks graphql-transport-ws and is told by each test what to say.

interface Asked {
  readonly id: string;
  readonly since: unknown;
  readonly authorization: unknown;
  readonly tell: (event: object) => void;
  readonly end: () => void;
  readonly refuse: (code: string) => void;
  readonly cut: (code?: number) => void;
}

interface Event extends StreamEvent {
  readonly id?: string;
}

let server: WebSocketServer;
let client: LiveClient;
let asked: Asked[];
let waiting: ((asked: Asked) => void) | null;
let applied: string[];
let token: string | null;
let refusals: number;
let port: number;

beforeEach(async () => {
  [asked, waiting, applied, token, refusals] = [[], null, [], 'secret', 0];
  await listen(0);
  client = new LiveClient({
    url: () => `ws://127.0.0.1:${port}`,
    token: () => token,
    onRefused: () => refusals++,
    webSocketImpl: WebSocket,
  });
});

afterEach(async () => {
  await client.close();
  for (const peer of server.clients) peer.terminate();
  await new Promise((done) => server.close(done));
});

async function listen(at: number): Promise<void> {
  server = new WebSocketServer({ port: at, host: '127.0.0.1' });
  server.on('connection', serve);
  await new Promise((done) => server.once('listening', done));
  port = (server.address() as { port: number }).port;
}

function serve(peer: Peer): void {
  const say = (message: object): void => peer.send(JSON.stringify(message));
  let authorization: unknown;
  peer.on('message', (data) => {
    const message = JSON.parse(String(data));
    if (message.type === 'connection_init') {
      authorization = message.payload?.authorization;
      if (!authorization) return peer.close(4403, 'Forbidden');
      return say({ type: 'connection_ack' });
    }
    if (message.type !== 'subscribe') return;
    const { id, payload } = message;
    const asks: Asked = {
      id,
      authorization,
      since: payload.variables.since,
      tell: (event) => say({ id, type: 'next', payload: { data: { rows: event } } }),
      end: () => say({ id, type: 'complete' }),
      refuse: (code) => say({ id, type: 'error', payload: [{ message: code, extensions: { code } }] }),
      cut: (code) => (code ? peer.close(code) : peer.terminate()),
    };
    if (waiting) waiting(asks);
    else asked.push(asks);
    waiting = null;
  });
}

function nextAsked(): Promise<Asked> {
  const first = asked.shift();
  return first ? Promise.resolve(first) : new Promise((resolve) => (waiting = resolve));
}

function follow(): Stream<Event> {
  return client.follow<Event>({
    query: 'subscription ($since: Cursor) { rows(since: $since) { cursor } }',
    begin: () => applied.push('begin'),
    end: () => applied.push('end'),
    apply: (event) => applied.push(event.id ?? '?'),
  });
}

function until(check: () => boolean, subscribe: (listener: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    if (check()) return resolve();
    const end = subscribe(() => {
      if (!check()) return;
      end();
      resolve();
    });
  });
}

const reaches = (stream: Stream<Event>, state: string): Promise<void> => until(() => stream.state.get() === state, stream.state.subscribe);
const lineIs = (state: string): Promise<void> => until(() => client.line.get().state === state, client.line.subscribe);

describe('LiveClient', () => {
  it('opens with the whole state, tells changes, and numbers its subscriptions', async () => {
    const [first, second] = [follow(), follow()];
    const [a, b] = [await nextAsked(), await nextAsked()];
    expect([a.id, b.id]).toEqual(['1', '2']);
    expect(a.authorization).toBe('Bearer secret');
    expect(a.since).toBeNull();
    b.tell({ __typename: 'Synced', cursor: '1' });
    a.tell({ __typename: 'Changed', cursor: '1', id: 'x' });
    a.tell({ __typename: 'Synced', cursor: '1' });
    a.tell({ __typename: 'Changed', cursor: '2', id: 'y' });
    a.tell({ __typename: 'Synced', cursor: '3' });
    await reaches(first, 'live');
    await reaches(second, 'live');
    expect(client.line.get().state).toBe('connected');
    a.end();
    await reaches(first, 'stale');
    expect(applied).toEqual(['begin', 'begin', 'end', 'x', 'end', 'y']);
  });

  it('comes back after a cut and asks for what it missed', async () => {
    const stream = follow();
    const before = await nextAsked();
    before.tell({ __typename: 'Synced', cursor: '7' });
    await reaches(stream, 'live');
    before.cut();
    await reaches(stream, 'stale');
    expect(client.line.get().state).toBe('lost');
    client.retryNow();
    const after = await nextAsked();
    expect(after.since).toBe('7');
    expect(after.id).toBe(before.id);
    after.tell({ __typename: 'Changed', cursor: '8', id: 'missed' });
    after.tell({ __typename: 'Synced', cursor: '8' });
    await reaches(stream, 'live');
    expect(applied).toEqual(['begin', 'end', 'missed']);
  });

  it('takes the whole state anew after Reset, without forgetting before it is complete', async () => {
    const stream = follow();
    const before = await nextAsked();
    before.tell({ __typename: 'Synced', cursor: 'old:7' });
    await reaches(stream, 'live');
    before.cut();
    client.retryNow();
    const after = await nextAsked();
    after.tell({ __typename: 'Reset', cursor: 'new:1' });
    after.tell({ __typename: 'Changed', cursor: 'new:1', id: 'x' });
    after.tell({ __typename: 'Synced', cursor: 'new:1' });
    await reaches(stream, 'live');
    expect(applied).toEqual(['begin', 'end', 'begin', 'x', 'end']);
  });

  it('says that a login is needed and goes on after it', async () => {
    const stream = follow();
    (await nextAsked()).tell({ __typename: 'Synced', cursor: '1' });
    await reaches(stream, 'live');
    token = null;
    for (const peer of server.clients) peer.terminate();
    client.retryNow();
    await lineIs('refused');
    expect(refusals).toBe(1);
    token = 'fresh';
    client.retryNow();
    const after = await nextAsked();
    expect(after.authorization).toBe('Bearer fresh');
    after.tell({ __typename: 'Synced', cursor: '2' });
    await reaches(stream, 'live');
  });

  it('takes UNAUTHENTICATED of a single stream for a refusal, and FORBIDDEN for a failure', async () => {
    const stream = follow();
    (await nextAsked()).refuse('UNAUTHENTICATED');
    await lineIs('refused');
    expect(refusals).toBe(1);
    client.retryNow();
    (await nextAsked()).refuse('FORBIDDEN');
    await reaches(stream, 'failed');
    expect(stream.error[0]?.message).toBe('FORBIDDEN');
    expect(refusals).toBe(1);
  });

  it('asks the server to stop, and asks nothing more, once a stream is stopped', async () => {
    const stream = follow();
    (await nextAsked()).tell({ __typename: 'Synced', cursor: '1' });
    await reaches(stream, 'live');
    stream.stop();
    await client.close();
    expect(client.line.get().state).toBe('idle');
    expect(asked).toHaveLength(0);
  });

  it('returns when the server is back', async () => {
    const stream = follow();
    (await nextAsked()).tell({ __typename: 'Synced', cursor: '1' });
    await reaches(stream, 'live');
    const kept = port;
    for (const peer of server.clients) peer.close(1001, 'Going away');
    await new Promise((done) => server.close(done));
    await reaches(stream, 'stale');
    await listen(kept);
    client.retryNow();
    (await nextAsked()).tell({ __typename: 'Synced', cursor: '2' });
    await reaches(stream, 'live');
  });
});
