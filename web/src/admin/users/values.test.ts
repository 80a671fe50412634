import { describe, expect, it } from 'vitest';
import { checkPerson, conflicts, emptyPerson, merged, proposeUsername, toUpdateInput } from './values';

describe('proposeUsername', () => {
  it.each([
    ['Jörg', 'Müßig', 'jmuessig'],
    ['Anna Maria', 'von der Heide', 'avonderheide'],
    ['', 'Özdemir', 'oezdemir'],
    ['Łukasz', '', 'lukasz'],
    ["Séan", "O'Brien", 'sobrien'],
    ['', '', ''],
    ['李', '', ''],
  ])('%s %s becomes %s', (first, last, username) => {
    expect(proposeUsername(first, last)).toBe(username);
  });

  it('proposes only what the rule of usernames allows', () => {
    const proposed = proposeUsername('X', 'y'.repeat(100));
    expect(proposed).toHaveLength(64);
    expect(checkPerson({ ...emptyPerson, username: proposed })).toEqual({});
  });
});

describe('checkPerson', () => {
  it('knows the rule of usernames', () => {
    for (const username of ['', 'with space', 'dot.ted', 'ümlaut', 'x'.repeat(65)]) {
      expect(checkPerson({ ...emptyPerson, username }), username).toHaveProperty('username');
    }
    for (const username of ['a', 'A-b_9', 'x'.repeat(64)]) {
      expect(checkPerson({ ...emptyPerson, username }), username).toEqual({});
    }
  });
});

describe('a change', () => {
  const before = { ...emptyPerson, username: 'anna', nickname: 'Anna', extension: '21', mobile: '+49171' };

  it('sends what changed and nothing else; what was emptied is cleared', () => {
    expect(toUpdateInput(before, { ...before, nickname: ' Anni ' }, 4)).toEqual({ version: 4, nickname: 'Anni' });
    expect(toUpdateInput(before, { ...before, extension: '', mobile: '+49 (172) 1-2' }, 4)).toEqual({ version: 4, extension: null, mobile: '+4917212' });
  });

  it('meets another change: different fields are joined, the same field is a matter of choice', () => {
    const mine = { ...before, nickname: 'Anni', extension: '22' };
    const theirs = { ...before, nickname: 'Ann', mobile: '+49172' };
    expect(conflicts(before, mine, theirs)).toEqual(['nickname']);
    expect(merged(before, mine, theirs)).toEqual({ ...before, nickname: 'Anni', extension: '22', mobile: '+49172' });
  });

  it('finds nothing to choose where both made the same change', () => {
    const same = { ...before, nickname: 'Anni' };
    expect(conflicts(before, same, { ...same })).toEqual([]);
  });
});
