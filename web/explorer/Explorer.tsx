import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { useEffect, useMemo } from 'react';
import { closed } from '../src/session/session';
import 'graphiql/style.css';

/** Documents to begin with: each works as it stands, for whoever is signed in. */
const examples = Object.entries(import.meta.glob<string>('./examples/*.graphql', { query: '?raw', import: 'default', eager: true }))
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([, query]) => ({ query }));

/** GraphiQL over the API of this switchboard: queries and mutations by POST, subscriptions by websocket. */
export function Explorer({ token }: { token: string }) {
  const live = useMemo(() => newLine(token), [token]);
  useEffect(() => () => void live.dispose(), [live]);
  const fetcher = useMemo<Fetcher>(() => {
    const headers = { Authorization: `Bearer ${token}` };
    return ofThisDocument(createGraphiQLFetcher({ url: '/graphql', headers, wsClient: live, fetch: noticing }));
  }, [token, live]);
  return <GraphiQL fetcher={fetcher} defaultTabs={examples} storage={sessionStorage} shouldPersistHeaders={false} isHeadersEditorEnabled={false} />;
}

/** Whoever presses the button right after changing the tab would ask for the operation of the tab before, since the
 * editor learns its document a moment later. */
function ofThisDocument(fetcher: Fetcher): Fetcher {
  return (params, options) => {
    const names = operations(params.query);
    if (names.length === 0 || names.includes(params.operationName ?? '')) return fetcher(params, options);
    return fetcher({ ...params, operationName: names[0] }, { ...options, documentAST: parse(params.query) });
  };
}

/** Names of the operations of a document; none where it cannot be read, for the switchboard says better why. */
function operations(query: string): readonly string[] {
  try {
    return parse(query).definitions.flatMap((definition) => (definition.kind === 'OperationDefinition' && definition.name ? [definition.name.value] : []));
  } catch {
    return [];
  }
}

function newLine(token: string) {
  return createClient({
    url: `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/graphql`,
    connectionParams: { authorization: `Bearer ${token}` },
    lazyCloseTimeout: 1_000,
    on: { closed: (event) => refusals.has((event as CloseEvent).code) && closed() },
  });
}

/** Close codes of the websocket that say "log in again". */
const refusals = new Set([4401, 4403]);

/** What was typed stays in the storage of the tab, so that an expired session costs a login and nothing else. */
const noticing: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init);
  const text = await answer.clone().text();
  if (answer.status === 401 || text.includes('"UNAUTHENTICATED"')) closed();
  return answer;
};
