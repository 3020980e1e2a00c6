import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { languages } from '../../src/pages/language.js';
import { linkWords } from '../../src/action-links/words/by-language.js';
import { bookingWords } from '../../src/pages/booking-words/by-language.js';
import { buildLinkingMerchant, type LinkingMerchant } from '../builders/linking-merchant.js';
import { actionLinkPath, actionLinkToken } from '../builders/signed-tokens.js';
import { buildConfiguration } from '../builders/tenancy.js';
import { formsOf, pathOf, submit, unescaped, wantsJson } from '../support/link-visits.js';
import { startTestServer, type Answer, type TestServer } from '../support/test-server.js';

const english = { 'Accept-Language': 'en' };
const shown = (page: Answer) => unescaped(page.text).replace(/\s+/g, ' ');

describe('an action link', () => {
  let server: TestServer;
  let merchant: LinkingMerchant;

  beforeAll(async () => {
    server = await startTestServer();
    merchant = await buildLinkingMerchant(server, { timezone: 'America/New_York' });
  });
  afterAll(() => server.close());

  const open = (path: string, headers = {}): Promise<Answer> =>
    server.request(path, { headers: { ...english, ...headers } });
  const press = (path: string, headers = {}, body?: unknown): Promise<Answer> =>
    server.request(path, { method: 'POST', headers: { ...english, ...headers }, body });
  const journalOf = async (id: string) =>
    ((await merchant.booking(id, 'history')).history as { action: string }[]).map(({ action }) => action);

  describe('when it is opened', () => {
    it('says what will happen, what, when and with whom, has one button, and changes nothing', async () => {
      const id = await merchant.book({
        start: '2031-01-14T13:00:00Z',
        end: '2031-01-14T14:00:00Z',
        where: 'Main Street 1',
      });
      const page = await open(merchant.link(id));
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.text).toContain('<html lang="en">');
      expect(shown(page)).toContain('<h1>Cancel your booking?</h1>');
      for (const text of [
        'Haircut',
        'Main Street 1',
        'Ann Andersen',
        'Tuesday, 14 January 2031, 14:00–15:00',
        'Central European Standard Time, Europe/Copenhagen',
        'You can undo this for 10 minutes.',
      ])
        expect(shown(page)).toContain(text);
      const forms = formsOf(page.text, merchant.link(id));
      expect(forms.map(({ buttons, method }) => [method, buttons])).toEqual([['POST', ['Cancel booking']]]);
      expect(page.text).not.toMatch(/<a\b|<script|<img|<link|<iframe|onclick/);
      expect([await merchant.stateOf(id), await journalOf(id)]).toEqual(['confirmed', ['confirm']]);
    });

    it.each([
      ['the customer’s zone', { timezone: 'Asia/Tokyo' }, true, '22:00–23:00', 'Asia/Tokyo'],
      [
        'the resource’s where the customer’s is unknown',
        { timezone: 'Mars/Olympus' },
        true,
        '14:00–15:00',
        'Europe/Copenhagen',
      ],
      ['the tenant’s where nobody has one', {}, false, '08:00–09:00', 'America/New_York'],
    ])('writes the time in %s', async (_title, customer, hasResource, hours, zone) => {
      const id = await merchant.book({
        start: '2031-01-15T13:00:00Z',
        end: '2031-01-15T14:00:00Z',
        settings: { allow_double_bookings: true },
        customer: { name: 'Bo', email: 'bo@example.com', ...customer },
        ...(!hasResource && { resource_id: null }),
      });
      const text = shown(await open(merchant.link(id)));
      expect(text).toContain(`15 January 2031, ${hours}`);
      expect(text).toContain(zone);
    });

    it.each(languages)(
      'speaks %s to whoever prefers it, before and after, and nothing else',
      async (language) => {
        const id = await merchant.book();
        const path = merchant.link(id);
        const headers = { 'Accept-Language': `${language}, en;q=0.5` };
        const pages = [await open(path, headers), await press(path, headers), await open(path, headers)];
        expect(pages.map(({ status }) => status)).toEqual([200, 200, 410]);
        const said = [
          linkWords[language].ask.cancel_by_customer.title,
          linkWords[language].done.cancel_by_customer.title,
          linkWords[language].used.title,
        ];
        for (const [index, page] of pages.entries()) {
          expect(page.text).toContain(`<html lang="${language}">`);
          expect(shown(page)).toContain(said[index]);
          const foreign = languages
            .filter((other) => other !== language)
            .flatMap((other) => Object.values(linkWords[other].ask).map(({ text }) => text))
            .filter((text) => shown(page).includes(text));
          expect(foreign).toEqual([]);
        }
        expect(shown(pages[2]!)).toContain(bookingWords[language].states.cancelled_by_customer);
      },
    );

    it('speaks the tenant’s language where the browser asks for none of ours', async () => {
      const danish = await buildLinkingMerchant(server, { settings: { locale: 'da-DK' } });
      const page = await open(danish.link(await danish.book()), { 'Accept-Language': 'ja' });
      expect(page.text).toContain('<html lang="da">');
      expect(shown(page)).toContain(linkWords.da.ask.cancel_by_customer.title);
    });

    it('shows the merchant’s name and colour', async () => {
      const settings = { branding: { color: '#123456' } };
      const painted = await buildLinkingMerchant(server, { settings });
      const page = await open(painted.link(await painted.book()));
      expect(page.text).toContain('--accent:#123456');
      expect(page.text).toContain(`Merchant ${painted.tenant.slug}`);
    });

    it('sets a cookie for that link alone, which tells nothing', async () => {
      const id = await merchant.book();
      const page = await open(merchant.link(id));
      expect(page.headers.get('set-cookie')).toBe(
        `countersign_link=1; Path=/v2/bookings/${id}/external_action/cancel_by_customer; Max-Age=86400; HttpOnly; SameSite=Lax; Secure`,
      );
    });
  });

  it.each([
    ['the page', () => open],
    ['the result', () => press],
  ])(
    '%s is kept by nobody, indexed by nobody, tells no address on, and loads and runs nothing',
    async (_title, go) => {
      const { headers, text } = await go()(merchant.link(await merchant.book()));
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-robots-tag')).toBe('noindex');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-\S+' 'sha256-\S+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
      expect(text).not.toMatch(/<script|\ssrc=|https?:\/\/(?!www\.w3\.org)/);
    },
  );

  describe('when its button is pressed', () => {
    it('acts, needs nothing else, and the journal says which link it was', async () => {
      const id = await merchant.book();
      const done = await press(merchant.link(id));
      expect([done.status, await merchant.stateOf(id)]).toEqual([200, 'cancelled_by_customer']);
      expect(shown(done)).toContain('Your booking is cancelled');
      const { history } = await merchant.booking(id, 'history');
      expect(history.at(-1)).toMatchObject({
        action: 'cancel_by_customer',
        by: { kind: 'action_link', credential_id: merchant.tenant.keyId, user_id: null },
        fingerprint: expect.stringMatching(/^[\w-]{43}$/),
      });
    });

    it.each([
      ['cancel', 'cancel_message'],
      ['cancel_by_customer', 'cancel_by_customer_message'],
    ])('takes an optional message with %s', async (action, member) => {
      const id = await merchant.book();
      const path = merchant.link(id, action);
      const [form] = formsOf((await open(path)).text, path);
      expect(form?.fields).toEqual({ message: '' });
      await submit(server, form!, { message: 'Sorry,\r\n<b>I am ill</b>' });
      expect((await merchant.booking(id)).meta[member]).toBe('Sorry,\n<b>I am ill</b>');
    });

    it('takes a message with decline, and with nothing else', async () => {
      const asked = await merchant.book({ graph: 'confirm_decline' });
      const path = merchant.link(asked, 'decline');
      await submit(server, formsOf((await open(path)).text, path)[0]!, { message: 'Full' });
      expect((await merchant.booking(asked)).meta.decline_message).toBe('Full');
      const other = merchant.link(await merchant.book(), 'complete');
      expect(formsOf((await open(other)).text, other)[0]?.fields).toEqual({});
    });

    it('a message that cannot be kept changes nothing, uses nothing up, and the page is shown again', async () => {
      const id = await merchant.book();
      const path = merchant.link(id);
      const [form] = formsOf((await open(path)).text, path);
      for (const message of ['x'.repeat(2001), 'a\u0000b']) {
        const again = await submit(server, form!, { message }, { headers: english });
        expect(again.status).toBe(422);
        expect(shown(again)).toContain('nothing was changed');
        expect(formsOf(again.text, path)).toHaveLength(1);
      }
      expect(await merchant.stateOf(id)).toBe('confirmed');
      expect((await press(path)).status).toBe(200);
    });

    it('every action of a graph can be linked', async () => {
      const cases = [
        ['instant', 'cancel', 'cancelled'],
        ['instant', 'cancel_by_customer', 'cancelled_by_customer'],
        ['instant', 'complete', 'completed'],
        ['instant', 'no_show', 'no_show'],
        ['confirm_decline', 'confirm', 'confirmed'],
        ['confirm_decline', 'decline', 'declined'],
        ['instant_payment', 'pay', 'paid'],
      ] as const;
      for (const [graph, action, state] of cases) {
        const id = await merchant.book({ graph });
        const done = await press(merchant.link(id, action));
        expect([action, done.status, await merchant.stateOf(id)]).toEqual([action, 200, state]);
        expect(shown(done)).toContain(linkWords.en.done[action].title);
      }
    });

    it('acts once: after that both its page and its button are 410, with where the booking stands and how to undo', async () => {
      const id = await merchant.book();
      const path = merchant.link(id);
      expect((await press(path)).status).toBe(200);
      for (const again of [await open(path), await press(path)]) {
        expect(again.status).toBe(410);
        expect(shown(again)).toContain('This link was used already');
        expect(shown(again)).toContain('Cancelled by the customer');
        expect(formsOf(again.text, path).map(({ buttons }) => buttons)).toEqual([['Undo the cancellation']]);
      }
      expect(await journalOf(id)).toEqual(['confirm', 'cancel_by_customer']);
    });

    it('is used once however often it was signed, where it has a jti', async () => {
      const id = await merchant.book();
      const [first, second] = [{ jti: 'j-1' }, { jti: 'j-1', nbf: 1 }].map((claims) =>
        merchant.link(id, 'cancel_by_customer', claims),
      );
      expect((await press(first!)).status).toBe(200);
      expect((await press(second!)).status).toBe(410);
      expect((await press(merchant.link(id, 'cancel_by_customer', { jti: 'j-2' }))).status).toBe(409);
    });

    it('of twenty presses at once one acts, and the others are told that the link was used', async () => {
      const id = await merchant.book();
      const path = merchant.link(id);
      const answers = await Promise.all(Array.from({ length: 20 }, () => press(path)));
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([200, ...Array<number>(19).fill(410)]);
      expect(await journalOf(id)).toEqual(['confirm', 'cancel_by_customer']);
    });

    it('of two links for different things at once one acts, and the other is told that it is not possible', async () => {
      const id = await merchant.book();
      const paths = [merchant.link(id, 'cancel'), merchant.link(id, 'complete')];
      const statuses = (await Promise.all(paths.map((path) => press(path)))).map(({ status }) => status);
      expect(statuses.sort()).toEqual([200, 409]);
      expect(await journalOf(id)).toHaveLength(2);
    });
  });

  describe('when the act is not possible', () => {
    it('says so with the state, by page and button alike, and is not used up', async () => {
      const id = await merchant.book({ graph: 'confirm_decline' });
      const path = merchant.link(id, 'cancel');
      for (const page of [await open(path), await press(path)]) {
        expect(page.status).toBe(409);
        expect(shown(page)).toContain('The booking no longer allows it.');
        expect(shown(page)).toContain('Not confirmed yet');
        expect(formsOf(page.text, path)).toEqual([]);
      }
      await merchant.app(`/v2/bookings/${id}/confirm`, { method: 'PUT', body: {} });
      expect((await press(path)).status).toBe(200);
    });

    it('says that it is too late by the merchant’s rule, which does not bind the merchant’s own links', async () => {
      const strict = await buildLinkingMerchant(server, {}, { policies: { min_cancel_notice: '2 days' } });
      const start = new Date(Date.now() + 86_400_000).toISOString();
      const end = new Date(Date.now() + 90_000_000).toISOString();
      const id = await strict.book({ start, end });
      const path = strict.link(id);
      for (const page of [await open(path), await press(path)]) {
        expect(page.status).toBe(409);
        expect(shown(page)).toContain(
          `too late to change this booking here. Please get in touch with Merchant ${strict.tenant.slug}`,
        );
      }
      const told = await server.request(path, wantsJson);
      expect(told.body).toMatchObject({
        code: 'policy_refused',
        policy: 'min_cancel_notice',
        state: 'confirmed',
      });
      expect(await strict.stateOf(id)).toBe('confirmed');
      expect((await press(strict.link(id, 'cancel'))).status).toBe(200);
    });

    it('says that the time was taken meanwhile', async () => {
      const hour = { start: '2032-05-01T10:00:00Z', end: '2032-05-01T11:00:00Z' };
      const asked = await merchant.book({ graph: 'confirm_decline', ...hour });
      await merchant.book(hour);
      const path = merchant.link(asked, 'confirm');
      const refused = await press(path);
      expect(refused.status).toBe(409);
      expect(shown(refused)).toContain('Somebody else has taken that time meanwhile.');
      const told = await server.request(path, { method: 'POST', ...wantsJson });
      expect(told.body).toMatchObject({
        code: 'slot_taken',
        state: 'tentative',
        available_actions: ['confirm', 'decline'],
      });
      expect(await merchant.stateOf(asked)).toBe('tentative');
    });

    it('an action that the graph does not know, or that happens by itself, is refused the same way', async () => {
      const id = await merchant.book({ graph: 'instant_payment' });
      for (const action of ['timeout', 'no_such_thing', 'undo']) {
        expect([action, (await press(merchant.link(id, action))).status]).toEqual([action, 409]);
      }
      expect(await merchant.stateOf(id)).toBe('tentative');
    });

    it('a booking that is gone is a page that says so, where the token names its key; else nothing proves it any more', async () => {
      const id = await merchant.book();
      const header = { kid: merchant.tenant.keyId };
      const action = 'cancel_by_customer';
      const named = actionLinkPath(id, action, actionLinkToken(merchant.tenant, id, action, { header }));
      const unnamed = merchant.link(id);
      await merchant.app(`/v2/bookings/${id}`, { method: 'DELETE' });
      const gone = await open(named);
      expect([gone.status, (await press(named)).status]).toEqual([404, 404]);
      expect(shown(gone)).toContain('This booking no longer exists');
      expect([(await open(unnamed)).status, (await press(unnamed)).status]).toEqual([401, 401]);
    });
  });

  describe('undoing', () => {
    it('brings the booking back by the button, after which both links stay used', async () => {
      const id = await merchant.book();
      const path = merchant.link(id);
      const [undo] = formsOf((await press(path)).text, path);
      expect(undo?.path).toContain(`/v2/bookings/${id}/external_action/undo?signature=`);
      const back = await submit(server, undo!, {}, { headers: english });
      expect([back.status, await merchant.stateOf(id)]).toEqual([200, 'confirmed']);
      expect(shown(back)).toContain('The booking is back');
      expect((await press(path)).status).toBe(410);
      expect((await submit(server, undo!)).status).toBe(410);
      expect([await merchant.stateOf(id), await journalOf(id)]).toEqual([
        'confirmed',
        ['confirm', 'cancel_by_customer', 'undo'],
      ]);
    });

    it('is no more than a page when the link is opened', async () => {
      const id = await merchant.book();
      const path = merchant.link(id);
      const [undo] = formsOf((await press(path)).text, path);
      const page = await open(undo!.path);
      expect(shown(page)).toContain('Undo the cancellation?');
      expect(formsOf(page.text, undo!.path).map(({ buttons }) => buttons)).toEqual([
        ['Undo the cancellation'],
      ]);
      expect(await merchant.stateOf(id)).toBe('cancelled_by_customer');
    });

    it('keeps the time meanwhile, and is not offered where the tenant gives no time for it', async () => {
      const hour = { start: '2032-06-01T10:00:00Z', end: '2032-06-01T11:00:00Z' };
      await press(merchant.link(await merchant.book(hour)));
      const customer = { name: 'Cy', email: 'cy@example.com' };
      const body = { resource_id: merchant.resourceId, ...hour, what: 'x', customer };
      expect((await merchant.app('/v2/bookings', { method: 'POST', body })).status).toBe(409);
      const quick = await buildLinkingMerchant(server, { settings: { undo_minutes: 0 } });
      const path = quick.link(await quick.book(hour));
      expect(shown(await open(path))).not.toContain('undo');
      const done = await press(path);
      expect(formsOf(done.text, path)).toEqual([]);
      expect((await quick.book({ ...hour })).length).toBe(36);
    });

    it('of twenty at once one brings the booking back', async () => {
      const id = await merchant.book();
      const path = merchant.link(id);
      const [undo] = formsOf((await press(path)).text, path);
      const answers = await Promise.all(Array.from({ length: 20 }, () => submit(server, undo!)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(await journalOf(id)).toEqual(['confirm', 'cancel_by_customer', 'undo']);
    });

    it('brings back what its own link cancelled, and no later cancellation, such as the merchant’s', async () => {
      const id = await merchant.book();
      const path = merchant.link(id);
      const undoFrom = (page: Answer) => formsOf(page.text, path)[0];
      const first = undoFrom(await press(path));
      const another = undoFrom(await open(path));
      expect((await submit(server, first!)).status).toBe(200);
      const merchants = await press(merchant.link(id, 'cancel'));
      expect([merchants.status, await merchant.stateOf(id)]).toEqual([200, 'cancelled']);
      expect((await submit(server, another!)).status).toBe(410);
      const page = await open(path);
      expect([page.status, undoFrom(page)]).toEqual([410, undefined]);
      const told = await server.request(path, { method: 'POST', ...wantsJson });
      expect([told.body.code, told.body.undo, await merchant.stateOf(id)]).toEqual([
        'link_used',
        undefined,
        'cancelled',
      ]);
      expect((await submit(server, undoFrom(merchants)!)).status).toBe(200);
      expect(await merchant.stateOf(id)).toBe('confirmed');
    });

    it('is offered by the cancelling link alone', async () => {
      const id = await merchant.book({ graph: 'confirm_decline' });
      const confirming = merchant.link(id, 'confirm');
      expect((await press(confirming)).status).toBe(200);
      await press(merchant.link(id));
      const page = await open(confirming);
      expect([page.status, formsOf(page.text, confirming)]).toEqual([410, []]);
    });
  });

  describe('for programs', () => {
    it('tells what is possible, without doing it', async () => {
      const id = await merchant.book();
      const answer = await server.request(merchant.link(id), wantsJson);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        200,
        'application/json; charset=utf-8',
      ]);
      expect(answer.body.data).toMatchObject({
        action: 'cancel_by_customer',
        possible: true,
        booking: { id, state: 'confirmed' },
      });
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    });

    it('acts and answers the booking and how to undo, with what a customer may see', async () => {
      const id = await merchant.book({ meta: { _note: 'secret', order: 'A' } });
      const path = merchant.link(id);
      const done = await server.request(path, { method: 'POST', ...wantsJson, body: { message: 'ill' } });
      expect(done.status).toBe(200);
      expect(done.body.data).toMatchObject({ id, state: 'cancelled_by_customer', meta: { order: 'A' } });
      expect(done.text).not.toContain('secret');
      expect(Date.parse(done.body.undo.expires_at) - Date.now()).toBeGreaterThan(9 * 60_000);
      expect(Date.parse(done.body.undo.expires_at) - Date.now()).toBeLessThanOrEqual(10 * 60_000);
      expect((await server.request(path, { method: 'POST', ...wantsJson })).body.code).toBe('link_used');
      const undone = await server.request(pathOf(done.body.undo.url), { method: 'POST', ...wantsJson });
      expect([undone.status, undone.body.data.state, undone.body.undo]).toEqual([
        200,
        'confirmed',
        undefined,
      ]);
    });

    it('tells a used link with the state, the actions, and the undo link', async () => {
      const id = await merchant.book();
      const path = merchant.link(id);
      await press(path);
      for (const method of ['GET', 'POST']) {
        const told = await server.request(path, { method, ...wantsJson });
        expect([told.status, told.headers.get('content-type')]).toEqual([
          410,
          'application/problem+json; charset=utf-8',
        ]);
        expect(told.body).toMatchObject({
          code: 'link_used',
          state: 'cancelled_by_customer',
          available_actions: [],
          undo: { url: expect.stringContaining('/external_action/undo?signature=') },
        });
      }
    });

    it('names a field that is wrong', async () => {
      const path = merchant.link(await merchant.book());
      const told = await server.request(path, { method: 'POST', ...wantsJson, body: { message: 5 } });
      expect([told.status, Object.keys(told.body.errors)]).toEqual([422, ['message']]);
    });

    it('repeats its answer under the same Idempotency-Key, byte for byte', async () => {
      const id = await merchant.book();
      const path = merchant.link(id);
      const ask = () =>
        server.request(path, {
          method: 'POST',
          headers: { Accept: 'application/json', 'Idempotency-Key': 'k1' },
        });
      const [first, second] = [await ask(), await ask()];
      expect([second.status, second.text]).toEqual([first.status, first.text]);
      expect(await journalOf(id)).toEqual(['confirm', 'cancel_by_customer']);
    });
  });

  it('is for its own route: another kind of caller is not let in, and a link opens nothing else', async () => {
    const id = await merchant.book();
    const path = merchant.link(id);
    const bare = path.split('?')[0]!;
    const configuration = await buildConfiguration(server, merchant.tenant);
    expect((await merchant.app(bare)).status).toBe(403);
    expect((await server.request(bare, { basic: merchant.tenant.widgetSecret })).status).toBe(403);
    expect((await server.request(bare, { bearer: configuration.token() })).status).toBe(403);
    const query = path.split('?')[1]!;
    for (const other of [
      `/v2/bookings/${id}`,
      '/v2/bookings',
      '/v2/resources',
      `/v2/bookings/${id}/action-links`,
    ])
      expect([other, (await server.request(`${other}?${query}`)).status]).toEqual([
        other,
        other.endsWith('links') ? 404 : 401,
      ]);
  });
});
