import { afterEach, describe, expect, it } from 'vitest';
import de from './de.json';
import en from './en.json';
import { setLang, t, tn } from '.';

afterEach(() => setLang('en'));

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();

describe('messages', () => {
  it('exist in both languages, with the same values to fill in', () => {
    expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) {
      expect(placeholders(de[key as keyof typeof de]), key).toEqual(placeholders(text));
      expect(text, key).not.toBe('');
    }
  });

  it('have both forms where they depend on a number', () => {
    for (const key of Object.keys(en)) {
      if (key.endsWith('.one')) expect(en).toHaveProperty([key.replace(/one$/, 'other')]);
    }
  });

  it('write dashes and ellipses as such', () => {
    for (const text of [...Object.values(en), ...Object.values(de)]) {
      expect(text).not.toMatch(/\w - \w|\.\.\./);
    }
  });
});

describe('t', () => {
  it('fills in values and follows the language', () => {
    expect(t('delete.title', { name: 'Anna' })).toBe('Delete Anna?');
    setLang('de');
    expect(t('delete.title', { name: 'Anna' })).toBe('Anna löschen?');
  });

  it('takes the form that the number asks for, and writes the number as the language does', () => {
    expect(tn('calls.count', 1)).toBe('1 call in progress');
    setLang('de');
    expect(tn('calls.count', 1200)).toBe('1.200 laufende Anrufe');
  });
});
