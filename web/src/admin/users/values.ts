import type { PersonFragment, Role, UserCreateInput, UserUpdateInput } from '../../gql/generated';
import { t } from '../../i18n';

/** What stands in the fields of the form. Numbers are text while they are typed. */
export interface PersonValues {
  readonly firstName: string;
  readonly surname: string;
  readonly nickname: string;
  readonly mobile: string;
  readonly username: string;
  readonly extension: string;
  readonly role: Role;
  readonly ringLimit: number;
  readonly busyInCall: boolean;
  readonly busyRinging: boolean;
}

export interface NewUserValues extends PersonValues {
  readonly sipPassword: string;
  readonly ctiPassword: string;
}

export const emptyPerson: PersonValues = {
  firstName: '',
  surname: '',
  nickname: '',
  mobile: '',
  username: '',
  extension: '',
  role: 'USER',
  ringLimit: 3,
  busyInCall: false,
  busyRinging: false,
};

export const personFields = Object.keys(emptyPerson) as (keyof PersonValues)[];

export function toValues(person: PersonFragment): PersonValues {
  const { firstName, surname, nickname, username, role, ringLimit, busyInCall, busyRinging } = person;
  return { firstName, surname, nickname, username, role, ringLimit, busyInCall, busyRinging, mobile: person.mobile ?? '', extension: person.extension ?? '' };
}

/** Proposes a username from the name: first letter and surname, without accents. */
export function proposeUsername(firstName: string, surname: string): string {
  const first = plain(firstName);
  const last = plain(surname);
  return (first && last ? first.slice(0, 1) + last : first + last).slice(0, 64);
}

const spelled: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ø: 'oe', å: 'aa', æ: 'ae', ł: 'l', ı: 'i' };

function plain(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[äöüßøåæłı]/g, (letter) => spelled[letter] ?? '')
    .normalize('NFD')
    .replace(/[^a-z0-9]/g, '');
}

/** Faults that can be told without asking. Everything else the switchboard decides. */
export function checkPerson(values: PersonValues): Partial<Record<keyof PersonValues, string>> {
  const faults: Partial<Record<keyof PersonValues, string>> = {};
  if (!values.username) faults.username = t('form.username.missing');
  else if (!/^[a-zA-Z0-9_-]{1,64}$/.test(values.username)) faults.username = t('form.username.invalid');
  if (!/^\d*$/.test(values.extension.trim())) faults.extension = t('form.extension.invalid');
  return faults;
}

/** A telephone number without the blanks, slashes and brackets that people put into it. */
export const bareNumber = (text: string): string => text.replace(/[\s/().-]/g, '');

export function toCreateInput(values: NewUserValues): UserCreateInput {
  const { username, firstName, surname, nickname, role, ringLimit, busyInCall, busyRinging, sipPassword, ctiPassword } = values;
  return {
    username,
    firstName: firstName.trim(),
    surname: surname.trim(),
    nickname: nickname.trim(),
    extension: bareNumber(values.extension) || null,
    mobile: bareNumber(values.mobile) || null,
    role,
    ringLimit,
    busyInCall,
    busyRinging,
    access: { sipPassword, ctiPassword },
  };
}

/** Only what changed, so that two administrators who change different fields do not undo each other's work. */
export function toUpdateInput(before: PersonValues, after: PersonValues, version: number): UserUpdateInput {
  const changed = personFields.filter((field) => before[field] !== after[field]);
  const entries = changed.map((field) => [field, wire(field, after[field])]);
  return { version, ...Object.fromEntries(entries) };
}

function wire(field: keyof PersonValues, value: PersonValues[keyof PersonValues]): unknown {
  if (typeof value !== 'string') return value;
  if (field === 'extension' || field === 'mobile') return bareNumber(value) || null;
  return value.trim();
}

/** Fields that somebody else changed to something other than what is typed here. */
export function conflicts(before: PersonValues, mine: PersonValues, theirs: PersonValues): (keyof PersonValues)[] {
  return personFields.filter((field) => theirs[field] !== before[field] && theirs[field] !== mine[field] && mine[field] !== before[field]);
}

/** What is typed here, with what others changed meanwhile in fields that were left alone here. */
export function merged(before: PersonValues, mine: PersonValues, theirs: PersonValues): PersonValues {
  const entries = personFields.map((field) => [field, mine[field] === before[field] ? theirs[field] : mine[field]]);
  return Object.fromEntries(entries) as unknown as PersonValues;
}
