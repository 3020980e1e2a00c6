import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { Booking } from '../../src/bookings/booking.entity.js';
import { buildResource } from '../builders/resources.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { comesTo } from '../support/comes-to.js';
import { openWidget, type BookingWidget } from '../support/booking-widget.js';
import { startBrowser } from '../support/browser.mjs';
import { startMerchantPage, type MerchantPage } from '../support/merchant-page.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { timeAhead } from '../support/timekit-client.js';

/** Wall-clock time in a zone, as the widget's 24 h form shows it. */
const clockIn = (zone: string, instant: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(
    Date.parse(instant),
  );

describe('timekit-booking, in a browser', () => {
  let server: TestServer;
  let tenant: BuiltTenant;
  let browser: Browser;
  let merchant: MerchantPage;
  let widget: BookingWidget | undefined;

  beforeAll(async () => {
    server = await startTestServer();
    tenant = await buildTenant(server);
    [browser, merchant] = await Promise.all([startBrowser(), startMerchantPage()]);
  });
  afterEach(async () => {
    const complaints = widget?.complaints ?? [];
    await widget?.close();
    widget = undefined;
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await merchant.close();
    await server.close();
  });

  const api = async (path: string, body: unknown, owner = tenant) => {
    const answer = await server.request(path, { method: 'POST', body, basic: owner.secret });
    expect({ status: answer.status, body: answer.text }).toEqual({ status: 201, body: answer.text });
    return answer.body.data;
  };

  /** A project whose two slots are at 10:00 and 11:00 UTC of a day to come. */
  const buildProject = async (
    members: Record<string, unknown> = {},
    { owner = tenant, days = 9 }: { owner?: BuiltTenant; days?: number } = {},
  ) => {
    const resource = await buildResource(server, owner, { name: 'Ann', timezone: 'Asia/Kathmandu' });
    const start = timeAhead(days, '10:00');
    const project = await api(
      '/v2/projects',
      {
        name: 'Haircut',
        resources: [resource.id],
        availability: { length: '1 hour', from: 'now', to: '4 weeks' },
        availability_constraints: [{ allow_period: { start, end: timeAhead(days, '12:00') } }],
        booking: { graph: 'instant', what: 'Haircut', where: 'Salon' },
        ui: { time_date_format: '24h-dmy-mon' },
        ...members,
      },
      owner,
    );
    return {
      project: project as { id: string; slug: string },
      resource,
      start,
      later: timeAhead(days, '11:00'),
    };
  };

  const embed = async (project: { id: string }, members: Record<string, unknown> = {}, owner = tenant) =>
    (widget = await openWidget(browser, merchant, {
      app_key: owner.widgetSecret,
      project_id: project.id,
      api_base_url: `${server.url}/`,
      ...members,
    }));

  const bookingsOf = (project: { id: string }) =>
    server.database.read(({ manager }) =>
      manager.find(Booking, { where: { projectId: project.id }, order: { createdAt: 'ASC', id: 'ASC' } }),
    );

  const fillIn = async ({ page }: BookingWidget, name: string, email: string) => {
    await page.fill('#input-name', name);
    await page.fill('#input-email', email);
  };

  test('an embedded project shows its slots in the visitor’s zone, and a slot is booked', async () => {
    const { project, resource, start, later } = await buildProject();
    const shown = await embed(project);
    const [first, second] = [clockIn('America/New_York', start), clockIn('America/New_York', later)];
    expect((await shown.slotTimes()).map((text) => text.slice(0, 5))).toEqual([first, second]);

    await shown.pick(second);
    await comesTo(
      () => shown.page.textContent('.bookingjs-bookpage-time'),
      `${second} - ${clockIn('America/New_York', timeAhead(9, '12:00'))}`,
    );
    await comesTo(() => shown.page.textContent('.bookingjs-bookpage-resource'), 'Ann');
    await fillIn(shown, 'Marty McFly', 'marty@hillvalley.example');
    await shown.send();
    await shown.page.waitForSelector('.bookingjs-form.success');
    expect(await shown.page.textContent('.bookingjs-form-success-message-body')).not.toBe('');

    const [booking, ...others] = await bookingsOf(project);
    expect(others).toEqual([]);
    expect(booking).toMatchObject({
      graph: 'instant',
      state: 'confirmed',
      startsAt: Date.parse(later),
      endsAt: Date.parse(later) + 3_600_000,
      what: 'Haircut',
      place: 'Salon',
      resourceId: resource.id,
      customers: [{ name: 'Marty McFly', email: 'marty@hillvalley.example', timezone: 'America/New_York' }],
    });

    await shown.page.click('.bookingjs-bookpage-close');
    await shown.page.locator('.bookingjs-bookpage').waitFor({ state: 'detached' });
    await shown.page.waitForFunction(`document.querySelectorAll('.fc-timegrid-event').length === 1`);
    expect((await shown.slotTimes())[0]?.slice(0, 5)).toBe(first);
  });

  test('a hosted project brings its own key, and fields of its own arrive with the customer', async () => {
    const { project, start } = await buildProject({
      slug: 'salon-in-hill-valley',
      booking: { graph: 'confirm_decline', what: 'Haircut', where: 'Salon', description: 'By the book' },
      customer_fields: {
        name: { title: 'Name', required: true, split_name: true },
        email: { title: 'E-mail', format: 'email', required: true },
        phone: { title: 'Phone', format: 'tel' },
        comment: { title: 'Comment', format: 'textarea' },
        extras: { title: 'Extras', format: 'checkbox', enum: ['wash', 'dry'] },
        size: { title: 'Size', format: 'select', enum: ['S', 'L'] },
      },
      ui: { time_date_format: '24h-dmy-mon', localization: { submit_button: 'Reserve' } },
    });
    widget = await openWidget(browser, merchant, {
      project_slug: project.slug,
      api_base_url: `${server.url}/`,
    });
    const { page } = widget;
    expect(await widget.slotTimes()).toHaveLength(2);
    await widget.pick(clockIn('America/New_York', start));
    expect((await page.textContent('.bookingjs-form-button .inactive-text'))?.trim()).toBe('Reserve');
    await page.fill('#input-first_name', 'Lorraine');
    await page.fill('#input-last_name', 'Baines');
    await page.fill('#input-email', 'lorraine@hillvalley.example');
    await page.fill('#input-comment', 'By <b>phone</b>, please & "soon"');
    await page.locator('input[name=extras]').last().check({ force: true });
    await page.selectOption('#input-size', 'L');
    await widget.send();
    await page.waitForSelector('.bookingjs-form.success');
    const [booking] = await bookingsOf(project);
    expect(booking).toMatchObject({
      graph: 'confirm_decline',
      state: 'tentative',
      startsAt: Date.parse(start),
      description: 'By the book',
      customers: [
        {
          name: 'Lorraine Baines',
          email: 'lorraine@hillvalley.example',
          meta: {
            first_name: 'Lorraine',
            last_name: 'Baines',
            comment: 'By <b>phone</b>, please & "soon"',
            extras: ['dry'],
            size: 'L',
          },
        },
      ],
    });
  });

  test('a page without a project names resources and texts of its own', async () => {
    const resource = await buildResource(server, tenant, { timezone: 'UTC' });
    const [start, later] = [timeAhead(9, '10:00'), timeAhead(9, '11:00')];
    widget = await openWidget(browser, merchant, {
      app_key: tenant.widgetSecret,
      api_base_url: `${server.url}/`,
      resources: [resource.id],
      availability: { mode: 'roundrobin_random', from: start, to: later, length: '30 minutes' },
      ui: { time_date_format: '24h-dmy-mon' },
    });
    expect(await widget.slotTimes()).toHaveLength(2);
    await widget.pick(clockIn('America/New_York', start));
    await fillIn(widget, 'Marty McFly', 'marty@hillvalley.example');
    await widget.send();
    await widget.page.waitForSelector('.bookingjs-form.success');
    const rows = await server.database.read(({ manager }) =>
      manager.findBy(Booking, { resourceId: resource.id }),
    );
    expect(rows).toMatchObject([
      {
        projectId: null,
        state: 'confirmed',
        startsAt: Date.parse(start),
        endsAt: Date.parse(start) + 1_800_000,
        what: 'Meeting with Marty McFly',
        place: 'TBD',
      },
    ]);
  });

  test('another zone is chosen: the same slots in its time, and the same instant is booked', async () => {
    const { project, start } = await buildProject();
    const shown = await embed(project);
    await shown.slotTimes();
    for (const zone of ['Asia/Kathmandu', 'Australia/Lord_Howe']) {
      const answered = shown.page.waitForResponse(
        (answer) => answer.url().endsWith('/v2/availability') && answer.request().method() === 'POST',
      );
      await shown.page.selectOption('.bookingjs-footer-tz-picker-select', zone);
      expect((await answered).request().postDataJSON()).toMatchObject({ output_timezone: zone });
      const there = clockIn(zone, start);
      await shown.page.waitForFunction(
        `document.querySelector('.fc-timegrid-event .fc-event-time')?.textContent.startsWith('${there}')`,
      );
      await shown.slotTimes();
    }
    await shown.pick(clockIn('Australia/Lord_Howe', start));
    await fillIn(shown, 'Marty McFly', 'marty@hillvalley.example');
    await shown.send();
    await shown.page.waitForSelector('.bookingjs-form.success');
    expect(await bookingsOf(project)).toMatchObject([
      { startsAt: Date.parse(start), customers: [{ timezone: 'Australia/Lord_Howe' }] },
    ]);
  });

  test('every zone that the widget offers is one that the server writes', async () => {
    const { project, start } = await buildProject();
    const shown = await embed(project);
    await shown.slotTimes();
    const zones = await shown.page.evaluate<string[]>(
      `[...document.querySelectorAll('.bookingjs-footer-tz-picker-select option')].map((option) => option.dataset.target)`,
    );
    expect(zones.length).toBeGreaterThan(300);
    const wrong: unknown[] = [];
    for (const zone of new Set(zones)) {
      const { status, body } = await server.request('/v2/availability', {
        method: 'POST',
        basic: tenant.widgetSecret,
        body: { project_id: project.id, output_timezone: zone },
      });
      if (status !== 200 || Date.parse(body.data[0].start) !== Date.parse(start)) wrong.push([zone, status]);
    }
    expect(wrong).toEqual([]);
  });

  test('a slot that somebody else took meanwhile is refused on the page, and not booked', async () => {
    const { project, resource, start, later } = await buildProject();
    const shown = await embed(project);
    await shown.slotTimes();
    await shown.pick(clockIn('America/New_York', start));
    await api('/v2/bookings', {
      resource_id: resource.id,
      project_id: project.id,
      start,
      end: later,
      customer: { name: 'Biff', email: 'biff@hillvalley.example' },
    });
    await fillIn(shown, 'Marty McFly', 'marty@hillvalley.example');
    const refused = shown.page.waitForResponse((answer) => answer.status() === 409);
    await shown.send();
    const { error } = (await (await refused).json()) as { error: string };
    await comesTo(() => shown.page.textContent('.bookingjs-error-text-context'), JSON.stringify(error));
    await comesTo(() => shown.page.locator('.bookingjs-form.success').count(), 0);
    expect(await bookingsOf(project)).toHaveLength(1);
  });

  describe('with a group', () => {
    const build = async (seats: number) => {
      const built = await buildProject({ booking: { graph: 'group_customer', what: 'Yoga', where: 'Hall' } });
      const owner = await api('/v2/bookings', {
        graph: 'group_owner',
        project_id: built.project.id,
        resource_id: built.resource.id,
        start: built.start,
        end: built.later,
        what: 'Yoga for beginners',
        group_booking: { max_seats: seats },
      });
      return { ...built, owner: owner as { id: string } };
    };

    test('its coming bookings are shown, and a seat is taken', async () => {
      const { project, resource, owner, start } = await build(1);
      const other = await build(3);
      const shown = await embed(project);
      const here = clockIn('America/New_York', start);
      expect((await shown.slotTimes()).map((text) => text.slice(0, 5))).toEqual([here]);
      await comesTo(() => shown.page.locator('.fc-event-title').allTextContents(), ['Yoga for beginners']);
      await shown.pick(here);
      await fillIn(shown, 'Marty McFly', 'marty@hillvalley.example');
      await shown.send();
      await shown.page.waitForSelector('.bookingjs-form.success');

      const rows = await bookingsOf(project);
      expect(rows).toMatchObject([
        { id: owner.id, graph: 'group_owner', currentSeats: 1 },
        {
          graph: 'group_customer',
          state: 'confirmed',
          ownerBookingId: owner.id,
          resourceId: resource.id,
          startsAt: Date.parse(start),
          customers: [{ name: 'Marty McFly', email: 'marty@hillvalley.example' }],
        },
      ]);
      expect(await bookingsOf(other.project)).toMatchObject([{ currentSeats: 0 }]);

      // The last seat is gone: the page shows the group no more.
      const listed = shown.page.waitForResponse((answer) => answer.url().includes('/v2/bookings/groups'));
      await shown.page.click('.bookingjs-bookpage-close');
      expect(((await (await listed).json()) as { data: unknown[] }).data).toEqual([]);
    });

    test('who comes to it stays unknown to the page', async () => {
      const { project, owner } = await build(3);
      await api('/v2/bookings', {
        graph: 'group_customer',
        related: { owner_booking_id: owner.id },
        customer: { name: 'Secret Guest', email: 'guest@hillvalley.example' },
      });
      const shown = await embed(project);
      await shown.slotTimes();
      const listed = shown.page.waitForResponse((answer) => answer.url().includes('/v2/bookings/groups'));
      await shown.page.selectOption('.bookingjs-footer-tz-picker-select', 'UTC');
      const text = await (await listed).text();
      expect(text).toContain(owner.id);
      expect(text).not.toMatch(/Secret Guest|guest@hillvalley/);
    });
  });

  describe('to reschedule', () => {
    const build = async (owner: BuiltTenant) => {
      const built = await buildProject({}, { owner });
      // The widget shows the former time in the offset that it is given.
      const booking = await api(
        '/v2/bookings?timezone=America/New_York',
        {
          project_id: built.project.id,
          resource_id: built.resource.id,
          start: built.start,
          end: built.later,
          customer: { name: 'Marty McFly', email: 'marty@hillvalley.example' },
        },
        owner,
      );
      const shown = await embed(
        built.project,
        {
          reschedule: {
            action: 'reschedule',
            uuid: booking.id,
            eventStart: booking.attributes.event_info.start,
            eventEnd: booking.attributes.event_info.end,
          },
        },
        owner,
      );
      expect(await shown.slotTimes()).toHaveLength(1);
      await shown.pick(clockIn('America/New_York', built.later));
      await comesTo(
        () => shown.page.textContent('.former-booking-time'),
        expect.stringContaining(clockIn('America/New_York', built.start)),
      );
      await shown.page.fill('#input-message', 'Later, please');
      return { ...built, booking: booking as { id: string }, shown };
    };

    test('a visitor moves a booking where the merchant lets the widget do that', async () => {
      const allowing = await buildTenant(server, { settings: { widget_may_reschedule: true } });
      const { project, booking, later, shown } = await build(allowing);
      await shown.send();
      await shown.page.waitForSelector('.bookingjs-form.success');
      expect(await bookingsOf(project)).toMatchObject([
        { id: booking.id, state: 'rescheduled_by_customer' },
        {
          state: 'confirmed',
          rescheduledFrom: booking.id,
          startsAt: Date.parse(later),
          customers: [{ name: 'Marty McFly' }],
        },
      ]);
    });

    test('an id in a page is no proof where the merchant did not say so', async () => {
      const careful = await buildTenant(server);
      const { project, booking, start, shown } = await build(careful);
      const refused = shown.page.waitForResponse((answer) => answer.url().includes('/reschedule'));
      await shown.send();
      expect((await refused).status()).toBe(403);
      await comesTo(() => shown.page.textContent('.bookingjs-error'), expect.stringContaining('Reschdule'));
      expect(await bookingsOf(project)).toMatchObject([
        { id: booking.id, state: 'confirmed', startsAt: Date.parse(start) },
      ]);
    });
  });

  test('the ribbon of test mode is shown for a test tenant alone', async () => {
    const trial = await buildTenant(server, { mode: 'test' });
    const built = await buildProject({}, { owner: trial });
    const shown = await embed(built.project, {}, trial);
    await shown.slotTimes();
    expect((await shown.page.textContent('.bookingjs-ribbon'))?.trim()).toBe('Test Mode');
    await shown.close();

    const live = await embed((await buildProject()).project);
    await live.slotTimes();
    await comesTo(() => live.page.locator('.bookingjs-ribbon').count(), 0);
  });

  test('the key works on the merchant’s own pages alone where the merchant lists them', async () => {
    const listing = await buildTenant(server, { settings: { allowed_origins: [merchant.url] } });
    const { project } = await buildProject({}, { owner: listing });
    expect(await (await embed(project, {}, listing)).slotTimes()).toHaveLength(2);
    await widget?.close();

    const elsewhere = await buildTenant(server, { settings: { allowed_origins: ['https://shop.example'] } });
    const hidden = await buildProject({}, { owner: elsewhere });
    const { page } = await embed(hidden.project, {}, elsewhere);
    await page.waitForSelector('.bookingjs-error');
    await comesTo(() => page.textContent('.bookingjs-error'), expect.stringContaining('could not be found'));
    await comesTo(() => page.locator('.fc-timegrid-event').count(), 0);
  });
});
