import { stringifyDocument } from '@urql/core';
import { useCallback, useSyncExternalStore } from 'react';
import { PresencesDocument, ProbesDocument, TelephonesDocument } from '../../gql/generated';
import type { PersonFragment, PresencesSubscription, ProbesSubscription, TelephonesSubscription, TelephoneState } from '../../gql/generated';
import { Rows, type Followed, type LiveClient } from '../../live';
import { keepingProbes, toRow, withPerson, withProbe, type PresenceNow, type TelephoneValue, type UserRow } from './row';

/** The users with their telephones, fed by the streams `telephones`, `presence` and `probes`. */
export class UserStore {
  readonly rows = new Rows<UserRow>();
  private readonly byTelephone = new Map<string, string>();
  private readonly presences = new Map<string, PresenceNow>();
  private personChanges = 0;
  private persons = { version: -1, list: 0 };

  /** Follows telephones, presence and, where the viewer may see them, the answers to probes. */
  follow(live: LiveClient, withProbes: boolean): readonly Followed[] {
    const streams: Followed[] = [this.followTelephones(live), this.followPresences(live)];
    if (withProbes) streams.push(this.followProbes(live));
    return streams;
  }

  private followTelephones(live: LiveClient): Followed {
    return live.follow<TelephonesSubscription['telephones']>({
      query: stringifyDocument(TelephonesDocument),
      begin: () => this.rows.beginWhole(),
      end: () => this.rows.endWhole(),
      apply: (event) => {
        if (event.__typename === 'TelephoneChanged') this.telephoneChanged(event.telephone);
        if (event.__typename === 'Removed') this.telephoneRemoved(event.id);
      },
    });
  }

  /** The two streams open in no order: what comes before the row of its user waits for it. */
  private followPresences(live: LiveClient): Followed {
    return live.follow<PresencesSubscription['presence']>({
      query: stringifyDocument(PresencesDocument),
      apply: (event) => {
        if (event.__typename === 'Removed') this.presences.delete(event.id);
        if (event.__typename !== 'PresenceChanged') return;
        const presence = { shown: event.presence, chosen: event.chosen, returnsAt: event.returnsAt ?? null };
        this.presences.set(event.userId, presence);
        const row = this.rows.get(event.userId);
        if (row) this.rows.put({ ...row, presence });
      },
    });
  }

  /** Takes a person as a mutation returned it; the stream may tell it again later. */
  personChanged(person: PersonFragment): void {
    const row = this.rows.get(person.id);
    if (!row) return;
    this.personChanges++;
    this.rows.put(withPerson(row, person));
  }

  /** Grows when the list itself changed: who is in it, or what it is sorted and searched by. States do not count. */
  readonly listVersion = (): number => {
    const version = this.rows.version();
    if (this.persons.version !== version) this.persons = { version, list: this.rows.membership() + this.personChanges };
    return this.persons.list;
  };


  private followProbes(live: LiveClient): Followed {
    return live.follow<ProbesSubscription['probes']>({
      query: stringifyDocument(ProbesDocument),
      apply: (event) => {
        if (event.__typename !== 'Probed') return;
        const row = this.rows.get(this.byTelephone.get(event.telephoneId) ?? '');
        if (row) this.rows.put(withProbe(row, event.terminalId, event.probe));
      },
    });
  }

  private telephoneChanged(telephone: TelephoneValue): void {
    const before = this.rows.get(telephone.user.id);
    const row = toRow(telephone, this.presences.get(telephone.user.id), before);
    if (before && before.haystack !== row.haystack) this.personChanges++;
    this.byTelephone.set(row.telephoneId, row.id);
    this.rows.put(keepingProbes(row, before));
  }

  private telephoneRemoved(telephoneId: string): void {
    const userId = this.byTelephone.get(telephoneId);
    this.byTelephone.delete(telephoneId);
    if (userId) this.rows.remove(userId);
  }
}

/** How many telephones are in each state. */
export function countStates(rows: Iterable<UserRow>): Readonly<Record<TelephoneState, number>> {
  const counts = { OFFLINE: 0, FREE: 0, BUSY: 0 };
  for (const row of rows) counts[row.state]++;
  return counts;
}

/** One row; whoever asks is rendered anew when this row changes, and at no other time. */
export function useRow(store: UserStore, id: string): UserRow | undefined {
  const subscribe = useCallback((listener: () => void) => store.rows.watch(id, listener), [store, id]);
  return useSyncExternalStore(subscribe, () => store.rows.get(id));
}
