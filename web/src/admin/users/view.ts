import type { Presence, TelephoneState } from '../../gql/generated';
import { fold, worstResponse, type UserRow } from './row';

export type StateFilter = TelephoneState | 'ALL';
export type PresenceFilter = Presence | 'ALL';
/** Telephones that want looking after. */
export type Trouble = 'ALL' | 'ANY' | 'LATE' | 'SILENT' | 'DISPLACED';
export type SortKey = 'username' | 'name' | 'nickname' | 'extension';

/** What of the table is shown and in which order. It stands in the address, so that it can be kept and sent. */
export interface View {
  readonly search: string;
  readonly state: StateFilter;
  readonly presence: PresenceFilter;
  readonly trouble: Trouble;
  readonly sort: SortKey;
  readonly descending: boolean;
}

export const states: readonly TelephoneState[] = ['FREE', 'BUSY', 'OFFLINE'];
export const presences: readonly Presence[] = ['TELEPHONE_SERVICE', 'AVAILABLE', 'BE_RIGHT_BACK', 'DIRECT_NUMBER_ONLY', 'INTERNAL_ONLY', 'UNAVAILABLE', 'OFFLINE'];
export const troubles: readonly Trouble[] = ['ALL', 'ANY', 'SILENT', 'LATE', 'DISPLACED'];
const sorts: readonly SortKey[] = ['username', 'name', 'nickname', 'extension'];

/** Reads the view from the query of an address; what it does not know it leaves at the default. */
export function readView(query: string): View {
  const params = new URLSearchParams(query);
  const sort = params.get('sort') ?? '';
  const key = sort.replace(/^-/, '') as SortKey;
  return {
    search: params.get('q') ?? '',
    state: oneOf(states, params.get('state'), 'ALL'),
    presence: oneOf(presences, params.get('presence'), 'ALL'),
    trouble: oneOf(troubles, params.get('trouble'), 'ALL'),
    sort: sorts.includes(key) ? key : 'username',
    descending: sort.startsWith('-'),
  };
}

/** The value of a list that a word of the address stands for. */
function oneOf<T extends string, D>(values: readonly T[], word: string | null, otherwise: D): T | D {
  return values.find((value) => wordFor(value) === word?.toLowerCase()) ?? otherwise;
}

const wordFor = (value: string): string => value.toLowerCase().replaceAll('_', '-');

/** The query of an address for the view; empty for the default. */
export function writeView(view: View): string {
  const params = new URLSearchParams();
  if (view.search) params.set('q', view.search);
  if (view.state !== 'ALL') params.set('state', wordFor(view.state));
  if (view.presence !== 'ALL') params.set('presence', wordFor(view.presence));
  if (view.trouble !== 'ALL') params.set('trouble', wordFor(view.trouble));
  const sort = `${view.descending ? '-' : ''}${view.sort}`;
  if (sort !== 'username') params.set('sort', sort);
  return params.toString();
}

/** Whether the view leaves rows out by what changes all the time, and so has to be looked at anew with each change. */
export function filtersStates({ state, presence, trouble }: View): boolean {
  return state !== 'ALL' || presence !== 'ALL' || trouble !== 'ALL';
}

/** All rows in the order of the view. Sorting is what costs, so it is done apart from filtering. */
export function sortRows(rows: Iterable<UserRow>, view: Pick<View, 'sort' | 'descending'>, compare: (a: string, b: string) => number): UserRow[] {
  const sign = view.descending ? -1 : 1;
  return [...rows].sort((a, b) => sign * order(a, b, view.sort, compare));
}

/** Ids of the rows that the view shows. Every word of the search must occur. */
export function filterRows(sorted: readonly UserRow[], view: View): string[] {
  const words = fold(view.search).split(/\s+/).filter(Boolean);
  const shown: string[] = [];
  for (const row of sorted) {
    if (view.state !== 'ALL' && row.state !== view.state) continue;
    if (view.presence !== 'ALL' && row.presence?.shown !== view.presence) continue;
    if (view.trouble !== 'ALL' && !isInTrouble(row, view.trouble)) continue;
    if (words.every((word) => row.haystack.includes(word))) shown.push(row.id);
  }
  return shown;
}

/** Whether a telephone has a kind of trouble. */
export function isInTrouble(row: UserRow, kind: Exclude<Trouble, 'ALL'>): boolean {
  const health = worstResponse(row)?.health;
  switch (kind) {
    case 'ANY':
      return isInTrouble(row, 'SILENT') || isInTrouble(row, 'LATE') || isInTrouble(row, 'DISPLACED');
    case 'SILENT':
      return health === 'RED' || row.terminals.some((terminal) => !terminal.reachable);
    case 'LATE':
      return health === 'ORANGE';
    case 'DISPLACED':
      return row.terminals.some((terminal) => !terminal.rings);
  }
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
