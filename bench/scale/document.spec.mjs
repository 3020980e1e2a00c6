import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { documentFile, figuresFile, scaleTables, withTables } from './document.mjs';
import { mix } from './plan.mjs';

const text = readFileSync(documentFile, 'utf8');
const figures = JSON.parse(readFileSync(figuresFile, 'utf8'));
/** Cells as they are, without the blanks that stand around them. */
const bare = (markdown) =>
  markdown
    .replace(/ +/g, ' ')
    .replace(/-{3,}/g, '---')
    .replace(/\n{2,}/g, '\n');

describe('docs/scale.md', () => {
  it('has the figures of docs/scale-figures.json, and what follows from them', () => {
    expect(bare(withTables(text, figures))).toBe(bare(text));
  });

  it('has no figure of its own beside the tables', () => {
    const prose = text
      .replace(/<!-- (\w+): written[\s\S]*?<!-- end of \1 -->/g, '')
      .replace(/```[\s\S]*?```/g, '');
    const measured = Object.values(scaleTables(figures))
      .join('\n')
      .match(/\d[\d,.]* (?:µs|ms|GB|MB|×)/g);
    expect(measured.length).toBeGreaterThan(30);
    expect(prose.match(/\d[\d,.]* (?:µs|ms|bytes)/g)?.filter((one) => one !== '200 ms') ?? []).toEqual([]);
  });

  it('has a measured cost for every kind of request in its mixture', () => {
    for (const name of Object.keys(mix))
      for (const column of ['serverMicroseconds', 'databaseMicroseconds', 'p50Ms', 'p99Ms'])
        expect([name, column, figures.requests[name]?.[column] > 0]).toEqual([name, column, true]);
  });

  it('walks no table that grows with the bookings', () => {
    const walked = Object.values(figures.requests).flatMap(({ reads }) => reads ?? []);
    expect(walked).toContain('bookings_by_customer_email');
    expect(
      walked.filter((name) => /^all of (bookings|booking_meta|occupancies|journal)$/.test(name)),
    ).toEqual([]);
  });
});
