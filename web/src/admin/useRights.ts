import { useEffect, useRef } from 'react';
import { useClient } from 'urql';
import { ViewerDocument, type MeFragment } from '../gql/generated';
import { t } from '../i18n';
import { doubtRights, doubts } from '../session/rights';
import { confirmed } from '../session/session';
import { sayFailed } from '../ui/toast';
import type { Stores } from './stores';

/** Asks who is signed in whenever the rights are in doubt. Where they were changed, the page says so and follows. */
export function useRights(me: MeFragment): void {
  const client = useClient();
  const before = useRef(me.role);
  useEffect(() => {
    if (before.current !== me.role) sayFailed(t('rights.changed', { role: t(`role.${me.role}`) }));
    before.current = me.role;
  }, [me.role]);
  useEffect(() => {
    let gone = false;
    const ask = async (): Promise<void> => {
      const { data } = await client.query(ViewerDocument, {}, { requestPolicy: 'network-only' }).toPromise();
      if (!gone && data?.viewer && data.viewer.role !== me.role) confirmed(data.viewer);
    };
    const end = doubts.subscribe(() => void ask());
    return () => {
      gone = true;
      end();
    };
  }, [client, me]);
}

/** The own row comes by the stream as any other: where its role is another than the page believes, the rights are in doubt. */
export function useOwnRole(me: MeFragment, stores: Stores | null): void {
  useEffect(() => {
    const rows = stores?.users.rows;
    return rows?.watch(me.id, () => {
      const role = rows.get(me.id)?.person.role;
      if (role && role !== me.role) doubtRights();
    });
  }, [me, stores]);
}
