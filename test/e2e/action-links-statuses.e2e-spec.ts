import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { linkWords } from '../../src/action-links/words/by-language.js';
import { actionsOf } from '../../src/bookings/graphs/graphs.js';
import { languages } from '../../src/pages/language.js';
import { freshHour } from '../builders/booking-wishes.js';
import { buildLinkingMerchant, type LinkingMerchant } from '../builders/linking-merchant.js';
import { actionLinkPath, actionLinkToken } from '../builders/signed-tokens.js';
import { atTime } from '../support/at-time.js';
import { formsOf, pathOf, submit, unescaped, wantsJson } from '../support/link-visits.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const action = 'cancel_by_customer';
const hourMs = 3_600_000;
const inTolerance = 29_000;
const beyondTolerance = 31_000;

let server: TestServer;
let merchant: LinkingMerchant;

beforeAll(async () => {
  server = await startTestServer();
  merchant = await buildLinkingMerchant(server, { settings: { allowed_origins: ['https://shop.example'] } });
});
afterAll(() => server.close());

const absent = '01890000-0000-7000-8000-000000000000';
const fresh = async (claims = {}) => merchant.link(await merchant.book(), action, claims);
const gone = async () => {
  const header = { kid: merchant.tenant.keyId };
  return actionLinkPath(absent, action, actionLinkToken(merchant.tenant, absent, action, { header }));
};

describe('whatever a link meets', () => {
  const used = async () => {
    const path = merchant.link(await merchant.book());
    await server.request(path, { method: 'POST' });
    return path;
  };

  it.each<[number, string, () => Promise<string>, Record<string, string>?]>([
    [400, 'parameter_repeated', async () => `${await fresh()}&redirect=a&redirect=b`],
    [400, 'credential_ambiguous', fresh, { Authorization: 'Bearer x' }],
    [401, 'credential_missing', async () => (await fresh()).split('?')[0]!],
    [401, 'token_malformed', async () => `${(await fresh()).split('=')[0]!}=x`],
    [401, 'token_rejected', () => fresh({ scope: 'all' })],
    [401, 'token_expired', () => fresh({ exp: 1_700_000_000 })],
    [401, 'token_not_active', () => fresh({ nbf: 4_000_000_000 })],
    [403, 'origin_not_allowed', fresh, { Origin: 'https://evil.example' }],
    [404, 'not_found', gone],
    [409, 'action_not_available', async () => merchant.link(await merchant.book(), 'pay')],
    [410, 'link_used', used],
    [422, 'validation_failed', async () => `${await fresh()}&timezone=Nowhere`],
  ])('%d %s is a page for browsers and a problem for programs', async (status, code, make, headers = {}) => {
    const path = await make();
    const page = await server.request(path, { headers: { Accept: 'text/html,*/*;q=0.8', ...headers } });
    expect([page.status, page.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
    expect(page.text).toMatch(/<html lang="en">.*<h1>\S.*<\/h1>/s);
    const told = await server.request(path, { headers: { ...wantsJson.headers, ...headers } });
    expect([told.status, told.body.code]).toEqual([status, code]);
    expect(told.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const looked = await server.request(path, { method: 'HEAD', headers });
    expect([looked.status, looked.text]).toEqual([status, '']);
    for (const { headers: sent } of [page, told])
      expect([sent.get('cache-control'), sent.get('referrer-policy')]).toEqual(['no-store', 'no-referrer']);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });
});

describe('a page on which nothing was done', () => {
  it.each(languages)('speaks %s, whatever the reason', async (language) => {
    const { problems, refused } = linkWords[language];
    const said = [
      [401, problems.rejected.text, actionLinkPath(absent, action, 'x')],
      [401, problems.expired.text, await fresh({ exp: 1_700_000_000 })],
      [404, problems.gone.text, await gone()],
      [409, refused.notOffered, merchant.link(await merchant.book(), 'pay')],
      [422, problems.unreadable.text, `${await fresh()}&timezone=Nowhere`],
    ] as const;
    for (const [status, text, path] of said) {
      const page = await server.request(path, { headers: { 'Accept-Language': `${language}, en;q=0.1` } });
      expect([status, page.status]).toEqual([status, status]);
      expect(page.text).toContain(`<html lang="${language}">`);
      expect(unescaped(page.text)).toContain(text);
    }
  });
});

describe('the links of a booking that was moved', () => {
  it('are dead, each of them, and change neither it nor the one that came after', async () => {
    const id = await merchant.book();
    const { customer_action_links: links } = await merchant.booking(id, 'customer_action_links');
    const own = actionsOf('instant').map((name) => merchant.link(id, name));
    const moved = await merchant.app(`/v2/bookings/${id}/reschedule`, { method: 'POST', body: freshHour() });
    expect(moved.status).toBe(201);
    const next = moved.body.data.id;
    const old = [...own, ...Object.values(links as Record<string, string>).map((url) => pathOf(url))];
    expect(old).toHaveLength(7);
    for (const path of old) {
      const body = path.includes('reschedule') ? freshHour() : {};
      const answers = [
        await server.request(path, wantsJson),
        await server.request(path, { method: 'POST', ...wantsJson, body }),
      ];
      for (const answer of answers)
        expect([answer.status, answer.body.code]).toEqual([409, 'action_not_available']);
    }
    expect([await merchant.stateOf(id), await merchant.stateOf(next)]).toEqual([
      'rescheduled_by_customer',
      'confirmed',
    ]);
  });
});

describe('the end of a link', () => {
  it('of include=customer_action_links is the booking’s, but for the tolerance of clocks', async () => {
    const startsAt = Math.ceil(Date.now() / 1000) * 1000 + 2 * hourMs;
    const endsAt = startsAt + hourMs;
    const [start, end] = [startsAt, endsAt].map((ms) => new Date(ms).toISOString());
    const id = await merchant.book({ start, end });
    const { customer_action_links: links } = await merchant.booking(id, 'customer_action_links');
    const path = pathOf(links[action]);
    const at = (ms: number) => atTime(server, ms, () => server.request(path, wantsJson));
    expect((await at(endsAt - 1)).status).toBe(200);
    expect((await at(endsAt + inTolerance)).status).toBe(200);
    const late = await at(endsAt + beyondTolerance);
    expect([late.status, late.body.code]).toEqual([401, 'token_expired']);
  });

  it('of an undo is that of its time: a page says that it is over', async () => {
    const id = await merchant.book();
    const path = merchant.link(id);
    const done = await server.request(path, { method: 'POST', ...wantsJson });
    const until = Date.parse(done.body.undo.expires_at);
    const [undo] = formsOf((await server.request(path)).text, path);
    const late = await atTime(server, until + inTolerance, () => submit(server, undo!));
    expect([late.status, await merchant.stateOf(id)]).toEqual([409, 'cancelled_by_customer']);
    expect(unescaped(late.text)).toContain('could be undone is over');
    expect(formsOf(late.text, undo!.path)).toEqual([]);
    const later = await atTime(server, until + beyondTolerance, () => submit(server, undo!));
    expect([later.status, later.text]).toEqual([401, expect.stringContaining('This link has expired')]);
  });

  it('is kept with the booking when somebody meets it, as a beginning is; what nobody signed is not', async () => {
    const id = await merchant.book();
    const stranger = await buildLinkingMerchant(server);
    const expired = { exp: 1_700_000_000 };
    const forged = actionLinkToken(stranger.tenant, id, action, { claims: expired });
    expect((await server.request(merchant.link(id, action, expired))).status).toBe(401);
    const early = merchant.link(id, action, { nbf: 4_000_000_000 });
    expect((await server.request(early, { method: 'POST', ...wantsJson })).status).toBe(401);
    expect((await server.request(actionLinkPath(id, action, forged))).status).toBe(401);
    const kept = (await merchant.touchesOf(id)).map(({ method, outcome }) => [method, outcome]);
    expect(kept).toEqual([
      ['GET', 'refused:token_expired'],
      ['POST', 'refused:token_not_active'],
    ]);
    expect(await merchant.stateOf(id)).toBe('confirmed');
  });

  it('keeps nothing with another merchant’s booking', async () => {
    const other = await buildLinkingMerchant(server);
    const id = await other.book();
    const header = { kid: merchant.tenant.keyId };
    const token = actionLinkToken(merchant.tenant, id, action, { header, claims: { exp: 1_700_000_000 } });
    const answer = await server.request(actionLinkPath(id, action, token), wantsJson);
    expect([answer.status, answer.body.code]).toEqual([401, 'token_expired']);
    expect(await other.touchesOf(id)).toEqual([]);
  });
});
