import { existsSync, readdirSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { readRepositoryFile } from '../support/source-files.js';

const root = join(import.meta.dirname, '../..');
const model = readRepositoryFile('docs/threat-model.md');

/** Rows of the table of promises: number, what is promised, against whom, and the files named in the last cell. */
const promises = [...model.matchAll(/^\| (\d+) +\| (.*) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, number, promise, against, cell]) => ({
    number,
    promise: promise as string,
    against: (against as string).trim(),
    files: [...(cell as string).matchAll(/`([^`]+)`/g)].map(([, file]) => file as string),
  }),
);
const kept = new Set(promises.flatMap(({ files }) => files));

const { default: suites } = (await import(pathToFileURL(join(root, 'jest.config.mjs')).href)) as {
  readonly default: { readonly projects: readonly { readonly testMatch: readonly string[] }[] };
};
/** What `npm test` runs. */
const patterns = suites.projects
  .flatMap(({ testMatch }) => testMatch)
  .filter((pattern) => !pattern.startsWith('!'))
  .map((pattern) => pattern.replace('<rootDir>/', ''));
const isRun = (file: string) => patterns.some((pattern) => matchesGlob(file, pattern));
/** What keeps a file from being a test of anything; null where it is one. */
function fault(file: string): string | null {
  if (!existsSync(join(root, file))) return 'is not there';
  if (!isRun(file)) return 'is run by no project';
  const text = readRepositoryFile(file);
  if (!/\b(?:it|test)(?:\.each)?(?:<[^>]*>)?\(/.test(text)) return 'tests nothing';
  // What is left out for want of another language's interpreter is asked for beside `?`.
  return /(?<!\? )\b(?:it|test|describe)\.(?:skip|todo|only)\b|\bx(?:it|describe)\(/.test(text)
    ? 'is switched off'
    : null;
}
const faults = (files: readonly string[]) =>
  files.flatMap((file) => (fault(file) === null ? [] : [`${file} ${String(fault(file))}`]));

describe('docs/threat-model.md', () => {
  it('numbers its promises', () => {
    expect(promises.length).toBeGreaterThan(60);
    expect(promises.map(({ number }) => Number(number))).toEqual(promises.map((_, index) => index + 1));
  });

  for (const { number, files } of promises) {
    it(`names tests for promise ${number}, each of which is there and run`, () => {
      expect(files).not.toEqual([]);
      expect(faults(files)).toEqual([]);
    });
  }

  it('names attackers that it describes', () => {
    const described = [...model.matchAll(/^(\d)\. \*\*/gm)].map(([, number]) => number);
    for (const { against } of promises)
      if (against !== '–') expect(described).toEqual(expect.arrayContaining(against.split(', ')));
  });

  it('names tests in its prose that are there and run', () => {
    const named = [...model.matchAll(/`((?:src|test)\/[^`]+)`/g)].map(([, file]) => file as string);
    expect(named.length).toBeGreaterThan(kept.size);
    expect(faults(named)).toEqual([]);
  });

  it('promises what every limit of the operator is for', () => {
    const limits = readRepositoryFile('docs/operations.md').match(/COUNTERSIGN_(?:\w+_PER_MINUTE|MAX_\w+)/g);
    const promised = promises.map(({ promise }) => promise).join();
    expect(limits).not.toBeNull();
    for (const limit of new Set(limits)) expect(promised).toContain(`\`${limit}\``);
  });

  it('has a promise for every suite of attacks and of faults', () => {
    const files = ['attack', 'faults'].flatMap((folder) =>
      readdirSync(join(root, 'test', folder)).map((name) => `test/${folder}/${name}`),
    );
    expect(files.filter((file) => !kept.has(file))).toEqual([]);
  });
});
