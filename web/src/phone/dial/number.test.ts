import { describe, expect, it } from 'vitest';
import { dialable, linked, readable } from './number';

describe('numbers as people write them', () => {
  it.each([
    ['22', '22'],
    ['+49 (0)30 901820-10', '+493090182010'],
    ['+49 (30) 90 18 20 – 10', '+493090182010'],
    ['0049 (0)30 901820', '004930901820'],
    ['030 / 90 18 20', '030901820'],
    ['tel:+49-30-901820;ext=5', '+4930901820'],
    ['callto:22', '22'],
    ['sip:22@pbx.example', '22'],
    ['web+tel:+41791234521', '+41791234521'],
    ['*32', '*32'],
    ['+41\u00a079\u202f123\u00a045\u00a021', '+41791234521'],
    ['\u202a+41791234521\u202c', '+41791234521'],
    ['٠٣٠٩', '0309'],
    ['２２', '22'],
  ])('%s is dialled %s', (text, number) => {
    expect(dialable(text)).toBe(number);
  });

  it.each(['', 'anna', '+', '**', 'Zimmer 12', '+49', '12a', '1'.repeat(33), 'javascript:22'])('"%s" is none', (text) => {
    expect(dialable(text)).toBe('');
  });
});

it('a link may name a person', () => {
  expect([linked('sip:carla@pbx'), linked('tel:22'), linked('mailto:carla@pbx'), linked('sip:<script>')]).toEqual(['carla', '22', '', '']);
});

it('international numbers are read in groups', () => {
  expect([readable('22'), readable('+41791234521'), readable('+15551234567')]).toEqual(['22', '+41 791 234 521', '+1 555 123 4567']);
});
