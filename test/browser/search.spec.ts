import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { Tenant } from '../../src/tenants/tenant.entity.js';
import { announce } from '../builders/tenancy.js';
import { comesTo } from '../support/comes-to.js';
import { overflowOf, violationsOn } from '../support/overview-desk.js';
import { SearchHouse } from '../support/search-house.js';
import { startStaticPage, type StaticPage } from '../support/static-page.js';

let place: SearchHouse;
let shop: StaticPage;
beforeAll(async () => {
  place = await SearchHouse.open();
  shop = await startStaticPage(place.house.relay.url);
});
afterAll(async () => {
  await shop.close();
  await place.close();
});

const box = (search: Locator) => search.getByRole('searchbox');
const titles = (search: Locator) => search.getByRole('heading', { level: 2 });
const result = (search: Locator, name: string) =>
  search.getByRole('listitem').filter({ has: search.page().getByRole('heading', { name, exact: true }) });

/** Chooses the next free time of a result and fills in its form. */
async function book(search: Locator, name: string, email: string): Promise<void> {
  await result(search, name).getByRole('button').first().click();
  await search.getByLabel('Name').fill('Carla Customer');
  await search.getByLabel('E-mail').fill(email);
}

async function setOrigins(origins: readonly string[]): Promise<void> {
  const settings = { allowed_origins: [...origins] };
  const { id } = place.house.tenant;
  await place.house.server.database.write(({ manager }) => manager.update(Tenant, { id }, { settings }));
  await announce(place.house.server, { topic: 'tenant', tenantId: id, subject: id });
}

const element = (attributes: string): string =>
  `<script type="module" src="${place.house.relay.url}/search.js"></script><booking-search ${attributes}></booking-search>`;

describe('the search page of this server', () => {
  test('finds as somebody types, and books what was found', async () => {
    const { page, search, requests, complaints } = await place.sit(place.hosted, {
      viewport: { width: 320, height: 700 },
    });
    await search.getByText('3 results').waitFor();
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect(await violationsOn(page)).toEqual([]);
    await box(search).pressSequentially('tow');
    await search.getByText('1 result', { exact: true }).waitFor();
    await comesTo(() => titles(search).allTextContents(), ['Beard trim']);
    await comesTo(() => search.getByText('With a hot towel <b>and a smile</b>').count(), 1);
    await book(search, 'Beard trim', 'carla@example.com');
    await search.getByRole('button', { name: 'Book' }).click();
    await search.getByText('Please fill this in.').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await search.getByLabel('Allergies?').fill('None');
    await search.getByRole('button', { name: 'Book' }).click();
    await search.getByRole('heading', { name: 'You are booked' }).waitFor();
    await comesTo(() => search.getByText('Confirmed').count(), 1);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect(await violationsOn(page)).toEqual([]);
    const [booking] = await place.bookings();
    expect(booking).toMatchObject({
      graph: 'instant',
      state: 'confirmed',
      resource: { name: 'Ben' },
      customers: [
        {
          name: 'Carla Customer',
          email: 'carla@example.com',
          timezone: 'Europe/Copenhagen',
          meta: { comment: 'None' },
        },
      ],
    });
    // The page's own server is all that was asked, and no request held the merchant's secret.
    expect(new Set(requests.map((address) => new URL(address).origin))).toEqual(
      new Set([place.house.relay.url]),
    );
    expect(await page.content()).not.toContain(place.house.tenant.secret);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('shows who waits another time where somebody was quicker, and books that', async () => {
    const [one, two] = [await place.sit(place.hosted), await place.sit(place.hosted)];
    for (const { search } of [one, two]) {
      await search.getByText('3 results').waitFor();
      await book(search, 'Beard trim', 'both@example.com');
      await search.getByLabel('Allergies?').fill('None');
    }
    await one.search.getByRole('button', { name: 'Book' }).click();
    await one.search.getByRole('heading', { name: 'You are booked' }).waitFor();
    await two.search.getByRole('button', { name: 'Book' }).click();
    await two.search.getByText('This time has just been taken').waitFor();
    const times = result(two.search, 'Beard trim').locator('[part~=time]');
    await times.first().click();
    await comesTo(() => two.search.getByLabel('E-mail').inputValue(), 'both@example.com');
    await two.search.getByRole('button', { name: 'Book' }).click();
    await two.search.getByRole('heading', { name: 'You are booked' }).waitFor();
    const starts = (await place.bookings()).map(({ attributes }) => attributes.event_info.start);
    expect(new Set(starts).size).toBe(starts.length);
    await one.page.context().close();
    await two.page.context().close();
  });

  test('books a resource without a project of its own too', async () => {
    const answer = await place.house.server.request('/v2/resources', {
      method: 'POST',
      basic: place.house.tenant.secret,
      body: { name: 'Sauna', timezone: 'Europe/Copenhagen' },
    });
    const { page, search } = await place.sit(place.hosted);
    await box(search).fill('saun');
    await search.getByText('1 result', { exact: true }).waitFor();
    await search.getByRole('button', { name: 'More times' }).click();
    await result(search, 'Sauna').getByRole('heading', { level: 3 }).first().waitFor();
    await result(search, 'Sauna').locator('[part~=time]').nth(2).click();
    await search.getByLabel('Name').fill('Dan');
    await search.getByLabel('E-mail').fill('dan@example.com');
    await search.getByRole('button', { name: 'Book' }).click();
    await search.getByRole('heading', { name: 'You are booked' }).waitFor();
    const [booking] = (await place.bookings()).filter(({ resource }) => resource.id === answer.body.data.id);
    expect(booking).toMatchObject({ state: 'confirmed', customers: [{ email: 'dan@example.com' }] });
    await page.context().close();
  });

  test('says that the server is away, and finds again when it is back', async () => {
    const { page, search } = await place.sit(place.hosted);
    await search.getByText('results', { exact: false }).first().waitFor();
    await place.house.relay.cut();
    await box(search).fill('beard');
    await search.getByText('The search cannot be reached right now').waitFor();
    await place.house.relay.mend();
    await search.getByRole('button', { name: 'Try again' }).click();
    await search.getByRole('heading', { name: 'Beard trim' }).waitFor();
    await search.getByRole('alert').waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('is no page where nobody asked for one', async () => {
    const { page, complaints } = await place.sit(`${place.house.relay.url}/search/nobody`);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('the search on a merchant’s own page, on another site', () => {
  const attributes = () => `token="${place.token()}" widget-key="${place.house.tenant.widgetSecret}"`;

  test('finds by the token and books by the widget key, under a strict policy', async () => {
    shop.show(element(attributes()));
    const { page, search, complaints } = await place.sit(shop.url, { colorScheme: 'dark' });
    await box(search).fill('beard');
    await search.getByRole('heading', { name: 'Beard trim' }).waitFor();
    await book(search, 'Beard trim', 'shop@example.com');
    await search.getByLabel('Allergies?').fill('None');
    await search.getByRole('button', { name: 'Book' }).click();
    await search.getByRole('heading', { name: 'You are booked' }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('with a token alone it finds, and has nothing to book with', async () => {
    shop.show(element(`token="${place.token()}"`));
    const { page, search } = await place.sit(shop.url);
    await search.getByRole('heading', { name: 'Beard trim' }).waitFor();
    await search.getByText('Next free time:').first().waitFor();
    await comesTo(() => search.getByRole('listitem').getByRole('button').count(), 0);
    await page.context().close();
  });

  test.each([
    [
      'is over',
      () => place.token({ exp: Math.floor(Date.now() / 1000) - 3600 }),
      'This page has been open for too long',
    ],
    ['was changed', () => `${place.token()}x`, 'This search no longer works'],
    [
      'pins an experience that is gone',
      () => place.token({ query: { experienceKey: 'gone' } }),
      'This search no longer works',
    ],
    ['is for something else', () => `${place.token({ aud: '/v2/projects' })}`, 'This search no longer works'],
  ])('a token that %s says what to do', async (_, token, heading) => {
    shop.show(element(`token="${token()}" widget-key="${place.house.tenant.widgetSecret}"`));
    const { page, search } = await place.sit(shop.url);
    await search.getByRole('alert').getByRole('heading', { name: heading }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.context().close();
  });

  test('is refused where the merchant lists other origins, and finds where it lists this one; this server’s page always does', async () => {
    shop.show(element(attributes()));
    await setOrigins(['https://elsewhere.example']);
    const refused = await place.sit(shop.url);
    await refused.search.getByText('This search no longer works').waitFor();
    await refused.page.context().close();
    const own = await place.sit(place.hosted);
    await own.search.getByRole('heading', { name: 'Beard trim' }).waitFor();
    await own.search.getByRole('button', { name: 'More times' }).first().click();
    await own.search.getByRole('heading', { level: 3 }).first().waitFor();
    await own.page.context().close();
    await setOrigins([shop.url]);
    const listed = await place.sit(shop.url);
    await listed.search.getByRole('heading', { name: 'Beard trim' }).waitFor();
    await listed.page.context().close();
    await setOrigins([]);
  });
});
