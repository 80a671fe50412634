import { fold } from '../../admin/users/row';
import { getLocale, t } from '../../i18n';
import { dialable } from '../dial/number';
import type { Colleague } from './colleague';

/** One line of the list: a heading, a number as it was typed, or a colleague. */
export type Item =
  | { readonly kind: 'head'; readonly key: string; readonly text: string }
  | { readonly kind: 'number'; readonly key: string; readonly number: string }
  | { readonly kind: 'colleague'; readonly key: string; readonly id: string };

interface Wanted {
  readonly query: string;
  readonly favourites: ReadonlySet<string>;
  /** Who looks: nobody calls oneself. */
  readonly meId: string;
}

/** The lines of the list: a typed number first, then favourites, then everybody else, each by name. */
export function listItems(colleagues: Iterable<Colleague>, { query, favourites, meId }: Wanted): readonly Item[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const number = dialable(query);
  const found = [...colleagues].filter((c) => c.id !== meId && (matches(c.haystack, words) || (number !== '' && c.number.startsWith(number))));
  const byName = new Intl.Collator(getLocale(), { numeric: true, sensitivity: 'base' });
  found.sort((a, b) => Number(b.number === number) - Number(a.number === number) || byName.compare(a.name, b.name));
  const items: Item[] = [];
  if (number && !found.some((c) => c.number === number)) items.push({ kind: 'number', key: 'number', number });
  const [liked, others] = [found.filter((c) => favourites.has(c.id)), found.filter((c) => !favourites.has(c.id))];
  if (liked.length > 0) items.push({ kind: 'head', key: 'head-favourites', text: t('ww.favourites') }, ...liked.map(line));
  if (others.length > 0 && liked.length > 0) items.push({ kind: 'head', key: 'head-others', text: t('ww.others') });
  items.push(...others.map(line));
  return items;
}

const line = ({ id }: Colleague): Item => ({ kind: 'colleague', key: id, id });

const matches = (haystack: string, words: readonly string[]): boolean => words.every((word) => haystack.includes(word));

/** The line that a step leads to from `at` (-1: none), passing over headings; -1 where there is none. */
export function step(items: readonly Item[], at: number, by: number): number {
  const way = by < 0 ? -1 : 1;
  let last = at;
  let left = Math.abs(by);
  for (let i = at + way; i >= 0 && i < items.length && left > 0; i += way) {
    if (items[i]?.kind === 'head') continue;
    last = i;
    left--;
  }
  return last;
}
