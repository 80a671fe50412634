import { cacheExchange, Client, fetchExchange, mapExchange, type CombinedError } from '@urql/core';
import { LiveClient } from '../live';
import { doubtRights } from '../session/rights';
import { currentToken, refused } from '../session/session';

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
  return new LiveClient({ url: websocketAddress, token: currentToken, onRefused: refused });
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
