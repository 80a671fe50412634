import { TextInput } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useClient } from 'urql';
import { useSearch } from 'wouter';
import { getLocale, t, tn, useLang } from '../../i18n';
import { Choice } from '../../ui/Choice';
import { useNow } from '../../ui/clock';
import { EmptyState } from '../../ui/EmptyState';
import { IconSearch, IconStatistics } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { useKeys } from '../keys';
import { useStale } from '../LiveLamp';
import { useStores } from '../stores';
import { useShownRows } from '../users/useShownRows';
import { useView } from '../users/useView';
import { troubles, type Trouble } from '../users/view';
import { StripRow } from './StripRow';
import { field, Strips } from './strips';
import '../users/users.css';
import './statistics.css';

const rowHeight = 46;

/** All telephones, the last 24 hours, one row for each. */
export default function StatisticsPage() {
  const [view, setView] = useView(useSearch());
  const rows = useShownRows(view);
  const strips = useStrips();
  const problem = useSyncExternalStore(strips.problem.subscribe, strips.problem.get);
  const stale = useStale();
  const search = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => search.current?.focus() });
  return (
    <>
      <div className="page-head">
        <h1>{t('statistics.title')}</h1>
        <span className="dim">{t('statistics.all.lead')}</span>
      </div>
      <div className="toolbar">
        <TextInput
          ref={search}
          className="toolbar-search"
          type="search"
          aria-label={t('users.search')}
          placeholder={t('users.search')}
          leftSection={<IconSearch size={17} aria-hidden />}
          value={view.search}
          onChange={(event) => setView({ ...view, search: event.currentTarget.value })}
        />
        <Choice
          label={t('users.filter.trouble')}
          value={view.trouble}
          values={troubles}
          text={(trouble) => t(`trouble.${trouble}`)}
          onChange={(trouble: Trouble) => setView({ ...view, trouble })}
        />
        <span className="dim toolbar-shown num">{tn('statistics.all.shown', rows.length)}</span>
      </div>
      {problem && <Notice tone="red">{problem}</Notice>}
      <div className={`card strips ${stale ? 'stale' : ''}`}>
        {rows.length === 0 ? <EmptyState icon={IconStatistics} title={t('users.nomatch.title')} text={t('users.nomatch.text')} /> : <List rows={rows} strips={strips} />}
      </div>
    </>
  );
}

function List({ rows, strips }: { rows: readonly string[]; strips: Strips }) {
  useLang();
  const scroller = useRef<HTMLDivElement>(null);
  const end = Math.floor(useNow() / field) * field + field;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: useCallback((index: number) => rows[index] ?? index, [rows]),
    overscan: 4,
  });
  return (
    <>
      <Axis end={end} />
      <div ref={scroller} className="strips-scroll" tabIndex={0} role="group" aria-label={t('statistics.all.list')}>
        <ul style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ key, index, start }) => {
            const id = rows[index];
            return id && <StripRow key={key} id={id} top={start} end={end} strips={strips} />;
          })}
        </ul>
      </div>
    </>
  );
}

/** The hours above the strips. */
function Axis({ end }: { end: number }) {
  const lang = useLang();
  const marks = useMemo(() => {
    const format = new Intl.DateTimeFormat(getLocale(), { hour: '2-digit', minute: '2-digit' });
    const first = new Date(end - 24 * 3_600_000).setMinutes(0, 0, 0) + 3_600_000;
    const hours = Array.from({ length: 24 }, (_, index) => first + index * 3_600_000).filter((hour) => new Date(hour).getHours() % 3 === 0);
    return hours.map((hour) => ({ text: format.format(hour), left: ((hour - (end - 24 * 3_600_000)) / (24 * 3_600_000)) * 100 }));
  }, [end, lang]);
  return (
    <div className="strip-row strips-axis" aria-hidden>
      <span />
      <span className="strips-hours num">
        {marks.map(({ text, left }) => left < 96 && (
          <span key={text} style={{ left: `${left}%` }}>
            {text}
          </span>
        ))}
      </span>
      <span className="strips-answered">{t('statistics.answered')}</span>
      <span />
    </div>
  );
}

/** The strips of this page, told by the stream which telephones have changed. */
function useStrips(): Strips {
  const client = useClient();
  const [strips] = useState(() => new Strips(client));
  useEffect(() => () => strips.close(), [strips]);
  return strips;
}

export function useStrip(strips: Strips, userId: string, telephoneId: string | undefined) {
  const { users } = useStores();
  useEffect(() => {
    if (!telephoneId) return;
    strips.want(telephoneId);
    const end = users.rows.watch(userId, () => strips.stale(telephoneId));
    return () => {
      end();
      strips.unwant(telephoneId);
    };
  }, [strips, users, userId, telephoneId]);
  const subscribe = useCallback((listener: () => void) => strips.rows.watch(telephoneId ?? '', listener), [strips, telephoneId]);
  return useSyncExternalStore(subscribe, () => strips.rows.get(telephoneId ?? ''));
}
