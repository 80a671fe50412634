import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useId, useMemo, useRef, useState, useSyncExternalStore, type KeyboardEvent } from 'react';
import { useKeys } from '../../admin/keys';
import { getLang, t, tn } from '../../i18n';
import { useMe } from '../../session/useSession';
import { EmptyState } from '../../ui/EmptyState';
import { useStale } from '../../ui/LiveLamp';
import { IconSearch, IconUsers, IconX } from '../../ui/icons';
import { dialable } from '../dial/number';
import { useDial } from '../dial/useDial';
import { usePhone } from '../stores';
import { ColleagueRow, NumberRow } from './ColleagueRow';
import { listItems, step, type Item } from './list';

const heights = { head: 34, number: 58, colleague: 58 } as const;

/** Search, dial box and list in one: type a name or a number, go by arrows, Enter calls. */
export function Colleagues() {
  const { colleagues } = usePhone();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const items = useItems(query);
  const dial = useDial();
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();

  // While something is searched for, the best hit is chosen: Enter calls it.
  const first = query.trim() ? items.find((item) => item.kind !== 'head') : undefined;
  const selected = items.find((item) => item.key === chosen && item.kind !== 'head') ?? first;
  const select = (item: Item | undefined): void => setChosen(item?.key ?? null);
  const search = (text: string): void => {
    setQuery(text);
    setChosen(null);
  };
  const callItem = async (item: Item | undefined): Promise<void> => {
    const to = item?.kind === 'number' ? item.number : item?.kind === 'colleague' ? colleagues.rows.get(item.id)?.number : undefined;
    if (to && (await dial(to))) search('');
  };

  useKeys({
    '/': () => input.current?.select(),
    ArrowDown: () => input.current?.focus(),
  });
  usePastedNumber((text) => {
    search(text);
    input.current?.focus();
  });

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const at = selected ? items.indexOf(selected) : -1;
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (by) {
      event.preventDefault();
      select(items[step(items, at, by)]);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (!event.repeat) void callItem(selected);
    } else if (event.key === 'Escape') {
      if (query || chosen) event.preventDefault();
      search('');
    }
  };

  return (
    <section className="colleagues" aria-label={t('ww.colleagues')}>
      <div className="dialbox">
        <IconSearch size={18} aria-hidden className="dim" />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label={t('ww.search')}
          aria-expanded
          aria-controls={listId}
          aria-haspopup="grid"
          aria-autocomplete="list"
          aria-activedescendant={selected ? `line-${selected.key}` : undefined}
          aria-keyshortcuts="/"
          placeholder={t('ww.search')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="go"
          value={query}
          onChange={(event) => search(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {query ? (
          <button type="button" className="icon-button" aria-label={t('users.search.clear')} onClick={() => (search(''), input.current?.focus())}>
            <IconX size={17} aria-hidden />
          </button>
        ) : (
          <kbd className="dialbox-key" aria-hidden>
            /
          </kbd>
        )}
      </div>
      <List id={listId} items={items} selected={selected?.key ?? null} onSelect={select} onCall={(item) => void callItem(item)} query={query} />
    </section>
  );
}

function useItems(query: string): readonly Item[] {
  const { colleagues, favourites } = usePhone();
  const me = useMe();
  const version = useSyncExternalStore(colleagues.rows.watchList, colleagues.listVersion);
  const liked = useSyncExternalStore(favourites.value.subscribe, favourites.value.get);
  const lang = getLang();
  return useMemo(
    () => listItems(colleagues.rows.values(), { query, favourites: liked, meId: me.id }),
    // The list is made anew when it changed itself; states are watched by the rows.
    [colleagues, version, query, liked, me.id, lang],
  );
}

/** A number that is pasted anywhere on the page goes into the dial box. */
function usePastedNumber(onNumber: (text: string) => void): void {
  const latest = useRef(onNumber);
  latest.current = onNumber;
  useEffect(() => {
    const pasted = (event: ClipboardEvent): void => {
      if (event.target instanceof HTMLElement && event.target.matches('input, textarea, [contenteditable]')) return;
      const text = event.clipboardData?.getData('text/plain').trim() ?? '';
      if (!dialable(text)) return;
      event.preventDefault();
      latest.current(text);
    };
    addEventListener('paste', pasted);
    return () => removeEventListener('paste', pasted);
  }, []);
}

interface ListProps {
  readonly id: string;
  readonly items: readonly Item[];
  readonly selected: string | null;
  readonly query: string;
  readonly onSelect: (item: Item) => void;
  readonly onCall: (item: Item) => void;
}

function List({ id, items, selected, query, onSelect, onCall }: ListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const stale = useStale();
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heights[items[index]?.kind ?? 'colleague'],
    getItemKey: useCallback((index: number) => items[index]?.key ?? index, [items]),
    overscan: 6,
  });
  useEffect(() => virtual.measure(), [items, virtual]);
  const at = items.findIndex((item) => item.key === selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at === 1 ? 0 : at, { align: 'auto' });
    // Only when another line is chosen: lines that move under a choice must not drag the list along.
  }, [selected]);
  const found = items.filter((item) => item.kind === 'colleague').length;
  return (
    <>
      <div ref={scroller} className="lines" tabIndex={-1}>
        <div id={id} role="grid" aria-label={t('ww.colleagues')} aria-rowcount={items.length} className={stale ? 'stale' : ''} style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ key, index, start }) => {
            const item = items[index];
            if (!item) return null;
            const place = { index, top: start, selected: item.key === selected, onSelect: () => onSelect(item), onCall: () => onCall(item) };
            if (item.kind === 'head') return <Head key={key} text={item.text} index={index} top={start} />;
            if (item.kind === 'number') return <NumberRow key={key} number={item.number} {...place} />;
            return <ColleagueRow key={key} id={item.id} {...place} />;
          })}
        </div>
        {found === 0 && !items.some((item) => item.kind === 'number') && <Nobody query={query} />}
      </div>
      <span className="only-read" role="status">
        {query && tn('ww.found', found)}
      </span>
    </>
  );
}

function Head({ text, index, top }: { text: string; index: number; top: number }) {
  return (
    <div role="row" aria-rowindex={index + 1} className="line-head" style={{ transform: `translateY(${top}px)` }}>
      <span role="gridcell">{text}</span>
    </div>
  );
}

function Nobody({ query }: { query: string }) {
  const { liveness } = usePhone();
  const opening = useSyncExternalStore(liveness.subscribe, () => liveness.get().streams === 'opening');
  if (opening && !query) return null;
  if (query.trim()) return <EmptyState icon={IconSearch} title={t('ww.nomatch')} text={t('ww.nomatch.text')} />;
  return <EmptyState icon={IconUsers} title={t('ww.alone')} text={t('ww.alone.text')} />;
}
