import { Modal } from '@mantine/core';
import { useState } from 'react';
import type { Health } from '../../gql/generated';
import { getLocale, t } from '../../i18n';
import { Response } from '../../ui/chips';
import { formatRoundTrip, orDash } from '../../ui/format';
import { IconAlert, IconCheck, IconInfo, IconX } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { useStale } from '../LiveLamp';
import { useStores } from '../stores';
import { callName, worstResponse, type UserRow } from '../users/row';
import { useRow } from '../users/store';
import { advice, count, summarize, type Advice, type Field } from './field';
import { Grid } from './Grid';
import { Registrations } from './Registrations';
import { spans, type Span, type SpanName } from './span';
import { useStatistics } from './useStatistics';
import './statistics.css';

interface Props {
  readonly userId: string;
  readonly onClose: () => void;
}

/** How well a telephone answered, minute by minute, and what is to be thought of it. */
export default function StatisticsWindow({ userId, onClose }: Props) {
  const row = useRow(useStores().users, userId);
  const [name, setName] = useState<SpanName>('day');
  const span = spans[name];
  const { fields, problem } = useStatistics(userId, row?.telephoneId, span);
  const stale = useStale();
  return (
    <Modal opened onClose={onClose} title={<Title row={row} />} size={940} yOffset="3vh" closeButtonProps={{ 'aria-label': t('close') }}>
      <div className={stale ? 'stale' : ''}>
        <div className="statistics-head">
          <Spans value={name} onChange={setName} />
          {row && <Now row={row} />}
        </div>
        {problem && <Notice tone="red">{problem}</Notice>}
        {fields ? <Picture fields={fields} span={span} /> : <p className="dim statistics-wait">{!problem && t('loading')}</p>}
      </div>
    </Modal>
  );
}

function Title({ row }: { row: UserRow | undefined }) {
  return (
    <>
      {t('statistics.title')} <span className="dim">{row && [callName(row), row.person.extension].filter(Boolean).join(' · ')}</span>
    </>
  );
}

function Now({ row }: { row: UserRow }) {
  const worst = worstResponse(row);
  return (
    <span className="statistics-now">
      <span className="dim">{t('statistics.now')}</span>
      <Response health={worst?.health ?? 'GREY'} roundTrip={worst?.roundTrip ?? null} />
    </span>
  );
}

function Spans({ value, onChange }: { value: SpanName; onChange: (name: SpanName) => void }) {
  return (
    <div className="filter" role="radiogroup" aria-label={t('statistics.span')}>
      {(Object.keys(spans) as SpanName[]).map((name) => (
        <label key={name} className="filter-choice">
          <input type="radio" name="span" checked={value === name} onChange={() => onChange(name)} />
          {t(`statistics.span.${name}`)}
        </label>
      ))}
    </div>
  );
}

function Picture({ fields, span }: { fields: readonly Field[]; span: Span }) {
  return (
    <>
      <Advised kind={advice(fields, span.field)} />
      <Legend fields={fields} />
      <Grid fields={fields} span={span} />
      <Figures fields={fields} />
      <Registrations fields={fields} span={span} />
    </>
  );
}

const marks: Record<Advice, readonly [string, typeof IconInfo]> = {
  good: ['green', IconCheck],
  slow: ['amber', IconAlert],
  lost: ['red', IconX],
  gaps: ['amber', IconAlert],
  offline: ['grey', IconInfo],
  none: ['blue', IconInfo],
};

/** One sentence: what the picture means, and what to do. */
function Advised({ kind }: { kind: Advice }) {
  const [tone, Icon] = marks[kind];
  return (
    <p className={`advice tone-${tone}`} data-advice={kind}>
      <Icon size={18} aria-hidden />
      <span>{t(`advice.${kind}`)}</span>
    </p>
  );
}

const shown: readonly Health[] = ['GREEN', 'ORANGE', 'RED', 'GREY', 'UNKNOWN'];
const shapes: Partial<Record<Health, string>> = { ORANGE: '–', RED: '×' };

function Legend({ fields }: { fields: readonly Field[] }) {
  const counts = count(fields);
  return (
    <ul className="legend">
      {shown.map((health) => (
        <li key={health} data-health={health}>
          <span className={`legend-field legend-${health}`} aria-hidden>
            {shapes[health]}
          </span>
          {t(`health.${health}`)} <strong className="num">{counts[health].toLocaleString(getLocale())}</strong>
        </li>
      ))}
    </ul>
  );
}

function Figures({ fields }: { fields: readonly Field[] }) {
  const { answered, sent, lost, median, p95 } = summarize(fields);
  const number = (n: number): string => n.toLocaleString(getLocale());
  const share = answered?.toLocaleString(getLocale(), { style: 'percent', minimumFractionDigits: answered === 1 ? 0 : 1, maximumFractionDigits: 1 });
  const trip = (milliseconds: number | null): string | null => (milliseconds === null ? null : formatRoundTrip(milliseconds));
  return (
    <dl className="figures num">
      <div>
        <dt>{t('statistics.answered')}</dt>
        <dd>{orDash(share)}</dd>
      </div>
      <div>
        <dt>{t('statistics.lost')}</dt>
        <dd>
          {number(lost)} <span className="dim">{t('statistics.of', { n: number(sent) })}</span>
        </dd>
      </div>
      <div>
        <dt>{t('statistics.median')}</dt>
        <dd>{orDash(trip(median))}</dd>
      </div>
      <div>
        <dt>{t('statistics.p95')}</dt>
        <dd>{orDash(trip(p95))}</dd>
      </div>
    </dl>
  );
}
