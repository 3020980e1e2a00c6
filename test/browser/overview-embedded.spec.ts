import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Tenant } from '../../src/tenants/tenant.entity.js';
import { announce } from '../builders/tenancy.js';
import { comesTo } from '../support/comes-to.js';
import { startMerchantExample, type MerchantExample } from '../support/merchant-example.js';
import { OverviewHouse, overflowOf, violationsOn, type Desk } from '../support/overview-desk.js';

let house: OverviewHouse;
let shop: MerchantExample;
beforeAll(async () => {
  house = await OverviewHouse.open();
  shop = await startMerchantExample(house.relay.url, house.tenant);
});
afterAll(async () => {
  await shop.close();
  await house.close();
});

async function logIn(email: string, query = ''): Promise<Desk> {
  const desk = await house.sit(shop.url, { viewport: { width: 320, height: 700 } });
  await desk.page.getByLabel('E-mail').fill(email);
  await desk.page.getByRole('button', { name: 'Log in' }).click();
  if (query !== '') await desk.page.goto(shop.url + query);
  return desk;
}

async function setOrigins(origins: readonly string[]): Promise<void> {
  const settings = { allowed_origins: [...origins] };
  const { id } = house.tenant;
  await house.server.database.write(({ manager }) => manager.update(Tenant, { id }, { settings }));
  await announce(house.server, { topic: 'tenant', tenantId: id, subject: id });
}

describe('the overview on a merchant’s own page, on another site', () => {
  test('lists, cancels and undoes with the token that the merchant’s server signed', async () => {
    const id = await house.book('shop@example.com', 'Shop cut', '2031-03-04T10:00:00Z');
    const { page, overview, requests, complaints } = await logIn('shop@example.com');
    await overview.getByText('Shop cut').waitFor();
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect(await violationsOn(page)).toEqual([]);
    await overview.getByRole('button', { name: 'Cancel booking' }).click();
    await overview.getByRole('dialog').getByRole('button', { name: 'Cancel booking' }).click();
    await overview.getByRole('button', { name: 'Undo the cancellation' }).waitFor();
    expect(await house.stateOf(id)).toBe('cancelled_by_customer');
    await overview.getByRole('button', { name: 'Undo the cancellation' }).click();
    await overview.getByText('Confirmed', { exact: true }).waitFor();
    expect(new Set(requests.map((address) => new URL(address).origin))).toEqual(
      new Set([shop.url, house.relay.url]),
    );
    expect(requests.join()).not.toContain(house.tenant.secret);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('wears the page’s colours and takes its language', async () => {
    const { page, overview } = await logIn('shop@example.com', '/?lang=fr');
    await overview.getByRole('heading', { name: 'Réservations à venir' }).waitFor();
    const ground = `getComputedStyle(document.querySelector('booking-overview')).backgroundColor`;
    await comesTo(() => page.evaluate(ground), 'rgb(255, 250, 243)');
    await page.evaluate(`document.querySelector('booking-overview').lang = 'de'`);
    await overview.getByRole('heading', { name: 'Kommende Buchungen' }).waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await comesTo(() => page.evaluate(ground), 'rgb(29, 23, 18)');
    expect(await violationsOn(page)).toEqual([]);
    await page.context().close();
  });

  test('is refused where the merchant lists other origins, and shown where it lists this one', async () => {
    await setOrigins(['https://elsewhere.example']);
    const refused = await logIn('shop@example.com');
    await refused.overview.getByText('Your bookings could not be loaded').waitFor();
    await refused.page.context().close();
    await setOrigins([shop.url]);
    const listed = await logIn('shop@example.com');
    await listed.overview.getByText('Shop cut').waitFor();
    await listed.overview.getByRole('button', { name: 'Cancel booking' }).click();
    await listed.overview.getByRole('dialog').getByRole('button', { name: 'Cancel booking' }).click();
    await listed.overview.getByRole('button', { name: 'Undo the cancellation' }).waitFor();
    await listed.page.context().close();
    await setOrigins([]);
  });

  test('moves a booking on this server’s page and is fresh when the customer comes back', async () => {
    await house.book('mover@example.com', 'Moved cut', '2031-06-04T10:00:00Z');
    const { page, overview } = await logIn('mover@example.com');
    await overview.getByRole('link', { name: 'Move booking' }).click();
    await page.getByRole('radio').nth(2).check();
    await page.getByRole('button', { name: 'Move booking' }).click();
    await page.getByText('Your booking has a new time').waitFor();
    await page.goto(shop.url);
    await overview.getByText('Moved to another time').waitFor();
    await comesTo(() => overview.locator('h3').count(), 2);
    await page.context().close();
  });
});
