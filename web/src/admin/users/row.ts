import type { DeviceFragment, Health, PersonFragment, Presence, ProbeResultFragment, TelephoneActivity, TelephoneState } from '../../gql/generated';
import { parseDuration } from '../../ui/format';

/** What a user lets others know about being there. */
export interface PresenceNow {
  /** What others see. */
  readonly shown: Presence;
  /** What was set last, by which calls go. */
  readonly chosen: Presence;
  readonly returnsAt: string | null;
}

/** One row of the table: a person, whether the person is there, and what the person's telephone is doing. */
export interface UserRow {
  readonly id: string;
  readonly telephoneId: string;
  readonly person: PersonFragment;
  readonly name: string;
  readonly state: TelephoneState;
  readonly activity: TelephoneActivity;
  readonly since: string;
  readonly terminals: readonly DeviceFragment[];
  /** Null until it has been told. */
  readonly presence: PresenceNow | null;
  /** Everything that the search looks at, folded. */
  readonly haystack: string;
}

export interface TelephoneValue {
  readonly id: string;
  readonly state: TelephoneState;
  readonly activity: TelephoneActivity;
  readonly since: string;
  readonly user: PersonFragment;
  readonly terminals: readonly DeviceFragment[];
}

/** Makes the row from a telephone as the stream tells it. */
export function toRow(telephone: TelephoneValue, presence: PresenceNow | null = null, before?: UserRow): UserRow {
  const { id, state, activity, since, user, terminals } = telephone;
  // Most changes are those of a telephone and not of its person: what is derived from the person stays.
  if (before?.telephoneId === id && before.person.version === user.version) return { ...before, state, activity, since, terminals, presence };
  return { id: user.id, telephoneId: id, person: user, name: fullName(user), state, activity, since, terminals, presence, haystack: haystack(user) };
}

/** The same row with another person, unless the row's person is newer. */
export function withPerson(row: UserRow, person: PersonFragment): UserRow {
  if (person.version < row.person.version) return row;
  return { ...row, person, name: fullName(person), haystack: haystack(person) };
}

/** The same row with the answer of one terminal, unless the row has a newer one. */
export function withProbe(row: UserRow, terminalId: string, probe: ProbeResultFragment): UserRow {
  const at = row.terminals.findIndex((terminal) => terminal.id === terminalId);
  const terminal = row.terminals[at];
  if (!terminal || !isNewer(probe, terminal.lastProbe)) return row;
  return { ...row, terminals: row.terminals.with(at, { ...terminal, lastProbe: probe }) };
}

/** The same row, keeping answers of terminals that are newer than those which came with a change of state. */
export function keepingProbes(row: UserRow, before: UserRow | undefined): UserRow {
  let kept = row;
  for (const { id, lastProbe } of before?.terminals ?? []) {
    if (lastProbe) kept = withProbe(kept, id, lastProbe);
  }
  return kept;
}

function isNewer(probe: ProbeResultFragment, than: ProbeResultFragment | null): boolean {
  return !than || Date.parse(probe.at) > Date.parse(than.at);
}

export function fullName(person: Pick<PersonFragment, 'firstName' | 'surname'>): string {
  return `${person.firstName} ${person.surname}`.trim();
}

/** What a person is called in headings and questions. */
export function callName(row: UserRow): string {
  return row.name || row.person.displayName;
}

function haystack(person: PersonFragment): string {
  const { username, extension, firstName, surname, nickname, mobile } = person;
  return fold([username, extension, firstName, surname, nickname, mobile].filter(Boolean).join(' '));
}

/** Lower case without accents, so that "muller" finds Müller. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}

const gravity: readonly Health[] = ['RED', 'ORANGE', 'GREEN', 'UNKNOWN'];

/** What the row says of response time: the worst of the terminals that ring, since it is the one to look after. */
export function worstResponse(row: UserRow): { health: Health; roundTrip: number | null } | null {
  if (row.terminals.length === 0) return null;
  const ringing = row.terminals.filter((terminal) => terminal.rings);
  const graded = (ringing.length > 0 ? ringing : row.terminals).map(response);
  return graded.reduce((worst, next) => (heavier(next, worst) ? next : worst));
}

export function response(terminal: DeviceFragment): { health: Health; roundTrip: number | null } {
  if (!terminal.lastProbe) return { health: 'UNKNOWN', roundTrip: null };
  return { health: terminal.lastProbe.health, roundTrip: parseDuration(terminal.lastProbe.roundTrip) };
}

type Graded = ReturnType<typeof response>;

function heavier(a: Graded, b: Graded): boolean {
  const difference = gravity.indexOf(a.health) - gravity.indexOf(b.health);
  return difference < 0 || (difference === 0 && (a.roundTrip ?? 0) > (b.roundTrip ?? 0));
}

/** The name of a device without the version that follows it. */
export function deviceLabel(userAgent: string): string {
  const label = userAgent.replace(/^Mozilla\/\S+\s*\(compatible;\s*/, '').split(/[\s/;(]+/).slice(0, 2);
  const second = label[1] && /^v?\d+([._]\d+)+/i.test(label[1]) ? '' : (label[1] ?? '');
  return `${label[0] ?? ''} ${second}`.trim();
}
