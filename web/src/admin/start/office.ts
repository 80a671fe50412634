import type { Presence, TelephoneState } from '../../gql/generated';
import { callName, type UserRow } from '../users/row';
import { isInTrouble } from '../users/view';

/** What all users together come to, for the page that shows the office at a glance. */
export interface Office {
  readonly users: number;
  readonly registered: number;
  readonly states: Readonly<Record<TelephoneState, number>>;
  readonly presences: Readonly<Record<Presence, number>>;
  readonly warnings: readonly UserRow[];
  readonly warningCount: number;
  readonly offline: readonly UserRow[];
  readonly offlineCount: number;
}

const mostWarnings = 6;
const mostOffline = 14;

export function survey(rows: Iterable<UserRow>): Office {
  const states = { OFFLINE: 0, FREE: 0, BUSY: 0 };
  const presences = { TELEPHONE_SERVICE: 0, AVAILABLE: 0, BE_RIGHT_BACK: 0, DIRECT_NUMBER_ONLY: 0, INTERNAL_ONLY: 0, UNAVAILABLE: 0, OFFLINE: 0 };
  const [warnings, offline]: [UserRow[], UserRow[]] = [[], []];
  let [users, registered] = [0, 0];
  for (const row of rows) {
    users++;
    registered += row.terminals.length;
    states[row.state]++;
    presences[row.presence?.shown ?? 'OFFLINE']++;
    if (isInTrouble(row, 'ANY')) warnings.push(row);
    // Who has no number has no telephone either: an administrator, for one.
    if (row.state === 'OFFLINE' && row.person.extension) offline.push(row);
  }
  warnings.sort(gravity);
  offline.sort((a, b) => callName(a).localeCompare(callName(b)));
  return { users, registered, states, presences, warnings: warnings.slice(0, mostWarnings), warningCount: warnings.length, offline: offline.slice(0, mostOffline), offlineCount: offline.length };
}

/** Silent telephones first, then late ones, then those with displaced terminals. */
function gravity(a: UserRow, b: UserRow): number {
  return rank(a) - rank(b) || callName(a).localeCompare(callName(b));
}

function rank(row: UserRow): number {
  if (isInTrouble(row, 'SILENT')) return 0;
  return isInTrouble(row, 'LATE') ? 1 : 2;
}
