import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { RouteClosure } from '../../src/auth/route-closure.js';
import { declarationOf } from '../../src/auth/declarations.js';
import { allActions, allStates, graphNames, graphsToCreate } from '../../src/bookings/graphs/graphs.js';
import { CONFIGURATION } from '../../src/config/config.module.js';
import type { Configuration } from '../../src/config/configuration.js';
import { OpenApiDocument } from '../../src/openapi/openapi-document.js';
import { buildBookingRow } from '../builders/booking-rows.js';
import { buildDevice } from '../builders/devices.js';
import { buildProject } from '../builders/projects.js';
import { buildResource } from '../builders/resources.js';
import {
  buildConfiguration,
  buildTenant,
  type BuiltConfiguration,
  type BuiltTenant,
} from '../builders/tenancy.js';
import {
  startTestServer,
  type Answer,
  type RequestOptions,
  type TestServer,
} from '../support/test-server.js';

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly parameters: readonly {
    name?: string;
    in?: string;
    $ref?: string;
    description?: string;
    schema?: { description?: string };
  }[];
  readonly requestBody?: object;
  readonly responses: Record<
    string,
    { $ref?: string; content?: Record<string, { schema: object; examples?: object }> }
  >;
  readonly security?: readonly object[];
  readonly 'x-callers': readonly string[];
}

interface Document {
  readonly openapi: string;
  readonly servers: readonly { url: string }[];
  readonly tags: readonly { name: string; description?: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: Record<string, Record<string, Record<string, unknown>>>;
}

/** One request that a real client makes: with whose credential, to what address, with what body. */
interface Call {
  readonly as: 'app' | 'user' | 'widget' | 'nobody';
  readonly path: string;
  readonly options?: RequestOptions;
  readonly status: number;
}

const absent = '01890000-0000-7000-8000-000000000000';

describe('the OpenAPI document', () => {
  let server: TestServer;
  let tenant: BuiltTenant;
  let configuration: BuiltConfiguration;
  let document: Document;
  let ajv: Ajv2020;
  let userId: string;
  let bookingId: string;
  let eventId: string;
  let seatId: string;
  let actedId: string;
  let deletedId: string;
  let resourceId: string;
  let leaverId: string;
  let projectId: string;
  let projectSlug: string;
  let doneProjectId: string;
  let takenHour: { start: string; end: string };
  let movedId: string;
  let bulkId: string;
  let holdId: string;
  let detachedId: string;
  let links: { readonly open: string; readonly act: string; readonly move: string };
  let session: string;

  beforeAll(async () => {
    server = await startTestServer();
    tenant = await buildTenant(server, { mode: 'test' });
    configuration = await buildConfiguration(server, tenant);
    document = (await server.request('/openapi.json')).body as Document;
    ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
    ajv.addSchema(document, 'document');
    userId = (await send({ as: 'user', path: '/v2/me', status: 200 })).body.data.id as string;
    resourceId = (await buildResource(server, tenant)).id;
    const leaver = await buildResource(server, tenant, { email: 'leaver@example.com' });
    leaverId = leaver.id;
    const project = await buildProject(server, tenant, {}, [leaver]);
    [projectId, projectSlug] = [project.id, project.slug];
    doneProjectId = (await buildProject(server, tenant)).id;
    const place = { projectId, resourceId: leaver.id };
    const event = { graph: 'group_owner', state: 'tentative', maxSeats: 3, currentSeats: 1 };
    eventId = (await buildBookingRow(server, tenant, { ...event, ...place })).id;
    const seat = { graph: 'group_customer', ownerBookingId: eventId, userId, meta: { _note: 'x' } };
    seatId = (await buildBookingRow(server, tenant, { ...seat, ...place })).id;
    actedId = (await buildBookingRow(server, tenant, { userId })).id;
    deletedId = (await buildBookingRow(server, tenant)).id;
    const made = await send(create('user'));
    expect([made.status, made.text]).toEqual([201, made.text]);
    bookingId = made.body.data.id as string;
    takenHour = freshHour();
    [movedId, bulkId] = [await freshBooking(), await freshBooking()];
    const hold = await send(
      posted('app', '/v2/bookings/reserve', {
        resource_id: resourceId,
        ...freshHour(),
        reservation_time: '1 hour',
      }),
    );
    holdId = hold.body.data.id as string;
    detachedId = (await buildDevice(server, tenant, 'ann', { status: 'detached' })).id;
    for (const name of ['stands', 'leaves'])
      await send(posted('app', '/v2/token-templates', wholeTemplate(name)));
    await send(posted('app', '/v2/resources', { name: 'Searched for', timezone: 'UTC' }));
    await send(posted('app', '/v2/projects', { name: 'Search', resources: [leaverId] }));
    for (const key of ['Stands', 'Leaves']) await send(posted('app', '/v2/search-experiences', { key }));
    links = {
      open: await link(bookingId, 'cancel_by_customer'),
      act: await link(await freshBooking(), 'cancel_by_customer'),
      move: await link(await freshBooking(), 'reschedule_by_customer'),
    };
    const signedOn = await send({
      as: 'nobody',
      path: `/sso/${tenant.slug}?jwt=${configuration.token({ id: 'browser' })}`,
      status: 303,
    });
    session = String(signedOn.headers.get('set-cookie')).split(';', 1)[0] ?? '';
  });
  afterAll(() => server.close());

  let hours = 0;
  /** Times that no other call has. */
  const freshHour = () => {
    const start = Date.UTC(2031, 0, 1) + (hours += 1) * 3_600_000;
    return { start: new Date(start).toISOString(), end: new Date(start + 3_600_000).toISOString() };
  };
  const posted = (as: Call['as'], path: string, body: unknown, status = 201): Call => ({
    as,
    path,
    options: { method: 'POST', body },
    status,
  });
  /** A booking of its own for a call that ends it. */
  const freshBooking = async (): Promise<string> => (await send(create('app'))).body.data.id;
  /** Path and query of an action link. */
  const link = async (id: string, action: string): Promise<string> => {
    const made = await send(posted('app', `/v2/bookings/${id}/action-links`, { action }));
    return (made.body.data.url as string).replace('https://countersign.example', '');
  };
  const create = (as: Call['as'], members: Record<string, unknown> = {}): Call => ({
    as,
    path: '/v2/bookings?include=user',
    status: 201,
    options: {
      method: 'POST',
      body: {
        graph: 'instant',
        resource_id: resourceId,
        ...freshHour(),
        what: 'Consultation',
        customer: { name: 'Ann', email: 'ann@example.com', shoe_size: 38 },
        meta: { order: 'A-7' },
        ...members,
      },
    },
  });

  const puts = (body: unknown): RequestOptions => ({ method: 'PUT', body });
  const wholeTemplate = (name: string) => ({
    name,
    kid: tenant.keyId,
    claims: { aud: ['/v2/search'], expires_in: 60, methods: ['GET'], query: { limit: 3 } },
    scope: '/about\\.html',
  });
  const act = (as: Call['as'], id: string, action: string, status: number): Call => ({
    as,
    path: `/v2/bookings/${id}/${action}`,
    options: { method: 'PUT', body: {} },
    status,
  });

  const send = ({ as, path, options }: Call): Promise<Answer> =>
    server.request(path, {
      ...(as === 'app' && { basic: tenant.secret }),
      ...(as === 'widget' && { basic: tenant.widgetSecret }),
      ...(as === 'user' && { bearer: configuration.token({ id: 'reader', email: 'reader@example.com' }) }),
      ...options,
    });

  /** What a client of each operation sends. Every operation has an entry, so that no answer goes unseen. */
  const calls: Readonly<Record<string, () => readonly Call[]>> = {
    'accessHistory.list': () => [
      { as: 'app', path: '/v2/proj/access-history?user=ann', status: 200 },
      { as: 'app', path: '/v2/proj/access-history?signed=false&per=1&page=2', status: 200 },
      { as: 'app', path: '/v2/proj/access-history', status: 422 },
      { as: 'app', path: '/v2/proj/access-history?user=ann&per=51', status: 422 },
    ],
    'devicePages.all': () => [
      { as: 'app', path: '/v2/proj/devices?per=1', status: 200 },
      { as: 'app', path: '/v2/proj/devices?per=0', status: 422 },
    ],
    'devicePages.ofIdentity': () => [
      { as: 'app', path: `/v2/proj/devices/identity/${absent}`, status: 200 },
      { as: 'app', path: `/v2/proj/devices/identity/${absent}?page=0`, status: 422 },
    ],
    'devicePages.ofUser': () => [
      { as: 'app', path: '/v2/proj/user/ann/devices', status: 200 },
      { as: 'app', path: '/v2/proj/user/ann/devices?per=abc', status: 422 },
    ],
    'usage.list': () => [
      { as: 'app', path: '/v2/usage', status: 200 },
      { as: 'app', path: '/v2/usage?from=2026-01-31&to=2026-01-01', status: 422 },
    ],
    'me.show': () => [{ as: 'user', path: '/v2/me', status: 200 }],
    'me.change': () => [
      { as: 'user', path: '/v2/me', options: { method: 'PUT', body: { phone: '+4512345678' } }, status: 200 },
      {
        as: 'user',
        path: '/v2/me',
        options: { method: 'PUT', body: { email: 'x', colour: 1 } },
        status: 422,
      },
      { as: 'user', path: '/v2/me', options: { method: 'PUT', body: '{' }, status: 400 },
      { as: 'user', path: '/v2/me', options: { method: 'PUT', body: 'x'.repeat(64_001) }, status: 413 },
      {
        as: 'user',
        path: '/v2/me',
        options: { method: 'PUT', body: 'a', headers: { 'Content-Type': 'text/plain' } },
        status: 415,
      },
    ],
    'myBookings.list': () => [
      { as: 'user', path: '/v2/me/bookings', status: 200 },
      { as: 'user', path: '/v2/me/bookings?search=colour:red', status: 422 },
    ],
    'users.list': () => [
      { as: 'app', path: '/v2/users', status: 200 },
      { as: 'app', path: '/v2/users?limit=1&count=false&orderBy=external_id', status: 200 },
      { as: 'app', path: '/v2/users?limit=0', status: 422 },
      { as: 'app', path: '/v2/users?limit=1&limit=2', status: 400 },
    ],
    'users.show': () => [
      { as: 'app', path: `/v2/users/${userId}`, status: 200 },
      { as: 'app', path: `/v2/users/${absent}`, status: 404 },
    ],
    'users.change': () => [
      {
        as: 'app',
        path: `/v2/users/${userId}`,
        options: { method: 'PUT', body: { disabled: false } },
        status: 200,
      },
      { as: 'app', path: `/v2/users/${userId}`, options: { method: 'PUT', body: {} }, status: 422 },
      {
        as: 'app',
        path: `/v2/users/${absent}`,
        options: { method: 'PUT', body: { disabled: true } },
        status: 404,
      },
    ],
    'users.erase': () => [
      { as: 'app', path: `/v2/users/${absent}`, options: { method: 'DELETE' }, status: 404 },
      { as: 'app', path: `/v2/users/${userId}`, options: { method: 'DELETE' }, status: 204 },
    ],
    'availability.slots': () => [
      {
        as: 'app',
        path: '/v2/availability',
        status: 200,
        options: {
          method: 'POST',
          body: {
            resources: [resourceId],
            mode: 'exclusive',
            to: '2 days',
            length: '30 minutes',
            buffer: '5 minutes',
            timeslot_increments: '15 minutes',
            round_to_nearest_hour: true,
            output_timezone: 'Europe/Copenhagen',
            constraints: [{ allow_weekdays: {} }, { block_hours: { start: '12:30', end: 24 } }],
            explain: true,
            colour: 'red',
          },
        },
      },
      {
        as: 'widget',
        path: '/v2/availability',
        status: 422,
        options: { method: 'POST', body: { mode: 'x' } },
      },
    ],
    'availability.dates': () => [
      {
        as: 'widget',
        path: '/v2/availability/dates',
        status: 200,
        options: { method: 'POST', body: { to: '2 days' } },
      },
    ],
    'availability.count': () => [
      {
        as: 'user',
        path: '/v2/availability/count?timezone=Asia/Kathmandu',
        status: 200,
        options: { method: 'POST', body: { to: '2 days' } },
      },
    ],
    'unavailable.slots': () => [
      {
        as: 'app',
        path: '/v2/unavailable/slots',
        status: 200,
        options: {
          method: 'POST',
          body: { from: '2031-01-01T00:00:00Z', to: '2031-01-02T00:00:00Z', colour: 1 },
        },
      },
    ],
    'resources.list': () => [
      { as: 'app', path: '/v2/resources?orderBy=name&limit=1', status: 200 },
      { as: 'widget', path: '/v2/resources?search=name:Ann', status: 200 },
      { as: 'user', path: '/v2/resources?search=email:a@example.com', status: 422 },
    ],
    'resources.create': () => [
      {
        as: 'app',
        path: '/v2/resources',
        options: {
          method: 'POST',
          body: {
            name: 'Ann',
            timezone: 'Europe/Copenhagen',
            email: 'ann@example.com',
            tags: ['barber'],
            meta: { staff: 7 },
            availability_constraints: [{ allow_hours: { start: 9, end: 17 } }],
            policies: { buffer_after: '10 minutes' },
            colour: 'red',
          },
        },
        status: 201,
      },
      {
        as: 'app',
        path: '/v2/resources',
        options: { method: 'POST', body: { timezone: 'Nowhere/Land' } },
        status: 422,
      },
      { as: 'widget', path: '/v2/resources', options: { method: 'POST', body: {} }, status: 403 },
    ],
    'resources.show': () => [
      { as: 'app', path: `/v2/resources/${resourceId}`, status: 200 },
      { as: 'user', path: `/v2/resources/${resourceId}?timezone=Asia/Kathmandu`, status: 200 },
      { as: 'widget', path: `/v2/resources/${absent}`, status: 404 },
    ],
    'resources.change': () => [
      {
        as: 'app',
        path: `/v2/resources/${resourceId}`,
        options: { method: 'PUT', body: { description: 'Cuts hair.' } },
        status: 200,
      },
      {
        as: 'app',
        path: `/v2/resources/${resourceId}`,
        options: { method: 'PUT', body: { name: 7 } },
        status: 422,
      },
      { as: 'app', path: `/v2/resources/${absent}`, options: { method: 'PUT', body: {} }, status: 404 },
    ],
    'resources.remove': () => [
      { as: 'app', path: `/v2/resources/${absent}`, options: { method: 'DELETE' }, status: 404 },
      { as: 'app', path: `/v2/resources/${leaverId}`, options: { method: 'DELETE' }, status: 204 },
    ],
    'resourceTimezone.show': () => [
      { as: 'app', path: '/v2/resources/timezone/leaver@example.com', status: 200 },
      { as: 'app', path: '/v2/resources/timezone/nobody@example.com', status: 404 },
    ],
    'projects.list': () => [
      { as: 'app', path: '/v2/projects?include=resources', status: 200 },
      { as: 'widget', path: `/v2/projects?search=slug:${projectSlug}`, status: 200 },
      { as: 'app', path: '/v2/projects?search=locations.uuid:x', status: 422 },
    ],
    'projects.create': () => [
      {
        as: 'app',
        path: '/v2/projects?include=resources',
        options: {
          method: 'POST',
          body: {
            name: 'Haircut',
            resources: [resourceId],
            availability: { mode: 'mutual', length: '30 minutes', future: '2 days' },
            booking: { graph: 'instant', what: 'Haircut' },
            availability_constraints: [{ allow_weekdays: {} }],
            policies: { max_per_day: 8 },
            customer_fields: { phone: { title: 'Phone' } },
            ui: { display_name: 'Acme' },
            meta: { campaign: 'spring' },
          },
        },
        status: 201,
      },
      {
        as: 'app',
        path: '/v2/projects',
        options: { method: 'POST', body: { name: 'x', resources: [absent] } },
        status: 422,
      },
    ],
    'projects.show': () => [
      { as: 'app', path: `/v2/projects/${projectId}`, status: 200 },
      { as: 'user', path: `/v2/projects/${projectId}?include=resources`, status: 200 },
      { as: 'app', path: `/v2/projects/${absent}`, status: 404 },
    ],
    'projects.change': () => [
      {
        as: 'app',
        path: `/v2/projects/${projectId}`,
        options: { method: 'PUT', body: { ui: { avatar: '' } } },
        status: 200,
      },
      {
        as: 'app',
        path: `/v2/projects/${projectId}`,
        options: { method: 'PUT', body: { slug: 'No slug' } },
        status: 422,
      },
      { as: 'app', path: `/v2/projects/${absent}`, options: { method: 'PUT', body: {} }, status: 404 },
    ],
    'projects.remove': () => [
      { as: 'app', path: `/v2/projects/${absent}`, options: { method: 'DELETE' }, status: 404 },
      { as: 'app', path: `/v2/projects/${doneProjectId}`, options: { method: 'DELETE' }, status: 204 },
    ],
    'projectResources.list': () => [
      { as: 'app', path: `/v2/projects/${projectId}/resources`, status: 200 },
      { as: 'widget', path: `/v2/projects/${projectId}/resources?limit=1`, status: 200 },
      { as: 'user', path: `/v2/projects/${absent}/resources`, status: 404 },
    ],
    'projectResources.add': () => [
      {
        as: 'app',
        path: `/v2/projects/${projectId}/resources`,
        options: { method: 'POST', body: { resource_id: resourceId, rank: 1 } },
        status: 201,
      },
      {
        as: 'app',
        path: `/v2/projects/${projectId}/resources`,
        options: { method: 'POST', body: {} },
        status: 422,
      },
    ],
    'projectResources.set': () => [
      {
        as: 'app',
        path: `/v2/projects/${projectId}/resources`,
        options: { method: 'PUT', body: [resourceId] },
        status: 200,
      },
      {
        as: 'app',
        path: `/v2/projects/${projectId}/resources`,
        options: { method: 'PUT', body: [absent] },
        status: 422,
      },
    ],
    'projectResources.remove': () => [
      {
        as: 'app',
        path: `/v2/projects/${projectId}/resources/${resourceId}`,
        options: { method: 'DELETE' },
        status: 204,
      },
      {
        as: 'app',
        path: `/v2/projects/${projectId}/resources/${resourceId}`,
        options: { method: 'DELETE' },
        status: 404,
      },
    ],
    'projectPages.hosted': () => [
      { as: 'nobody', path: `/v2/projects/hosted/${projectSlug}`, status: 200 },
      { as: 'nobody', path: '/v2/projects/hosted/nothing-here', status: 404 },
    ],
    'projectPages.embed': () => [
      { as: 'widget', path: `/v2/projects/embed/${projectId}`, status: 200 },
      { as: 'app', path: `/v2/projects/embed/${absent}`, status: 404 },
      { as: 'user', path: `/v2/projects/embed/${projectId}`, status: 403 },
    ],
    'app.show': () => [
      { as: 'app', path: '/v2/app', status: 200 },
      { as: 'widget', path: '/v2/app', status: 200 },
      { as: 'user', path: '/v2/app', status: 200 },
    ],
    'bookings.list': () => [
      { as: 'app', path: '/v2/bookings?include=user', status: 200 },
      { as: 'app', path: '/v2/bookings?include=event,user,project,owner_booking,history', status: 200 },
      { as: 'user', path: '/v2/bookings?limit=1', status: 200 },
      { as: 'user', path: '/v2/bookings?include=event,user,project,owner_booking,history', status: 200 },
      { as: 'app', path: '/v2/bookings?timezone=Nowhere/Land', status: 422 },
    ],
    'bookingCreation.create': () => [
      create('app'),
      create('user', { flavour: 'salty' }),
      create('widget'),
      create('app', { graph: 'group_owner', group_booking: { max_seats: 3 } }),
      { ...create('app', takenHour), status: 201 },
      { ...create('app', takenHour), status: 409 },
      { ...create('widget', { start: '2020-01-01T10:00:00Z', end: '2020-01-01T11:00:00Z' }), status: 409 },
      { ...create('user', { graph: 'group_owner', group_booking: { max_seats: 3 } }), status: 403 },
      { ...create('app', { start: 'tomorrow' }), status: 422 },
    ],
    'bookingCreation.reschedule': () => [
      posted('app', `/v2/bookings/${movedId}/reschedule`, { ...freshHour(), message: 'Ill' }),
      posted('app', `/v2/bookings/${movedId}/reschedule`, freshHour(), 409),
      posted('app', `/v2/bookings/${absent}/reschedule`, freshHour(), 404),
      posted('app', `/v2/bookings/${movedId}/reschedule`, {}, 422),
      posted('widget', `/v2/bookings/${movedId}/reschedule`, freshHour(), 403),
    ],
    'reservations.reserve': () => [
      posted('widget', '/v2/bookings/reserve', { resource_id: resourceId, ...freshHour(), colour: 'red' }),
      posted('app', '/v2/bookings/reserve', { resource_id: resourceId, ...takenHour }, 409),
      posted('user', '/v2/bookings/reserve', { resource_id: resourceId }, 422),
    ],
    'reservations.extend': () => [
      {
        as: 'app',
        path: '/v2/bookings/reserve/extend',
        options: { method: 'PUT', body: { id: holdId, reservation_time: '5 minutes' } },
        status: 200,
      },
      {
        as: 'widget',
        path: '/v2/bookings/reserve/extend',
        options: { method: 'PUT', body: { id: absent } },
        status: 404,
      },
      { as: 'app', path: '/v2/bookings/reserve/extend', options: { method: 'PUT', body: {} }, status: 422 },
    ],
    'bulkBookings.create': () => [
      posted(
        'app',
        '/v2/bookings/bulk',
        { bookings: [create('app').options?.body, {}, { colour: 'red' }], relate_bookings: true },
        200,
      ),
      posted('app', '/v2/bookings/bulk', { bookings: [{}, {}], delete_all_on_error: true }, 200),
      posted('app', '/v2/bookings/bulk', {}, 422),
    ],
    'bulkBookings.act': () => [
      {
        as: 'app',
        path: '/v2/bookings/bulk',
        options: {
          method: 'PUT',
          body: {
            bookings: [
              { id: bulkId, action: 'cancel' },
              { id: absent, action: 'cancel' },
            ],
          },
        },
        status: 200,
      },
      { as: 'app', path: '/v2/bookings/bulk', options: { method: 'PUT', body: {} }, status: 422 },
    ],
    'bookings.show': () => [
      { as: 'app', path: `/v2/bookings/${bookingId}`, status: 200 },
      { as: 'user', path: `/v2/bookings/${bookingId}?include=user,resource`, status: 200 },
      { as: 'app', path: `/v2/bookings/${seatId}?include=owner_booking,project,history`, status: 200 },
      { as: 'user', path: `/v2/bookings/${seatId}?include=owner_booking,project`, status: 200 },
      { as: 'app', path: `/v2/bookings/${absent}`, status: 404 },
    ],
    'bookings.change': () => [
      {
        as: 'app',
        path: `/v2/bookings/${bookingId}?include=history`,
        options: { method: 'PUT', body: { meta: { order: 'A-8' }, what: 'Other' } },
        status: 200,
      },
      {
        as: 'user',
        path: `/v2/bookings/${bookingId}`,
        options: { method: 'PUT', body: { meta: { _cost: 1 } } },
        status: 200,
      },
      {
        as: 'app',
        path: `/v2/bookings/${bookingId}`,
        options: { method: 'PUT', body: { meta: 'none' } },
        status: 422,
      },
      {
        as: 'app',
        path: `/v2/bookings/${absent}`,
        options: { method: 'PUT', body: { meta: {} } },
        status: 404,
      },
    ],
    'bookings.delete': () => [
      { as: 'app', path: `/v2/bookings/${deletedId}`, options: { method: 'DELETE' }, status: 204 },
      { as: 'app', path: `/v2/bookings/${deletedId}`, options: { method: 'DELETE' }, status: 404 },
      { as: 'user', path: `/v2/bookings/${bookingId}`, options: { method: 'DELETE' }, status: 403 },
    ],
    'bookingActions.act': () => [
      act('user', actedId, 'cancel', 403),
      act('app', actedId, 'complete', 200),
      act('app', actedId, 'complete', 409),
      act('app', absent, 'complete', 404),
      {
        as: 'app',
        path: `/v2/bookings/${bookingId}/cancel`,
        options: { method: 'PUT', body: { cancel: { message: 5 } } },
        status: 422,
      },
    ],
    'events.list': () => [
      { as: 'app', path: `/v2/bookings/groups?search=project.id:${projectId}&include=project`, status: 200 },
      { as: 'widget', path: '/v2/bookings/groups?include=event', status: 200 },
      { as: 'user', path: '/v2/bookings/groups?search=meta.order:1', status: 422 },
    ],
    'events.show': () => [
      { as: 'app', path: `/v2/bookings/groups/${eventId}`, status: 200 },
      { as: 'widget', path: `/v2/bookings/groups/${eventId}?include=project`, status: 200 },
      { as: 'user', path: `/v2/bookings/groups/${bookingId}`, status: 404 },
    ],
    'sso.byAddress': () => [
      {
        as: 'nobody',
        path: `/sso/${tenant.slug}?jwt=${configuration.token({ id: 'browser' })}`,
        status: 303,
      },
      { as: 'nobody', path: `/sso/${tenant.slug}?jwt=nonsense`, status: 401 },
      {
        as: 'nobody',
        path: `/sso/${tenant.slug}`,
        options: { headers: { Accept: 'application/json' } },
        status: 401,
      },
    ],
    'sso.byForm': () => [
      {
        as: 'nobody',
        path: `/sso/${tenant.slug}`,
        options: { method: 'POST', ...form(`jwt=${configuration.token({ id: 'browser' })}`) },
        status: 303,
      },
      {
        as: 'nobody',
        path: `/sso/${tenant.slug}`,
        options: { method: 'POST', ...form('jwt=a.b.c') },
        status: 401,
      },
    ],
    'sso.signOut': () => [
      {
        as: 'nobody',
        path: `/sso/${tenant.slug}/sign-out`,
        options: { method: 'POST', ...form('') },
        status: 303,
      },
    ],
    'health.live': () => [{ as: 'nobody', path: '/health/live', status: 200 }],
    'health.ready': () => [{ as: 'nobody', path: '/health/ready', status: 200 }],
    'metrics.show': () => [
      { as: 'nobody', path: '/metrics', status: 200 },
      {
        as: 'nobody',
        path: '/metrics',
        options: { headers: { 'X-Forwarded-For': '192.0.2.1' } },
        status: 404,
      },
    ],
    'overview.show': () => [
      { as: 'nobody', path: `/overview/${tenant.slug}`, status: 200 },
      { as: 'nobody', path: '/overview/nobody', status: 404 },
    ],
    'overviewScript.show': () => [{ as: 'nobody', path: '/overview.js', status: 200 }],
    'searchPage.show': () => [{ as: 'nobody', path: `/search/${tenant.slug}`, status: 404 }],
    'searchScript.show': () => [{ as: 'nobody', path: '/search.js', status: 200 }],
    'search.find': () => [
      { as: 'app', path: '/v2/search?input=sea&with_availability=true', status: 200 },
      { as: 'widget', path: '/v2/search?type=projects&limit=1', status: 200 },
      { as: 'app', path: '/v2/search?experienceKey=absent', status: 404 },
      { as: 'app', path: '/v2/search?limit=51', status: 422 },
    ],
    'search.query': () => [
      { as: 'widget', path: '/v2/search/query?input=sea&with_availability=true', status: 200 },
      { as: 'app', path: '/v2/search/query?filters=x', status: 422 },
    ],
    'experiences.create': () => [
      posted('app', '/v2/search-experiences', { key: 'Made', filters: { tags: { $eq: 'x' } } }),
      posted('app', '/v2/search-experiences', { key: 'a/b' }, 422),
    ],
    'experiences.list': () => [
      { as: 'app', path: '/v2/search-experiences?limit=1', status: 200 },
      { as: 'app', path: '/v2/search-experiences?orderBy=types', status: 422 },
    ],
    'experiences.put': () => [
      { as: 'app', path: '/v2/search-experiences/Put', options: puts({ limit: 7 }), status: 201 },
      { as: 'app', path: '/v2/search-experiences/Put', options: puts({ fields: ['name'] }), status: 200 },
      { as: 'app', path: '/v2/search-experiences/Put', options: puts({ types: [] }), status: 422 },
    ],
    'experiences.show': () => [
      { as: 'app', path: '/v2/search-experiences/Stands', status: 200 },
      { as: 'app', path: '/v2/search-experiences/absent', status: 404 },
    ],
    'experiences.remove': () => [
      { as: 'app', path: '/v2/search-experiences/Leaves', options: { method: 'DELETE' }, status: 204 },
      { as: 'app', path: '/v2/search-experiences/absent', options: { method: 'DELETE' }, status: 404 },
    ],
    'tokenTemplates.list': () => [
      { as: 'app', path: '/v2/token-templates?limit=1', status: 200 },
      { as: 'app', path: '/v2/token-templates?orderBy=kid', status: 422 },
    ],
    'tokenTemplates.create': () => [
      posted('app', '/v2/token-templates', wholeTemplate('made')),
      posted('app', '/v2/token-templates', { claims: {} }, 422),
    ],
    'tokenTemplates.put': () => [
      { as: 'app', path: '/v2/token-templates/put', options: puts(wholeTemplate('put')), status: 201 },
      {
        as: 'app',
        path: '/v2/token-templates/put',
        options: puts({ kid: tenant.keyId, claims: { aud: '/v2/search' } }),
        status: 200,
      },
      { as: 'app', path: '/v2/token-templates/put', options: puts({ kid: 'nobody' }), status: 422 },
    ],
    'tokenTemplates.show': () => [
      { as: 'app', path: '/v2/token-templates/stands', status: 200 },
      { as: 'app', path: '/v2/token-templates/absent', status: 404 },
    ],
    'minting.mint': () => [
      posted('app', '/v2/token-templates/stands/mint', {}, 200),
      posted('app', '/v2/token-templates/stands/mint', { path: '/elsewhere' }, 200),
      posted('app', '/v2/token-templates/absent/mint', {}, 404),
      posted('app', '/v2/token-templates/stands/mint', { path: 7 }, 422),
    ],
    'minting.pageTokens': () => [
      posted('app', '/v2/page-tokens', { paths: ['/about.html', '/x'] }, 200),
      posted('app', '/v2/page-tokens', {}, 422),
    ],
    'tokenTemplates.remove': () => [
      { as: 'app', path: '/v2/token-templates/leaves', options: { method: 'DELETE' }, status: 204 },
      { as: 'app', path: '/v2/token-templates/leaves', options: { method: 'DELETE' }, status: 404 },
    ],
    'attach.attach': () => [
      posted('app', '/v2/access', { user: 'ann', signals: { canvas: 'c' }, metadata: { a: 'b' } }, 200),
      posted('app', '/usage/attach', { user: 'ann', limit_config: { overall_limit: 1 } }, 200),
      posted('app', '/v2/access', { user: null }, 422),
      posted('nobody', '/v2/access', { user: 'ann' }, 401),
    ],
    'detach.detach': () => [
      posted('app', '/v2/access/detach', { user: 'ann', device: detachedId }, 200),
      posted('app', '/v2/access/detach', { user: 'ben', device: detachedId }, 404),
      posted('app', '/usage/detach', { user: 'ann' }, 422),
    ],
    'detach.detachOne': () => [
      posted('app', `/v2/device/${detachedId}/detach`, { user: 'ann' }, 200),
      posted('app', `/v2/device/${absent}/detach`, { user: 'ann' }, 404),
      posted('app', `/v2/device/${absent}/detach`, {}, 422),
    ],
    'attachedDevices.list': () => [
      { as: 'app', path: '/v2/access/user/ann/attached_devices', status: 200 },
      { as: 'app', path: `/v2/access/user/${'x'.repeat(256)}/attached_devices`, status: 422 },
    ],
    'deviceUsers.change': () => [
      posted('app', '/v2/proj/user/ann', { metadata: { a: 'b' } }, 200),
      posted('app', '/v2/proj/user/ann', { metadata: { a: 1 } }, 422),
    ],
    'deviceUsers.erase': () => [
      { as: 'app', path: '/v2/proj/user/nobody-at-all', method: 'DELETE', status: 404 },
    ],
    'deviceScript.show': () => [{ as: 'nobody', path: '/device.js', status: 200 }],
    'sessionBookings.list': () => [
      { as: 'nobody', path: `/overview/${tenant.slug}/bookings`, status: 401 },
      { ...signedIn(`/overview/${tenant.slug}/bookings?include=customer_action_links`), status: 200 },
      { ...signedIn(`/overview/${tenant.slug}/bookings?search=colour:red`), status: 422 },
    ],
    'sessionBookings.calendar': () => [
      { as: 'nobody', path: `/overview/${tenant.slug}/bookings.ics`, status: 401 },
      { ...signedIn(`/overview/${tenant.slug}/bookings.ics`), status: 200 },
    ],
    'deviceStreams.listen': () => [
      { as: 'app', path: `/v2/access/device/${detachedId}/listen`, status: 200 },
      { as: 'app', path: `/v2/access/device/${absent}/listen`, status: 404 },
      { as: 'widget', path: `/v2/access/device/${detachedId}/listen`, status: 403 },
    ],
    'identities.identify': () => [
      posted('app', '/v2/identity', { signals: { canvas: 'a81f0c' }, device_info: { app: 'shop' } }, 200),
      posted('app', '/v2/identity', { signals: { canvas: { hash: 'a81f0c' } } }, 422),
      posted('widget', '/v2/identity', {}, 403),
    ],
    'calendar.show': () => [
      { as: 'app', path: '/v2/bookings.ics?search=state:confirmed', status: 200 },
      { as: 'user', path: '/v2/bookings.ics', status: 200 },
      { as: 'app', path: `/v2/bookings.ics?id=${absent}`, status: 404 },
      { as: 'app', path: '/v2/bookings.ics?search=colour:red', status: 422 },
    ],
    'signedTokens.sign': () => [
      posted('app', '/v2/token/sign', { user: 'u-1', expires_in: 3600 }, 200),
      posted('app', '/token/sign', { user: '' }, 200),
      posted('app', '/v2/token/sign', { user: null }, 422),
      posted('widget', '/v2/token/sign', { user: 'u-1' }, 403),
    ],
    'signedSearches.create': () => [
      posted('app', '/v2/signed-searches', { 'customer.email': 'ann@example.com', exp: 1_956_528_000 }),
      posted('app', '/v2/signed-searches', { 'meta.customer': 'c-7', exp: '2032-01-01T00:00:00+01:00' }),
      posted('app', '/v2/signed-searches', { state: 'confirmed' }, 422),
      posted('widget', '/v2/signed-searches', { 'customer.email': 'ann@example.com' }, 403),
    ],
    'madeLinks.make': () => [
      posted('app', `/v2/bookings/${bookingId}/action-links`, { action: 'cancel', exp: 1_956_528_000 }),
      posted('app', `/v2/bookings/${bookingId}/action-links`, { action: 'fly' }, 422),
      posted('app', `/v2/bookings/${absent}/action-links`, { action: 'cancel' }, 404),
    ],
    'externalActions.open': () => [
      { ...program(links.open), status: 200 },
      { ...program(links.move), status: 200 },
      { as: 'nobody', path: links.open, options: { headers: { Accept: 'text/html' } }, status: 200 },
      { ...program(`${links.open}x`), status: 401 },
      { as: 'nobody', path: `${links.open}x`, options: { headers: { Accept: 'text/html' } }, status: 401 },
    ],
    'externalActions.act': () => [
      { ...program(links.act, { method: 'POST', body: { message: 5 } }), status: 422 },
      { ...program(links.act, { method: 'POST' }), status: 200 },
      { ...program(links.act, { method: 'POST' }), status: 410 },
      { as: 'nobody', path: links.move, options: { method: 'POST', ...form('start=soon') }, status: 422 },
    ],
  };

  /** A request of a program that asks for JSON. */
  const program = (path: string, options: RequestOptions = {}) => ({
    as: 'nobody' as const,
    path,
    options: { headers: { Accept: 'application/json' }, ...options },
  });
  /** One of a page of this server, in a browser that has signed on. */
  const signedIn = (path: string) => ({
    as: 'nobody' as const,
    path,
    options: { headers: { Cookie: session } },
  });

  const form = (body: string): RequestOptions => ({
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body,
  });

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
    );

  function schemaOf(path: string, method: string, answer: Answer): ValidateFunction | null {
    const place = ['paths', path, method, 'responses', String(answer.status)];
    const documented = document.paths[path]![method]!.responses[answer.status];
    if (documented === undefined) throw new Error(`${method} ${path} does not document ${answer.status}.`);
    const at = documented.$ref === undefined ? place : documented.$ref.slice(2).split('/');
    const response = at.reduce<Record<string, unknown>>(
      (value, key) => value[key] as Record<string, unknown>,
      document as never,
    );
    const type = answer.headers.get('content-type')?.replace(/;.*$/, '');
    if (type === undefined || answer.text === '') {
      expect([method, path, answer.status, response['content']]).toEqual([
        method,
        path,
        answer.status,
        undefined,
      ]);
      return null;
    }
    const content = response['content'] as Record<string, object> | undefined;
    expect([method, path, answer.status, Object.keys(content ?? {})]).toEqual([
      method,
      path,
      answer.status,
      expect.arrayContaining([type]),
    ]);
    if (type.startsWith('text/')) return null;
    const pointer = [...at, 'content', type, 'schema'].map((key) =>
      encodeURIComponent(key.replace(/~/g, '~0').replace(/\//g, '~1')),
    );
    return ajv.compile({ $ref: `document#/${pointer.join('/')}` });
  }

  function expectDocumented(path: string, method: string, answer: Answer): void {
    const validate = schemaOf(path, method, answer);
    if (validate === null) return;
    const holds = validate(answer.body);
    expect([method, path, answer.status, holds ? [] : validate.errors, answer.text]).toEqual([
      method,
      path,
      answer.status,
      [],
      answer.text,
    ]);
  }

  const filled = (path: string) => path.replace('{slug}', tenant.slug).replace(/\{[a-z_]+\}/g, absent);

  it('is OpenAPI 3.1 for this server, cached by the validator of its bytes', async () => {
    const answer = await server.request('/openapi.json');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('etag')).toMatch(/^"[\w-]{22}"$/);
    expect(answer.text).toBe((await server.request('/openapi.json')).text);
    expect(document.openapi).toBe('3.1.0');
    expect(document.servers).toEqual([{ url: 'https://countersign.example' }]);
    expect(Object.keys(document.components['securitySchemes']!).sort()).toEqual([
      'actionLink',
      'apiKey',
      'apiKeyBearer',
      'mintedToken',
      'mintedTokenInQuery',
      'securityToken',
      'securityTokenInQuery',
      'signedSearch',
      'userToken',
      'userTokenInQuery',
    ]);
  });

  it('is made anew at the next request where it could not be made', async () => {
    const discovery = server.app.get(DiscoveryService, { strict: false });
    const looks = jest.spyOn(discovery, 'getControllers').mockImplementationOnce(() => {
      throw new Error('Too many open files.');
    });
    const document = new OpenApiDocument(
      server.app.get(ModulesContainer, { strict: false }),
      server.app.get(HttpAdapterHost, { strict: false }),
      discovery,
      server.app.get<Configuration>(CONFIGURATION, { strict: false }),
    );
    await expect(document.current()).rejects.toThrow('Too many open files.');
    const { bytes } = await document.current();
    expect(JSON.parse(bytes.toString())).toMatchObject({ openapi: '3.1.0' });
    expect(await document.current()).toBe(await document.current());
    looks.mockRestore();
  });

  it('has each route of the API, with its callers, and no other', () => {
    const declared = server.app
      .get(RouteClosure, { strict: false })
      .routes()
      .filter(({ name }) => !name.startsWith('OpenApiController.'))
      .map(({ name, handler }) => {
        const [controller, method] = name.split('.') as [string, string];
        const { callers } = declarationOf(handler)!;
        return {
          id: `${controller.charAt(0).toLowerCase()}${controller.slice(1).replace(/Controller$/, '')}.${method}`,
          method: RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod].toLowerCase(),
          callers: callers === 'public' ? ['public'] : [...callers],
        };
      });
    const documented = operations().map(({ method, operation }) => ({
      id: operation.operationId,
      method,
      callers: operation['x-callers'],
    }));
    const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);
    expect(documented.sort(byId)).toEqual(declared.sort(byId));
  });

  it('names graphs, states and actions as the table has them', () => {
    const text = JSON.stringify(document);
    for (const names of [graphNames, graphsToCreate, allStates, allActions])
      expect(text).toContain(`"enum":${JSON.stringify(names)}`);
    expect(text).not.toMatch(/"enum":\[[^\]]*"timeout"/);
  });

  it('says what each parameter of a query means', () => {
    const silent = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { parameters = [] }]) =>
        parameters
          .filter(
            ({ in: place, description, schema }) =>
              place === 'query' && !(description ?? schema?.description),
          )
          .map(({ name }) => `${method} ${path} ${name}`),
      ),
    );
    expect(silent).toEqual([]);
  });

  it('resolves all of its references and names its tags', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference]) => reference as string,
    );
    expect(references.length).toBeGreaterThan(50);
    for (const reference of new Set(references)) {
      const found = reference
        .slice(2)
        .split('/')
        .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
      expect([reference, typeof found]).toEqual([reference, 'object']);
    }
    const tags = document.tags.map(({ name }) => name);
    for (const { operation } of operations()) {
      expect(tags).toEqual(expect.arrayContaining([...operation.tags]));
      expect(operation.tags).not.toContain('Other');
      expect(operation.summary).toMatch(/\S/);
    }
  });

  it('has examples of errors that are valid errors', () => {
    for (const [name, response] of Object.entries(document.components['responses']!)) {
      const content = (
        response['content'] as Record<
          string,
          { schema: object; examples: Record<string, { value: unknown }> }
        >
      )['application/problem+json']!;
      const validate = ajv.compile({
        $ref: `document#/components/responses/${name}/content/application~1problem+json/schema`,
      });
      for (const [code, { value }] of Object.entries(content.examples)) {
        expect([code, validate(value), validate.errors]).toEqual([code, true, null]);
      }
    }
  });

  it('says what is really answered: every operation, as its callers call it', async () => {
    const uncalled = operations().filter(({ operation }) => !Object.hasOwn(calls, operation.operationId));
    expect(uncalled.map(({ operation }) => operation.operationId)).toEqual([]);
    const erasing = 'users.erase';
    const inOrder = operations().sort(
      (one, other) =>
        Number(one.operation.operationId === erasing) - Number(other.operation.operationId === erasing),
    );
    for (const { path, method, operation } of inOrder) {
      for (const call of calls[operation.operationId]!()) {
        const answer = await send(call);
        expect([
          operation.operationId,
          call.path,
          answer.status,
          answer.status === call.status ? '' : answer.text,
        ]).toEqual([operation.operationId, call.path, call.status, '']);
        expectDocumented(path, method, answer);
      }
    }
  });

  it('says what is answered to strangers: 401 on every route that is not public, in the same bytes', async () => {
    for (const { path, method, operation } of operations()) {
      if (operation['x-callers'].includes('public')) continue;
      const headers = { 'X-Request-Id': 'stranger-0001', Accept: 'application/json' };
      const options = { method: method.toUpperCase(), headers };
      const without = await server.request(filled(path), options);
      const wrong = await server.request(filled(path), { ...options, basic: 'not-a-secret' });
      expect([path, method, without.status, wrong.status]).toEqual([path, method, 401, 401]);
      expect([without.body.code, wrong.body.code]).toEqual(['credential_missing', 'token_rejected']);
      expectDocumented(path, method, without);
      expectDocumented(path, method, wrong);
    }
  });

  it('says what is answered to the wrong kind of caller: 403', async () => {
    for (const { path, method, operation } of operations()) {
      for (const as of ['app', 'user', 'widget'] as const) {
        if (operation['x-callers'].includes('public') || operation['x-callers'].includes(as)) continue;
        const answer = await send({
          as,
          path: filled(path),
          options: { method: method.toUpperCase() },
          status: 403,
        });
        expect([path, method, as, answer.status]).toEqual([path, method, as, 403]);
        expectDocumented(path, method, answer);
      }
    }
  });

  it('promises every documented member of a problem to Timekit’s clients', async () => {
    const unknown = await send({ as: 'app', path: `/v2/users/${absent}`, status: 404 });
    expect(unknown.body).toMatchObject({
      type: '/docs/errors#not_found',
      error: unknown.body.detail,
      model: 'User',
    });
    const page = await server.request('/docs/errors');
    expect(page.text).toContain('<section id="not_found">');
  });
});

describe('the reference pages', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('load nothing from elsewhere and allow no inline script', async () => {
    for (const path of ['/docs', '/docs/', '/docs/errors']) {
      const { status, headers, text } = await server.request(path);
      expect([path, status, headers.get('content-type')]).toEqual([path, 200, 'text/html; charset=utf-8']);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|\*/);
      expect(text).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|style=/i);
      for (const [, address] of text.matchAll(/(?:src|href)="([^"#]+)"/g))
        expect(address).toMatch(/^(?:\/docs|\/openapi\.json|data:,)/);
    }
  });

  it('have the files that they load, and no other file of the package', async () => {
    const { text } = await server.request('/docs');
    const assets = [...text.matchAll(/(?:src|href)="(\/docs\/assets\/[^"]+)"/g)].map(
      ([, address]) => address as string,
    );
    expect(assets).toHaveLength(4);
    for (const address of assets) {
      const { status, headers } = await server.request(address);
      expect([address, status, headers.get('x-content-type-options')]).toEqual([address, 200, 'nosniff']);
      expect(headers.get('content-type')).toMatch(/^text\/(?:css|javascript); charset=utf-8$/);
    }
    const nowhere = [
      'package.json',
      'swagger-ui.js',
      '..%2fpackage.json',
      '%2e%2e%2fpackage.json',
      '__proto__',
      'constructor',
      'toString',
      'swagger-ui.css%00',
    ];
    for (const name of nowhere) {
      const { status } = await server.request(`/docs/assets/${name}`);
      expect([name, status]).toEqual([name, 404]);
    }
  });
});
