import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { comesTo } from '../support/comes-to.js';
import { focusComesTo, focusedOn, OverviewHouse, violationsOn, type Desk } from '../support/overview-desk.js';

let house: OverviewHouse;
let page: Page;
let overview: Locator;
let desk: Desk;
let email: string;
let id: string;
let customers = 0;

beforeAll(async () => {
  house = await OverviewHouse.open();
});
afterAll(() => house.close());
beforeEach(async () => {
  customers += 1;
  email = `customer-${customers}@example.com`;
  id = await house.book(email, 'Haircut', new Date(Date.UTC(2031, 0, customers, 9)).toISOString());
  desk = await house.sit(house.hosted(email));
  ({ page, overview } = desk);
  await overview.getByText('Haircut').waitFor();
  await page.evaluate(`window.told = [];
    for (const name of ['overview-loaded', 'booking-cancelled', 'booking-restored'])
      addEventListener(name, ({ detail }) => window.told.push([name, detail]))`);
});
afterEach(() => page.context().close());

const button = (name: string) => overview.getByRole('listitem').getByRole('button', { name });
const dialog = () => overview.getByRole('dialog');
const told = async (name: string) =>
  (await page.evaluate<[string, unknown][]>('window.told')).filter(([event]) => event === name);
const cancel = async () => {
  await button('Cancel booking').click();
  await dialog().getByRole('button', { name: 'Cancel booking' }).click();
  await dialog().waitFor({ state: 'hidden' });
};

describe('cancelling', () => {
  test('asks first, and leaves everything as it is for whoever thinks again', async () => {
    for (const leave of [
      () => dialog().getByRole('button', { name: 'Keep booking' }).click(),
      () => page.keyboard.press('Escape'),
    ]) {
      await button('Cancel booking').click();
      await comesTo(() => dialog().textContent(), expect.stringContaining('Haircut'));
      await focusComesTo(page, 'Cancel this booking?');
      await leave();
      await dialog().waitFor({ state: 'hidden' });
      await focusComesTo(page, 'Cancel booking');
    }
    expect(await house.stateOf(id)).toBe('confirmed');
  });

  test('shows the new state without a reload, tells the page and keeps the message', async () => {
    await page.evaluate('window.stayed = true');
    await button('Cancel booking').click();
    await dialog().getByLabel('Message (optional)').fill('I am ill, sorry <3');
    await dialog().getByRole('button', { name: 'Cancel booking' }).click();
    await overview.getByText('Cancelled by the customer').waitFor();
    await focusComesTo(page, 'Undo the cancellation');
    await comesTo(() => overview.getByRole('status').first().textContent(), 'Haircut is cancelled.');
    await comesTo(() => button('Cancel booking').count(), 0);
    expect(await page.evaluate('window.stayed')).toBe(true);
    expect(await house.stateOf(id)).toBe('cancelled_by_customer');
    expect(await told('booking-cancelled')).toEqual([
      ['booking-cancelled', { id, state: 'cancelled_by_customer' }],
    ]);
    const { body } = await house.server.request(`/v2/bookings/${id}?include=history`, {
      basic: house.tenant.secret,
    });
    expect(JSON.stringify(body)).toContain('I am ill, sorry <3');
    expect(desk.complaints).toEqual([]);
  });

  test('can be undone, and then it can be cancelled again', async () => {
    await cancel();
    await button('Undo the cancellation').click();
    await overview.getByText('Confirmed', { exact: true }).waitFor();
    expect(await house.stateOf(id)).toBe('confirmed');
    expect(await told('booking-restored')).toEqual([['booking-restored', { id, state: 'confirmed' }]]);
    await focusComesTo(page, 'Haircut');
    await comesTo(() => button('Undo the cancellation').count(), 0);
    await button('Cancel booking').waitFor();
    await cancel();
    await button('Undo the cancellation').waitFor();
    expect(await house.stateOf(id)).toBe('cancelled_by_customer');
  });

  test('of what the merchant has settled meanwhile changes nothing and says why', async () => {
    await house.act(id, 'complete');
    await cancel();
    await overview
      .getByRole('alert')
      .getByText('Nothing was changed: this is no longer possible. The booking is now: Completed.')
      .waitFor();
    await comesTo(() => button('Cancel booking').count(), 0);
    expect(await house.stateOf(id)).toBe('completed');
    expect(await violationsOn(page)).toEqual([]);
  });

  test('in two windows happens once, and the second learns of the first', async () => {
    const second = await house.sit(house.hosted(email));
    await second.overview.getByText('Haircut').waitFor();
    await cancel();
    await second.overview.getByRole('listitem').getByRole('button', { name: 'Cancel booking' }).click();
    await second.overview.getByRole('dialog').getByRole('button', { name: 'Cancel booking' }).click();
    await second.overview.getByText('Nothing was changed: this is no longer possible.').waitFor();
    await second.overview.getByText('Cancelled by the customer', { exact: true }).waitFor();
    await comesTo(() => second.overview.getByRole('listitem').getByText('Cancel booking').count(), 0);
    await second.page.context().close();
  });

  test('without a connection fails in the dialog, and works when it is back', async () => {
    await button('Cancel booking').click();
    await page.context().setOffline(true);
    await dialog().getByRole('button', { name: 'Cancel booking' }).click();
    await dialog().getByText('That did not work').waitFor();
    expect(await house.stateOf(id)).toBe('confirmed');
    await page.context().setOffline(false);
    await dialog().getByRole('button', { name: 'Cancel booking' }).click();
    await overview.getByText('Cancelled by the customer').waitFor();
    expect(await house.stateOf(id)).toBe('cancelled_by_customer');
  });
});

describe('moving', () => {
  test('leads to the page of free times and back to a fresh list', async () => {
    await overview.getByRole('listitem').getByRole('link', { name: 'Move booking' }).click();
    await page.getByRole('radio').nth(3).check();
    await page.getByRole('button', { name: 'Move booking' }).click();
    await page.getByText('Your booking has a new time').waitFor();
    await page.goto(house.hosted(email));
    await overview.getByText('Moved to another time').waitFor();
    await comesTo(() => overview.locator('h3').allTextContents(), ['Haircut', 'Haircut']);
    await comesTo(() => overview.getByText('Confirmed', { exact: true }).count(), 1);
    expect(await house.stateOf(id)).toBe('rescheduled_by_customer');
  });

  test('is seen when the reader goes back', async () => {
    await overview.getByRole('listitem').getByRole('link', { name: 'Move booking' }).click();
    await page.getByRole('radio').first().waitFor();
    await house.act(id, 'no_show');
    await page.goBack();
    await overview.getByText('Missed').waitFor();
  });
});

describe('a calendar', () => {
  test('takes one booking, or all of them by an address to subscribe to', async () => {
    const link = overview.getByRole('link', { name: 'Add to calendar' });
    const read = async (address: string) =>
      (await house.server.request(address.slice(house.relay.url.length))).text;
    const one = await read((await link.getAttribute('href')) ?? '');
    expect(one).toContain('BEGIN:VCALENDAR');
    expect(one.match(/BEGIN:VEVENT/g)).toHaveLength(1);
    await overview.getByText('All bookings in your calendar').click();
    const address = await overview.getByLabel('Address of the calendar').inputValue();
    await house.book(email, 'Second', new Date(Date.UTC(2032, 0, customers, 9)).toISOString());
    expect((await read(address)).match(/BEGIN:VEVENT/g)).toHaveLength(2);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await overview.getByRole('button', { name: 'Copy address' }).click();
    await overview.getByRole('status').getByText('The address is copied.').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(address);
  });
});

describe('the keyboard alone', () => {
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  test('reaches everything in reading order, with the focus in sight', async () => {
    const seen: string[] = [];
    for (let step = 0; step < 5; step += 1) {
      await press('Tab');
      seen.push((await focusedOn(page)) ?? '');
      const outline = `getComputedStyle(document.querySelector('booking-overview').shadowRoot.activeElement).outlineStyle`;
      expect(await page.evaluate(outline)).toBe('solid');
    }
    expect(seen).toEqual([
      'Move booking',
      'Cancel booking',
      'Add to calendar',
      'Past bookings',
      'All bookings in your calendar',
    ]);
  });

  test('cancels and undoes', async () => {
    await press('Tab', 'Tab', 'Enter');
    await dialog().waitFor();
    await press('Tab');
    await page.keyboard.type('By keyboard');
    await press('Tab', 'Tab', 'Enter');
    await overview.getByText('Cancelled by the customer').waitFor();
    await focusComesTo(page, 'Undo the cancellation');
    await press('Space');
    await overview.getByText('Confirmed', { exact: true }).waitFor();
    await focusComesTo(page, 'Haircut');
    expect(await house.stateOf(id)).toBe('confirmed');
  });

  test('cannot leave the question for the page behind it', async () => {
    await press('Tab', 'Tab', 'Enter');
    await dialog().waitFor();
    for (let step = 0; step < 8; step += 1) {
      await press('Tab');
      const inside = `(() => { const active = document.querySelector('booking-overview').shadowRoot.activeElement; return active === null || active.closest('dialog') !== null })()`;
      expect(await page.evaluate(inside)).toBe(true);
    }
  });
});
