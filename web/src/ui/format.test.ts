import { describe, expect, it } from 'vitest';
import { formatClock, formatRoundTrip, formatSpan, initials, parseDuration } from './format';

describe('durations', () => {
  it.each([
    ['PT0.0123S', 12.3],
    ['PT90S', 90_000],
    ['PT1M30S', 90_000],
    ['PT1H', 3_600_000],
    ['P1DT1S', 86_401_000],
    ['PT0S', 0],
  ])('%s is %d ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBeCloseTo(milliseconds);
  });

  it.each([null, '', '90', 'P1M', 'PT-1S'])('%s is none', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

it('a round trip has as many digits as mean something', () => {
  expect([0.42, 9.96, 12.3, 999.4, 1234].map(formatRoundTrip)).toEqual(['0.4 ms', '10.0 ms', '12 ms', '999 ms', '1.23 s']);
});

it('a call has a clock', () => {
  expect([0, 7_999, 65_000, 3_723_000, -5].map(formatClock)).toEqual(['0:00', '0:07', '1:05', '1:02:03', '0:00']);
});

it('a span has its largest units', () => {
  expect([400, 59_000, 61_000, 3_600_000, 11_520_000, 90_000_000].map(formatSpan)).toEqual(['0 s', '59 s', '1 min', '1 h', '3 h 12 min', '1 day']);
});

it.each([
  ['Anna Müller', 'AM'],
  ['Anna Maria von Weber', 'AW'],
  ['admin', 'AD'],
  ['j.doe', 'JD'],
  ['😀 Smile', '😀S'],
  ['', '?'],
])('%s has the initials %s', (name, letters) => {
  expect(initials(name)).toBe(letters);
});
