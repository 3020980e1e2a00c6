import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actionLinkPath, actionLinkToken } from '../builders/signed-tokens.js';
import { buildResource } from '../builders/resources.js';
import { freshHour } from '../builders/booking-wishes.js';
import { openShop, type Shop } from '../builders/shop.js';
import { formsOf, pathOf, submit, wantsJson } from '../support/link-visits.js';
import type { Answer } from '../support/test-server.js';

describe('an action link', () => {
  let shop: Shop;
  let resourceId: string;

  beforeAll(async () => {
    shop = await openShop({ timezone: 'Europe/Copenhagen' });
    resourceId = (await buildResource(shop.server, shop.tenant, { name: 'Ann Andersen' })).id;
  });
  afterAll(() => shop.server.close());

  const book = async (members: object = {}): Promise<string> => {
    const body = {
      resource_id: resourceId,
      ...freshHour(),
      what: 'Haircut',
      where: 'Main Street 1',
      customer: { name: 'Bo', email: 'bo@example.com' },
      ...members,
    };
    const answer = await shop.app('/v2/bookings', { method: 'POST', body });
    expect([answer.status, answer.text]).toEqual([201, answer.text]);
    return answer.body.data.id as string;
  };
  const link = (id: string, action = 'cancel_by_customer', claims = {}) =>
    actionLinkPath(id, action, actionLinkToken(shop.tenant, id, action, { claims }));
  const stateOf = async (id: string) => (await shop.app(`/v2/bookings/${id}`)).body.data.state as string;
  const open = (path: string, headers = {}): Promise<Answer> => shop.server.request(path, { headers });
  const press = (path: string, headers = {}): Promise<Answer> =>
    shop.server.request(path, { method: 'POST', headers });

  it('opens a page that says what will happen, what, when and with whom, and changes nothing', async () => {
    const id = await book({ start: '2031-01-14T13:00:00Z', end: '2031-01-14T14:00:00Z' });
    const page = await open(link(id), { 'Accept-Language': 'en' });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain('<html lang="en">');
    for (const text of [
      'Cancel your booking?',
      'Haircut',
      'Main Street 1',
      'Ann Andersen',
      'Tuesday, 14 January 2031, 14:00–15:00',
      'Central European Standard Time, Europe/Copenhagen',
    ])
      expect(page.text).toContain(text);
    expect(formsOf(page.text, link(id)).map(({ buttons, method }) => [method, buttons])).toEqual([
      ['POST', ['Cancel booking']],
    ]);
    expect(await stateOf(id)).toBe('confirmed');
  });

  it('acts by POST to the same address, which needs nothing else', async () => {
    const id = await book();
    const done = await press(link(id));
    expect(done.status).toBe(200);
    expect(done.text).toContain('Your booking is cancelled');
    expect(await stateOf(id)).toBe('cancelled_by_customer');
  });

  it('acts once: after that both its page and its button are 410, with where the booking stands and the undo button', async () => {
    const id = await book();
    const path = link(id);
    expect((await press(path)).status).toBe(200);
    for (const again of [await open(path), await press(path)]) {
      expect(again.status).toBe(410);
      expect(again.text).toContain('This link was used already');
      expect(again.text).toContain('Cancelled by the customer');
      expect(formsOf(again.text, path).map(({ buttons }) => buttons)).toEqual([['Undo the cancellation']]);
    }
    const told = await shop.server.request(path, { method: 'POST', ...wantsJson });
    expect([told.status, told.body.code, told.body.state, told.body.available_actions]).toEqual([
      410,
      'link_used',
      'cancelled_by_customer',
      [],
    ]);
    expect(told.body.undo.url).toContain('/external_action/undo?signature=');
  });

  it('undoes the cancellation by the button, after which the cancelling link stays used', async () => {
    const id = await book();
    const path = link(id);
    const done = await press(path);
    const [undo] = formsOf(done.text, path);
    expect(undo?.path).toContain('/external_action/undo?signature=');
    const asked = await open(undo!.path);
    expect([asked.status, formsOf(asked.text, undo!.path).length]).toEqual([200, 1]);
    expect(await stateOf(id)).toBe('cancelled_by_customer');
    const back = await submit(shop.server, undo!);
    expect([back.status, await stateOf(id)]).toEqual([200, 'confirmed']);
    expect(back.text).toContain('The booking is back');
    expect((await press(path)).status).toBe(410);
    expect((await submit(shop.server, undo!)).status).toBe(410);
    expect(await stateOf(id)).toBe('confirmed');
    expect(pathOf(undo!.path)).toBe(undo!.path);
  });
});
