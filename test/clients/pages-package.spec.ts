import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InstalledPackage } from '../support/installed-package.js';

describe('countersign/pages', () => {
  let installed: InstalledPackage;
  beforeAll(() => {
    installed = new InstalledPackage();
  });
  afterAll(() => installed.remove());

  it('has types that a program compiles against', () => {
    expect(
      installed.compile(`
        import { pageTokens, PagesError, readPagesConfig, type PagesConfig, type PageTokens } from 'countersign/pages';
        const config: PagesConfig = { templates: [{ name: 'a', kid: 'k', claims: { aud: '/v2/search', expires_in: 60 } }], secrets: { k: { env: 'K' } } };
        const asked: PagesConfig = { server: 'https://countersign.example', apiKey: { env: 'K' } };
        try {
          const tokens: PageTokens = await pageTokens(['/'], config, Date.now());
          const end: string | null | undefined = (await pageTokens(['/'], asked))['/']?.['a']?.expires_at;
          console.log(tokens, end, readPagesConfig('x.json'), await pageTokens(['/']));
        } catch (error) { if (error instanceof PagesError) console.log(error.message); }
      `),
    ).toBe('');
    expect(
      installed.compile(`
        import { pageTokens } from 'countersign/pages';
        await pageTokens(['/'], { templates: [{ name: 'a', kid: 'k' }], secrets: { k: 'in clear' } });
      `),
    ).toMatch(/claims|in clear|string/);
  });

  it('mints in a program that has the package installed', () => {
    const config = {
      templates: [{ name: 'a', kid: 'k', claims: { aud: '/v2/search' }, scope: '/about' }],
      secrets: { k: { env: 'K' } },
    };
    writeFileSync(join(installed.directory, 'countersign.pages.json'), JSON.stringify(config));
    const program = `
      import { pageTokens } from 'countersign/pages';
      const tokens = await pageTokens(['/about', '/x']);
      console.log(tokens['/about'].a.token.split('.').length, JSON.stringify(tokens['/x']));`;
    const options = ['--input-type=module', '--eval', program];
    const env = { ...process.env, K: 'k'.repeat(32) };
    expect(execFileSync(process.execPath, options, { cwd: installed.directory, env, encoding: 'utf8' })).toBe(
      '3 {}\n',
    );
  });
});
