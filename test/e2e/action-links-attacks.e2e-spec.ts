import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildLinkingMerchant, type LinkingMerchant } from '../builders/linking-merchant.js';
import { actionLinkPath, actionLinkToken } from '../builders/signed-tokens.js';
import { stopClock } from '../support/at-time.js';
import { bytesOf } from '../support/door.js';
import { formsOf, submit, unescaped } from '../support/link-visits.js';
import { startTestServer, type Answer, type TestServer } from '../support/test-server.js';

const action = 'cancel_by_customer';
const requestId = { 'X-Request-Id': 'request-0001' };

describe('whoever holds no good link', () => {
  let server: TestServer;
  let merchant: LinkingMerchant;
  let other: LinkingMerchant;

  beforeAll(async () => {
    server = await startTestServer();
    merchant = await buildLinkingMerchant(server);
    other = await buildLinkingMerchant(server);
  });
  afterAll(() => server.close());

  const absent = '01890000-0000-7000-8000-000000000000';
  const go = (path: string, headers = {}, method = 'GET') =>
    server.request(path, { method, headers: { ...requestId, ...headers } });
  const past = Math.floor(Date.now() / 1000) - 3600;

  it('is shown one page, the same bytes whatever failed, and changes nothing', async () => {
    const id = await merchant.book();
    const good = actionLinkToken(merchant.tenant, id, action);
    const [header, payload, signature] = good.split('.') as [string, string, string];
    const bad: Record<string, string> = {
      'no signature': actionLinkPath(id, action, '').replace('?signature=', ''),
      'an empty one': actionLinkPath(id, action, ''),
      'no token': actionLinkPath(id, action, 'nonsense'),
      'a cut token': actionLinkPath(id, action, good.slice(0, -2)),
      'another action in the path': actionLinkPath(id, 'cancel', good),
      'another booking in the path': actionLinkPath(await merchant.book(), action, good),
      'a booking that is not there': actionLinkPath(
        absent,
        action,
        actionLinkToken(merchant.tenant, absent, action),
      ),
      'no booking at all': actionLinkPath('x', action, good),
      'another merchant’s key': actionLinkPath(id, action, actionLinkToken(other.tenant, id, action)),
      'the widget key': actionLinkPath(
        id,
        action,
        actionLinkToken(merchant.tenant, id, action, { secret: merchant.tenant.widgetSecret }),
      ),
      'a longer hash': actionLinkPath(
        id,
        action,
        actionLinkToken(merchant.tenant, id, action, { algorithm: 'HS512' }),
      ),
      'no algorithm': actionLinkPath(
        id,
        action,
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.${signature}`,
      ),
      'a changed payload': actionLinkPath(
        id,
        action,
        `${header}.${Buffer.from(JSON.stringify({ booking_id: id, action: 'cancel' })).toString('base64url')}.${signature}`,
      ),
      'a member that no link has': actionLinkPath(
        id,
        action,
        actionLinkToken(merchant.tenant, id, action, { claims: { admin: true } }),
      ),
      'a time to come': actionLinkPath(
        id,
        action,
        actionLinkToken(merchant.tenant, id, action, { claims: { nbf: past + 7200 } }),
      ),
    };
    const expected = await go(actionLinkPath(id, action, 'a.b.c'));
    expect([expected.status, unescaped(expected.text)]).toEqual([
      401,
      expect.stringContaining('This link does not work'),
    ]);
    expect(expected.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(expected.headers.get('referrer-policy')).toBe('no-referrer');
    expect(expected.headers.get('set-cookie')).toBeNull();
    for (const [name, path] of Object.entries(bad)) {
      expect([name, bytesOf(await go(path))]).toEqual([name, bytesOf(expected)]);
      expect([name, (await go(path, {}, 'POST')).status]).toEqual([name, 401]);
    }
    expect(await merchant.stateOf(id)).toBe('confirmed');
    // The one to come is the merchant's own, so that the merchant may see it.
    const outcomes = (await merchant.touchesOf(id)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['refused:token_not_active', 'refused:token_not_active']);
  });

  it('of another merchant, is told the same of a booking that is not theirs as of one that is not there', async () => {
    const header = { kid: other.tenant.keyId };
    const answerFor = (id: string, method: string) =>
      go(actionLinkPath(id, action, actionLinkToken(other.tenant, id, action, { header })), {}, method);
    const id = await merchant.book();
    for (const method of ['GET', 'POST']) {
      const [theirs, none] = [await answerFor(id, method), await answerFor(absent, method)];
      expect([theirs.status, bytesOf(theirs)]).toEqual([404, bytesOf(none)]);
    }
    expect([await merchant.stateOf(id), await merchant.touchesOf(id)]).toEqual(['confirmed', []]);
  });

  it('is told that a link has expired, and nothing of its booking', async () => {
    const id = await merchant.book({ what: 'Something private' });
    const path = merchant.link(id, action, { exp: past });
    const [page, pressed] = [await go(path), await go(path, {}, 'POST')];
    expect([page.status, pressed.status]).toEqual([401, 401]);
    expect(page.text).toContain('This link has expired');
    expect(page.text).not.toContain('private');
    expect((await go(path, { Accept: 'application/json' })).body.code).toBe('token_expired');
    const forged = actionLinkPath(
      id,
      action,
      actionLinkToken(other.tenant, id, action, { claims: { exp: past } }),
    );
    expect((await go(forged, { Accept: 'application/json' })).body.code).toBe('token_rejected');
  });

  it('is refused where two credentials come, or a parameter stands twice', async () => {
    const path = merchant.link(await merchant.book());
    const basic = `Basic ${Buffer.from(`:${merchant.tenant.secret}`).toString('base64')}`;
    expect((await go(path, { Authorization: basic })).status).toBe(400);
    const twice = `${path}&signature=x`;
    expect((await go(twice, { Accept: 'application/json' })).body.code).toBe('credential_ambiguous');
    expect((await go(`${path}&redirect=a&redirect=b`)).status).toBe(400);
    expect((await go(`${path}&redirect[]=a`)).status).toBe(400);
  });

  it('reads no other media type', async () => {
    const id = await merchant.book();
    const headers = { 'Content-Type': 'text/plain' };
    expect(
      (await server.request(merchant.link(id), { method: 'POST', headers, body: 'message=x' })).status,
    ).toBe(415);
    const path = `/v2/bookings/${id}/reschedule`;
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect((await merchant.app(path, { method: 'POST', headers: form, body: 'start=x' })).status).toBe(415);
    expect(await merchant.stateOf(id)).toBe('confirmed');
  });
});

describe('what only looks at a link', () => {
  let server: TestServer;
  let careful: LinkingMerchant;
  let quick: LinkingMerchant;

  beforeAll(async () => {
    server = await startTestServer();
    careful = await buildLinkingMerchant(server);
    quick = await buildLinkingMerchant(server, { settings: { one_click_action_links: true } });
  });
  afterAll(() => server.close());

  const looks: [string, string, Record<string, string>][] = [
    ['HEAD', 'HEAD', {}],
    ['a prefetch', 'GET', { 'Sec-Purpose': 'prefetch' }],
    ['a prerender', 'GET', { 'Sec-Purpose': 'prefetch;prerender' }],
    ['an older prefetch', 'GET', { Purpose: 'prefetch' }],
    ['a preview', 'GET', { 'X-Purpose': 'preview' }],
    ['an old browser’s prefetch', 'GET', { 'X-Moz': 'prefetch' }],
    ['a program', 'GET', { Accept: 'application/json' }],
  ];

  it.each(looks)('%s never acts, whatever the tenant has set', async (_title, method, headers) => {
    for (const merchant of [careful, quick]) {
      const id = await merchant.book();
      const answer = await server.request(merchant.link(id), { method, headers });
      expect([answer.status, await merchant.stateOf(id)]).toEqual([200, 'confirmed']);
      if (method === 'HEAD') expect(answer.text).toBe('');
    }
  });

  it.each(looks.slice(1, 6))(
    '%s never acts by POST either: it is shown the page',
    async (_title, _m, headers) => {
      for (const merchant of [careful, quick]) {
        const id = await merchant.book();
        const path = merchant.link(id);
        const answer = await server.request(path, { method: 'POST', headers });
        expect([answer.status, await merchant.stateOf(id)]).toEqual([200, 'confirmed']);
        expect(formsOf(answer.text, path).map(({ buttons }) => buttons)).toHaveLength(1);
        expect((await server.request(path, { method: 'POST' })).status).toBe(200);
        expect(await merchant.stateOf(id)).toBe('cancelled_by_customer');
      }
    },
  );

  it('GET acts where the tenant has set one_click_action_links, once, and nowhere else', async () => {
    const [waits, acts] = [await careful.book(), await quick.book()];
    expect((await server.request(careful.link(waits))).status).toBe(200);
    const path = quick.link(acts);
    const done = await server.request(path);
    expect([done.status, done.text]).toEqual([200, expect.stringContaining('Your booking is cancelled')]);
    expect([await careful.stateOf(waits), await quick.stateOf(acts)]).toEqual([
      'confirmed',
      'cancelled_by_customer',
    ]);
    expect((await server.request(path)).status).toBe(410);
    const [undo] = formsOf(done.text, path);
    expect((await server.request(undo!.path)).text).toContain('Undo the cancellation?');
    expect(await quick.stateOf(acts)).toBe('cancelled_by_customer');
    expect((await submit(server, undo!)).status).toBe(200);
  });

  it('GET shows the free times of a reschedule all the same, because nobody has chosen one', async () => {
    const id = await quick.book();
    const page = await server.request(quick.link(id, 'reschedule_by_customer'));
    expect([page.status, await quick.stateOf(id)]).toEqual([200, 'confirmed']);
  });

  it('every touch is kept with the booking, for the merchant alone', async () => {
    const id = await careful.book();
    const iat = Math.floor(Date.now() / 1000) - 90;
    const path = careful.link(id, 'cancel_by_customer', { iat });
    const browser = {
      'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    };
    const cookie = { Cookie: 'a=b; countersign_link=1' };
    await server.request(path, {
      method: 'HEAD',
      headers: { 'User-Agent': 'Mozilla/5.0 (compatible; bingbot/2.0)' },
    });
    await server.request(path, { headers: browser });
    await server.request(path, { method: 'POST', headers: { ...browser, ...cookie } });
    await server.request(path, { method: 'POST', headers: { 'User-Agent': '' } });
    await server.request(careful.link(id, 'complete'), {
      headers: { ...browser, Accept: 'application/json' },
    });
    const touches = await careful.touchesOf(id);
    expect(
      touches.map(({ method, action, user_agent, cookie: had, outcome }) => [
        method,
        action,
        user_agent,
        had,
        outcome,
      ]),
    ).toEqual([
      ['HEAD', 'cancel_by_customer', 'automated', false, 'shown'],
      ['GET', 'cancel_by_customer', 'browser', false, 'shown'],
      ['POST', 'cancel_by_customer', 'browser', true, 'acted'],
      ['POST', 'cancel_by_customer', 'none', false, 'used'],
      ['GET', 'complete', 'browser', false, 'refused:action_not_available'],
    ]);
    expect(touches[0]?.['link_age_s']).toBeGreaterThanOrEqual(90);
    expect(touches[0]?.['link_age_s']).toBeLessThan(120);
    expect(Date.parse(touches[0]?.['at'] as string)).toBeGreaterThan(Date.now() - 60_000);
  });

  it('of a booking the newest two hundred touches are kept', async () => {
    const id = await careful.book();
    const path = careful.link(id, 'complete');
    for (let round = 0; round < 7; round += 1)
      await Promise.all(Array.from({ length: 30 }, () => server.request(path, { method: 'HEAD' })));
    await server.request(path);
    const touches = await careful.touchesOf(id);
    expect([touches.length, touches.at(-1)?.['method']]).toEqual([200, 'GET']);
  });

  it('a touch that cannot be kept fails no answer', async () => {
    const id = await careful.book();
    const path = careful.link(id);
    const { database } = server;
    const write = database.write.bind(database);
    let failures = 0;
    const isTouch = (work: unknown) => String(work).includes('touches');
    Object.assign(database, {
      write: (work: never) => {
        if (!isTouch(work)) return write(work);
        failures += 1;
        return Promise.reject(new Error('no room'));
      },
    });
    const answers: Answer[] = [];
    try {
      answers.push(await server.request(path), await server.request(path, { method: 'POST' }));
    } finally {
      Reflect.deleteProperty(database, 'write');
    }
    expect([failures, answers.map(({ status }) => status)]).toEqual([2, [200, 200]]);
    expect([await careful.stateOf(id), await careful.touchesOf(id)]).toEqual(['cancelled_by_customer', []]);
  });
});

describe('where the browser is sent after the act', () => {
  let server: TestServer;
  let merchant: LinkingMerchant;

  beforeAll(async () => {
    server = await startTestServer();
    merchant = await buildLinkingMerchant(server, {
      settings: { allowed_redirects: ['https://shop.example'] },
    });
  });
  afterAll(() => server.close());

  const act = async (redirect: string | null, claims = {}, headers = {}) => {
    const id = await merchant.book();
    const query = redirect === null ? '' : `&redirect=${encodeURIComponent(redirect)}`;
    const path = merchant.link(id, action, claims) + query;
    const page = await server.request(path, { headers });
    const done = await server.request(path, { method: 'POST', headers });
    expect(await merchant.stateOf(id)).toBe('cancelled_by_customer');
    return { page, done };
  };
  const signed = 'https://elsewhere.example/thanks?x=1';

  it.each([
    ['an address of a listed origin', 'https://shop.example/thanks', {}, 'https://shop.example/thanks'],
    ['the very address that the token carries', signed, { redirect: signed }, signed],
    ['the token’s own where none is asked for', null, { redirect: signed }, signed],
  ])('is %s, with 303 and nothing of the link told', async (_title, asked, claims, expected) => {
    const { page, done } = await act(asked, claims);
    expect([done.status, done.headers.get('location'), done.text]).toEqual([303, expected, '']);
    expect(done.headers.get('referrer-policy')).toBe('no-referrer');
    expect(done.headers.get('cache-control')).toBe('no-store');
    // Browsers hold the redirect of a form against the page's policy.
    expect(page.headers.get('content-security-policy')).toContain(
      `form-action 'self' ${new URL(expected).origin};`,
    );
  });

  it.each([
    ['https://evil.example/'],
    ['https://shop.example.evil.example/'],
    ['http://shop.example/'],
    ['//evil.example'],
    ['/\\evil.example'],
    ['/.//evil.example'],
    ['\\\\evil.example'],
    ['https:evil.example'],
    ['https:/evil.example'],
    ['https://shop.example@evil.example/'],
    ['https://evil.example\\@shop.example/'],
    ['https://ann:secret@shop.example/'],
    ['https://shop.example//evil.example'],
    ['https://shop.example/%5c%5cevil.example'],
    ['https://shop.example/\r\nSet-Cookie: a=b'],
    ['https://shop.example/\u0000'],
    ['\tjavascript:alert(1)'],
    ['data:text/html,<script>alert(1)</script>'],
    ['/thanks'],
    ['https://shop.example/' + 'a'.repeat(3000)],
  ])('%j is not followed, the page says so, and what was asked for is done', async (redirect) => {
    const { page, done } = await act(redirect);
    expect([page.status, done.status, done.headers.get('location')]).toEqual([200, 200, null]);
    expect(unescaped(done.text)).toContain('you stay here');
    expect(done.text).not.toContain('evil.example');
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self';");
  });

  it('another address than the one that the token carries is not followed on its behalf', async () => {
    const { done } = await act('https://elsewhere.example/other', { redirect: signed });
    expect([done.status, done.headers.get('location')]).toEqual([200, null]);
  });

  it('an address in the token that browsers read in two ways is not followed either', async () => {
    const { done } = await act(null, { redirect: 'https://elsewhere.example//evil.example' });
    expect(done.status).toBe(200);
  });

  it('programs, and whoever may repeat the request, are answered themselves', async () => {
    const program = await act('https://shop.example/', {}, { Accept: 'application/json' });
    expect([program.done.status, program.done.body.data.state]).toEqual([200, 'cancelled_by_customer']);
    const repeated = await act('https://shop.example/', {}, { 'Idempotency-Key': 'once' });
    expect([repeated.done.status, repeated.done.headers.get('location')]).toEqual([200, null]);
  });
});

describe('what people wrote', () => {
  let server: TestServer;
  let merchant: LinkingMerchant;
  const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>=HYPERLINK("https://evil.example")`;

  beforeAll(async () => {
    server = await startTestServer();
    merchant = await buildLinkingMerchant(server, {}, { name: hostile });
  });
  afterAll(() => server.close());

  it('is text on every page, whatever it looks like', async () => {
    const id = await merchant.book({
      what: hostile,
      where: hostile,
      customer: { name: hostile, email: 'bo@example.com' },
    });
    const path = merchant.link(id);
    const pages = [
      await server.request(path),
      await server.request(merchant.link(id, 'reschedule_by_customer')),
      await server.request(path, { method: 'POST' }),
      await server.request(path),
      await server.request(merchant.link(id, 'complete')),
    ];
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 410, 409]);
    for (const { text, headers } of pages) {
      expect(text).not.toMatch(/<script|<img|onerror=alert\(2\)>/);
      expect(unescaped(text)).toContain(hostile);
      expect(headers.get('content-security-policy')).not.toContain('script-src');
    }
  });

  it('in an Accept-Language, a query or a form is never a failure', async () => {
    const id = await merchant.book();
    const path = merchant.link(id, 'reschedule_by_customer');
    for (const from of [
      '<script>',
      '=1+1',
      '\u0000',
      '9'.repeat(400),
      '-1',
      '2030-02-31',
      '0000-00-00',
      '９９',
    ])
      expect([from, (await server.request(`${path}&from=${encodeURIComponent(from)}`)).status]).toEqual([
        from,
        200,
      ]);
    expect(
      (await server.request(path, { headers: { 'Accept-Language': `${'x,'.repeat(3000)}<b>` } })).status,
    ).toBe(200);
    const [form] = formsOf((await server.request(path)).text, path);
    for (const start of ['<script>', '\u0000', '2030-99-99T00:00:00Z', '=1', '9999-12-31T23:59:59Z']) {
      const answer = await submit(server, form!, { start });
      expect([start, answer.status]).toEqual([start, 422]);
    }
    expect(await merchant.stateOf(id)).toBe('confirmed');
  });
});

describe('the page that a link is opened from', () => {
  let server: TestServer;
  let merchant: LinkingMerchant;

  beforeAll(async () => {
    server = await startTestServer();
    merchant = await buildLinkingMerchant(server, {
      settings: { allowed_origins: ['https://shop.example'] },
    });
  });
  afterAll(() => server.close());

  it.each([
    ['our own, which sends no origin', 'null', 200],
    ['our own', 'https://countersign.example', 200],
    ['one that the tenant lists', 'https://shop.example', 200],
    ['any other', 'https://evil.example', 403],
  ])('may be %s: %s', async (_title, Origin, status) => {
    const id = await merchant.book();
    const answer = await server.request(merchant.link(id), { method: 'POST', headers: { Origin } });
    expect([answer.status, await merchant.stateOf(id)]).toEqual([
      status,
      status === 200 ? 'cancelled_by_customer' : 'confirmed',
    ]);
    if (status === 403) {
      expect(answer.text).toContain('This cannot be done from that site');
      expect((await merchant.touchesOf(id)).map(({ outcome }) => outcome)).toEqual([
        'refused:origin_not_allowed',
      ]);
    }
  });
});

describe('whoever opens a link too often', () => {
  it('is told to wait, on a page, and the database is not made to keep it', async () => {
    const server = await startTestServer({ COUNTERSIGN_BROWSER_RATE_LIMIT_PER_MINUTE: '3' });
    try {
      stopClock(server);
      const merchant = await buildLinkingMerchant(server);
      const id = await merchant.book();
      // One link: signed again a second later it would be another.
      const path = merchant.link(id);
      const answers: Answer[] = [];
      for (let round = 0; round < 6; round += 1) answers.push(await server.request(path));
      const last = answers.at(-1)!;
      expect([last.status, last.text]).toEqual([429, expect.stringContaining('Too many attempts')]);
      expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
      const shown = answers.filter(({ status }) => status === 200).length;
      expect(await merchant.touchesOf(id)).toHaveLength(shown);
    } finally {
      await server.close();
    }
  });
});
