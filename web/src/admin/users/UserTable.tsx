import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { t } from '../../i18n';
import { IconChevronDown, IconChevronUp } from '../../ui/icons';
import { useStale } from '../LiveLamp';
import { Row } from './Row';
import type { SortKey, View } from './view';

const rowHeight = 50;
const headHeight = 40;

interface Props {
  /** Ids of the users, in their order. */
  readonly rows: readonly string[];
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly selected: string | null;
  readonly onSelect: (id: string | null) => void;
  /** What stands there when there are no rows. */
  readonly children: ReactNode;
}

/**
 * The table. Only the rows on the screen exist; each watches its own data. The keyboard moves through it as through a
 * list: one stop for the tab key, arrows inside.
 */
export function UserTable({ rows, view, onView, selected, onSelect, children }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const stale = useStale();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: useCallback((index: number) => rows[index] ?? index, [rows]),
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    overscan: 8,
  });
  const at = selected === null ? -1 : rows.indexOf(selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
    // Only when another row is selected: rows that move under a selection must not drag the list along.
  }, [selected]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const next = target(event.key, at, rows.length - 1, page);
    if (next === null || rows.length === 0) return;
    event.preventDefault();
    onSelect(rows[next] ?? null);
  };

  return (
    <div className="table card">
      <div
        ref={scroller}
        className="table-grid"
        role="grid"
        aria-label={t('users.title')}
        aria-rowcount={rows.length + 1}
        aria-readonly
        aria-activedescendant={at >= 0 ? `row-${selected}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className="table-head">
          <Head view={view} onView={onView} />
        </div>
        <div role="rowgroup" className={`table-body ${stale ? 'stale' : ''}`} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ key, index, start }) => {
            const id = rows[index];
            return id && <Row key={key} id={id} index={index} top={start - headHeight} selected={id === selected} onSelect={onSelect} />;
          })}
        </div>
      </div>
      {rows.length === 0 && <div className="table-empty">{children}</div>}
    </div>
  );
}

/** Where a key leads from row `at` (-1 where none is selected); null where it leads nowhere. */
function target(key: string, at: number, last: number, page: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, last);
    case 'ArrowUp':
      return at < 0 ? last : Math.max(at - 1, 0);
    case 'PageDown':
      return Math.min(at + page, last);
    case 'PageUp':
      return Math.max(at - page, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'Enter':
      return Math.max(at, 0);
  }
  return null;
}

const columns = ['username', 'name', 'nickname', 'extension', 'presence', 'telephone', 'terminals', 'response'] as const;
const sortable: readonly string[] = ['username', 'name', 'nickname', 'extension'] satisfies SortKey[];

function Head({ view, onView }: { view: View; onView: (view: View) => void }) {
  return (
    <div role="row" aria-rowindex={1} className="row row-head">
      {columns.map((column) => {
        const key = sortable.includes(column) ? (column as SortKey) : null;
        const sorted = key === view.sort ? (view.descending ? 'descending' : 'ascending') : undefined;
        return (
          <div key={column} role="columnheader" aria-sort={sorted} className={`cell cell-${column}`}>
            {key ? <SortButton column={key} view={view} onView={onView} /> : t(`users.${column}`)}
          </div>
        );
      })}
    </div>
  );
}

function SortButton({ column, view, onView }: { column: SortKey; view: View; onView: (view: View) => void }) {
  const active = view.sort === column;
  const Icon = active && view.descending ? IconChevronUp : IconChevronDown;
  const name = t(`users.${column}`);
  return (
    <button
      type="button"
      className="sort"
      data-active={active}
      title={t('users.sortBy', { column: name })}
      onClick={() => onView({ ...view, sort: column, descending: active && !view.descending })}
    >
      {name}
      <Icon size={14} aria-hidden />
    </button>
  );
}
