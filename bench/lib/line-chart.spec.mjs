import { describe, expect, it } from '@jest/globals';
import { lineChart } from './line-chart.mjs';

const chart = {
  title: 'PostgreSQL: growth',
  x: 'bookings of the merchant',
  y: 'median time',
  unit: 'ms',
  series: [
    { name: 'list by e-mail', points: [[1_000, 1], [1_000_000, 10]] }, // prettier-ignore
    { name: 'search', points: [[1_000, 2], [1_000_000, 4.567]] }, // prettier-ignore
  ],
};
const withPoints = (points) => ({ ...chart, series: [{ name: 'one', points }] });
const placesIn = (svg) =>
  [...svg.matchAll(/<circle class="dot d(\d)" cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, index, x, y]) => [
    Number(index),
    Number(x),
    Number(y),
  ]);

describe('lineChart', () => {
  const svg = lineChart(chart);

  it('puts a point where its logarithms stand between the ends of the axes', () => {
    const [least, most, , between] = placesIn(svg);
    expect(least).toEqual([0, 64, 340]);
    expect(most).toEqual([0, 500, 48]);
    expect(between[1]).toBe(500);
    expect(between[2]).toBeCloseTo(340 - Math.log10(4.567) * (340 - 48), 2);
  });

  it('marks every decade across, and one, two and five up', () => {
    const marks = [...svg.matchAll(/<text class="tick"[^>]*>([^<]+)</g)].map(([, text]) => text);
    expect(marks).toEqual(['1,000', '10,000', '100,000', '1,000,000', '1', '2', '5', '10']);
  });

  it('has a range of its own for values that are all alike', () => {
    const places = placesIn(lineChart(withPoints([[1_000, 3], [10_000, 3]]))); // prettier-ignore
    for (const [, , y] of places) expect(y > 48 && y < 340).toBe(true);
    const [[, x, y]] = placesIn(lineChart(withPoints([[1, 1]])));
    expect([x, y].every(Number.isFinite)).toBe(true);
  });

  it('names what it shows, and says its values in words', () => {
    expect(svg).toContain('role="img" aria-labelledby="title description"');
    expect(svg).toContain('<title id="title">PostgreSQL: growth</title>');
    expect(/<desc id="description">(.*)<\/desc>/.exec(svg)?.[1]).toBe(
      'median time in ms by bookings of the merchant. list by e-mail: 1 at 1,000, 10 at 1,000,000. search: 2 at 1,000, 4.57 at 1,000,000.',
    );
  });

  it('has a legend that tells the lines apart by form, not by colour alone', () => {
    expect([...svg.matchAll(/class="name"[^>]*>([^<]+)</g)].map(([, name]) => name)).toEqual([
      'list by e-mail',
      'search',
    ]);
    const dashes = [...svg.matchAll(/stroke-dasharray:([^}]+)\}/g)].map(([, dash]) => dash);
    expect(new Set(dashes).size).toBe(2);
  });

  it('contrasts with its own paper by day and by night', () => {
    const series = Array.from({ length: 6 }, (_, index) => ({ name: `s${index}`, points: [[1, 1]] }));
    const [day, night] = lineChart({ ...chart, series }).split('@media (prefers-color-scheme:dark)');
    for (const theme of [day, night]) {
      const paper = luminance(/\.paper\{fill:(#\w{6})/.exec(theme)[1]);
      const inks = [...theme.matchAll(/(?:text\{fill|\.s\d\{stroke):(#\w{6})/g)].map(([, ink]) => ink);
      expect(inks).toHaveLength(7);
      for (const colour of inks) expect(contrast(luminance(colour), paper)).toBeGreaterThan(4.5);
    }
  });

  it('takes any text for text', () => {
    const hostile = lineChart({ ...chart, title: '<script>&"</script>', x: '<x>' });
    expect(hostile).not.toContain('<script>');
    expect(hostile).toContain('&lt;script&gt;&amp;&quot;&lt;/script&gt;');
  });

  it('makes the same file of the same points', () => {
    expect(lineChart(chart)).toBe(svg);
  });

  it.each([[[[0, 1]]], [[[1_000, 0]]], [[[1_000, -1]]], [[[1_000, NaN]]], [[[1_000, Infinity]]], [[]]])(
    'refuses %j',
    (points) => {
      expect(() => lineChart(withPoints(points))).toThrow(RangeError);
    },
  );

  it('refuses a name that would not fit', () => {
    const named = (name) => ({ ...chart, series: [{ name, points: [[1, 1]] }] });
    expect(() => lineChart(named('n'.repeat(25)))).toThrow(RangeError);
    expect(lineChart(named('n'.repeat(24)))).toContain('n'.repeat(24));
  });

  it('refuses more lines than it has strokes for', () => {
    const series = Array.from({ length: 7 }, (_, index) => ({ name: `s${index}`, points: [[1, 1]] }));
    expect(() => lineChart({ ...chart, series })).toThrow(RangeError);
  });
});

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
