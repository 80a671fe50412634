import { describe, expect, it } from 'vitest';
import type { Health } from '../../gql/generated';
import { advice, count, extended, registrations, replaceFrom, summarize, type Field } from './field';
import { Layout, questions, spans } from './span';

const minute = 60_000;

function fields(healths: readonly Health[], from = 0): Field[] {
  return healths.map((health, index) => {
    const trip = health === 'GREEN' ? 10 : health === 'ORANGE' ? 400 : null;
    const asked = trip !== null || health === 'RED';
    return { start: from + index * minute, health, sent: asked ? 1 : 0, lost: health === 'RED' ? 1 : 0, min: trip, median: trip, p95: trip, max: trip };
  });
}

const many = (health: Health, n: number): Health[] => Array.from({ length: n }, () => health);

describe('advice', () => {
  it.each([
    ['good', many('GREEN', 60)],
    ['good', [...many('GREEN', 99), 'RED' as const]],
    ['lost', [...many('GREEN', 57), ...many('RED', 3)]],
    ['slow', [...many('GREEN', 53), ...many('ORANGE', 7)]],
    ['lost', [...many('ORANGE', 50), ...many('RED', 10)]],
    ['offline', many('GREY', 60)],
    ['none', many('UNKNOWN', 3)],
    ['gaps', ['GREEN', 'GREY', 'GREEN', 'GREY', 'GREEN', 'GREY', 'GREEN'] as const],
  ])('%s', (kind, healths) => {
    expect(advice(fields(healths), minute)).toBe(kind);
  });
});

describe('fields', () => {
  it('are counted and summed up', () => {
    const list = fields(['GREY', 'GREEN', 'GREEN', 'ORANGE', 'RED']);
    expect(count(list)).toEqual({ GREY: 1, GREEN: 2, ORANGE: 1, RED: 1, UNKNOWN: 0 });
    expect(summarize(list)).toEqual({ answered: 0.75, sent: 4, lost: 1, median: 10, p95: 400 });
    expect(summarize([]).answered).toBeNull();
  });

  it('give way to newer ones of the same time', () => {
    const healths = replaceFrom(fields(['GREEN', 'UNKNOWN']), fields(['RED', 'GREEN'], minute)).map((field) => field.health);
    expect(healths).toEqual(['GREEN', 'RED', 'GREEN']);
  });

  it('go on with time', () => {
    const last = (registered: boolean): Health[] => extended(fields(['GREEN']), minute, 2.5 * minute, registered).map((field) => field.health);
    expect(last(true)).toEqual(['GREEN', 'UNKNOWN', 'UNKNOWN']);
    expect(last(false)).toEqual(['GREEN', 'GREY', 'GREY']);
  });

  it('tell when the telephone was registered, newest first', () => {
    expect(registrations(fields(['GREEN', 'GREY', 'UNKNOWN', 'RED', 'GREY', 'GREEN']), minute)).toEqual([
      { from: 5 * minute, to: null, before: false },
      { from: 2 * minute, to: 4 * minute, before: false },
      { from: 0, to: minute, before: true },
    ]);
  });
});

describe('the layout', () => {
  const now = new Date(2026, 10, 23, 14, 35, 20).getTime();

  it('has an hour in a row and a minute in a field', () => {
    const layout = new Layout(spans.day, now);
    expect(layout.place(new Date(2026, 10, 23, 14, 35).getTime())).toEqual({ row: 24, column: 35 });
    expect(layout.place(new Date(2026, 10, 22, 14, 0).getTime())).toEqual({ row: 0, column: 0 });
    expect(layout.place(new Date(2026, 10, 22, 13, 59).getTime())).toBeNull();
  });

  it('has a day in a row where the span is long', () => {
    expect(new Layout(spans.week, now).place(new Date(2026, 10, 22, 13, 55).getTime())).toEqual({ row: 5, column: 13 * 12 + 11 });
    expect(new Layout(spans.month, now).place(new Date(2026, 10, 23, 0, 0).getTime())).toEqual({ row: 29, column: 0 });
  });

  it('asks in parts that the switchboard answers', () => {
    for (const span of Object.values(spans)) {
      const from = new Layout(span, now).from;
      const parts = questions(from, now, span.field);
      expect(parts[0]!.from).toBe(from);
      expect(parts.at(-1)!.to).toBe(now);
      for (const part of parts) expect((part.to - part.from) / span.field).toBeLessThanOrEqual(1440);
    }
  });
});
