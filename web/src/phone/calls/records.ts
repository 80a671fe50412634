import type { CallNowFragment } from '../../gql/generated';
import { getLocale, t } from '../../i18n';

/** Whether somebody called me in vain. What I refused or ended myself was not missed. */
export function isMissed(call: CallNowFragment, meId: string): boolean {
  const inVain = !call.answeredAt && call.cause !== 'DECLINED' && call.cause !== 'ENDED_BY_API';
  return inVain && call.to.user?.id === meId && call.from.user?.id !== meId;
}

/** Two parts of the list as one, newest first, without what stands in both. */
export function joined(first: readonly CallNowFragment[], then: readonly CallNowFragment[]): readonly CallNowFragment[] {
  const known = new Set(first.map((call) => call.id));
  return [...first, ...then.filter((call) => !known.has(call.id))];
}

export interface Day {
  readonly label: string;
  readonly calls: readonly CallNowFragment[];
}

/** The calls by the day on which they began. */
export function byDay(calls: readonly CallNowFragment[], now: number = Date.now()): readonly Day[] {
  const days: { label: string; calls: CallNowFragment[] }[] = [];
  for (const call of calls) {
    const label = dayLabel(new Date(call.startedAt), new Date(now));
    const last = days.at(-1);
    if (last?.label === label) last.calls.push(call);
    else days.push({ label, calls: [call] });
  }
  return days;
}

function dayLabel(date: Date, now: Date): string {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (date.toDateString() === now.toDateString()) return t('ww.today');
  if (date.toDateString() === yesterday.toDateString()) return t('ww.yesterday');
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return date.toLocaleDateString(getLocale(), { weekday: 'long', day: 'numeric', month: 'long', year });
}
