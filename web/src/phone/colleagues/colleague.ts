import { fold } from '../../admin/users/row';
import type { ColleagueFragment, PhonePresenceSubscription, Presence, TelephoneActivity, TelephoneState } from '../../gql/generated';

/** A colleague as the list shows one: who it is, what the telephone does, and whether the person is there. */
export interface Colleague {
  readonly id: string;
  readonly telephoneId: string;
  /** What others see: nickname, else full name, else username. */
  readonly name: string;
  readonly fullName: string;
  readonly username: string;
  /** What is dialled: the internal number, else the username. */
  readonly number: string;
  readonly state: TelephoneState;
  readonly activity: TelephoneActivity;
  readonly presence: Presence;
  readonly chosen: Presence;
  readonly returnsAt: string | null;
  readonly haystack: string;
}

export interface TelephoneValue {
  readonly id: string;
  readonly state: TelephoneState;
  readonly activity: TelephoneActivity;
  readonly user: ColleagueFragment;
}

export type PresenceValue = Extract<PhonePresenceSubscription['presence'], { readonly __typename: 'PresenceChanged' }>;

const nobodyThere = { presence: 'OFFLINE', chosen: 'AVAILABLE', returnsAt: null } as const;

export function toColleague(telephone: TelephoneValue, presence: PresenceValue | undefined): Colleague {
  const { id, state, activity, user } = telephone;
  const { firstName, surname, nickname, displayName, username, extension, mobile } = user;
  return {
    id: user.id,
    telephoneId: id,
    name: displayName,
    fullName: `${firstName} ${surname}`.trim(),
    username,
    number: extension ?? username,
    state,
    activity,
    haystack: fold([nickname, firstName, surname, username, extension, mobile].filter(Boolean).join(' ')),
    ...(presence ? pick(presence) : nobodyThere),
  };
}

export function withPresence(colleague: Colleague, presence: PresenceValue): Colleague {
  return { ...colleague, ...pick(presence) };
}

const pick = ({ presence, chosen, returnsAt }: PresenceValue): Pick<Colleague, 'presence' | 'chosen' | 'returnsAt'> => ({ presence, chosen, returnsAt });

/** Whether two states of a colleague are drawn alike, so that nothing needs to be drawn anew. */
export function looksSame(a: Colleague, b: Colleague): boolean {
  return (Object.keys(a) as (keyof Colleague)[]).every((key) => a[key] === b[key]);
}
