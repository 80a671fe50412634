import type { TelephoneState } from '../../gql/generated';
import { fold, type UserRow } from './row';

export type StateFilter = TelephoneState | 'ALL';
export type SortKey = 'username' | 'name' | 'nickname' | 'extension';

/** What of the table is shown and in which order. It stands in the address, so that it can be kept and sent. */
export interface View {
  readonly search: string;
  readonly state: StateFilter;
  readonly sort: SortKey;
  readonly descending: boolean;
}

export const states: readonly TelephoneState[] = ['FREE', 'BUSY', 'OFFLINE'];
const sorts: readonly SortKey[] = ['username', 'name', 'nickname', 'extension'];

/** Reads the view from the query of an address; what it does not know it leaves at the default. */
export function readView(query: string): View {
  const params = new URLSearchParams(query);
  const state = params.get('state')?.toUpperCase() as TelephoneState | undefined;
  const sort = params.get('sort') ?? '';
  const key = sort.replace(/^-/, '') as SortKey;
  return {
    search: params.get('q') ?? '',
    state: state && states.includes(state) ? state : 'ALL',
    sort: sorts.includes(key) ? key : 'username',
    descending: sort.startsWith('-'),
  };
}

/** The query of an address for the view; empty for the default. */
export function writeView(view: View): string {
  const params = new URLSearchParams();
  if (view.search) params.set('q', view.search);
  if (view.state !== 'ALL') params.set('state', view.state.toLowerCase());
  const sort = `${view.descending ? '-' : ''}${view.sort}`;
  if (sort !== 'username') params.set('sort', sort);
  return params.toString();
}

/** The rows that the view shows, in its order. Every word of the search must occur. */
export function selectRows(rows: Iterable<UserRow>, view: View, compare: (a: string, b: string) => number): UserRow[] {
  const words = fold(view.search).split(/\s+/).filter(Boolean);
  const shown: UserRow[] = [];
  for (const row of rows) {
    if (view.state !== 'ALL' && row.state !== view.state) continue;
    if (words.every((word) => row.haystack.includes(word))) shown.push(row);
  }
  const sign = view.descending ? -1 : 1;
  return shown.sort((a, b) => sign * order(a, b, view.sort, compare));
}

/** Empty values come last, equal ones by username. */
function order(a: UserRow, b: UserRow, key: SortKey, compare: (a: string, b: string) => number): number {
  const [x, y] = [sortValue(a, key), sortValue(b, key)];
  if (!x !== !y) return x ? -1 : 1;
  return compare(x, y) || compare(a.person.username, b.person.username);
}

function sortValue(row: UserRow, key: SortKey): string {
  if (key === 'name') return `${row.person.surname} ${row.person.firstName}`.trim();
  return row.person[key] ?? '';
}
