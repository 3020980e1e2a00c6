import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const docs = new URL('../../docs/', import.meta.url);
const pictures = [
  ...readFileSync(new URL('performance.md', docs), 'utf8').matchAll(
    /!\[([^\]]+)\]\((images\/[a-z-]+\.svg)\)/g,
  ),
].map(([, alternative, file]) => ({ alternative, file }));

describe('the pictures of docs/performance.md', () => {
  it('are one for each database', () => {
    expect(pictures.map(({ file }) => file)).toEqual([
      'images/growth-sqlite.svg',
      'images/growth-postgresql.svg',
    ]);
  });

  it.each(pictures)(
    '$file is there, of the database that its text names, with lines over a decade or more',
    ({ alternative, file }) => {
      const svg = readFileSync(new URL(file, docs), 'utf8');
      const [, database] = /on (\w+):/.exec(alternative);
      expect(svg).toContain(`<title id="title">${database}: `);
      const [, description] = /<desc id="description">(.*)<\/desc>/.exec(svg);
      for (const name of ['list by e-mail address', 'signed search', 'create a booking', 'search index'])
        expect(description).toMatch(new RegExp(`${name}: [\\d.,]+ at 1,000, [\\d.,]+ at 10,000`));
    },
  );
});
