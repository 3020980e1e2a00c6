import { afterAll, describe, expect, test } from '@jest/globals';
import { JwtConfiguration } from '../../src/tenants/jwt-configuration.entity.js';
import { Tenant } from '../../src/tenants/tenant.entity.js';
import { User } from '../../src/users/user.entity.js';
import { openShop } from '../builders/shop.js';
import { announce, buildConfiguration, buildTenant } from '../builders/tenancy.js';
import { atTime, stopClock } from '../support/at-time.js';
import { startTestServer, type Answer } from '../support/test-server.js';

const { server, tenant, other, configuration } = await openShop({
  settings: { allowed_redirects: ['https://shop.example'] },
});
afterAll(() => server.close());

const requestId = { 'X-Request-Id': 'sso-e2e-0000' };
const nowSeconds = () => Math.floor(Date.now() / 1000);
const signOn = (jwt: string, more = '', slug = tenant.slug) =>
  server.request(`/sso/${slug}?jwt=${jwt}${more}`, { headers: requestId });
const cookieOf = (answer: Answer): string => /^[^;]+/.exec(answer.headers.get('set-cookie') ?? '')?.[0] ?? '';
const overview = (cookie: string, slug = tenant.slug) =>
  server.request(`/overview/${slug}`, { headers: { Cookie: cookie, ...requestId } });
const session = async (claims: Record<string, unknown> = {}, by = configuration): Promise<string> => {
  const answer = await signOn(by.token({ id: 'browser', ...claims }));
  expect(answer.status).toBe(303);
  return cookieOf(answer);
};
const postForm = (
  fields: Record<string, string> | string,
  slug = tenant.slug,
  headers: Record<string, string> = {},
) =>
  server.request(`/sso/${slug}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...requestId, ...headers },
    body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
  });
const expectNoTrace = (answer: Answer) => {
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  expect(answer.headers.get('cache-control')).toBe('no-store');
};
/** The page that a token in its fragment opens: the same bytes for whoever has no session here. */
const expectNobody = async (answer: Answer, slug = tenant.slug) => {
  expect(answer.status).toBe(200);
  expect(answer.text).not.toContain('source=');
  expect(answer.text).toBe((await overview('', slug)).text);
};
const expectRefusal = (answer: Answer) => {
  expect(answer.status).toBe(401);
  expect(answer.headers.get('set-cookie')).toBeNull();
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expectNoTrace(answer);
};

describe('signing a browser in', () => {
  test('a token in the address becomes a session cookie, and the browser is sent to an address without it', async () => {
    const exp = nowSeconds() + 3600;
    const answer = await atTime(server, (exp - 3600) * 1000, () =>
      signOn(configuration.token({ id: 'ann', name: 'Ann <b>', exp })),
    );
    expect([answer.status, answer.text]).toEqual([303, '']);
    expect(answer.headers.get('location')).toBe(`/overview/${tenant.slug}`);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-countersign=[A-Za-z0-9_-]{100,1000}; Path=\/; HttpOnly; Secure; SameSite=Lax; Max-Age=3600$/,
    );
    expectNoTrace(answer);
    const page = await overview(cookieOf(answer));
    expect(page.status).toBe(200);
    expect(page.text).toContain('Ann &lt;b&gt;');
    expect(page.text).not.toContain('<b>');
    expect(page.text.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/overview.js">']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expectNoTrace(page);
  });

  test('a form does the same, with the token out of the address from the start', async () => {
    const answer = await postForm({ jwt: configuration.token({ id: 'former' }), return_to: '/docs' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/docs']);
    expect((await overview(cookieOf(answer))).text).toContain('former');
  });

  test('the session lasts eight hours where the token has no end or a later one, and never past its exp', async () => {
    const age = async (claims: Record<string, unknown>) =>
      Number(
        /Max-Age=(\d+)/.exec(
          (await signOn(configuration.token(claims))).headers.get('set-cookie') ?? '',
        )?.[1],
      );
    const now = nowSeconds();
    await atTime(server, now * 1000 - 1, async () => {
      expect(await age({ exp: undefined })).toBe(28_800);
      expect(await age({ exp: now + 90_000 })).toBe(28_800);
      expect(await age({ exp: now + 100 })).toBe(100);
    });
    expect(await atTime(server, now * 1000 + 1, () => age({ exp: now + 100 }))).toBe(99);
  });

  test('a token that only the clock tolerance keeps alive begins no session', async () => {
    expectRefusal(await signOn(configuration.token({ exp: nowSeconds() - 5 })));
  });

  test('HEAD signs nobody in', async () => {
    const jwt = configuration.token({ id: 'never-seen' });
    const answer = await server.request(`/sso/${tenant.slug}?jwt=${jwt}`, { method: 'HEAD' });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('set-cookie')).toBeNull();
    const row = await server.database.read(({ manager }) =>
      manager.findOneBy(User, { tenantId: tenant.id, externalId: 'never-seen' }),
    );
    expect(row).toBeNull();
  });
});

describe('the place to return to', () => {
  test.each([
    ['/a/b?c=d#e', '/a/b?c=d#e'],
    ['https://shop.example/thanks', 'https://shop.example/thanks'],
    ['https://countersign.example/x', 'https://countersign.example/x'],
    ['', null],
  ])('%j is followed', async (place, location) => {
    const answer = await signOn(configuration.token(), `&return_to=${encodeURIComponent(place)}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      location ?? `/overview/${tenant.slug}`,
    ]);
  });

  test.each([
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    'https:evil.example',
    'https://shop.example@evil.example/',
    'https://user:word@shop.example/',
    '/\t/evil.example',
    '/\n/evil.example',
    '/a\r\nSet-Cookie: x=1',
    '/%2f%2fevil.example',
    'https://evil.example',
    'http://shop.example',
    'javascript:alert(1)',
  ])('%j is not followed: the page at hand says so, and the token has left the address', async (place) => {
    const answer = await signOn(configuration.token(), `&return_to=${encodeURIComponent(place)}`);
    expect(answer.status).toBe(303);
    const location = answer.headers.get('location') ?? '';
    expect(location).toBe(`/overview/${tenant.slug}?notice=return_to`);
    expect(answer.headers.get('x')).toBeNull();
    const page = await server.request(location, { headers: { Cookie: cookieOf(answer) } });
    expect(page.text).toContain('not one that this merchant allows');
  });

  test("another tenant's allowed origin is not followed", async () => {
    const theirs = await buildConfiguration(server, other);
    const answer = await signOn(theirs.token(), '&return_to=https://shop.example/', other.slug);
    expect(answer.headers.get('location')).toBe(`/overview/${other.slug}?notice=return_to`);
  });
});

describe('a token that does not prove itself', () => {
  test('is refused with one page for every reason, whoever the slug belongs to', async () => {
    const good = configuration.token({ id: 'good' });
    const theirs = await buildConfiguration(server, other);
    const broken = `${good.slice(0, -4)}AAAA`;
    const answers = await Promise.all([
      signOn(broken),
      signOn('nonsense'),
      signOn('..'),
      signOn(''),
      signOn(configuration.token({}, { kid: 'nobody' })),
      signOn(configuration.token({ exp: 1000 })),
      signOn(configuration.token({ nbf: 9_999_999_999 })),
      signOn(configuration.token({ id: 7 })),
      signOn(theirs.token({ id: 'stranger' })),
      signOn(good, '', other.slug),
      signOn(good, '', 'nobody-has-this-slug'),
      signOn(good, '', tenant.slug.toUpperCase()),
      signOn(good, '', '%00'),
      signOn(broken, '&return_to=//evil.example'),
      server.request(`/sso/${tenant.slug}`, { headers: requestId }),
      postForm({ jwt: broken }),
      postForm({}),
      postForm({ jwt: good }, other.slug),
    ]);
    // A path with a control character is no path at all.
    const pages = answers.filter((_, index) => index !== 12);
    for (const answer of pages) expectRefusal(answer);
    expect(new Set(pages.map(({ text }) => text)).size).toBe(1);
    expect(answers[12]?.status).toBe(404);
  });

  test("writes no row, not even at the token's own tenant", async () => {
    const theirs = await buildConfiguration(server, other);
    const count = () => server.database.read(({ manager }) => manager.count(User));
    const before = await count();
    expectRefusal(await signOn(theirs.token({ id: 'lost' })));
    expectRefusal(await signOn(configuration.token({ id: 'lost' }, { kid: 'nobody' })));
    expectRefusal(await signOn(configuration.token({ id: 'lost', exp: 1000 })));
    expect(await count()).toBe(before);
  });

  test('is told as problem+json to who asks for JSON, another tenant’s like an unknown kid', async () => {
    const headers = { Accept: 'application/json', ...requestId };
    const ask = (jwt: string, slug: string) => server.request(`/sso/${slug}?jwt=${jwt}`, { headers });
    const unknown = await ask(configuration.token({}, { kid: 'nobody' }), tenant.slug);
    expect([unknown.status, unknown.headers.get('content-type'), unknown.body.code]).toEqual([
      401,
      'application/problem+json; charset=utf-8',
      'token_rejected',
    ]);
    expectNoTrace(unknown);
    const foreign = await ask(configuration.token(), other.slug);
    const nobody = await ask(configuration.token(), 'nobody-has-this-slug');
    expect([foreign.text, nobody.text]).toEqual([unknown.text, unknown.text]);
    expect((await ask('nonsense', tenant.slug)).body.code).toBe('token_malformed');
    expect((await server.request(`/sso/${tenant.slug}`, { headers })).body.code).toBe('credential_missing');
  });

  test.each(['an array of', 'two'])('%s tokens are ambiguous (400)', async (form) => {
    const jwt = configuration.token();
    const name = form === 'two' ? 'jwt' : 'jwt[]';
    const answer = await server.request(`/sso/${tenant.slug}?jwt=${jwt}&${name}=${jwt}`);
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([400, null]);
  });

  test('tokens in the address and in the form, or in a header beside it, are ambiguous (400)', async () => {
    const jwt = configuration.token();
    const both = await server.request(`/sso/${tenant.slug}?jwt=${jwt}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
      body: `jwt=${jwt}`,
    });
    expect([both.status, both.body.code]).toEqual([400, 'credential_ambiguous']);
    const beside = await server.request(`/sso/${tenant.slug}?jwt=${jwt}`, {
      bearer: jwt,
      headers: { Accept: 'application/json' },
    });
    expect([beside.status, beside.body.code]).toEqual([400, 'credential_ambiguous']);
    const twice = await postForm(`jwt=${jwt}&jwt=${jwt}`);
    expect([twice.status, twice.headers.get('set-cookie')]).toEqual([400, null]);
  });

  test('a form that is too large (413) or of another type (415) is refused', async () => {
    expect((await postForm(`jwt=${'a'.repeat(30_000)}`)).status).toBe(413);
    expect(
      (await postForm('jwt=a', tenant.slug, { 'Content-Type': 'multipart/form-data; boundary=x' })).status,
    ).toBe(415);
    expect((await postForm('jwt=a', tenant.slug, { 'Content-Type': 'text/plain' })).status).toBe(415);
  });

  test.each(['__proto__=x', 'constructor[prototype]=x', 'jwt[a]=x', '%', '=', '&&&', 'jwt=%ff%fe'])(
    'the form %j signs nobody in',
    async (form) => {
      expectRefusal(await postForm(form));
    },
  );
});

describe('the session', () => {
  test('is nobody’s without a cookie, with a changed one, or with two', async () => {
    const cookie = await session();
    const without = await overview('');
    await expectNobody(without);
    const [name = '', value = ''] = cookie.split('=');
    for (let at = 0; at < value.length; at += 7) {
      const changed = value[at] === 'A' ? 'B' : 'A';
      const answer = await overview(`${name}=${value.slice(0, at)}${changed}${value.slice(at + 1)}`);
      expect(answer.text).toBe(without.text);
    }
    for (const bad of [
      `${name}=`,
      `${name}=x`,
      `${name}=${value.slice(1)}`,
      `countersign=${value}`,
      `${cookie}; ${cookie}`,
    ]) {
      expect((await overview(bad)).text).toBe(without.text);
    }
    expect((await overview(`a=b; ${cookie}; c=d`)).status).toBe(200);
  });

  test('opens at its own tenant only', async () => {
    const cookie = await session();
    expect((await overview(cookie, 'nobody-has-this-slug')).status).toBe(404);
    await expectNobody(await overview(cookie, other.slug), other.slug);
  });

  test('is never read by /v2', async () => {
    const cookie = await session();
    for (const path of ['/v2/me', '/v2/users', '/api/me', `/v2/accounts/${tenant.slug}/me`]) {
      const answer = await server.request(path, { headers: { Cookie: cookie } });
      expect([answer.status, answer.body.code]).toEqual([401, 'credential_missing']);
    }
    const change = await server.request('/v2/me', {
      method: 'PUT',
      headers: { Cookie: cookie },
      body: { name: 'x' },
    });
    expect(change.status).toBe(401);
  });

  test('ends at once with its user, disabled or erased', async () => {
    for (const body of [{ method: 'PUT', body: { disabled: true } }, { method: 'DELETE' }]) {
      const cookie = await session({ id: `ending-${body.method}` });
      expect((await overview(cookie)).status).toBe(200);
      const listed = await server.request(`/v2/users?external_id=ending-${body.method}`, {
        basic: tenant.secret,
      });
      await server.request(`/v2/users/${listed.body.data[0].id as string}`, {
        basic: tenant.secret,
        ...body,
      });
      await expectNobody(await overview(cookie));
    }
  });

  test.each([
    ['disabled', { enabled: false, version: 2 }],
    ['changed', { version: 2 }],
  ])('ends at once with its configuration %s', async (_, change) => {
    const own = await buildConfiguration(server, tenant);
    const cookie = await session({}, own);
    expect((await overview(cookie)).status).toBe(200);
    await server.database.write(({ manager }) =>
      manager.update(JwtConfiguration, { tenantId: tenant.id, id: own.kid }, change),
    );
    await announce(server, { topic: 'jwt_configuration', tenantId: tenant.id, subject: own.kid });
    await expectNobody(await overview(cookie));
  });

  test('ends with the token', async () => {
    const exp = nowSeconds() + 100;
    const cookie = await atTime(server, (exp - 100) * 1000, () => session({ exp }));
    const lastSight = await atTime(server, exp * 1000 - 1, () => overview(cookie));
    expect([lastSight.status, lastSight.text.includes('source=')]).toEqual([200, true]);
    await expectNobody(await atTime(server, exp * 1000, () => overview(cookie)));
  });

  test('shows the profile and the tenant as they are now', async () => {
    const cookie = await session({ id: 'renamed', name: 'Old name' });
    expect((await overview(cookie)).text).toContain('Old name');
    await server.request('/v2/me', { bearer: configuration.token({ id: 'renamed', name: 'New name' }) });
    expect((await overview(cookie)).text).toContain('New name');
    await server.database.write(({ manager }) =>
      manager.update(Tenant, { id: tenant.id }, { name: 'A & B <i>' }),
    );
    await announce(server, { topic: 'tenant', tenantId: tenant.id, subject: tenant.id });
    expect((await overview(cookie)).text).toContain('<h1>A &amp; B &lt;i&gt;</h1>');
  });
});

describe('the page after sign-on', () => {
  const hour = 3_600_000;
  const at = (fromNowMs: number) => new Date(Date.now() + fromNowMs).toISOString();
  const book = async (bearer: string, what: string, startMs: number): Promise<string> => {
    const body = {
      graph: 'instant',
      start: at(startMs),
      end: at(startMs + hour / 2),
      what,
      customer: { name: 'C', email: 'c@x.example' },
    };
    const answer = await server.request('/v2/bookings', { method: 'POST', bearer, body });
    expect(answer.status).toBe(201);
    return answer.body.data.id as string;
  };

  test("lists the user's own coming bookings, the next one first, and nothing that is over or anyone else's", async () => {
    const bearer = configuration.token({ id: 'booker', zoneinfo: 'Europe/Copenhagen' });
    await book(bearer, 'Later <i>cut</i>', 48 * hour);
    await book(bearer, 'Sooner cut', 24 * hour);
    await book(bearer, 'Past cut', -24 * hour);
    const cancelled = await book(bearer, 'Cancelled cut', 30 * hour);
    await book(configuration.token({ id: 'somebody-else' }), 'Foreign cut', 24 * hour);
    await server.request(`/v2/bookings/${cancelled}/cancel_by_customer`, { method: 'PUT', bearer });
    const { text } = await overview(await session({ id: 'booker', zoneinfo: 'Europe/Copenhagen' }));
    expect([...text.matchAll(/<strong>(.*?)<\/strong>/g)].map(([, title]) => title)).toEqual([
      'Sooner cut',
      'Later &lt;i&gt;cut&lt;/i&gt;',
    ]);
    expect(text).toContain('(Europe/Copenhagen) · Confirmed');
  });

  test('says so where nothing is booked', async () => {
    expect((await overview(await session({ id: 'idle' }))).text).toContain('Nothing is booked.');
  });
});

describe('signing out', () => {
  const signOut = (cookie: string, slug = tenant.slug) =>
    server.request(`/sso/${slug}/sign-out`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        ...(cookie !== '' && { Cookie: cookie }),
      },
      body: '',
    });

  test('takes the cookie away', async () => {
    const answer = await signOut(await session());
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/overview/${tenant.slug}`]);
    expect(answer.headers.get('set-cookie')).toBe(
      '__Host-countersign=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0',
    );
    expectNoTrace(answer);
  });

  test('does nothing for who brings no session of this tenant', async () => {
    for (const answer of [await signOut(''), await signOut(await session(), other.slug)]) {
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([303, null]);
    }
  });

  test('is no link that a page could make a browser follow', async () => {
    const answer = await server.request(`/sso/${tenant.slug}/sign-out`, {
      headers: { Cookie: await session() },
    });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([404, null]);
  });
});

describe('guessing', () => {
  test('is ended for an address that failed too often (429), as on /v2', async () => {
    const guarded = await startTestServer({ COUNTERSIGN_AUTH_FAILURES_PER_MINUTE: '5' });
    stopClock(guarded);
    try {
      const merchant = await buildTenant(guarded);
      const own = await buildConfiguration(guarded, merchant);
      const statuses: number[] = [];
      for (let n = 0; n < 8; n += 1) {
        const forged = own.token({ id: 'guess' }, { kid: `guess-${n}` });
        statuses.push((await guarded.request(`/sso/${merchant.slug}?jwt=${forged}`)).status);
      }
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
      const answer = await guarded.request(`/sso/${merchant.slug}?jwt=${own.token()}`);
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([429, null]);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answer.text).toContain('Too many attempts');
    } finally {
      await guarded.close();
    }
  });
});
