import type { ServiceFragment } from '../../gql/generated';
import type { UserRow } from '../users/row';

/** Who has a number of the plan. */
export interface Holder {
  readonly user?: UserRow;
  readonly service?: ServiceFragment;
}

/** One number of a range; without a holder it is free. */
export interface Place extends Holder {
  readonly number: string;
}

/** Numbers in a row of the map. */
const inRow = 100;

/** Ranges that are longer than this are told by their figures alone. */
export const longestDrawn = 1000;

/** All numbers of a range in order, those with leading zeros as they are dialled; null where they are too many to draw. */
export function placesOf(first: string, last: string, holders: ReadonlyMap<string, Holder>): readonly Place[] | null {
  const [from, to] = [Number(first), Number(last)];
  if (!(to >= from) || to - from >= longestDrawn) return null;
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const number = String(from + index).padStart(first.length, '0');
    return { number, ...holders.get(number) };
  });
}

/** The numbers in rows, a hundred each: 200 to 299 and so on. */
export function rowsOf(places: readonly Place[]): readonly (readonly Place[])[] {
  const rows = new Map<number, Place[]>();
  for (const place of places) {
    const hundred = Math.floor(Number(place.number) / inRow);
    const row = rows.get(hundred) ?? [];
    row.push(place);
    rows.set(hundred, row);
  }
  return [...rows.values()];
}

/** Users whose numbers stand in none of the ranges, in order of the numbers. */
export function outside(holders: ReadonlyMap<string, Holder>, ranges: readonly { readonly first: string; readonly last: string }[]): readonly Place[] {
  const within = (number: string): boolean =>
    ranges.some(({ first, last }) => number.length === first.length && Number(number) >= Number(first) && Number(number) <= Number(last));
  const found = [...holders].filter(([number, { user }]) => user && !within(number));
  return found.map(([number, holder]) => ({ number, ...holder })).sort((a, b) => Number(a.number) - Number(b.number));
}

/** Who has which number. */
export function holdersOf(rows: Iterable<UserRow>, services: readonly ServiceFragment[]): ReadonlyMap<string, Holder> {
  const holders = new Map<string, Holder>();
  for (const service of services) holders.set(service.number, { service });
  for (const user of rows) {
    if (user.person.extension) holders.set(user.person.extension, { user });
  }
  return holders;
}
