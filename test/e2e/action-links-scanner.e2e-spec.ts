import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { actionsOf, graphsToCreate } from '../../src/bookings/graphs/graphs.js';
import { isUndoable } from '../../src/bookings/actions/undo-window.js';
import { buildLinkingMerchant, type LinkingMerchant } from '../builders/linking-merchant.js';
import { formsOf, pathOf, submit } from '../support/link-visits.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

interface Linked {
  readonly id: string;
  readonly action: string;
  /** As the mail has it: an absolute address. */
  readonly url: string;
}

const scanner = { 'User-Agent': 'Mozilla/5.0 (compatible; MailScanner/1.0; +https://scanner.example/bot)' };

/** What a security gateway does to a mail before anybody reads it: it opens every link, and some press every button. */
describe('a mail scanner', () => {
  let server: TestServer;
  let merchant: LinkingMerchant;

  beforeAll(async () => {
    server = await startTestServer();
    merchant = await buildLinkingMerchant(server);
  });
  afterAll(() => server.close());

  const act = (id: string, action: string) =>
    merchant.app(`/v2/bookings/${id}/${action}`, { method: 'PUT', body: {} });

  const event = () => merchant.book({ graph: 'group_owner', group_booking: { max_seats: 5 } });
  const seatOf = (owner: string, graph = 'group_customer') => {
    const ofEvent = { resource_id: undefined, start: undefined, end: undefined, what: undefined };
    return merchant.book({ graph, related: { owner_booking_id: owner }, ...ofEvent });
  };

  /** A new booking of the graph in the state. */
  async function build(graph: string, state: string): Promise<string> {
    if (graph.startsWith('group_customer')) {
      const id = await seatOf(await event(), graph);
      if (state === 'paid') await act(id, 'pay');
      return id;
    }
    if (graph === 'group_owner') return event();
    const id = await merchant.book({ graph });
    if (graph === 'confirm_decline' && state === 'confirmed') await act(id, 'confirm');
    if (state === 'paid') await act(id, 'pay');
    return id;
  }

  const kinds = [
    ['instant', 'confirmed'],
    ['confirm_decline', 'tentative'],
    ['confirm_decline', 'confirmed'],
    ['instant_payment', 'tentative'],
    ['instant_payment', 'paid'],
    ['group_owner', 'tentative'],
    ['group_customer', 'confirmed'],
    ['group_customer_payment', 'tentative'],
    ['group_customer_payment', 'paid'],
  ] as const;

  async function linksOf(id: string, actions: readonly string[]): Promise<Linked[]> {
    const { customer_action_links: customers } = await merchant.booking(id, 'customer_action_links');
    const links: Linked[] = Object.entries(customers as Record<string, string>).map(([action, url]) => ({
      id,
      action,
      url,
    }));
    for (const action of actions) {
      const made = await merchant.app(`/v2/bookings/${id}/action-links`, {
        method: 'POST',
        body: { action },
      });
      expect([action, made.status]).toEqual([action, 201]);
      links.push({ id, action, url: made.body.data.url });
    }
    return links;
  }

  const shotOf = async (ids: readonly string[]) =>
    Promise.all(
      ids.map(async (id) => {
        const { state, meta, attributes, history } = await merchant.booking(id, 'history');
        return { id, state, meta, attributes, changes: history.length };
      }),
    );

  it('that opens every link with GET and HEAD changes nothing at all', async () => {
    const ids = await Promise.all(kinds.map(([graph, state]) => build(graph, state)));
    const links = (
      await Promise.all(ids.map((id, index) => linksOf(id, actionsOf(kinds[index]![0]))))
    ).flat();
    expect(links.length).toBeGreaterThan(30);
    expect(new Set(kinds.map(([graph]) => graph))).toEqual(new Set(graphsToCreate));
    const before = await shotOf(ids);
    for (const { url } of links) {
      for (const method of ['HEAD', 'GET', 'GET']) {
        const answer = await server.request(pathOf(url), { method, headers: scanner });
        expect([200, 409]).toContain(answer.status);
      }
    }
    expect(await shotOf(ids)).toEqual(before);
    const touches = (await Promise.all(ids.map(merchant.touchesOf))).flat();
    expect(touches).toHaveLength(3 * links.length);
    expect(new Set(touches.map(({ user_agent }) => user_agent))).toEqual(new Set(['automated']));
  });

  it.each(kinds)(
    'that presses every button of a %s booking that is %s loses none: what it cancelled, undo brings back',
    async (graph, state) => {
      // Each link gets a booking of its own, because a mail has one of them in a state in which it can act.
      for (const action of ['customers', ...actionsOf(graph)]) {
        const id = await build(graph, state);
        const before = await merchant.booking(id);
        const links = await linksOf(id, action === 'customers' ? [] : [action]);
        const undos: Awaited<ReturnType<typeof press>> = [];
        for (const link of links.filter((link) => action === 'customers' || link.action === action))
          undos.push(...(await press(link)));
        const after = await merchant.stateOf(id);
        const isLost = /^(cancelled|declined|rescheduled)/.test(after);
        // Nothing is moved, because no time is chosen; what is cancelled can be undone by whoever gets the page.
        expect([action, after]).not.toEqual([action, 'rescheduled_by_customer']);
        expect([action, undos.length > 0]).toEqual([action, isLost]);
        for (const undo of undos) await submit(server, undo, {}, { headers: scanner });
        const back = await merchant.booking(id);
        if (isUndoable(action) || action === 'customers') {
          expect([action, back.state, back.attributes.event_info]).toEqual([
            action,
            before.state,
            before.attributes.event_info,
          ]);
        }
        expect(back.state).not.toMatch(/^(cancelled|declined|rescheduled)/);
      }
    },
  );

  /** Opens the link and presses every button of its page, but not those that undo; answers the undoing forms that came up. */
  async function press({ url }: Linked) {
    const path = pathOf(url);
    const page = await server.request(path, { headers: scanner });
    const undos = [];
    for (const form of formsOf(page.text, path)) {
      const result = await submit(server, form, {}, { headers: scanner });
      undos.push(
        ...formsOf(result.text, form.path).filter((next) => next.path.includes('/external_action/undo')),
      );
    }
    return undos;
  }

  it('that cancels an event loses none of its seats: undo brings them back with it', async () => {
    const owner = await event();
    const seats = [await seatOf(owner), await seatOf(owner)];
    const [link] = await linksOf(owner, ['cancel']);
    const [undo] = await press(link!);
    expect(await Promise.all(seats.map(merchant.stateOf))).toEqual([
      'cancelled_by_owner',
      'cancelled_by_owner',
    ]);
    await submit(server, undo!);
    expect(await merchant.stateOf(owner)).toBe('tentative');
    expect(await Promise.all(seats.map(merchant.stateOf))).toEqual(['confirmed', 'confirmed']);
    expect((await merchant.booking(owner)).attributes.group_booking).toEqual({
      max_seats: 5,
      current_seats: 2,
    });
  });

  it('that presses the undo button too leaves the booking as it was', async () => {
    const id = await merchant.book();
    const [link] = await linksOf(id, ['cancel_by_customer']);
    const waiting = [
      { path: pathOf(link!.url), method: 'GET', fields: {}, buttons: [] as readonly string[] },
    ];
    const seen = new Set<string>();
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const key = `${next.method} ${next.path}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const page = next.method === 'GET' ? await server.request(next.path) : await submit(server, next);
      waiting.push(...formsOf(page.text, next.path));
    }
    expect(await merchant.stateOf(id)).toBe('confirmed');
  });
});
