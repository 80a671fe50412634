import { useSyncExternalStore } from 'react';
import type { UserQuickStartInput } from '../../gql/generated';
import { Watched } from '../../live';
import { bareNumber, emptyPerson, proposeUsername, toCreateInput, type NewUserValues } from '../users/values';

/** What stands in the fields of the wizard. */
export interface QuickValues extends NewUserValues {
  readonly link: boolean;
  readonly linkFor: string;
  /** A desk telephone is prepared. */
  readonly desk: boolean;
  readonly mac: string;
  readonly model: string;
  /** It may come by its MAC alone for some hours. */
  readonly window: boolean;
  readonly callthrough: boolean;
  readonly callthroughPin: string;
}

export const steps = ['person', 'access', 'telephone', 'mobile', 'summary'] as const;
export type Step = (typeof steps)[number];

/** Which step a field stands in, so that a fault leads back to it. */
export const fieldsOf: Readonly<Record<Step, readonly (keyof QuickValues)[]>> = {
  person: ['firstName', 'surname', 'nickname'],
  access: ['username', 'extension', 'role', 'sipPassword', 'ctiPassword'],
  telephone: ['link', 'linkFor', 'desk', 'mac', 'model', 'window', 'ringLimit', 'busyInCall', 'busyRinging'],
  mobile: ['mobile', 'callthrough', 'callthroughPin'],
  summary: [],
};

export interface Draft {
  readonly owner: string;
  readonly values: QuickValues;
  readonly ownUsername: boolean;
  /** The internal number that was proposed; kept as it is, the switchboard gives the first that is free when it runs. */
  readonly proposed: string;
  /** How far the wizard has come: steps up to here can be clicked. */
  readonly reached: number;
  /** Names this run, so that repeating it makes nothing twice; a change of the wishes begins another run. */
  readonly key: string;
}

const storageKey = 'graphpbx.quickstart';
const draft = new Watched<Draft>(empty(''));

function empty(owner: string): Draft {
  const values = { ...emptyPerson, sipPassword: '', ctiPassword: '', link: true, linkFor: 'PT72H', desk: false, mac: '', model: '', window: true, callthrough: true, callthroughPin: '' };
  return { owner, values, ownUsername: false, proposed: '', reached: 0, key: newKey() };
}

/** 128 random bits; crypto.randomUUID is missing where the page came over plain HTTP. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The draft of whoever is signed in. It outlives pages, sessions and a reload; passwords outlive no reload, since they
 * are written nowhere. */
export function useDraft(owner: string): Draft {
  if (draft.get().owner !== owner) draft.set(kept(owner) ?? empty(owner));
  return useSyncExternalStore(draft.subscribe, draft.get);
}

export function changeDraft(part: Partial<QuickValues>): void {
  const now = draft.get();
  const ownUsername = part.username === undefined ? now.ownUsername : part.username !== '';
  const values = { ...now.values, ...part };
  const follows = !ownUsername && part.username === undefined;
  keep({ ...now, ownUsername, values: follows ? { ...values, username: proposeUsername(values.firstName, values.surname) } : values, key: newKey() });
}

/** Fills in what the switchboard proposes, where nothing was typed meanwhile. */
export function proposeDraft(sipPassword: string, ctiPassword: string, extension: string): void {
  const now = draft.get();
  const { values } = now;
  const untouched = values.extension === now.proposed;
  keep({
    ...now,
    proposed: extension,
    values: {
      ...values,
      sipPassword: values.sipPassword || sipPassword,
      ctiPassword: values.ctiPassword || ctiPassword,
      extension: untouched ? extension : values.extension,
    },
  });
}

export function reachStep(index: number): void {
  const now = draft.get();
  if (index > now.reached) keep({ ...now, reached: index });
}

/** Begins with empty fields. */
export function clearDraft(): void {
  keep(empty(draft.get().owner));
}

/** What has been typed so far by hand, so that leaving is worth a question. */
export function isBegun({ values }: Draft): boolean {
  return [values.firstName, values.surname, values.nickname, values.username, values.mobile].some(Boolean);
}

function keep(next: Draft): void {
  draft.set(next);
  const { sipPassword, ctiPassword, callthroughPin, ...rest } = next.values;
  sessionStorage.setItem(storageKey, JSON.stringify({ ...next, values: rest }));
}

function kept(owner: string): Draft | null {
  try {
    const found = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') as Draft | null;
    if (found?.owner !== owner) return null;
    const blank = empty(owner);
    return { ...blank, ...found, values: { ...blank.values, ...found.values } };
  } catch {
    return null; // written by another release
  }
}

/** What the switchboard is asked for. The number that was proposed is left to it: it may have been taken meanwhile. */
export function toQuickInput({ values, proposed, key }: Draft, dryRun: boolean): UserQuickStartInput {
  const { extension, ...person } = toCreateInput(values);
  const { sipPassword, ctiPassword } = values;
  return {
    ...person,
    ...(values.extension !== proposed && { extension }),
    access: { ...(sipPassword && { sipPassword }), ...(ctiPassword && { ctiPassword }) },
    callthrough: values.callthrough && bareNumber(values.mobile) !== '',
    ...(values.callthroughPin && { callthroughPin: values.callthroughPin }),
    activationLink: values.link ? { validFor: values.linkFor } : null,
    ...(values.desk && { telephone: { mac: values.mac.trim(), model: values.model, ...(values.window && { windowFor: 'PT4H' }) } }),
    dryRun,
    idempotencyKey: dryRun ? null : key,
  };
}
