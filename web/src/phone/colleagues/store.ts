import { stringifyDocument } from '@urql/core';
import { useCallback, useSyncExternalStore } from 'react';
import { PhoneColleaguesDocument, PhonePresenceDocument } from '../../gql/generated';
import type { PhoneColleaguesSubscription, PhonePresenceSubscription } from '../../gql/generated';
import { Rows, type Followed, type LiveClient } from '../../live';
import { looksSame, toColleague, withPresence, type Colleague, type PresenceValue } from './colleague';

/** Everybody with telephone and presence, fed by two streams that may tell of a person in either order. */
export class ColleagueStore {
  readonly rows = new Rows<Colleague>({ same: looksSame });
  private readonly presences = new Map<string, PresenceValue>();
  private readonly byTelephone = new Map<string, string>();
  private renames = 0;
  private persons = { version: -1, list: 0 };
  private dialled = { list: -1, byNumber: new Map<string, Colleague>() };

  follow(live: LiveClient): readonly Followed[] {
    const telephones = live.follow<PhoneColleaguesSubscription['telephones']>({
      query: stringifyDocument(PhoneColleaguesDocument),
      begin: () => this.rows.beginWhole(),
      end: () => this.rows.endWhole(),
      apply: (event) => {
        if (event.__typename === 'TelephoneChanged') this.changed(event.telephone);
        if (event.__typename === 'Removed') this.removed(event.id);
      },
    });
    const presence = live.follow<PhonePresenceSubscription['presence']>({
      query: stringifyDocument(PhonePresenceDocument),
      apply: (event) => {
        if (event.__typename === 'PresenceChanged') this.presenceChanged(event);
        if (event.__typename === 'Removed') this.presences.delete(event.id);
      },
    });
    return [telephones, presence];
  }

  /** Grows when the list itself changed: who is in it, and by what it is sorted and searched. States do not count. */
  readonly listVersion = (): number => {
    const version = this.rows.version();
    if (this.persons.version !== version) this.persons = { version, list: this.rows.membership() + this.renames };
    return this.persons.list;
  };

  /** Who has the number or username, if anybody. */
  byNumber(number: string): Colleague | undefined {
    const list = this.listVersion();
    if (this.dialled.list !== list) {
      const byNumber = new Map<string, Colleague>();
      for (const row of this.rows.values()) byNumber.set(row.username.toLowerCase(), row).set(row.number.toLowerCase(), row);
      this.dialled = { list, byNumber };
    }
    return this.dialled.byNumber.get(number.toLowerCase());
  }

  private changed(telephone: Parameters<typeof toColleague>[0]): void {
    const row = toColleague(telephone, this.presences.get(telephone.user.id));
    const before = this.rows.get(row.id);
    if (before && (before.haystack !== row.haystack || before.name !== row.name)) this.renames++;
    this.byTelephone.set(row.telephoneId, row.id);
    this.rows.put(row);
  }

  private removed(telephoneId: string): void {
    const userId = this.byTelephone.get(telephoneId);
    this.byTelephone.delete(telephoneId);
    if (userId) this.rows.remove(userId);
  }

  private presenceChanged(presence: PresenceValue): void {
    this.presences.set(presence.userId, presence);
    const row = this.rows.get(presence.userId);
    if (row) this.rows.put(withPresence(row, presence));
  }
}

/** One colleague; whoever asks is rendered anew when this one changes, and at no other time. */
export function useColleague(store: ColleagueStore, id: string): Colleague | undefined {
  const subscribe = useCallback((listener: () => void) => store.rows.watch(id, listener), [store, id]);
  return useSyncExternalStore(subscribe, () => store.rows.get(id));
}
