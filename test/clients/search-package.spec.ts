import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InstalledPackage } from '../support/installed-package.js';

const root = join(import.meta.dirname, '../..');

describe('countersign/search', () => {
  let installed: InstalledPackage;
  beforeAll(() => {
    installed = new InstalledPackage();
  });
  afterAll(() => installed.remove());

  it('has types that a program compiles against', () => {
    const create = `import 'countersign/search'; const search = document.createElement('booking-search');`;
    expect(
      installed.compile(`${create}
        import type { BookingSearchElement } from 'countersign/search';
        const same: BookingSearchElement = search;
        same.token = 't'; same.widgetKey = 'w'; same.experience = 'e'; same.api = 'https://countersign.example';
        search.addEventListener('slot-chosen', (event) => { event.preventDefault(); const start: string = event.detail.start; });
        search.addEventListener('booking-created', ({ detail }) => console.log(detail.id, detail.state));
      `),
    ).toBe('');
    expect(installed.compile(`${create} search.widgetkey = 'w';`)).toContain('widgetKey');
  });

  it('is the module that the server sends', () => {
    const found = createRequire(pathToFileURL(join(installed.directory, 'page.js'))).resolve(
      'countersign/search',
    );
    expect(readFileSync(found, 'utf8')).toBe(readFileSync(join(root, 'web/dist/search.js'), 'utf8'));
  });
});
