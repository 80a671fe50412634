import { expect, it } from 'vitest';
import { inWords, toTyped, toValue } from './fields';

it('durations are typed in the largest unit that divides them, and come back as they were', () => {
  expect(toTyped('DURATION', 'PT1M30S')).toEqual({ text: '90', unit: 's' });
  expect(toTyped('DURATION', 'PT72H')).toEqual({ text: '3', unit: 'd' });
  expect(toTyped('DURATION', 'PT0.15S')).toEqual({ text: '150', unit: 'ms' });
  expect(toValue('DURATION', { text: '1,5', unit: 'min' })).toBe('PT90S');
  expect(toValue('DURATION', { text: '150', unit: 'ms' })).toBe('PT0.15S');
});

it('an emptied field means the default, and what is no number is told apart', () => {
  expect(toValue('INT', { text: ' ', unit: 's' })).toBeNull();
  expect(toValue('INT', { text: 'many', unit: 's' })).toBeUndefined();
  expect(toValue('TEXT', { text: 'AT', unit: 's' })).toBe('AT');
  expect(inWords('INT', '3')).toBe('3');
});
