import { describe, expect, it } from '@jest/globals';
import { environmentSchema } from '../../src/config/configuration.js';
import { defaultTimeouts } from '../../src/http/server-options.js';
import { readRepositoryFile } from '../support/source-files.js';

const sectionOf = (text: string, title: string): string =>
  text.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
const section = (title: string): string => sectionOf(readRepositoryFile('docs/operations.md'), title);

/** First cells of the tables of a section, without their marks, to the cell after. */
const rowsOf = (title: string): Map<string, string> =>
  new Map(
    [...section(title).matchAll(/^\| `([^`]+)`\s+\| ([^|]*?)\s+\|/gm)].map(([, name, next]) => [
      name as string,
      (next as string).replaceAll('`', ''),
    ]),
  );

/** What the schema makes of an absent variable, as an operator would write it. */
function defaultOf(name: keyof typeof environmentSchema.shape): string {
  const parsed = environmentSchema.shape[name].safeParse(undefined);
  if (name === 'PUBLIC_URL') return 'http://HOST:PORT';
  return parsed.success && parsed.data !== undefined ? String(parsed.data) : '–';
}

describe('docs/operations.md', () => {
  const names = Object.keys(environmentSchema.shape) as (keyof typeof environmentSchema.shape)[];

  it('has every variable of the configuration, and no other', () => {
    expect([...rowsOf('Configuration').keys()].sort()).toEqual([...names].sort());
  });

  for (const name of names) {
    it(`says the default of ${name}`, () => {
      expect(rowsOf('Configuration').get(name)).toBe(defaultOf(name));
    });
  }

  it('says how long clients may take', () => {
    const limits = section('Limits');
    for (const ms of [
      defaultTimeouts.headersMs,
      defaultTimeouts.requestMs,
      defaultTimeouts.idleMs,
      defaultTimeouts.keepAliveMs,
    ]) {
      expect(limits).toContain(`${ms / 1000} s`);
    }
  });
});

describe("README's table of settings", () => {
  const table = sectionOf(readRepositoryFile('README.md'), 'Configuration');

  it('names every variable of the configuration, and no other', () => {
    const named = [...table.matchAll(/^\|(.*?)\|/gm)].flatMap(([, cell]) =>
      [...(cell as string).matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
    );
    expect(named.sort()).toEqual(Object.keys(environmentSchema.shape).sort());
  });
});
