import { stringifyDocument } from '@urql/core';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { BlockedNowDocument, type BlockedHereFragment, type BlockedNowSubscription } from '../../gql/generated';
import { Rows } from '../../live';
import { useStores } from '../stores';

/** The addresses that are blocked at this moment, for as long as somebody looks. */
export function useBlocked(): readonly BlockedHereFragment[] {
  const { live } = useStores();
  const [rows] = useState(() => new Rows<BlockedHereFragment>());
  useEffect(() => {
    const stream = live.follow<BlockedNowSubscription['blockedAddresses']>({
      query: stringifyDocument(BlockedNowDocument),
      begin: () => rows.beginWhole(),
      end: () => rows.endWhole(),
      apply: (event) => {
        if (event.__typename === 'AddressBlocked') rows.put(event.blocked);
        if (event.__typename === 'Removed') rows.remove(event.id);
      },
    });
    return () => stream.stop();
  }, [live, rows]);
  useSyncExternalStore(rows.watchList, rows.version);
  return [...rows.values()];
}
