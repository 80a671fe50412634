import { describe, expect, it } from 'vitest';
import { toRow, type TelephoneValue, type UserRow } from './row';
import { filterRows, isInTrouble, readView, sortRows, writeView, type View } from './view';

const all: View = { search: '', state: 'ALL', presence: 'ALL', trouble: 'ALL', sort: 'username', descending: false };

function user(username: string, values: Partial<TelephoneValue['user']> = {}, state: UserRow['state'] = 'FREE'): UserRow {
  const person = {
    id: username, username, extension: null, firstName: '', surname: '', nickname: '', displayName: username, mobile: null,
    role: 'USER' as const, ringLimit: 3, busyInCall: false, busyRinging: false, version: 1, ...values,
  };
  return toRow({ id: `tel_${username}`, state, activity: 'IDLE', since: '', user: person, terminals: [] });
}

const rows = [
  user('amueller', { firstName: 'Anna', surname: 'Müller', extension: '100' }, 'BUSY'),
  user('bgross', { firstName: 'Bernd', surname: 'Groß', nickname: 'Bär', extension: '20' }),
  user('admin', {}, 'OFFLINE'),
];

const compare = new Intl.Collator('de', { numeric: true }).compare;
const names = (view: Partial<View>): string[] => filterRows(sortRows(rows, { ...all, ...view }, compare), { ...all, ...view });

describe('the view', () => {
  it('stands in the address and comes back from it', () => {
    for (const view of [all, { search: 'Anna Müller & Co', state: 'BUSY', presence: 'BE_RIGHT_BACK', trouble: 'SILENT', sort: 'extension', descending: true }] as View[]) {
      expect(readView(writeView(view))).toEqual(view);
    }
    expect(writeView(all)).toBe('');
  });

  it('takes nothing unknown from the address', () => {
    expect(readView('state=gone&presence=asleep&trouble=1&sort=password&q=')).toEqual(all);
  });

  it('finds every word in any field, whatever the accents and case', () => {
    expect(names({ search: 'muller ANNA' })).toEqual(['amueller']);
    expect(names({ search: 'gross' })).toEqual(['bgross']);
    expect(names({ search: 'bar 20' })).toEqual(['bgross']);
    expect(names({ search: 'anna 20' })).toEqual([]);
  });

  it('filters by state', () => {
    expect(names({ state: 'OFFLINE' })).toEqual(['admin']);
  });

  it('filters by presence, of which some have not been told yet', () => {
    const [anna, ...others] = rows;
    const away = { ...anna!, presence: { shown: 'BE_RIGHT_BACK', chosen: 'BE_RIGHT_BACK', returnsAt: null } as const };
    expect(filterRows([away, ...others], { ...all, presence: 'BE_RIGHT_BACK' })).toEqual(['amueller']);
  });

  it('knows telephones that want looking after', () => {
    const terminal = { id: 't', contact: '', address: '', transport: 'UDP', userAgent: '', registeredAt: '', expiresAt: '', reachable: true, rings: true, displaced: '', activity: 'IDLE', lastProbe: null } as const;
    const late = { ...rows[0]!, terminals: [{ ...terminal, lastProbe: { at: '', roundTrip: 'PT0.4S', health: 'ORANGE' as const } }] };
    const displaced = { ...rows[0]!, terminals: [terminal, { ...terminal, rings: false }] };
    expect([isInTrouble(late, 'LATE'), isInTrouble(late, 'SILENT'), isInTrouble(late, 'ANY')]).toEqual([true, false, true]);
    expect([isInTrouble(displaced, 'DISPLACED'), isInTrouble(displaced, 'LATE'), isInTrouble(rows[0]!, 'ANY')]).toEqual([true, false, false]);
  });

  it('sorts numbers as numbers and leaves empty values at the end', () => {
    expect(names({})).toEqual(['admin', 'amueller', 'bgross']);
    expect(names({ sort: 'extension' })).toEqual(['bgross', 'amueller', 'admin']);
    expect(names({ sort: 'name' })).toEqual(['bgross', 'amueller', 'admin']);
  });
});
