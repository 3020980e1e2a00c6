import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { confidence, SAME_FROM, thousandths, type ValueDigests } from './confidence.js';
import { ADDRESS } from './known-signals.js';

const names = ['canvas', 'webgl', 'audio', 'useragent', 'screen', 'platform', 'colour of the sky', ADDRESS];
/** Few values, so that some match. */
const looks = fc.dictionary(fc.constantFrom(...names), fc.constantFrom('1', '2', '3'), {
  maxKeys: names.length,
});
const isNamed = fc.boolean();

const browser: ValueDigests = {
  canvas: 'c',
  webgl: 'w',
  audio: 'a',
  useragent: 'u',
  screen: 's',
  platform: 'p',
  hardwareconcurrency: 'h',
  timezone: 't',
  languages: 'l',
};
/** As `browser` is after these have another value. */
const changed = (...those: string[]): ValueDigests => ({
  ...browser,
  ...Object.fromEntries(those.map((name) => [name, 'x'])),
});

describe('confidence', () => {
  it('lies between 0 and 1', () => {
    fc.assert(
      fc.property(looks, looks, isNamed, (one, other, named) => {
        const sure = confidence(one, other, { isNamed: named });
        expect(sure).toBeGreaterThanOrEqual(0);
        expect(sure).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is the same from both sides', () => {
    fc.assert(
      fc.property(looks, looks, isNamed, (one, other, named) => {
        expect(confidence(one, other, { isNamed: named })).toBe(confidence(other, one, { isNamed: named }));
      }),
    );
  });

  it('is highest where all signals are the same', () => {
    fc.assert(
      fc.property(looks, looks, isNamed, (one, other, named) => {
        expect(confidence(one, one, { isNamed: named })).toBeGreaterThanOrEqual(
          confidence(one, other, { isNamed: named }),
        );
      }),
    );
  });

  it('is never raised by a signal that differs, or that one side alone has', () => {
    fc.assert(
      fc.property(looks, looks, fc.constantFrom(...names), isNamed, (one, other, name, named) => {
        const [without, against] = [{ ...one }, { ...other }];
        delete without[name];
        delete against[name];
        const before = confidence(without, against, { isNamed: named });
        const alone = confidence({ ...without, [name]: '1' }, against, { isNamed: named });
        const differing = confidence(
          { ...without, [name]: '1' },
          { ...against, [name]: '2' },
          { isNamed: named },
        );
        expect(alone).toBeLessThanOrEqual(before);
        expect(differing).toBeLessThanOrEqual(alone);
      }),
    );
  });

  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(looks, looks, (one, other) => {
        const turned = Object.fromEntries(Object.entries(one).toReversed());
        expect(confidence(turned, other)).toBe(confidence(one, other));
      }),
    );
  });

  it.each<[string, ValueDigests, ValueDigests, number]>([
    ['nothing', {}, {}, 0],
    ['an address alone', { [ADDRESS]: 'a' }, { [ADDRESS]: 'a' }, 0],
    ['one platform', { platform: 'p' }, { platform: 'p' }, 0.166],
    ['one canvas', { canvas: 'c' }, { canvas: 'c' }, 0.833],
    ['a name that is not known', { mood: 'm' }, { mood: 'm' }, 0.166],
    ['a whole browser', browser, browser, 1],
    ['another canvas of two', { canvas: 'c', webgl: 'w' }, { canvas: 'x', webgl: 'w' }, 0.444],
    ['what one side does not know', { canvas: 'c', webgl: 'w' }, { canvas: 'c' }, 0.714],
  ])('of %s is as its weights say', (_title, one, other, expected) => {
    expect(thousandths(confidence(one, other)) / 1000).toBe(expected);
  });

  it('stays with a browser that is updated, moves to another screen, and travels', () => {
    expect(confidence(browser, changed('useragent'))).toBeGreaterThan(0.9);
    expect(confidence(browser, changed('useragent', 'screen', 'timezone'))).toBeGreaterThanOrEqual(SAME_FROM);
  });

  it('leaves a machine of another make, and one of the same make that draws and sounds otherwise', () => {
    expect(confidence(browser, changed(...Object.keys(browser)))).toBe(0);
    expect(confidence(browser, changed('canvas', 'webgl', 'audio'))).toBeLessThan(SAME_FROM);
  });

  it('believes a client that names its identity as far as signals match', () => {
    const isNamedToo = { isNamed: true };
    const after = changed('canvas', 'useragent', 'screen');
    expect(confidence(browser, after)).toBeLessThan(SAME_FROM);
    expect(confidence(browser, after, isNamedToo)).toBeGreaterThanOrEqual(SAME_FROM);
    expect(confidence(browser, changed(...Object.keys(browser)), isNamedToo)).toBe(0);
    const atHome = { [ADDRESS]: 'a' };
    expect(confidence({ ...browser, ...atHome }, atHome, isNamedToo)).toBe(0);
    const alike = changed('canvas', 'webgl', 'audio');
    expect(confidence(browser, alike, isNamedToo)).toBeLessThan(SAME_FROM);
    expect(confidence(browser, { platform: 'p', languages: 'l' }, isNamedToo)).toBeLessThan(SAME_FROM);
  });
});
