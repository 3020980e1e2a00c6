import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { openShop, type Shop } from '../builders/shop.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { atTime } from '../support/at-time.js';
import { pageTokens, readPagesConfig, type PagesConfig, type PageTemplate } from '../../web/pages/main.js';

const root = join(import.meta.dirname, '../..');
const site = join(root, 'examples/static-site');

let shop: Shop;
let directory: string;
beforeAll(async () => {
  shop = await openShop();
  directory = mkdtempSync(join(tmpdir(), 'countersign-pages-'));
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await shop.server.close();
});
afterEach(() => {
  delete process.env['COUNTERSIGN_TEST_KEY'];
});

const file = (name: string, content: unknown): string => {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const put = async (tenant: BuiltTenant, { name, ...rest }: PageTemplate) => {
  const options = { method: 'PUT', body: rest, basic: tenant.secret };
  const { status, text } = await shop.server.request(`/v2/token-templates/${name}`, options);
  expect([status, text]).toEqual([201, text]);
};
const offline = (tenant: BuiltTenant, templates: readonly PageTemplate[]): PagesConfig => ({
  templates,
  secrets: { [tenant.keyId]: { env: 'COUNTERSIGN_TEST_KEY' } },
});
const server = (url = shop.server.url): PagesConfig => ({
  server: url,
  apiKey: { env: 'COUNTERSIGN_TEST_KEY' },
});

/** The example's generator, as somebody runs it. */
async function build(tenant: BuiltTenant, config: string, out: string, more: Record<string, string> = {}) {
  return run([join(site, 'build.mjs')], directory, {
    COUNTERSIGN_URL: shop.server.url,
    COUNTERSIGN_KEY: tenant.secret,
    COUNTERSIGN_PAGES: config,
    OUT: join(directory, out),
    ...more,
  });
}

async function run(words: readonly string[], cwd: string, more: Record<string, string>) {
  const { COUNTERSIGN_TEST_KEY: _, ...environment } = process.env;
  const program = spawn(process.execPath, words, { cwd, env: { ...environment, ...more } });
  let said = '';
  for (const stream of [program.stdout, program.stderr])
    stream.on('data', (part: Buffer) => (said += part.toString()));
  const code = await new Promise<number | null>((done) => program.on('close', done));
  return { code, said };
}

/** Ends a program that connects to anything. */
const cutOff = `--import=data:text/javascript,${encodeURIComponent("import net from 'node:net'; net.Socket.prototype.connect = () => process.exit(7);")}`;

const pagesIn = (out: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(directory, out), { recursive: true })
      .map(String)
      .filter((name) => statSync(join(directory, out, name)).isFile())
      .map((name) => [name, readFileSync(join(directory, out, name), 'utf8')]),
  );
const tokensOf = (html: string) => [...html.matchAll(/token="([^"]+)"/g)].map(([, token]) => String(token));
const withoutTokens = (pages: Record<string, string>) =>
  Object.entries(pages).map(([name, html]) => [name, html.replaceAll(/token="[^"]+"/g, 'token')]);

describe('the example of a site of files', () => {
  const example = JSON.parse(readFileSync(join(site, 'countersign.pages.json'), 'utf8')) as {
    templates: [PageTemplate];
  };
  const template = (tenant: BuiltTenant, aud = '/v2/resources'): PageTemplate => ({
    ...example.templates[0],
    kid: tenant.keyId,
    claims: { ...example.templates[0].claims, aud, query: { limit: 2 } },
  });

  it('comes out the same whether a server mints or the build does, and its tokens open their path', async () => {
    const { tenant } = shop;
    await put(tenant, template(tenant));
    const signing = {
      templates: [template(tenant)],
      secrets: { [tenant.keyId]: { env: 'COUNTERSIGN_KEY' } },
    };
    const asking = { server: shop.server.url, apiKey: { env: 'COUNTERSIGN_KEY' } };
    const alone = await build(tenant, file('alone.json', signing), 'alone', { NODE_OPTIONS: cutOff });
    const asked = await build(tenant, file('asked.json', asking), 'asked');
    expect([alone.code, asked.code, alone.said]).toEqual([0, 0, expect.stringMatching(/^3 pages in /)]);
    const [one, other] = [pagesIn('alone'), pagesIn('asked')];
    expect(Object.keys(one).sort()).toEqual([
      'about.html',
      'index.html',
      'shops/copenhagen.html',
      'site.css',
    ]);
    expect(withoutTokens(one)).toEqual(withoutTokens(other));
    for (const pages of [one, other]) {
      expect(Object.values(pages).join()).not.toContain(tenant.secret);
      expect(Object.values(pages).join()).not.toContain('{{');
      expect([tokensOf(pages['about.html']!), tokensOf(pages['index.html']!).length]).toEqual([[], 1]);
      for (const name of ['index.html', 'shops/copenhagen.html'])
        for (const bearer of tokensOf(pages[name]!)) {
          expect((await shop.server.request('/v2/resources', { bearer })).body).toMatchObject({
            per_page: 2,
          });
          expect((await shop.server.request('/v2/bookings', { bearer })).status).toBe(403);
        }
    }
    const claims = (html: string) => {
      const { iat, exp, ...rest } = jsonwebtoken.verify(tokensOf(html)[0]!, tenant.secret) as Record<
        string,
        number
      >;
      return { ...rest, life: exp! - iat! };
    };
    expect(claims(one['index.html']!)).toEqual(claims(other['index.html']!));
  });

  it('is not built where a page asks for a token that its template does not give it, and says which', async () => {
    const { tenant } = shop;
    const narrow = { ...template(tenant), scope: '/' };
    const config = { templates: [narrow], secrets: { [tenant.keyId]: { env: 'COUNTERSIGN_KEY' } } };
    const { code, said } = await build(tenant, file('narrow.json', config), 'narrow');
    expect([code, said]).toEqual([
      1,
      expect.stringContaining(
        '/shops/copenhagen.html: the scope of the template search leaves this page out',
      ),
    ]);
    expect(() => pagesIn('narrow')).toThrow();
  });

  it('says in one line what is missing, without a stack and without a secret', async () => {
    const { tenant } = shop;
    const config = join(site, 'countersign.pages.json');
    const unset = await build(tenant, config, 'unset', { COUNTERSIGN_KEY: '' });
    expect(unset).toEqual({
      code: 1,
      said: 'The environment variable COUNTERSIGN_KEY is not set: it holds the secret of an API key.\n',
    });
    const asking = file('wrong.json', { server: shop.server.url, apiKey: { env: 'COUNTERSIGN_KEY' } });
    expect((await build(tenant, asking, 'unset', { NODE_OPTIONS: cutOff })).code).toBe(7);
    const wrong = await build(tenant, asking, 'unset', { COUNTERSIGN_KEY: 'not-the-secret' });
    expect([wrong.code, wrong.said]).toEqual([1, expect.stringContaining('/v2/page-tokens: ')]);
    expect(wrong.said).not.toContain('not-the-secret');
    expect(wrong.said.split('\n').length).toBeLessThan(4);
  });

  it('has a file that this very program reads', () => {
    expect(readPagesConfig(join(site, 'countersign.pages.json'))).toEqual(example);
  });
});

describe('what the guide says about builds', () => {
  it('runs as it stands there: with a server’s templates and with those of its own file', async () => {
    const tenant = await buildTenant(shop.server);
    const guide = readFileSync(join(root, 'docs/minted-tokens.md'), 'utf8');
    const part = /^### In a build\n([^]*?)^## /m.exec(guide)?.[1] ?? '';
    const blocks = (language: string) =>
      [...part.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, text]) =>
        String(text),
      );
    const [program = ''] = blocks('js');
    const [asking = '', signing = ''] = blocks('json').map((text) =>
      text.replaceAll('KEY_ID', tenant.keyId).replace(/https:\/\/[\w.]+/, shop.server.url),
    );
    const own = (JSON.parse(signing) as { templates: PageTemplate[] }).templates;
    for (const template of own) await put(tenant, template);
    const found: object[] = [];
    for (const config of [asking, signing]) {
      const folder = mkdtempSync(join(directory, 'guide-'));
      mkdirSync(join(folder, 'node_modules'));
      symlinkSync(root, join(folder, 'node_modules', 'countersign'));
      writeFileSync(join(folder, 'countersign.pages.json'), config);
      writeFileSync(join(folder, 'build.mjs'), program);
      const { code, said } = await run([join(folder, 'build.mjs')], folder, {
        COUNTERSIGN_KEY: tenant.secret,
      });
      expect([code, said]).toEqual([0, expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)]);
      const { iat, exp, ...claims } = jsonwebtoken.verify(said.trim(), tenant.secret) as Record<
        string,
        number
      >;
      found.push({ ...claims, life: exp! - iat! });
    }
    expect(found[0]).toEqual(found[1]);
  });
});

describe('countersign/pages', () => {
  it('answers byte for byte what the server answers in the same second, whatever pages and templates are called', async () => {
    const tenant = await buildTenant(shop.server);
    const templates: PageTemplate[] = [
      { name: 'zoned', kid: tenant.keyId, claims: { aud: ['/v2/search'], exp: '2035-01-01T00:00:00+01:00' } },
      {
        name: 'a.b_C-1',
        kid: tenant.keyId,
        claims: { aud: '/v2/resources', expires_in: 60, methods: ['GET', 'POST'] },
        scope: '/shops/[^/]+',
      },
      {
        name: '__proto__',
        kid: tenant.keyId,
        claims: { aud: '/v2/search', query: { a: [1, { b: 'ü' }], limit: 3, on: true } },
        scope: '(?i).*proto.*',
      },
    ];
    for (const template of templates) await put(tenant, template);
    process.env['COUNTERSIGN_TEST_KEY'] = tenant.secret;
    const paths = ['/', '/shops/København', '/shops/a/b', '__proto__', 'constructor', '/PROTO', '/"\\', '/'];
    const second = Math.floor(Date.now() / 1000) * 1000;
    const asked = await atTime(shop.server, second, () => pageTokens(paths, server()));
    const alone = await pageTokens(paths, offline(tenant, [...templates].reverse()), second + 999);
    expect(JSON.stringify(alone)).toBe(JSON.stringify(asked));
    expect(Object.keys(alone)).toEqual([...new Set(paths)]);
    expect(Object.getOwnPropertyDescriptor(alone, '__proto__')?.value).toBeDefined();
  });

  it('asks for any number of pages, and for fewer at once where an answer would be too long', async () => {
    const tenant = await buildTenant(shop.server);
    const query = Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`p${at}`, 'x'.repeat(1900)]));
    await put(tenant, {
      name: 'long',
      kid: tenant.keyId,
      claims: { aud: '/v2/search', query },
      scope: '/long/.*',
    });
    await put(tenant, { name: 'all', kid: tenant.keyId, claims: { aud: '/v2/search' } });
    process.env['COUNTERSIGN_TEST_KEY'] = tenant.secret;
    const paths = Array.from({ length: 10_003 }, (_, at) => `/${at < 3000 ? 'long' : 'short'}/${at}`);
    const tokens = await pageTokens(paths, server());
    expect(Object.keys(tokens)).toEqual(paths);
    expect(Object.values(tokens).filter((page) => Object.hasOwn(page, 'long'))).toHaveLength(3000);
    const wide = Array.from({ length: 2000 }, (_, at) => `/${'ü'.repeat(1900)}${at}`);
    expect(Object.keys(await pageTokens(wide, server()))).toEqual(wide);
    expect(await pageTokens([], server())).toEqual({});
  });

  it.each<[string, (tenant: BuiltTenant) => unknown, string]>([
    ['a file that says nothing', () => ({}), 'templates'],
    ['an unknown member', () => ({ templates: [], secrets: {}, colour: 1 }), 'colour'],
    [
      'a secret in the file',
      () => ({ templates: [], secrets: { k: 'secret-in-clear' } }),
      'secrets stay out of files',
    ],
    ['a server that is no address', () => ({ server: 'x', apiKey: { env: 'A' } }), 'server'],
    [
      'a template without aud',
      ({ keyId }) => ({ templates: [{ name: 'a', kid: keyId, claims: {} }], secrets: {} }),
      'claims.aud: is needed',
    ],
    ['text that is no JSON', () => '{', 'cannot be read'],
  ])('refuses %s by name', (_, content, reason) => {
    const path = file('refused.json', content(shop.tenant));
    const read = () => readPagesConfig(path);
    expect(read).toThrow(reason);
    expect(read).toThrow(path);
    expect(read).not.toThrow(/secret-in-clear/);
  });

  it.each<[string, Partial<PageTemplate>, string]>([
    ['an audience that is no path', { claims: { aud: '/v2/' } }, 'Template t: claims.aud must be'],
    ['an expression that RE2 refuses', { scope: '(?=a)' }, 'Template t: scope has a group'],
    [
      'an end that has come',
      { claims: { aud: '/v2/search', exp: 1_600_000_000 } },
      'Template t: claims.exp must lie',
    ],
    ['a key without a secret', { kid: '__proto__' }, 'secret of the key __proto__'],
  ])('mints nothing from %s', async (_, changes, reason) => {
    const { tenant } = shop;
    process.env['COUNTERSIGN_TEST_KEY'] = tenant.secret;
    const template = { name: 't', kid: tenant.keyId, claims: { aud: '/v2/search' }, ...changes };
    await expect(pageTokens(['/'], offline(tenant, [template]))).rejects.toThrow(reason);
  });

  it('mints nothing from two templates of one name, with a short secret, for what is no path, or from a server that is away', async () => {
    const { tenant } = shop;
    process.env['COUNTERSIGN_TEST_KEY'] = tenant.secret;
    const template = { name: 't', kid: tenant.keyId, claims: { aud: '/v2/search' } };
    await expect(pageTokens(['/'], offline(tenant, [template, template]))).rejects.toThrow('t stands twice');
    for (const path of ['', '\ud800', '/'.repeat(2001)]) {
      await expect(pageTokens([path], offline(tenant, [template]))).rejects.toThrow('is no path');
      await expect(pageTokens([path], server())).rejects.toThrow('paths.0');
    }
    await expect(pageTokens(['/'], server('http://127.0.0.1:1'))).rejects.toThrow('does not answer');
    process.env['COUNTERSIGN_TEST_KEY'] = 'short';
    await expect(pageTokens(['/'], offline(tenant, [template]))).rejects.toThrow('at least 16 bytes');
  });
});
