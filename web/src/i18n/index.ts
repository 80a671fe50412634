import { useSyncExternalStore } from 'react';
import { Watched } from '../live/status';
import type en from './en.json';

/** Names of all messages. */
export type Key = keyof typeof en;

/** Names of messages that depend on a number: those with the endings `.one` and `.other`. */
export type PluralKey = { [K in Key]: K extends `${infer Base}.other` ? Base : never }[Key];

export type Lang = 'de' | 'en';

type Messages = Readonly<Record<Key, string>>;

// Only the language of the page is loaded. The type makes the build fail where German lacks a message that English has.
const load: Readonly<Record<Lang, () => Promise<{ readonly default: Messages }>>> = {
  de: () => import('./de.json'),
  en: () => import('./en.json'),
};
const dictionaries: Partial<Record<Lang, Messages>> = {};

const storageKey = 'graphpbx.language';
const locales: Record<Lang, string> = { de: 'de-DE', en: 'en-GB' };

const language = new Watched<Lang>(initial());

function initial(): Lang {
  const kept = globalThis.localStorage?.getItem(storageKey);
  if (kept === 'de' || kept === 'en') return kept;
  return globalThis.navigator?.language.startsWith('de') ? 'de' : 'en';
}

export const getLang = language.get;

/** The locale for dates, numbers and sorting. */
export const getLocale = (): string => locales[language.get()];

/** Loads the messages of a language; before the first page is drawn those of the page have to be there. */
export async function loadLang(lang: Lang = language.get()): Promise<void> {
  dictionaries[lang] ??= (await load[lang]()).default;
}

/** Chooses the language of the page, at once where its messages are there already. Where they cannot be fetched now, the
 * page stays as it is and comes in the language when it is loaded the next time. */
export function setLang(lang: Lang): void {
  globalThis.localStorage?.setItem(storageKey, lang);
  if (dictionaries[lang]) return show(lang);
  loadLang(lang).then(() => show(lang), () => {});
}

function show(lang: Lang): void {
  if (globalThis.document) document.documentElement.lang = lang;
  language.set(lang);
}

/** The language of the page; whoever asks is rendered anew when it changes. */
export function useLang(): Lang {
  return useSyncExternalStore(language.subscribe, language.get);
}

export type Values = Readonly<Record<string, string | number>>;

/** The message in the language of the page, with {name} replaced by values. */
export function t(key: Key, values?: Values): string {
  const text = messages()[key];
  return values ? text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')) : text;
}

/** The message for a number, which stands in it as {n}. */
export function tn(key: PluralKey, n: number, values?: Values): string {
  const form = new Intl.PluralRules(getLocale()).select(n) === 'one' ? 'one' : 'other';
  return t(`${key}.${form}` as Key, { ...values, n: n.toLocaleString(getLocale()) });
}

/** Whether there is a message of this name. */
export const has = (key: string): key is Key => key in messages();

function messages(): Messages {
  return dictionaries[language.get()] ?? none;
}

const none = {} as Messages;

if (globalThis.document) document.documentElement.lang = language.get();
