import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildBookingRow } from '../builders/booking-rows.js';
import { comesTo } from '../support/comes-to.js';
import { OverviewHouse, overflowOf, violationsOn } from '../support/overview-desk.js';

let house: OverviewHouse;
beforeAll(async () => {
  house = await OverviewHouse.open();
});
afterAll(() => house.close());

const day = 86_400_000;

describe('the overview on this server’s own page', () => {
  test('lists what is coming, the next one first, and asks nobody but this server', async () => {
    await house.book('list@example.com', 'Later cut', '2031-03-05T10:00:00Z');
    await house.book('list@example.com', '<img src=x onerror=alert(1)>Sooner cut', '2031-03-04T10:00:00Z', {
      where: '1 High <i>Street</i>',
    });
    await house.book('other@example.com', 'Foreign cut', '2031-03-06T10:00:00Z');
    const { page, overview, requests, complaints } = await house.sit(house.hosted('list@example.com'));
    await overview.locator('h3').first().waitFor();
    await comesTo(
      () => overview.locator('h3').allTextContents(),
      ['<img src=x onerror=alert(1)>Sooner cut', 'Later cut'],
    );
    const first = overview.getByRole('listitem').first();
    await comesTo(() => first.locator('time').textContent(), 'Tuesday, 4 March 2031, 11:00–11:30 CET');
    for (const text of ['With Ann <b>Barber</b>', 'Where: 1 High <i>Street</i>', 'Confirmed'])
      await comesTo(() => first.getByText(text, { exact: true }).count(), 1);
    await comesTo(() => overview.getByText('Central European Time (Europe/Copenhagen)').count(), 1);
    expect(await violationsOn(page)).toEqual([]);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect(requests.map((address) => new URL(address).origin)).toEqual(requests.map(() => house.relay.url));
    // The address that a server sees names the customer to nobody before the component asks.
    expect(requests[0]).toBe(`${house.relay.url}/overview/${house.tenant.slug}`);
    expect(complaints).toEqual([]);
    await page.reload();
    await overview.getByText('Later cut').waitFor();
    await page.context().close();
  });

  test.each([
    ['America/New_York', 'en-US', /5:00\s–\s5:30\sAM EST$/],
    ['America/New_York', 'en-GB', /05:00–05:30 GMT-5$/],
    ['Asia/Kolkata', 'en-IN', /3:30\s–\s4:00\spm IST$/],
    ['Europe/Copenhagen', 'de-DE', /11:00–11:30 Uhr MEZ$/],
    ['Europe/Copenhagen', 'da-DK', /11\.00–11\.30 CET$/],
  ])('writes times in the browser’s zone and hours: %s, %s', async (timezoneId, locale, expected) => {
    await house.book(`zone-${timezoneId}-${locale}@example.com`, 'Cut', '2031-01-07T10:00:00Z', {
      settings: { allow_double_bookings: true },
    });
    const { page, overview } = await house.sit(house.hosted(`zone-${timezoneId}-${locale}@example.com`), {
      timezoneId,
      locale,
    });
    await comesTo(() => overview.locator('time').first().textContent(), expect.stringMatching(expected));
    const zone = timezoneId === 'Asia/Kolkata' ? 'Asia/Calcutta' : timezoneId;
    await comesTo(() => overview.getByText(`(${zone})`).count(), 1);
    await page.context().close();
  });

  test.each([
    ['en-GB', 'Coming bookings', 'Cancel booking', 'Confirmed'],
    ['de-DE', 'Kommende Buchungen', 'Buchung absagen', 'Bestätigt'],
    ['fr-FR', 'Réservations à venir', 'Annuler la réservation', 'Confirmée'],
    ['es-ES', 'Próximas reservas', 'Cancelar la reserva', 'Confirmada'],
    ['da-DK', 'Kommende bookinger', 'Aflys booking', 'Bekræftet'],
  ])('speaks %s', async (locale, heading, button, state) => {
    await house.book(`speaks-${locale}@example.com`, 'Cut', '2031-02-07T10:00:00Z', {
      settings: { allow_double_bookings: true },
    });
    const { page, overview } = await house.sit(house.hosted(`speaks-${locale}@example.com`), { locale });
    await overview.getByRole('heading', { name: heading }).waitFor();
    await comesTo(() => overview.getByRole('listitem').textContent(), expect.stringContaining(button));
    await comesTo(() => overview.getByText(state, { exact: true }).count(), 1);
    expect(await page.evaluate('document.documentElement.lang')).toBe(locale.slice(0, 2));
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect(await violationsOn(page)).toEqual([]);
    await page.context().close();
  });

  test('says so where nothing is booked, and where nothing ever was', async () => {
    const { page, overview } = await house.sit(house.hosted('nobody@example.com'));
    await overview.getByText('You have no coming bookings.').waitFor();
    await overview.getByText('Past bookings').click();
    await overview.getByText('You have no past bookings.').waitFor();
    await page.context().close();
  });

  test('shows past bookings on demand, page by page, and cancelled ones as such', async () => {
    const members = { customerEmail: 'past@example.com', resourceId: house.resource.id };
    for (let days = 1; days <= 25; days += 1)
      await buildBookingRow(house.server, house.tenant, {
        ...members,
        what: `Day ${days}`,
        state: days === 1 ? 'cancelled_by_customer' : 'completed',
        startsAt: Date.now() - days * day,
        endsAt: Date.now() - days * day + 1_800_000,
      });
    const { page, overview } = await house.sit(house.hosted('past@example.com'));
    await overview.getByText('You have no coming bookings.').waitFor();
    await overview.getByText('Past bookings').click();
    await overview.getByText('Day 20', { exact: true }).waitFor();
    await comesTo(() => overview.locator('h3').count(), 20);
    await comesTo(
      () => overview.getByRole('listitem').first().textContent(),
      expect.stringContaining('Cancelled'),
    );
    await overview.getByRole('button', { name: 'Show more' }).click();
    await overview.getByText('Day 25', { exact: true }).waitFor();
    await comesTo(() => overview.locator('h3').count(), 25);
    await comesTo(() => overview.getByRole('button', { name: 'Cancel booking' }).count(), 0);
    await page.context().close();
  });

  test('shows what takes place right now once, among what is coming', async () => {
    const members = { customerEmail: 'now@example.com', resourceId: house.resource.id };
    const hour = 3_600_000;
    for (const [what, startsAt] of [
      ['Over', Date.now() - 3 * hour],
      ['Now', Date.now() - hour / 2],
    ] as const)
      await buildBookingRow(house.server, house.tenant, {
        ...members,
        what,
        startsAt,
        endsAt: startsAt + hour,
      });
    const { page, overview } = await house.sit(house.hosted('now@example.com'));
    await overview.getByText('Now', { exact: true }).waitFor();
    await overview.getByText('Past bookings').click();
    await overview.getByText('Over', { exact: true }).waitFor();
    await comesTo(() => overview.locator('h3').allTextContents(), ['Now', 'Over']);
    await page.context().close();
  });

  test('shows a seat of a group with how many are taken', async () => {
    const { server, tenant } = house;
    const create = async (body: object) => {
      const answer = await server.request('/v2/bookings', { method: 'POST', basic: tenant.secret, body });
      expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
      return answer.body.data.id as string;
    };
    const times = { start: '2031-04-01T08:00:00Z', end: '2031-04-01T09:00:00Z' };
    const event = await create({
      ...times,
      resource_id: house.resource.id,
      graph: 'group_owner',
      what: 'Yoga',
      group_booking: { max_seats: 8 },
    });
    await create({
      graph: 'group_customer',
      related: { owner_booking_id: event },
      customer: { name: 'G', email: 'group@example.com' },
    });
    const { page, overview } = await house.sit(house.hosted('group@example.com'));
    await overview.getByText('Group: 1 of 8 seats taken').waitFor();
    await comesTo(() => overview.locator('h3').textContent(), 'Yoga');
    await page.context().close();
  });

  test('says what to do where the token’s time is over, or where it never was one', async () => {
    const expired = house.hosted('list@example.com', { claims: { exp: 1_700_000_000 } });
    const wrong = house.hosted('list@example.com', { secret: 'x'.repeat(43) });
    const widened = house.hosted('list@example.com').replace('list%40', 'other%40');
    for (const [address, title] of [
      [expired, 'This link has expired'],
      [wrong, 'This link no longer works'],
      [widened, 'This link no longer works'],
      [`${house.relay.url}/overview/${house.tenant.slug}`, 'Your bookings are a link away'],
      [`${house.relay.url}/overview/${house.tenant.slug}#search=x`, 'Your bookings are a link away'],
    ] as const) {
      const { page, overview } = await house.sit(address);
      await overview.getByText(title).waitFor();
      await comesTo(() => overview.locator('h3').count(), 0);
      await page.context().close();
    }
  });

  test('shows nobody’s bookings under another merchant’s name, and asks for none', async () => {
    const address = house.hosted('list@example.com', { claims: { app_slug: 'somebody-else' } });
    const { page, overview, requests } = await house.sit(address);
    await overview.getByText('Your bookings are a link away').waitFor();
    expect(requests.filter((asked) => asked.includes('/v2/'))).toEqual([]);
    await page.context().close();
  });

  test('another token in the same page opens another list', async () => {
    const { page, overview } = await house.sit(house.hosted('nobody@example.com'));
    await overview.getByText('You have no coming bookings.').waitFor();
    await page.goto(house.hosted('list@example.com'));
    await overview.getByText('Later cut').waitFor();
    await page.context().close();
  });

  test('a server that is away is waited for, and the list comes by itself', async () => {
    const { page, overview } = await house.sit(house.hosted('nobody@example.com'));
    await overview.getByText('You have no coming bookings.').waitFor();
    await house.relay.cut();
    await page.goto(house.hosted('list@example.com'));
    await overview.getByText('The bookings cannot be reached right now').waitFor();
    await house.relay.mend();
    await overview.getByText('Later cut').waitFor();
    // Once it is there it stays, and says how old it is.
    await house.relay.cut();
    await page.evaluate(`dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
    await overview.getByText('The connection is lost.').waitFor();
    await comesTo(() => overview.getByText('Later cut').count(), 1);
    await house.relay.mend();
    await overview.getByText('The connection is lost.').waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('a browser without a connection is told apart, and tries again when it is back', async () => {
    const { page, overview } = await house.sit(house.hosted('nobody@example.com'));
    await overview.getByText('You have no coming bookings.').waitFor();
    await page.context().setOffline(true);
    await page.goto(house.hosted('list@example.com'));
    await overview.getByText('You are offline').waitFor();
    await page.context().setOffline(false);
    await overview.getByText('Later cut').waitFor();
    await page.context().close();
  });
});
