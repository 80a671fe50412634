import { getLocale, t, tn } from '../i18n';

/** Milliseconds of an ISO 8601 duration such as PT0.0123S or PT1M30S; null where it is none. */
export function parseDuration(text: string | null): number | null {
  const parts = text?.match(/^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/);
  if (!parts) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

/** A round trip as people read it: 12 ms, 0.4 ms, 1.20 s. */
export function formatRoundTrip(milliseconds: number): string {
  const locale = getLocale();
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toLocaleString(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })} s`;
  const digits = milliseconds < 10 ? 1 : 0;
  return `${milliseconds.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })} ms`;
}

/** Elapsed time as a clock: 0:07, 12:30, 1:02:03. */
export function formatClock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A span in its two largest units: "3 h 12 min", "45 s". */
export function formatSpan(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return tn('time.days', Math.floor(hours / 24));
}

/** An instant: the time alone today, with the date before. */
export function formatInstant(at: string, now: number = Date.now()): string {
  const date = new Date(at);
  const today = new Date(now).toDateString() === date.toDateString();
  return date.toLocaleString(getLocale(), today ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' });
}

/** The first letters of a name, for its badge. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? `${[...words[0]!][0]}${[...words.at(-1)!][0]}` : [...(words[0] ?? '?')].slice(0, 2).join('');
  return letters.toLocaleUpperCase(getLocale());
}

/** What stands for an empty value. */
export const orDash = (text: string | null | undefined): string => text || t('none');
