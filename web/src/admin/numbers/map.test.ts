import { expect, it } from 'vitest';
import { toRow } from '../users/row';
import { holdersOf, outside, placesOf, rowsOf } from './map';

const person = (id: string, extension: string | null) => ({
  id, username: id, extension, firstName: '', surname: '', nickname: '', displayName: id, mobile: null,
  role: 'USER' as const, ringLimit: 3, busyInCall: false, busyRinging: false, version: 1,
});
const users = [['anna', '21'], ['beat', '205'], ['admin', null]].map(([id, extension]) =>
  toRow({ id: `tel_${id}`, state: 'FREE', activity: 'IDLE', since: '', user: person(id!, extension ?? null), terminals: [] }));
const echo = { id: 'svc', number: '250', kind: 'ECHO_TEST' as const, slot: 0, label: '', enabled: true, available: true };
const holders = holdersOf(users, [echo]);

it('tells who has which number of a range, and which are free', () => {
  const places = placesOf('200', '349', holders)!;
  expect(places).toHaveLength(150);
  expect(places.filter((place) => place.user ?? place.service).map((place) => place.number)).toEqual(['205', '250']);
  expect(rowsOf(places).map((row) => [row[0]!.number, row.length])).toEqual([['200', 100], ['300', 50]]);
});

it('draws no range that is too long, and keeps leading zeros', () => {
  expect(placesOf('20000', '99999', holders)).toBeNull();
  expect(placesOf('007', '010', holders)!.map((place) => place.number)).toEqual(['007', '008', '009', '010']);
});

it('lists numbers outside all ranges', () => {
  expect(outside(holders, [{ first: '200', last: '349' }]).map((place) => place.number)).toEqual(['21']);
});
