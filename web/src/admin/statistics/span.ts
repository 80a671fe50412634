import type { Resolution } from '../../gql/generated';

export type SpanName = 'day' | 'days2' | 'week' | 'month';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How a span of time is laid out as a grid: what a row is, what a field is, and how exact the statistics are. */
export interface Span {
  readonly name: SpanName;
  readonly resolution: Resolution;
  /** Milliseconds of a field. */
  readonly field: number;
  /** Milliseconds of a row: an hour, or a day by the local calendar. */
  readonly row: typeof hour | typeof day;
  readonly rows: number;
}

/** Single answers are kept for two days, sums for thirty. */
export const spans: Readonly<Record<SpanName, Span>> = {
  day: { name: 'day', resolution: 'RAW', field: minute, row: hour, rows: 25 },
  days2: { name: 'days2', resolution: 'RAW', field: minute, row: hour, rows: 48 },
  week: { name: 'week', resolution: 'MINUTE', field: 5 * minute, row: day, rows: 7 },
  month: { name: 'month', resolution: 'HOUR', field: hour, row: day, rows: 30 },
};

/** Most fields that are asked for at once. */
const atOnce = 1440;

/** The grid of a span as it stands at an instant: where it begins, and which field lies where. */
export class Layout {
  readonly span: Span;
  readonly columns: number;
  /** When each row begins. */
  readonly starts: readonly number[];

  constructor(span: Span, now: number) {
    this.span = span;
    this.columns = Math.round(span.row / span.field);
    this.starts = span.row === hour ? hours(span.rows, now) : days(span.rows, now);
  }

  get from(): number {
    return this.starts[0]!;
  }

  /** Row and column of the field that begins at the instant. Days go by the clock on the wall: where summer time ends,
   * two fields share a place; where it begins, some stay empty. */
  place(start: number): { readonly row: number; readonly column: number } | null {
    const row = this.rowOf(start);
    if (row < 0) return null;
    const column = Math.floor(this.into(start, row) / this.span.field);
    return column < this.columns ? { row, column } : null;
  }

  private rowOf(start: number): number {
    const next = this.starts.findIndex((begins) => begins > start);
    return next < 0 ? this.starts.length - 1 : next - 1;
  }

  private into(start: number, row: number): number {
    if (this.span.row === hour) return start - this.starts[row]!;
    const wall = new Date(start);
    return wall.getHours() * hour + wall.getMinutes() * minute;
  }
}

function hours(count: number, now: number): number[] {
  // By the local clock: there are zones that are half an hour off.
  const last = new Date(now).setMinutes(0, 0, 0);
  return Array.from({ length: count }, (_, index) => last - (count - 1 - index) * hour);
}

function days(count: number, now: number): number[] {
  const today = new Date(now);
  return Array.from({ length: count }, (_, index) => new Date(today.getFullYear(), today.getMonth(), today.getDate() - (count - 1 - index)).getTime());
}

/** The questions that together cover the span: the switchboard answers so many fields at once and no more. */
export function questions(from: number, to: number, field: number): { readonly from: number; readonly to: number }[] {
  const parts = [];
  for (let start = from; start < to; start += atOnce * field) {
    parts.push({ from: start, to: Math.min(to, start + atOnce * field) });
  }
  return parts;
}
