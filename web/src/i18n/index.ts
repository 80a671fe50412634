import { useSyncExternalStore } from 'react';
import { Watched } from '../live/status';
import de from './de.json';
import en from './en.json';

/** Names of all messages. */
export type Key = keyof typeof en;

/** Names of messages that depend on a number: those with the endings `.one` and `.other`. */
export type PluralKey = { [K in Key]: K extends `${infer Base}.other` ? Base : never }[Key];

export type Lang = 'de' | 'en';

// The type makes the build fail where German lacks a message that English has.
const dictionaries: Record<Lang, Record<Key, string>> = { de, en };

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

export function setLang(lang: Lang): void {
  globalThis.localStorage?.setItem(storageKey, lang);
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
  const text = dictionaries[language.get()][key];
  return values ? text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')) : text;
}

/** The message for a number, which stands in it as {n}. */
export function tn(key: PluralKey, n: number, values?: Values): string {
  const form = new Intl.PluralRules(getLocale()).select(n) === 'one' ? 'one' : 'other';
  return t(`${key}.${form}` as Key, { ...values, n: n.toLocaleString(getLocale()) });
}

/** Whether there is a message of this name. */
export const has = (key: string): key is Key => key in en;

if (globalThis.document) document.documentElement.lang = language.get();
