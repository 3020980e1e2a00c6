import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildConfiguration, type BuiltConfiguration } from '../builders/tenancy.js';
import { comesTo } from '../support/comes-to.js';
import { OverviewHouse, violationsOn } from '../support/overview-desk.js';

let house: OverviewHouse;
let configuration: BuiltConfiguration;
beforeAll(async () => {
  house = await OverviewHouse.open();
  configuration = await buildConfiguration(house.server, house.tenant);
});
afterAll(() => house.close());

const signOn = (id: string) =>
  `${house.relay.url}/sso/${house.tenant.slug}?jwt=${configuration.token({ id, name: 'Ann' })}`;

async function book(id: string, what: string): Promise<string> {
  const answer = await house.server.request('/v2/bookings', {
    method: 'POST',
    bearer: configuration.token({ id, email: `${id}@example.com` }),
    body: { graph: 'instant', start: '2031-03-04T10:00:00Z', end: '2031-03-04T11:00:00Z', what },
  });
  expect(answer.status).toBe(201);
  return answer.body.data.id as string;
}

describe('the overview of a signed-in user', () => {
  test('lists their bookings, cancels and undoes, until they sign out', async () => {
    const id = await book('ann', 'Own cut');
    await book('somebody', 'Foreign cut');
    const { page, overview, requests, complaints } = await house.sit(signOn('ann'));
    await overview.getByRole('button', { name: 'Cancel booking' }).waitFor();
    await comesTo(() => overview.locator('h3').allTextContents(), ['Own cut']);
    await comesTo(() => page.locator('[slot=loading]').isVisible(), false);
    expect(await violationsOn(page)).toEqual([]);
    await overview.getByRole('button', { name: 'Cancel booking' }).click();
    await overview.getByRole('dialog').getByRole('button', { name: 'Cancel booking' }).click();
    await overview.getByRole('button', { name: 'Undo the cancellation' }).waitFor();
    expect(await house.stateOf(id)).toBe('cancelled_by_customer');
    await overview.getByRole('button', { name: 'Undo the cancellation' }).click();
    await overview.getByText('Confirmed', { exact: true }).waitFor();
    const calendar = await overview.getByRole('link', { name: 'Add to calendar' }).getAttribute('href');
    const file = await page.evaluate<string>(`fetch(${JSON.stringify(calendar)}).then((one) => one.text())`);
    expect(file).toContain('SUMMARY:Own cut');
    expect(requests.map((address) => new URL(address).origin)).toEqual(requests.map(() => house.relay.url));
    expect(complaints).toEqual([]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await overview.getByText('Your bookings are a link away').waitFor();
    await page.context().close();
  });

  test('says that the session is over where it ended meanwhile', async () => {
    await book('leaving', 'Leaving cut');
    const { page, overview } = await house.sit(signOn('leaving'));
    await overview.locator('h3').waitFor();
    await page.context().clearCookies();
    await page.evaluate(`dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
    await overview.getByText('You are signed out').waitFor();
    await comesTo(() => overview.locator('h3').count(), 0);
    await page.context().close();
  });

  test('shows a plain list where no script runs', async () => {
    await book('plain', 'Plain cut');
    const { page } = await house.sit(signOn('plain'), { javaScriptEnabled: false });
    await page.getByText('Plain cut').waitFor();
    await comesTo(() => page.getByRole('button', { name: 'Sign out' }).isVisible(), true);
    await page.context().close();
  });

  test('gives way to the token of a link that they open', async () => {
    await house.book('linked@example.com', 'Linked cut', '2031-05-04T10:00:00Z');
    const { page, overview } = await house.sit(signOn('ann'));
    await overview.locator('h3').waitFor();
    await page.goto(house.hosted('linked@example.com'));
    await overview.getByText('Linked cut').waitFor();
    await comesTo(() => overview.locator('h3').allTextContents(), ['Linked cut']);
    await page.context().close();
  });
});
