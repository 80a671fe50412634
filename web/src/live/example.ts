import { LiveClient, Rows, type LiveOptions } from '.';

export interface Telephone {
  readonly id: string;
  readonly state: 'OFFLINE' | 'FREE' | 'BUSY';
  readonly user: { readonly displayName: string };
}

type Event =
  | { __typename: 'TelephoneChanged'; cursor: string; telephone: Telephone }
  | { __typename: 'Removed'; cursor: string; id: string }
  | { __typename: 'Synced' | 'Reset'; cursor: string };

/** Follows all telephones and tells the whole list after each change, also when the line was cut in between. */
export function watchTelephones(options: LiveOptions, tell: (telephones: readonly Telephone[]) => void): LiveClient {
  const telephones = new Rows<Telephone>({ schedule: queueMicrotask });
  const client = new LiveClient(options);
  client.follow<Event>({
    query: `subscription ($since: Cursor) { telephones(since: $since) { __typename
      ... on Event { cursor } ... on Removed { id }
      ... on TelephoneChanged { telephone { id state user { displayName } } } } }`,
    begin: () => telephones.beginWhole(),
    end: () => telephones.endWhole(),
    apply: (event) => (event.__typename === 'Removed' ? telephones.remove(event.id) : telephones.put(event.telephone)),
  });
  telephones.watchList(() => tell([...telephones.values()]));
  return client;
}
