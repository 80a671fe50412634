import { describe, expect, it } from 'vitest';
import { details } from './entry';

describe('details', () => {
  it('tells values by their paths', () => {
    const json = JSON.stringify({ id: 'u1', input: { username: 'anna', callers: ['+49', '+41'], mobile: null, link: { validFor: 'PT1H' } } });
    expect(details(json)).toEqual([
      ['id', 'u1'],
      ['input.username', 'anna'],
      ['input.callers', '+49, +41'],
      ['input.mobile', '–'],
      ['input.link.validFor', 'PT1H'],
    ]);
  });

  it('shows as it is what it cannot read, and nothing for nothing', () => {
    expect(details('{"a":')).toEqual([['', '{"a":']]);
    expect(details('')).toEqual([]);
    expect(details('{}')).toEqual([]);
  });
});
