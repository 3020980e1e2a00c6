import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import jsonwebtoken from 'jsonwebtoken';
import { buildBookingRow } from '../builders/booking-rows.js';
import { CommandLine } from '../support/command-line.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const publicUrl = 'https://backend.example';
let workspace: TestWorkspace;
let countersign: CommandLine;
let tenantId: string;

async function open(): Promise<void> {
  workspace = await openTestWorkspace({ PUBLIC_URL: publicUrl });
  countersign = new CommandLine(workspace.environment);
  await countersign.run('tenant', 'create', 'acme');
  await countersign.run('key', 'create', '--tenant', 'acme', '--id', 'k1');
  tenantId = (await workspace.tenants.getBySlug('acme')).id;
}
const close = () => workspace.remove();

const verified = async (token: string) =>
  jsonwebtoken.verify(token, String(workspace.apiKeys.revealSecret(await workspace.apiKeys.getById('k1'))), {
    algorithms: ['HS256'],
    complete: true,
  });
const nowSeconds = () => Math.floor(Date.now() / 1000);

describe('sign search', () => {
  beforeAll(open);
  afterAll(close);
  const sign = (...words: string[]) => countersign.run('sign', 'search', '--tenant', 'acme', ...words);

  it('makes a token that says the pairs, and the two addresses it opens', async () => {
    const { code, err, json } = await sign('customer.email:Ann@acme.example', 'state:confirmed', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { header, payload } = await verified(json.token);
    expect(header).toEqual({ typ: 'JWT', alg: 'HS256', kid: 'k1' });
    const pairs = { 'customer.email': 'Ann@acme.example', state: 'confirmed' };
    expect(payload).toEqual({ app_slug: 'acme', ...pairs, iat: expect.any(Number) });
    const query = `search=customer.email%3AAnn%40acme.example%3Bstate%3Aconfirmed&signed_search=${json.token}`;
    expect(json).toEqual({
      token: json.token,
      url: `${publicUrl}/v2/bookings?${query}`,
      overview_url: `${publicUrl}/overview/acme#${query}`,
      expires_at: null,
    });
  });

  it('ends it after --exp', async () => {
    const { json } = await sign('meta.customer:c-7', '--exp', '30d', '--json');
    const { exp } = jsonwebtoken.decode(json.token) as { exp: number };
    expect(Math.abs(exp - nowSeconds() - 30 * 86_400)).toBeLessThan(60);
    expect(json.expires_at).toBe(new Date(exp * 1000).toISOString());
  });

  it('prints a line for each, for people', async () => {
    const { out } = await sign('meta.customer:c-7');
    expect(out.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'token',
      'url',
      'overview_url',
      'expires_at',
    ]);
  });

  it.each([
    [['state:confirmed'], /^customer\.email: is needed, or meta\.KEY[^\n]*$/],
    [['customer.email:a@b', 'colour:red'], /^colour: has an unknown field[^\n]*$/],
    [['meta._note:x'], /meta\._note: has an unknown field/],
    [['customer.email:'], /^customer\.email: must not be empty$/],
    [['customer.email'], /^"customer\.email" must be pairs FIELD:VALUE/],
    [['customer.email:a', 'customer.email:b'], /names customer\.email twice\.$/],
    [['customer.email:a@b', '--exp', 'soon'], /7d/],
  ])('says in one line why %j is no signed search', async (words, line) => {
    const { code, out, err } = await sign(...words);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(line);
  });

  it('wants a key to sign with', async () => {
    await countersign.run('tenant', 'create', 'bolt');
    const { code, err } = await countersign.run('sign', 'search', '--tenant', 'bolt', 'customer.email:a@b');
    expect([code, err]).toEqual([
      1,
      'bolt has no API key to sign with: countersign key create --tenant bolt',
    ]);
    expect(
      (await countersign.run('sign', 'search', '--tenant', 'nobody', 'customer.email:a@b')).err,
    ).toContain('there is no tenant "nobody"');
  });
});

describe('sign action', () => {
  beforeAll(open);
  afterAll(close);

  it('makes a link to one booking and one action that ends with the booking', async () => {
    const { id, endsAt } = await buildBookingRow(workspace, { id: tenantId });
    const { code, err, json } = await countersign.run('sign', 'action', id, 'cancel_by_customer', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const url = new URL(json.url);
    expect(url.origin + url.pathname).toBe(
      `${publicUrl}/v2/bookings/${id}/external_action/cancel_by_customer`,
    );
    const { header, payload } = await verified(url.searchParams.get('signature') ?? '');
    const exp = Math.floor(endsAt / 1000);
    expect(header).toMatchObject({ alg: 'HS256', kid: 'k1' });
    expect(payload).toMatchObject({ booking_id: id, action: 'cancel_by_customer', exp });
    expect(json.expires_at).toBe(new Date(exp * 1000).toISOString());
  });

  it('takes a redirect and an end of its own', async () => {
    const { id } = await buildBookingRow(workspace, { id: tenantId });
    const words = ['sign', 'action', id, 'cancel', '--redirect', 'https://acme.example/bye', '--exp', '2h'];
    const { json } = await countersign.run(...words, '--json');
    const payload = jsonwebtoken.decode(new URL(json.url).searchParams.get('signature') ?? '');
    expect(payload).toMatchObject({ redirect: 'https://acme.example/bye' });
    expect(Math.abs((payload as { exp: number }).exp - nowSeconds() - 7200)).toBeLessThan(60);
  });

  it('warns where the booking has ended', async () => {
    const ended = { startsAt: Date.now() - 7_200_000, endsAt: Date.now() - 3_600_000 };
    const { id } = await buildBookingRow(workspace, { id: tenantId }, ended);
    const { code, err } = await countersign.run('sign', 'action', id, 'cancel');
    expect([code, err]).toEqual([0, expect.stringMatching(/^Warning: The booking has ended/)]);
  });

  it.each([
    [
      'an action that the graph does not know',
      (id: string) => [id, 'fly'],
      /^instant has no action "fly"; it has cancel, /,
    ],
    ['what happens by itself', (id: string) => [id, 'undo'], /^instant has no action "undo"/],
    [
      'a booking that is not there',
      () => ['01890000-0000-7000-8000-000000000000', 'cancel'],
      /^There is no booking/,
    ],
    ['what is no id', () => ['42', 'cancel'], /^There is no booking "42"\.$/],
    [
      'a redirect that hides its host',
      (id: string) => [id, 'cancel', '--redirect', 'https://a@evil.example'],
      /^--redirect: /,
    ],
    [
      'a redirect that is a script',
      (id: string) => [id, 'cancel', '--redirect', 'javascript:alert(1)'],
      /^--redirect: /,
    ],
  ])('refuses %s in one line', async (_, words, line) => {
    const { id } = await buildBookingRow(workspace, { id: tenantId });
    const { code, out, err } = await countersign.run('sign', 'action', ...words(id));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(line);
    expect(err).not.toContain('\n');
  });
});

describe('tenant revoke-signed', () => {
  beforeEach(open);
  afterEach(close);
  const revoke = (...words: string[]) => countersign.run('tenant', 'revoke-signed', 'acme', ...words);
  const rows = async () =>
    JSON.parse(await workspace.rows('signed_after')) as { identity: string; instant: unknown }[];
  const stands = async () => (await rows()).map(({ identity, instant }) => [identity, Number(instant)]);

  it('asks, says what ends, and changes nothing without a yes', async () => {
    const alone = await revoke();
    expect([alone.code, alone.out, alone.err]).toEqual([1, '', expect.stringContaining('--yes')]);
    countersign.answer = 'n';
    expect((await revoke('--search', 'customer.email:ann@acme.example')).err).toBe('Nothing was changed.');
    expect(countersign.asked).toEqual([
      expect.stringMatching(
        /^The signed searches of customer\.email:ann@acme\.example at acme made before \S+Z, or without iat, end for good\. Go on\?/,
      ),
    ]);
    expect(await rows()).toEqual([]);
    countersign.answer = 'y';
    expect((await revoke()).code).toBe(0);
    expect(await rows()).toHaveLength(1);
  });

  it('ends all of the tenant’s until now, and tells running servers', async () => {
    const before = Date.now();
    const { json } = await revoke('--yes', '--json');
    expect(json).toMatchObject({ outcome: 'updated', tenant: 'acme', search: null });
    const [[identity, instant] = []] = await stands();
    expect(identity).toBe('');
    expect(instant).toBe(Date.parse(json.before));
    expect(Number(instant)).toBeGreaterThanOrEqual(before);
  });

  it('ends one customer’s until the time named, whatever the case of their address', async () => {
    const at = '2026-05-01T12:00:00+02:00';
    const ann = ['--search', 'customer.email:Ann@acme.example', '--before', at, '--yes'];
    expect((await revoke(...ann)).out).toContain('made before 2026-05-01T10:00:00.000Z');
    expect(await stands()).toEqual([['customer.email:ann@acme.example', Date.parse(at)]]);
    await revoke('--search', 'meta.customer:c-7', '--yes', '--before', at);
    expect(await stands()).toHaveLength(2);
  });

  it('never takes an end back', async () => {
    await revoke('--before', '2026-05-01T00:00:00Z', '--yes');
    const { code, out } = await revoke('--before', '2026-04-01T00:00:00Z', '--yes');
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('made before 2026-05-01T00:00:00.000Z had ended already'),
    ]);
    expect(await stands()).toEqual([['', Date.parse('2026-05-01T00:00:00Z')]]);
  });

  it.each([
    [['--before', '2999-01-01T00:00:00Z'], /lies in the future/],
    [['--before', 'yesterday'], /RFC 3339/],
    [['--search', 'customer.name:Ann'], /customer\.email or meta\.KEY/],
    [['--search', 'meta._note:x'], /customer\.email or meta\.KEY/],
    [['--search', 'customer.email:'], /must have a value/],
    [['--search', 'customer.email:a@b;state:confirmed'], /takes one pair/],
    [['--search', 'customer.email'], /FIELD:VALUE/],
  ])('refuses %j and changes nothing', async (words, line) => {
    const { code, out, err } = await revoke(...words, '--yes');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(line);
    expect(await rows()).toEqual([]);
  });
});

describe('explain', () => {
  beforeAll(open);
  afterAll(close);
  const steps = (out: string) => out.split('\n').map((line) => line.slice(0, 11).trim());

  it('walks through a signed search, with the search that came with it', async () => {
    const search = 'customer.email:ann@acme.example';
    const { json } = await countersign.run('sign', 'search', '--tenant', 'acme', search, '--json');
    const explain = (...words: string[]) =>
      countersign.run('explain', json.token, '--purpose', 'search', ...words);
    const good = await explain('--search', `${search};state:confirmed`);
    expect([good.code, good.err]).toEqual([0, '']);
    expect(steps(good.out)).toEqual(expect.arrayContaining(['✓ form', '✓ signature', '✓ search']));
    const other = await explain('--search', 'customer.email:bo@acme.example');
    expect([other.code, steps(other.out)]).toEqual([1, expect.arrayContaining(['✗ search'])]);
    expect(other.out).toContain('Clients are told: token_rejected');
    await countersign.run('tenant', 'revoke-signed', 'acme', '--search', search, '--yes');
    const ended = await explain();
    expect([ended.code, steps(ended.out)]).toEqual([1, expect.arrayContaining(['✗ ended'])]);
    expect((await explain('--json')).json).toMatchObject({ accepted: false });
  });

  it('walks through the token of an action link, with the address it came in', async () => {
    const { id } = await buildBookingRow(workspace, { id: tenantId });
    const { json } = await countersign.run('sign', 'action', id, 'cancel', '--json');
    const token = new URL(json.url).searchParams.get('signature') ?? '';
    const explain = (...words: string[]) =>
      countersign.run('explain', token, '--purpose', 'action', ...words);
    const good = await explain('--booking', id, '--action', 'cancel');
    expect([good.code, good.err]).toEqual([0, '']);
    const other = await explain('--action', 'complete');
    expect([other.code, steps(other.out)]).toEqual([1, expect.arrayContaining(['✗ place'])]);
    expect(other.out + other.err).not.toContain(token.split('.')[2]);
  });

  it('does not take one kind of token for another', async () => {
    const { json } = await countersign.run(
      'sign',
      'search',
      '--tenant',
      'acme',
      'meta.customer:c-7',
      '--json',
    );
    expect((await countersign.run('explain', json.token)).code).toBe(1);
    expect((await countersign.run('explain', json.token, '--purpose', 'action')).code).toBe(1);
    const mixed = await countersign.run('explain', json.token, '--search', 'meta.customer:c-7');
    expect([mixed.code, mixed.err]).toEqual([1, '--search belongs to --purpose search.']);
  });
});
