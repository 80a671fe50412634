import { memo } from 'react';
import { getLocale, t } from '../../i18n';
import { Response } from '../../ui/chips';
import { orDash } from '../../ui/format';
import { useStores } from '../stores';
import { callName, worstResponse } from '../users/row';
import { useRow } from '../users/store';
import { showStatistics } from '../windows';
import { StripCanvas } from './StripCanvas';
import { useStrip } from './StatisticsPage';
import type { Strip, Strips } from './strips';

interface Props {
  readonly id: string;
  readonly top: number;
  readonly end: number;
  readonly strips: Strips;
}

/** One telephone: whose it is, its day, how much of it was answered, and how it answers now. */
export const StripRow = memo(function StripRow({ id, top, end, strips }: Props) {
  const row = useRow(useStores().users, id);
  const strip = useStrip(strips, id, row?.telephoneId);
  if (!row) return null;
  const worst = worstResponse(row);
  const share = shareOf(strip);
  return (
    <li className="strip-row" style={{ transform: `translateY(${top}px)` }}>
      <button type="button" className="strip-name" onClick={() => showStatistics(id)}>
        <span className="only-read">{t('statistics.title')}: </span>
        <span className="cut">{callName(row)}</span>
        <span className="dim num">{row.person.extension}</span>
      </button>
      <StripCanvas strip={strip} end={end} label={t('statistics.all.strip', { name: callName(row), share: orDash(share) })} />
      <span className="strips-answered num">{orDash(share)}</span>
      <Response health={worst?.health ?? 'GREY'} roundTrip={worst?.roundTrip ?? null} />
    </li>
  );
});

/** The share that was answered; empty where nothing was asked. */
function shareOf(strip: Strip | undefined): string {
  if (!strip?.healths.some((health) => health !== 'GREY' && health !== 'UNKNOWN')) return '';
  return strip.availability.toLocaleString(getLocale(), { style: 'percent', maximumFractionDigits: 1 });
}
