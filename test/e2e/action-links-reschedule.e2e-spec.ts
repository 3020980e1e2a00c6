import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildLinkingMerchant, type LinkingMerchant } from '../builders/linking-merchant.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import { formsOf, pathOf, submit, unescaped, wantsJson } from '../support/link-visits.js';
import { startTestServer, type Answer, type TestServer } from '../support/test-server.js';

const english = { 'Accept-Language': 'en' };
const shown = (page: Answer) => unescaped(page.text).replace(/\s+/g, ' ');
const choicesOf = (page: Answer): string[] =>
  [...page.text.matchAll(/type="radio" name="start" value="([^"]+)"/g)].map(([, value]) => unescaped(value!));
const linksOf = (page: Answer): Record<string, string> =>
  Object.fromEntries(
    [...page.text.matchAll(/<a class="button" href="([^"]+)">([^<]+)<\/a>/g)].map(([, href, text]) => [
      text,
      unescaped(href!),
    ]),
  );

/** Nine to eleven in Copenhagen. */
const hours = [{ allow_hours: { start: '09:00', end: '11:00' } }];
const monday = '2031-02-03';
const at = (time: string, day = monday) => `${day}T${time}:00+01:00`;

describe('a link that moves a booking', () => {
  let server: TestServer;
  let merchant: LinkingMerchant;

  beforeAll(async () => {
    server = await startTestServer();
    merchant = await buildLinkingMerchant(server, {}, { availabilityConstraints: hours });
  });
  afterAll(() => server.close());

  let days = 3;
  /** Half an hour from half past nine on a day of its own. */
  const book = async (of = merchant, members: object = {}) => {
    const day = new Date(Date.UTC(2031, 1, (days += 3))).toISOString().slice(0, 10);
    const id = await of.book({ start: at('09:30', day), end: at('10:00', day), ...members });
    return { id, day, path: of.link(id, 'reschedule_by_customer') };
  };
  const open = (path: string) => server.request(path, { headers: english });

  it('shows free times of the same resource for the booking’s length, its own time counting as free, none chosen', async () => {
    const id = await merchant.book({ start: at('09:30'), end: at('10:15') });
    await merchant.book({ start: at('09:00', '2031-02-04'), end: at('09:45', '2031-02-04') });
    const path = merchant.link(id, 'reschedule_by_customer');
    const page = await open(`${path}&from=${monday}`);
    expect(page.status).toBe(200);
    expect(choicesOf(page).slice(0, 4)).toEqual([
      at('09:00'),
      at('09:45'),
      at('09:45', '2031-02-04'),
      at('09:00', '2031-02-05'),
    ]);
    expect(page.text).not.toContain('checked');
    expect(shown(page)).toContain('<legend>Monday, 3 February 2031</legend>');
    expect(shown(page)).toContain('09:00 – 09:45');
    expect(formsOf(page.text, path).map(({ fields, buttons }) => [fields, buttons])).toEqual([
      [{}, ['Move booking']],
    ]);
    expect(await merchant.stateOf(id)).toBe('confirmed');
  });

  it('shows one week at a time, around the booking first, with links to the others that keep the link', async () => {
    const { path, day } = await book();
    const dayBefore = (days: number) =>
      new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
    const page = await open(`${path}&redirect=https%3A%2F%2Fshop.example`);
    expect(choicesOf(page)[0]).toBe(at('09:00', dayBefore(3)));
    const links = linksOf(page);
    expect(Object.keys(links)).toEqual(['Earlier week', 'Later week']);
    const earlier = await open(pathOf(links['Earlier week']!, `https://countersign.example${path}`));
    expect(choicesOf(earlier)[0]).toBe(at('09:00', dayBefore(10)));
    expect(links['Earlier week']).toContain('redirect=https%3A%2F%2Fshop.example');
  });

  it('never goes back before today, and says where a week has nothing free', async () => {
    const { path } = await book();
    const page = await open(`${path}&from=2000-01-01`);
    expect(Object.keys(linksOf(page))).toEqual(['Later week']);
    const constraints = [{ block_weekdays: {} }, { block_weekends: {} }];
    const closed = await buildLinkingMerchant(server, {}, { availabilityConstraints: constraints });
    const settings = { allow_outside_hours: true };
    const id = await closed.book({ start: at('09:30'), end: at('10:00'), settings });
    const nothing = await open(closed.link(id, 'reschedule_by_customer'));
    expect(shown(nothing)).toContain('There is no free time in this week.');
    expect(formsOf(nothing.text, '/')).toEqual([]);
  });

  it('moves the booking to the chosen time, shows it, and is used then', async () => {
    const { id, path, day } = await book();
    const [form] = formsOf((await open(path)).text, path);
    const moved = await submit(server, form!, { start: at('10:30', day) }, { headers: english });
    expect(moved.status).toBe(200);
    expect(shown(moved)).toContain('Your booking has a new time');
    expect(shown(moved)).toContain('10:30–11:00');
    expect(await merchant.stateOf(id)).toBe('rescheduled_by_customer');
    const { body } = await merchant.app(
      `/v2/bookings?search=state:confirmed&start=${encodeURIComponent(at('10:30', day))}&end=${encodeURIComponent(at('11:00', day))}`,
    );
    expect(body.data.map((booking: { meta: object }) => booking.meta)).toEqual([{ rescheduled_from: id }]);
    const again = await open(path);
    expect([again.status, (await submit(server, form!, { start: at('09:00', day) })).status]).toEqual([
      410, 410,
    ]);
    expect(shown(again)).toContain('Moved to another time');
    expect(formsOf(again.text, path)).toEqual([]);
    // The old booking's other links are dead with it.
    expect((await server.request(merchant.link(id), { method: 'POST' })).status).toBe(409);
  });

  it('a button that is pressed without a choice changes nothing, and the choices are shown again', async () => {
    const { id, path } = await book();
    const [form] = formsOf((await open(path)).text, path);
    const again = await submit(server, form!, {}, { headers: english });
    expect(again.status).toBe(422);
    expect(shown(again)).toContain('Please choose a time first. Nothing was changed.');
    expect(choicesOf(again).length).toBeGreaterThan(5);
    expect(await merchant.stateOf(id)).toBe('confirmed');
    expect((await submit(server, form!, { start: choicesOf(again)[0]! })).status).toBe(200);
  });

  it('a time that is taken meanwhile, or not offered at all, is refused with the choices shown again', async () => {
    const { id, path, day } = await book();
    await merchant.book({ start: at('10:30', day), end: at('11:00', day) });
    const [form] = formsOf((await open(path)).text, path);
    const cases = [
      [{ start: at('10:30', day) }, 409, 'Somebody else has taken that time meanwhile.'],
      [{ start: at('03:00', day) }, 409, 'That time cannot be booked here.'],
      [{ start: '2020-01-01T09:00:00Z' }, 409, 'That time cannot be booked here.'],
      [{ start: at('09:00', day), end: at('08:00', day) }, 422, 'nothing was changed'],
      [{ start: at('09:00', day), resource_id: 'nobody' }, 422, 'nothing was changed'],
    ] as const;
    for (const [fields, status, text] of cases) {
      const refused = await submit(server, form!, fields, { headers: english });
      expect([fields, refused.status]).toEqual([fields, status]);
      expect(shown(refused)).toContain(text);
      expect(choicesOf(refused)).not.toEqual([]);
    }
    expect(await merchant.stateOf(id)).toBe('confirmed');
  });

  it('takes another resource of the same project, and another length, where they are sent', async () => {
    const colleague = await buildResource(server, merchant.tenant, { name: 'Cy' });
    const project = await buildProject(server, merchant.tenant, {}, [{ id: merchant.resourceId }, colleague]);
    const { path, day } = await book(merchant, { project_id: project.id });
    const body = { start: at('09:00', day), end: at('10:00', day), resource_id: colleague.id };
    const moved = await server.request(path, { method: 'POST', ...wantsJson, body });
    expect(moved.status).toBe(200);
    expect(moved.body.data).toMatchObject({ state: 'confirmed', resource: { id: colleague.id, name: 'Cy' } });
    const { start, end } = moved.body.data.attributes.event_info;
    expect(Date.parse(end) - Date.parse(start)).toBe(3_600_000);
  });

  it('offers what all resources of a project have together where it books them together', async () => {
    const [one, two] = [
      await buildResource(server, merchant.tenant, { availabilityConstraints: hours }),
      await buildResource(server, merchant.tenant),
    ];
    const project = await buildProject(server, merchant.tenant, { availability: { mode: 'mutual' } }, [
      one,
      two,
    ]);
    const { path, day, id } = await book(merchant, { project_id: project.id, resource_id: one.id });
    await merchant.book({ resource_id: two.id, start: at('10:00', day), end: at('10:30', day) });
    const page = await open(`${path}&from=${day}`);
    expect(choicesOf(page).slice(0, 2)).toEqual([at('09:00', day), at('10:30', day)]);
    const [form] = formsOf(page.text, path);
    expect((await submit(server, form!, { start: at('10:30', day) })).status).toBe(200);
    expect(await merchant.stateOf(id)).toBe('rescheduled_by_customer');
  });

  it('of twenty choices at once one moves the booking', async () => {
    const { path, day, id } = await book();
    const [form] = formsOf((await open(path)).text, path);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => submit(server, form!, { start: at('10:30', day) })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(410)]);
    const { history } = await merchant.booking(id, 'history');
    expect(history.map((row: { action: string }) => row.action)).toEqual([
      'confirm',
      'reschedule_by_customer',
    ]);
  });

  it('tells programs the free times and the weeks beside', async () => {
    const { path, day } = await book();
    const told = await server.request(`${path}&from=${day}`, wantsJson);
    expect(told.status).toBe(200);
    expect(told.body.data.slots[0]).toEqual({
      start: new Date(at('09:00', day)).toISOString().replace('.000Z', '+00:00'),
      end: new Date(at('09:30', day)).toISOString().replace('.000Z', '+00:00'),
    });
    const later = await server.request(pathOf(told.body.data.later), wantsJson);
    expect(Date.parse(later.body.data.slots[0].start)).toBeGreaterThan(
      Date.parse(told.body.data.slots.at(-1).start),
    );
    expect(told.body.data.earlier).toContain('https://countersign.example/v2/bookings/');
    const wrong = await server.request(path, { method: 'POST', ...wantsJson, body: {} });
    expect([wrong.status, wrong.body.errors]).toEqual([422, { start: ['is needed'] }]);
  });

  it('leads to the tenant’s own page where it has one, and still acts', async () => {
    const own = await buildLinkingMerchant(server, {
      settings: { reschedule_url: 'https://shop.example/move?lang=da' },
    });
    const id = await own.book({ start: at('09:30'), end: at('10:00') });
    const path = own.link(id, 'reschedule_by_customer');
    const sent = await open(path);
    expect([sent.status, sent.headers.get('referrer-policy')]).toEqual([303, 'no-referrer']);
    const address = new URL(sent.headers.get('location')!);
    expect([address.origin + address.pathname, Object.fromEntries(address.searchParams)]).toEqual([
      'https://shop.example/move',
      {
        lang: 'da',
        uuid: id,
        action: 'reschedule_by_customer',
        'event.start': at('09:30'),
        'event.end': at('10:00'),
      },
    ]);
    expect((await server.request(path, wantsJson)).body.data.reschedule_url).toBe(address.href);
    expect((await own.touchesOf(id)).map(({ outcome }) => outcome)).toEqual(['redirected', 'shown']);
    const moved = await server.request(path, { method: 'POST', ...wantsJson, body: { start: at('12:00') } });
    expect([moved.status, await own.stateOf(id)]).toEqual([200, 'rescheduled_by_customer']);
  });
});
