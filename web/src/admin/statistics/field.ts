import type { BucketFragment, Health } from '../../gql/generated';
import { parseDuration } from '../../ui/format';

/** One field of the grid. */
export interface Field {
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly health: Health;
  readonly sent: number;
  readonly lost: number;
  /** Milliseconds; null where nothing was answered. */
  readonly min: number | null;
  readonly median: number | null;
  readonly p95: number | null;
  readonly max: number | null;
}

export function toField(bucket: BucketFragment): Field {
  const { start, health, sent, lost, min, median, p95, max } = bucket;
  return {
    start: Date.parse(start),
    health,
    sent,
    lost,
    min: parseDuration(min),
    median: parseDuration(median),
    p95: parseDuration(p95),
    max: parseDuration(max),
  };
}

/** Fields with newer ones in place of those from the same time on. */
export function replaceFrom(fields: readonly Field[], newer: readonly Field[]): readonly Field[] {
  const first = newer[0];
  if (!first) return fields;
  const kept = fields.findIndex((field) => field.start >= first.start);
  return [...(kept < 0 ? fields : fields.slice(0, kept)), ...newer];
}

/** Fields up to the instant: time goes on also where nothing is heard of the telephone. */
export function extended(fields: readonly Field[], width: number, now: number, registered: boolean): readonly Field[] {
  const last = fields.at(-1);
  if (!last || last.start + width > now) return fields;
  const health = registered ? 'UNKNOWN' : 'GREY';
  const more: Field[] = [];
  for (let start = last.start + width; start <= now; start += width) {
    more.push({ start, health, sent: 0, lost: 0, min: null, median: null, p95: null, max: null });
  }
  return [...fields, ...more];
}

export type Counts = Readonly<Record<Health, number>>;

export function count(fields: readonly Field[]): Counts {
  const counts = { GREEN: 0, ORANGE: 0, RED: 0, GREY: 0, UNKNOWN: 0 };
  for (const { health } of fields) counts[health]++;
  return counts;
}

export interface Summary {
  /** Share of questions that were answered, 0 to 1; null where none was asked. */
  readonly answered: number | null;
  readonly sent: number;
  readonly lost: number;
  /** Milliseconds; of half of the answers, and of nearly all. */
  readonly median: number | null;
  readonly p95: number | null;
}

/** What the fields come to. The middle of the middles stands for the whole: exact to the eye, and no sample travels for it. */
export function summarize(fields: readonly Field[]): Summary {
  let [sent, lost] = [0, 0];
  for (const field of fields) {
    sent += field.sent;
    lost += field.lost;
  }
  const medians = sorted(fields.map((field) => field.median));
  const highs = sorted(fields.map((field) => field.p95));
  return { answered: sent ? (sent - lost) / sent : null, sent, lost, median: rank(medians, 0.5), p95: rank(highs, 0.95) };
}

function sorted(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null).sort((a, b) => a - b);
}

function rank(values: readonly number[], share: number): number | null {
  return values[Math.max(0, Math.ceil(values.length * share) - 1)] ?? null;
}

/** A time during which the telephone was registered. */
export interface Registered {
  readonly from: number;
  /** Null where it goes on. */
  readonly to: number | null;
  /** Whether it had begun before the span. */
  readonly before: boolean;
}

/** When the telephone was registered, as exact as a field, newest first. */
export function registrations(fields: readonly Field[], width: number): Registered[] {
  const times: Registered[] = [];
  let from: number | null = null;
  fields.forEach((field, index) => {
    const there = field.health !== 'GREY';
    if (there && from === null) from = field.start;
    if (!there && from !== null) {
      times.push({ from, to: field.start, before: from === fields[0]?.start });
      from = null;
    }
    if (there && index === fields.length - 1) times.push({ from: from!, to: null, before: from === fields[0]?.start });
  });
  return times.reverse().map((time) => (time.to === null ? time : { ...time, to: Math.max(time.to, time.from + width) }));
}

export type Advice = 'none' | 'good' | 'slow' | 'lost' | 'gaps' | 'offline';

/** What is to be thought of the picture, in the words of the manual page. Two fields in a hundred without an answer are
 * more than chance; so are one in ten that answer late, or a telephone that comes and goes. */
export function advice(fields: readonly Field[], width: number): Advice {
  const counts = count(fields);
  const asked = counts.GREEN + counts.ORANGE + counts.RED;
  if (asked === 0) return counts.UNKNOWN > 0 ? 'none' : 'offline';
  if (counts.RED > asked * 0.02) return 'lost';
  if (counts.ORANGE > asked * 0.1) return 'slow';
  if (registrations(fields, width).length > 3) return 'gaps';
  return 'good';
}
