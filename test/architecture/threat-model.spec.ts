import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readRepositoryFile } from '../support/source-files.js';

/** Rows of the table of promises: number, and the files named in the last cell. */
const promises = [
  ...readRepositoryFile('docs/threat-model.md').matchAll(/^\| (\d+) +\|.*\| ([^|]+) \|$/gm),
].map(([, number, cell]) => ({
  number,
  files: [...(cell as string).matchAll(/`([^`]+)`/g)].map(([, file]) => file as string),
}));

describe('docs/threat-model.md', () => {
  it('numbers its promises', () => {
    expect(promises.length).toBeGreaterThan(15);
    expect(promises.map(({ number }) => Number(number))).toEqual(promises.map((_, index) => index + 1));
  });

  for (const { number, files } of promises) {
    it(`names a test that is there for promise ${number}`, () => {
      expect(files).not.toEqual([]);
      expect(files.filter((file) => !existsSync(join(import.meta.dirname, '../..', file)))).toEqual([]);
    });
  }
});
