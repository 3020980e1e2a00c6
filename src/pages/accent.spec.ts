import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inkOn, luminanceOf } from './accent.js';

test('text on any colour of a merchant has a contrast of at least 4.5 to 1', () => {
  const channel = fc.integer({ min: 0, max: 255 }).map((value) => value.toString(16).padStart(2, '0'));
  fc.assert(
    fc.property(channel, channel, channel, (red, green, blue) => {
      const color = `#${red}${green}${blue}`;
      const [light, dark] = [luminanceOf(color), luminanceOf(inkOn(color))].sort((one, other) => other - one);
      expect(((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test.each([
  ['#000000', '#ffffff'],
  ['#ffff00', '#000000'],
  ['#0a5c43', '#ffffff'],
])('on %s it is %s', (color, ink) => {
  expect(inkOn(color)).toBe(ink);
});
