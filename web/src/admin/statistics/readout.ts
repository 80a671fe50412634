import { getLocale, t } from '../../i18n';
import { formatRoundTrip } from '../../ui/format';
import type { Field } from './field';
import type { Span } from './span';

/** One field in words: when, how it answered, and how often it was asked. */
export function readOut(field: Field, span: Span): string {
  return `${when(field.start, span)}: ${what(field)}`;
}

function when(start: number, span: Span): string {
  const locale = getLocale();
  const day = new Date(start).toLocaleDateString(locale, { weekday: 'short', day: 'numeric', month: 'short' });
  const time = (at: number): string => new Date(at).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
  return span.field === 60_000 ? `${day}, ${time(start)}` : `${day}, ${time(start)}–${time(start + span.field)}`;
}

function what({ health, sent, lost, min, median, max }: Field): string {
  if (median === null) return sent > 1 ? t('statistics.read.lost', { lost, sent }) : t(`health.${health}`);
  const trip = formatRoundTrip(median);
  if (sent === 1) return `${trip}, ${t(`health.${health}`)}`;
  const range = t('statistics.read.range', { median: trip, min: formatRoundTrip(min ?? median), max: formatRoundTrip(max ?? median) });
  return `${range}, ${lost > 0 ? t('statistics.read.lost', { lost, sent }) : t('statistics.read.sent', { sent })}`;
}
