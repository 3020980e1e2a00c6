import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compiledProduct, compileProduct, ServerProcess } from '../support/compiled-server.js';
import { makeMigratedDatabase, type TestDatabase } from '../support/test-database.js';
import { migrateTestDatabase } from '../support/test-server.js';

const publicUrl = 'https://bookings.example.com';
const hook = pathToFileURL(join(import.meta.dirname, '../support/loaded-modules.mjs')).href;

/** Which packages' modules these are, and the modules of the product's own folder `dist`. */
function sorted(modules: readonly string[]): { packages: Set<string>; own: string[] } {
  const packages = new Set<string>();
  const own: string[] = [];
  for (const module of modules) {
    const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(module) ?? [];
    if (name !== undefined) packages.add(name);
    else if (module.includes('/dist/')) own.push(module.replace(/.*\/dist\//, ''));
  }
  return { packages, own };
}

describe('the program that operators start', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await makeMigratedDatabase(migrateTestDatabase);
  });
  afterAll(() => database.remove());

  /** What a server answers, and what it had loaded when it ended. */
  async function run(asProgram: boolean, paths: readonly string[]) {
    const product = compileProduct({ asProgram });
    const loaded = join(product.directory, 'loaded.txt');
    const server = new ServerProcess(product.directory, {
      PORT: '0',
      PUBLIC_URL: publicUrl,
      DATABASE_URL: database.url,
      COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
      COUNTERSIGN_TEST_LOADED: loaded,
      NODE_OPTIONS: `--import=${hook}`,
    });
    try {
      const { url } = await server.line('listening');
      const answers = [];
      for (const path of paths) {
        const response = await fetch(`${url as string}${path}`);
        answers.push({ path, status: response.status, text: await response.text() });
      }
      server.kill('SIGTERM');
      expect((await server.ended).code).toBe(0);
      return { answers, modules: sorted(readFileSync(loaded, 'utf8').split('\n')) };
    } finally {
      server.kill('SIGKILL');
      await server.ended;
      product.remove();
    }
  }

  it('loads no package of its own but the one that is native, and few files', async () => {
    const { answers, modules } = await run(true, ['/health/ready']);
    expect(answers[0]?.status).toBe(200);
    const native = ['better-sqlite3', 'bindings', 'file-uri-to-path'];
    expect([...modules.packages].filter((name) => !native.includes(name))).toEqual([]);
    expect(modules.own.filter((file) => file !== 'cli.js' && !file.startsWith('program/'))).toEqual([]);
    expect(modules.own.length).toBeLessThan(120);
  });

  it('brings the licences of the packages in it', () => {
    const licenses = readFileSync(join(compiledProduct(), 'dist/program/licenses.txt'), 'utf8');
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object };
    // Native, files that are looked for, types.
    const apart = ['better-sqlite3', 'swagger-ui-dist', '@standard-schema/spec'];
    const isNamed = (name: string) => new RegExp(`^${name} [0-9][^ ]*: [A-Z]`, 'm').test(licenses);
    const names = Object.keys(dependencies).filter((name) => !apart.includes(name));
    expect(names.filter((name) => !isNamed(name))).toEqual([]);
    expect(licenses).toMatch(/^Permission is hereby granted/m);
  });

  it('answers as its modules do by themselves', async () => {
    const paths = ['/', '/openapi.json', '/docs', '/docs/errors', '/docs/assets/swagger-ui.css', '/v2/me'];
    const withoutId = (text: string) => text.replace(/"(request_id|instance)":"[^"]*"/g, '');
    const [program, modules] = [await run(true, paths), await run(false, paths)];
    for (const [at, { path, status, text }] of program.answers.entries()) {
      expect({ path, status }).toEqual({ path, status: modules.answers[at]?.status });
      expect(withoutId(text)).toBe(withoutId(modules.answers[at]?.text ?? ''));
    }
    expect(program.answers.map(({ status }) => status)).toEqual([404, 200, 200, 200, 200, 401]);
  }, 240_000);

  it('leaves what serves the reference and what commands need unloaded until it is asked for', async () => {
    const { modules } = await run(false, ['/health/ready']);
    expect(modules.packages).toContain('typeorm');
    for (const late of ['@nestjs/swagger', 'es-toolkit', 'swagger-ui-dist', 'yaml', 'cli-table3'])
      expect(modules.packages).not.toContain(late);
  });
});
