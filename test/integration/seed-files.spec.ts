import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { Resource } from '../../src/resources/resource.entity.js';
import { SearchExperience } from '../../src/search/experiences/search-experience.entity.js';
import { CommandLine } from '../support/command-line.js';
import { dialect } from '../support/test-database.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const tables = [
  'tenants',
  'api_keys',
  'jwt_configurations',
  'issuers',
  'key_ids',
  'resources',
  'projects',
  'project_resources',
  'users',
  'bookings',
  'search_experiences',
  'token_templates',
];
const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
  type: 'spki',
  format: 'pem',
}) as string;

const contractFile = (extra = '') => `
tenants:
  - slug: my-app-6165
    name: Acme Barbers
    timezone: Europe/Copenhagen
    mode: test
    settings: { require_signed_tokens: enforce, device_limit: 2, allowed_origins: ["https://acme.example"], allowed_redirects: ["https://acme.example"] }
    api_keys:
      - { id: y0M8ZSAVtTS7T8utw-bIOw, type: api, secret: a022f72638164ca18b6f92f15d551b99 }
      - { id: widget, type: widget, secret: test_widget_key_demo }
    jwt_configurations:
      - { kid: "1", algorithm: RS256, public_key: ${JSON.stringify(pem)} }
      - { kid: acme-hs, algorithm: HS512, secret: "${'s'.repeat(64)}" }
      - { issuer: issuer_name, jwks_uri: "https://login.acme.example/jwks.json", algorithms: [RS256, ES256] }
    resources: [ { name: Ann, timezone: Europe/Copenhagen, tags: [], availability_constraints: [] } ]
    token_templates: [ { name: search, kid: y0M8ZSAVtTS7T8utw-bIOw, claims: { aud: /v2/accounts/me/search, expires_in: 3600, query: { experienceKey: MySearchExperience } }, scope: "/about\\\\.html" } ]
    search_experiences: [ { key: MySearchExperience, types: [resources] } ]
${extra}`;

let workspace: TestWorkspace;
let countersign: CommandLine;

const home = process.cwd();
beforeEach(async () => {
  workspace = await openTestWorkspace();
  countersign = new CommandLine(workspace.environment);
  // On PostgreSQL the demo's files stand in the working directory.
  process.chdir(workspace.testDatabase.directory);
});
afterEach(async () => {
  process.chdir(home);
  await workspace.remove();
});

const file = (text: string, name = 'seed.yaml') => {
  const path = join(workspace.testDatabase.directory, name);
  writeFileSync(path, text);
  return path;
};
const everything = async () => (await Promise.all(tables.map((table) => workspace.rows(table)))).join('\n');

describe('countersign seed', () => {
  it('makes what the file states, and changes no byte on a second run', async () => {
    const path = file(contractFile());
    const first = await countersign.run('seed', path, '--json');
    expect(first.code).toBe(0);
    expect(first.json).toMatchObject({ changed: 9 });
    const before = await everything();
    const second = await countersign.run('seed', path, '--json');
    expect(second.json.changed).toBe(0);
    expect(second.json.seeded.map((one: { outcome: string }) => one.outcome)).toEqual(
      Array(9).fill('unchanged'),
    );
    expect(await everything()).toBe(before);
  });

  it('makes a template whose tokens open the saved search beside it, for the pages of its scope', async () => {
    await countersign.run('seed', file(contractFile()));
    const sign = (path: string) =>
      countersign.run('sign', 'token', '--template', 'search', '--path', path, '--json');
    const { code, json } = await sign('/about.html');
    expect(code).toBe(0);
    const { header, payload } = jsonwebtoken.verify(json.token, 'a022f72638164ca18b6f92f15d551b99', {
      complete: true,
    });
    expect(header.kid).toBe('y0M8ZSAVtTS7T8utw-bIOw');
    const { iat } = payload as { iat: number };
    expect(payload).toEqual({
      aud: '/v2/accounts/me/search',
      query: { experienceKey: 'MySearchExperience' },
      iat,
      exp: iat + 3600,
    });
    for (const path of ['/about_html', '/x/about.html'])
      expect((await sign(path)).json).toEqual({ token: null, expires_at: null });
    const experiences = await workspace.database.read(({ manager }) => manager.find(SearchExperience));
    expect(experiences.map(({ key, types }) => [key, types])).toEqual([
      ['MySearchExperience', ['resources']],
    ]);
  });

  it('changes only what differs, counting that version up', async () => {
    await countersign.run('seed', file(contractFile()));
    const changed = contractFile().replace('Acme Barbers', 'Acme').replace('s'.repeat(64), 't'.repeat(64));
    const { json } = await countersign.run('seed', file(changed), '--json');
    const updated = json.seeded.filter((one: { outcome: string }) => one.outcome === 'updated');
    expect(updated.map((one: { name: string }) => one.name)).toEqual(['my-app-6165', 'acme-hs']);
    expect((await workspace.jwtConfigurations.getById('acme-hs')).version).toBe(2);
    expect((await workspace.jwtConfigurations.getById('1')).version).toBe(1);
  });

  it('leaves alone what the file does not name', async () => {
    await countersign.run('seed', file(contractFile()));
    await workspace.tenants.set('my-app-6165', { settings: { locale: 'da' } });
    await workspace.jwtConfigurations.disable('acme-hs');
    const before = await everything();
    expect((await countersign.run('seed', file(contractFile()), '--json')).json.changed).toBe(0);
    expect(await everything()).toBe(before);
  });

  it('writes nothing of any file when one entry of one file is refused by the database', async () => {
    await workspace.tenants.create({ slug: 'other' });
    const { id } = await workspace.tenants.getBySlug('other');
    await workspace.jwtConfigurations.create(id, { kid: 'acme-hs', algorithm: 'HS256' });
    await workspace.jwtConfigurations.create(id, { kid: 'x', algorithm: 'HS256', issuer: 'issuer_name' });
    const before = await everything();
    const good = file('tenants: [{ slug: fine }]', 'good.yaml');
    const bad = file(contractFile(), 'bad.yaml');
    const { code, err, out } = await countersign.run('seed', good, bad);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err.split('\n')).toEqual([
      `${bad}: tenants[0].jwt_configurations[1].kid: "acme-hs" is taken: it stands for a JwtConfiguration of another tenant`,
      `${bad}: tenants[0].jwt_configurations[2].issuer: "issuer_name" belongs to another tenant`,
    ]);
    expect(await everything()).toBe(before);
  });

  it('names file, path and reason of everything that is wrong, in all files at once', async () => {
    const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const text = JSON.stringify({
      tenants: [
        {
          slug: 'Bad Slug',
          zone: 'UTC',
          settings: { device_limit: 'two', unknown: 1 },
          token_templates: [
            { name: 'a/b', kid: 'k', claims: { aud: '/v2/search' } },
            {},
            { name: 't', kid: 'k', claims: { expires_in: 0, sub: 'x' } },
            { name: 'twice', kid: 'k', claims: { aud: '/v2/search' } },
            { name: 'twice', kid: 'k', claims: { aud: '/v2/search' } },
          ],
          search_experiences: [
            { key: 'a/b', types: ['resources'] },
            { key: 'Mine', types: ['bookings'], limit: 51, colour: 'red' },
            { key: 'Mine', filters: { stars: { $eq: '5' } } },
            { key: 'Yours', fields: ['password'] },
            { key: 'Yours' },
            { key: 'Yours' },
          ],
          projects: [
            { name: 'Nameless' },
            { slug: 'One', name: 'x' },
            { slug: 'two', name: 'x', colour: 'red', availability: { length: 'long', future: 1 } },
            { slug: 'three', name: 'x' },
            { slug: 'three', name: 'x', booking: { graph: 'circle' } },
            { slug: 'three', name: 'y' },
          ],
          api_keys: [{ id: 'a', secret: 'short' }, { type: 'api' }, { id: 'b', type: 'root' }],
          jwt_configurations: [
            { kid: 'p', algorithm: 'ES256', public_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) },
            { kid: 'w', algorithm: 'HS256', secret: 'weak' },
            { kid: 'e', algorithm: 'HS256', secret: { env: 'COUNTERSIGN_TEST_NOT_SET' } },
            { kid: 'f', algorithm: 'HS256', secret: { file: 'missing' } },
            { algorithm: 'HS256' },
            { kid: 'w', algorithm: 'HS256', secret: 's'.repeat(32) },
          ],
          resources: [{ name: '', colour: 'red', availability_constraints: [{ allow_weekdays: {} }, {}] }],
        },
      ],
    });
    const [one, two] = [file(text, 'one.json'), file('tenants: {}', 'two.yaml')];
    const { code, err } = await countersign.run('seed', one, two);
    expect(code).toBe(1);
    for (const line of [
      'tenants[0].slug: must be',
      'tenants[0].zone: there is no such member',
      'tenants[0].settings.device_limit: ',
      'tenants[0].settings.unknown: there is no such member',
      'tenants[0].token_templates[0].name: must be 1 to 100 of',
      'tenants[0].token_templates[1].name: is needed',
      'tenants[0].token_templates[1].kid: is needed',
      'tenants[0].token_templates[1].claims: is needed',
      'tenants[0].token_templates[2].claims.aud: is needed',
      'tenants[0].token_templates[2].claims.expires_in: must be at least 1',
      'tenants[0].token_templates[2].claims.sub: there is no such member',
      'tenants[0].token_templates[4].name: is stated twice',
      'tenants[0].search_experiences[0].key: must be 1 to 100 of',
      'tenants[0].search_experiences[1].types[0]: must be a list of resources, projects',
      'tenants[0].search_experiences[1].limit: must be a whole number from 1 to 50',
      'tenants[0].search_experiences[1].colour: there is no such member',
      'tenants[0].search_experiences[2].filters: has an unknown field, stars',
      'tenants[0].search_experiences[3].fields: must be a list of members',
      'tenants[0].search_experiences[5].key: is stated twice',
      'tenants[0].projects[0].slug: is missing',
      'tenants[0].projects[1].slug: must be 1 to 64',
      'tenants[0].projects[2].colour: there is no such member',
      'tenants[0].projects[2].availability.length: must be a length of time',
      'tenants[0].projects[2].availability.future: there is no such member',
      'tenants[0].projects[4].booking.graph: must be one of',
      'tenants[0].projects[5].slug: is stated twice',
      'tenants[0].resources[0].availability_constraints[1]',
      'tenants[0].api_keys[0].secret: must have at least 16 bytes',
      'tenants[0].api_keys[1].id: ',
      'tenants[0].api_keys[2].type: must be api or widget',
      'tenants[0].jwt_configurations[0].public_key: This is a private key',
      'tenants[0].jwt_configurations[1].secret: A secret for HS256 needs at least 32 bytes',
      'tenants[0].jwt_configurations[2].secret: the environment variable COUNTERSIGN_TEST_NOT_SET is not set',
      'tenants[0].jwt_configurations[3].secret: the file missing cannot be read',
      'tenants[0].jwt_configurations[4].kid: is missing',
      'tenants[0].resources[0].colour: there is no such member',
    ]) {
      expect(err).toContain(`${one}: ${line}`);
    }
    expect(err).toContain(`${two}: tenants: must be a list`);
    expect(err).not.toContain('weak');
    expect(await workspace.rows('tenants')).toBe('[]');
  });

  it.each([
    ['a member named twice', 'tenants: [{ slug: a, slug: b }]', 'line 1'],
    [
      'a kid that would lose its zeros',
      'tenants:\n  - slug: a\n    jwt_configurations: [{ kid: 01, algorithm: HS256 }]',
      'line 3.kid',
    ],
    ['text that is no YAML', 'tenants: [', 'line 1'],
    [
      'a bomb of aliases',
      `a: &a [x, x]\n${[...'bcdefghijk'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(', ')}]`).join('\n')}`,
      '',
    ],
    [
      'a kid stated twice',
      'tenants: [{ slug: a, jwt_configurations: [{ kid: k, algorithm: HS256 }, { kid: k, algorithm: HS384 }] }]',
      'tenants[0].jwt_configurations[1].kid: is stated twice',
    ],
  ])('refuses %s', async (_what, text, where) => {
    const path = file(text);
    const { code, err } = await countersign.run('seed', path);
    expect(code).toBe(1);
    expect(err).toContain(`${path}: ${where}`);
    expect(await workspace.rows('tenants')).toBe('[]');
  });

  it('takes secrets from the environment and from files beside the seed file', async () => {
    file(`${'f'.repeat(40)}\n`, 'secret.txt');
    const text = `tenants: [{ slug: a, api_keys: [{ id: k, secret: { env: COUNTERSIGN_TEST_SEED } }, { id: l, secret: { file: secret.txt } }] }]`;
    const line = new CommandLine({ ...workspace.environment, COUNTERSIGN_TEST_SEED: 'e'.repeat(40) });
    expect((await line.run('seed', file(text))).code).toBe(0);
    expect(workspace.apiKeys.revealSecret(await workspace.apiKeys.getById('k'))).toBe('e'.repeat(40));
    expect(workspace.apiKeys.revealSecret(await workspace.apiKeys.getById('l'))).toBe('f'.repeat(40));
  });

  it('refuses to change a key that is there, and to bring back a revoked one', async () => {
    await countersign.run('seed', file(contractFile()));
    const other = file(
      contractFile().replace('a022f72638164ca18b6f92f15d551b99', 'b'.repeat(32)),
      'other.yaml',
    );
    expect((await countersign.run('seed', other)).err).toContain(
      'tenants[0].api_keys[0].secret: the key y0M8ZSAVtTS7T8utw-bIOw has another secret',
    );
    await workspace.apiKeys.revoke('widget');
    expect((await countersign.run('seed', file(contractFile()))).err).toContain(
      'tenants[0].api_keys[1].id: the key widget was revoked',
    );
  });

  it('ends in one state when two seeds of the same file run at once', async () => {
    const path = file(contractFile());
    // Both read the same environment, so that one process can run them side by side.
    Object.assign(process.env, workspace.environment);
    const results = await Promise.all([
      countersign.run('seed', path, '--json'),
      countersign.run('seed', path, '--json'),
    ]);
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(results.map(({ json }) => json.changed).sort()).toEqual([0, 9]);
  });
});

describe('projects in a seed file', () => {
  const shop = (projects: string, more = '') => `
tenants:
  - slug: shop
    resources:
      - { name: Ann }
      - { name: Ben, availability_constraints: [ { allow_hours: { start: 9, end: 17 } } ] }${more}
    projects: [ ${projects} ]`;
  const haircut = `{ slug: haircut, name: Haircut, resources: [Ben, Ann], availability: { length: 30 minutes },
      booking: { graph: instant, what: Haircut }, policies: { min_booking_notice: 2 hours }, meta: { campaign: spring } }`;
  const projects = async () => JSON.parse(await workspace.rows('projects')) as Record<string, unknown>[];
  const members = async () => {
    const names = new Map(
      (JSON.parse(await workspace.rows('resources')) as { id: string; name: string }[]).map(
        ({ id, name }) => [id, name],
      ),
    );
    return (
      JSON.parse(await workspace.rows('project_resources')) as { resource_id: string; position: number }[]
    )
      .sort((one, other) => one.position - other.position)
      .map(({ resource_id }) => names.get(resource_id));
  };

  it('are made with their resources in order, and a second run changes no byte', async () => {
    const path = file(shop(haircut));
    const first = await countersign.run('seed', path, '--json');
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.json.seeded.at(-1)).toEqual({
      kind: 'project',
      tenant: 'shop',
      name: 'haircut',
      outcome: 'created',
    });
    expect(await members()).toEqual(['Ben', 'Ann']);
    const before = await everything();
    expect((await countersign.run('seed', path, '--json')).json.changed).toBe(0);
    expect(await everything()).toBe(before);
  });

  it('change in what the file names alone, their resources included', async () => {
    await countersign.run('seed', file(shop(haircut)));
    const changed = await countersign.run(
      'seed',
      file(shop('{ slug: haircut, name: Cut, resources: [Ann], availability: { length: 1 hour } }')),
      '--json',
    );
    expect(changed.json.changed).toBe(1);
    expect(await members()).toEqual(['Ann']);
    const [project] = await projects();
    expect(JSON.stringify(project)).toContain('campaign');
    expect(project).toMatchObject({ name: 'Cut' });
    await countersign.run('seed', file(shop('{ slug: haircut, name: Cut }')));
    expect(await members()).toEqual(['Ann']);
  });

  it('take resources by id too', async () => {
    const id = '01890000-0000-7000-8000-000000000001';
    const { code } = await countersign.run(
      'seed',
      file(shop(`{ slug: a, name: A, resources: [ ${id}, Ann ] }`, `\n      - { id: ${id}, name: Chair }`)),
    );
    expect(code).toBe(0);
    expect(await members()).toEqual(['Chair', 'Ann']);
  });

  it('know nothing of removed resources; one that the file names by id comes back', async () => {
    const id = '01890000-0000-7000-8000-000000000001';
    const text = shop('{ slug: a, name: A, resources: [Chair] }', `\n      - { id: ${id}, name: Chair }`);
    await countersign.run('seed', file(text));
    await workspace.database.write(({ manager }) => manager.update(Resource, { id }, { removedAt: 5 }));
    const gone = await countersign.run('seed', file(shop('{ slug: b, name: B, resources: [Chair] }')));
    expect([gone.code, gone.err]).toEqual([1, expect.stringContaining('there is no resource "Chair"')]);
    expect((await countersign.run('seed', file(text), '--json')).json.changed).toBe(1);
    expect(await members()).toEqual(['Chair']);
  });

  it('name resources that are there, each once, or nothing is written', async () => {
    const path = file(
      shop(
        '{ slug: a, name: A, resources: [Ann, Cleo, Ann, Two] }',
        `
      - { id: 01890000-0000-7000-8000-000000000001, name: Two }
      - { id: 01890000-0000-7000-8000-000000000002, name: Two }`,
      ),
    );
    const { code, err } = await countersign.run('seed', path);
    expect(code).toBe(1);
    const at = `${path}: tenants[0].projects[0]`;
    expect(err.split('\n')).toEqual([
      `${at}.resources[1]: there is no resource "Cleo"`,
      `${at}.resources[2]: "Ann" stands in the list before`,
      `${at}.resources[3]: several resources are called "Two": name the id`,
    ]);
    expect(await workspace.rows('tenants')).toBe('[]');
  });
});

describe('token templates in a seed file', () => {
  const shop = (templates: string, settings = '{}', key = 'shop-key') => `
tenants:
  - slug: shop
    settings: ${settings}
    api_keys: [ { id: ${key}, secret: ${key.padEnd(32, 'k')} }, { id: ${key}-widget, type: widget, secret: ${key.padEnd(40, 'w')} } ]
    token_templates: ${templates}
`;
  const seedFile = (text: string) => countersign.run('seed', file(text), '--json');
  const claims = '{ aud: /v2/search }';

  it('are made, replaced as a whole, and left alone where they are as stated already', async () => {
    await seedFile(shop(`[ { name: a, kid: shop-key, claims: ${claims}, scope: /a } ]`));
    const before = await workspace.rows('token_templates');
    expect(JSON.parse(before)).toMatchObject([{ name: 'a', key_id: 'shop-key', scope: '/a' }]);
    const again = await seedFile(shop(`[ { scope: /a, claims: ${claims}, kid: shop-key, name: a } ]`));
    expect(again.json.changed).toBe(0);
    expect(await workspace.rows('token_templates')).toBe(before);
    const other = await seedFile(shop(`[ { name: a, kid: shop-key, claims: ${claims} } ]`));
    expect(other.json.changed).toBe(1);
    expect(JSON.parse(await workspace.rows('token_templates'))).toMatchObject([{ name: 'a', scope: null }]);
  });

  it('stay where their end has come since, and are refused where it had come before', async () => {
    const at = (iso: string) =>
      shop(`[ { name: a, kid: shop-key, claims: { aud: /v2/search, exp: "${iso}" } } ]`);
    expect((await seedFile(at('2099-01-01T00:00:00Z'))).code).toBe(0);
    const past = Date.UTC(2020, 0, 1) / 1000;
    await workspace.database.write(({ manager }) =>
      manager.query(`UPDATE token_templates SET claims = '{"aud":"/v2/search","exp":${past}}'`),
    );
    expect((await seedFile(at('2020-01-01T00:00:00Z'))).json.changed).toBe(0);
    const { code, err } = await seedFile(at('2020-01-02T00:00:00Z'));
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('token_templates[0].claims.exp: must lie in the future'),
    ]);
  });

  it.each([
    ['kid', 'names no API key of yours', '[ { name: a, kid: nobody, claims: { aud: /v2/search } } ]'],
    [
      'kid',
      'names no API key of yours',
      '[ { name: a, kid: shop-key-widget, claims: { aud: /v2/search } } ]',
    ],
    ['kid', 'names no API key of yours', '[ { name: a, kid: other-key, claims: { aud: /v2/search } } ]'],
    ['claims.aud', 'begin with /v2/', '[ { name: a, kid: shop-key, claims: { aud: /v2/ } } ]'],
    ['claims.aud', 'not yours', '[ { name: a, kid: shop-key, claims: { aud: /v2/accounts/other/search } } ]'],
    ['scope', 'has parentheses', '[ { name: a, kid: shop-key, claims: { aud: /v2/search }, scope: "(" } ]'],
    ['claims.expires_in', 'is needed', '[ { name: a, kid: shop-key, claims: { aud: /v2/search } } ]'],
  ])('are refused where %s %s, and nothing is written', async (member, reason, templates) => {
    await seedFile(shop('[]', '{}', 'other-key').replace('slug: shop', 'slug: other'));
    const { code, err } = await seedFile(
      shop(templates, member.endsWith('in') ? '{ minted_token_max_age_s: 60 }' : '{}'),
    );
    expect([code, err]).toEqual([1, expect.stringContaining(`tenants[0].token_templates[0].${member}: `)]);
    expect(err).toContain(reason);
    expect(JSON.parse(await workspace.rows('tenants'))).toMatchObject([{ slug: 'other' }]);
  });
});

describe('countersign seed --demo', () => {
  it('makes a tenant with keys, configurations, resources, projects, a template, experiences and bookings, and nothing on a second run', async () => {
    const first = await countersign.run('seed', '--demo', '--json');
    expect(first.code).toBe(0);
    expect(first.json.changed).toBe(13);
    const secrets = first.json.seeded.filter((one: { secret?: string }) => one.secret !== undefined);
    expect(secrets.map((one: { name: string }) => one.name)).toEqual([
      'demo-server',
      'demo-widget',
      'demo-hs256',
    ]);
    const before = await everything();
    expect(JSON.parse(await workspace.rows('bookings'))).toHaveLength(13);
    expect(JSON.parse(await workspace.rows('users'))).toHaveLength(2);
    expect((await countersign.run('seed', '--demo', '--json')).json.changed).toBe(0);
    expect(await everything()).toBe(before);
  });

  it('keeps the private half of the RS256 pair in the data folder, for its owner alone', async () => {
    await countersign.run('seed', '--demo');
    const data = dialect === 'sqlite' ? '.' : 'data';
    const path = join(workspace.testDatabase.directory, data, 'demo', 'login-private-key.pem');
    expect(existsSync(path)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toContain('BEGIN PRIVATE KEY');
    const { json } = await countersign.run(
      'sign',
      'sso',
      '--tenant',
      'demo',
      '--config',
      'demo-rs256',
      '--id',
      'anna',
      '--private-key',
      path,
      '--json',
    );
    expect((await countersign.run('explain', json.token, '--json')).json.accepted).toBe(true);
  });
});
