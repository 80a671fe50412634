import { cacheExchange, Client, fetchExchange, mapExchange, type CombinedError } from '@urql/core';
import { ViewerDocument } from '../gql/generated';
import { LiveClient } from '../live';
import { doubtRights } from '../session/rights';
import { confirmed, currentToken, refused } from '../session/session';

/** The client for queries and mutations. Live data goes through {@link newLive} and never through its cache. */
export function newApi(): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    exchanges: [mapExchange({ onError: noticeRefusal }), cacheExchange, fetchExchange],
    fetchOptions: () => ({ headers: authorization(), credentials: 'omit' }),
    fetch: toTheEnd,
  });
}

/** Lets requests run to their end. The library aborts those that nobody waits for any more, and an abort while an answer
 * is being read leaves a rejected promise that nobody catches. Questions here are small: their answers may come in vain. */
function toTheEnd(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  return fetch(input, { ...init, signal: null });
}

/** The websocket of this page. */
export function newLive(): LiveClient {
  let asked = -Infinity;
  const live: LiveClient = new LiveClient({
    url: websocketAddress,
    token: currentToken,
    onRefused: () => {
      // A line that is refused again right after the session was found to hold is not asked for once more.
      if (performance.now() - asked < askAgain) return refused();
      asked = performance.now();
      void whetherStillSignedIn(live);
    },
  });
  return live;
}

/** Milliseconds within which a second refusal of the line counts as one of the session. */
const askAgain = 5_000;

/** The switchboard also ends the lines of a session whose rights were changed. Such a session goes on, with its new rights. */
async function whetherStillSignedIn(live: LiveClient): Promise<void> {
  const { data } = await newApi().query(ViewerDocument, {}, { requestPolicy: 'network-only' }).toPromise();
  if (currentToken() === null) return; // signed out meanwhile
  if (!data?.viewer) return refused();
  confirmed(data.viewer);
  live.retryNow();
}

function authorization(): Record<string, string> {
  const token = currentToken();
  return token ? { Authorization: `Bearer ${token}` } : {};
}

function websocketAddress(): string {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/graphql`;
}

/** Every refusal of the token passes here, whichever screen asked. */
function noticeRefusal(error: CombinedError): void {
  const unauthenticated = error.graphQLErrors.some((e) => e.extensions?.code === 'UNAUTHENTICATED');
  const status = (error.response as Response | undefined)?.status;
  if (unauthenticated || status === 401) refused();
  if (error.graphQLErrors.some((e) => e.extensions?.code === 'FORBIDDEN')) doubtRights();
}
