import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Scope } from '../../src/access/scope.js';
import type { PageRequest } from '../../src/common/page.js';
import { newId } from '../../src/common/ids.js';
import { ConsumedTokensRepository } from '../../src/action-links/consumed-tokens.repository.js';
import { LinkTouchesRepository } from '../../src/action-links/link-touches.repository.js';
import { BookingsRepository } from '../../src/bookings/bookings.repository.js';
import { readSearch } from '../../src/bookings/lists/booking-search.js';
import { SeatsRepository } from '../../src/bookings/events/seats.repository.js';
import type { WriteTransaction } from '../../src/database/access.js';
import { change } from '../../src/database/ask.js';
import { Database } from '../../src/database/database.js';
import { AccessesRepository } from '../../src/devices/accesses.repository.js';
import { AccessHistoryRepository } from '../../src/devices/history/access-history.repository.js';
import { DevicePagesRepository } from '../../src/devices/history/device-pages.repository.js';
import { IdleDevicesRepository } from '../../src/devices/upkeep/idle-devices.repository.js';
import { OldRowsRepository } from '../../src/devices/upkeep/old-rows.repository.js';
import { DeviceUsersRepository } from '../../src/devices/users/device-users.repository.js';
import { DevicesRepository } from '../../src/devices/devices.repository.js';
import { ErasedIdentitiesRepository } from '../../src/devices/users/erased-identities.repository.js';
import { IdentitiesRepository } from '../../src/devices/identities/identities.repository.js';
import { KnownDevicesRepository } from '../../src/devices/attach/known-devices.repository.js';
import { NamedDevicesRepository } from '../../src/devices/identities/named-devices.repository.js';
import { SeenDevicesRepository } from '../../src/devices/attach/seen-devices.repository.js';
import { DeviceStreamsRepository } from '../../src/devices/streams/device-streams.repository.js';
import { IdempotencyRepository } from '../../src/idempotency/idempotency.repository.js';
import { KeyUsesRepository } from '../../src/key-uses/key-uses.repository.js';
import { JournalRepository } from '../../src/journal/journal.repository.js';
import { TokenTemplatesRepository } from '../../src/minted-tokens/templates/token-templates.repository.js';
import { emptyProject } from '../../src/projects/project-members.js';
import { ProjectResourcesRepository } from '../../src/projects/project-resources.repository.js';
import { ProjectsRepository } from '../../src/projects/projects.repository.js';
import { emptyResource } from '../../src/resources/resource-members.js';
import { ResourcesRepository } from '../../src/resources/resources.repository.js';
import { DocumentsRepository } from '../../src/search-index/documents.repository.js';
import { tagged, wordsIn } from '../../src/search-index/expression.js';
import { ExperiencesRepository } from '../../src/search/experiences/experiences.repository.js';
import type { SearchExperience } from '../../src/search/experiences/search-experience.entity.js';
import { UsageRepository } from '../../src/usage/usage.repository.js';
import { UsersRepository } from '../../src/users/users.repository.js';
import { accessRow } from '../builders/accesses.js';
import { bookingRow, buildBookingRow } from '../builders/booking-rows.js';
import { deviceRow } from '../builders/devices.js';
import { buildTenant, type BuiltTenant } from '../builders/tenancy.js';
import { expectCommitted } from '../support/committed-file.js';
import { sourceFiles } from '../support/source-files.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

type Run = (transaction: WriteTransaction) => Promise<unknown>;

const id = newId();
/** A booking that is there, for rows that belong to one. */
const linkedId = newId();
/** The tenant's key. */
let keyId = '';
const at = 1_700_000_000_000;

const pageOf = (field: string, after: boolean): PageRequest<never> => ({
  limit: 2,
  page: after ? null : 1,
  offset: 0,
  after: after ? { value: at, id } : null,
  ordering: { field: field as never, direction: 'desc' },
  counted: !after,
  list: { name: 'list', tenantId: id, ordering: `${field} desc`, filters: [] },
});

/** One call of every method of every repository; what narrows a list stands in calls of its own. */
function callsFor(tenantId: string): Record<string, Record<string, readonly Run[]>> {
  const users = new UsersRepository();
  const resources = new ResourcesRepository();
  const projects = new ProjectsRepository();
  const members = new ProjectResourcesRepository();
  const documents = new DocumentsRepository();
  const inName = wordsIn(['resource'], ['name'], ['anna', 'b']);
  const range = { from: 'anna', to: 'annb' };
  const bookings = new BookingsRepository();
  const seats = new SeatsRepository();
  const journal = new JournalRepository();
  const idempotency = new IdempotencyRepository();
  const templates = new TokenTemplatesRepository();
  const experiences = new ExperiencesRepository();
  const experience: SearchExperience = {
    tenantId,
    key: 'Mine',
    types: ['resources'],
    filters: {},
    fields: null,
    limit: null,
    createdAt: at,
    updatedAt: at,
  };
  const template = () => ({
    ...{ tenantId, name: 'search', keyId, scope: null, updatedAt: at },
    claims: { aud: '/v2/search' },
  });
  const consumed = new ConsumedTokensRepository();
  const touches = new LinkTouchesRepository();
  const accesses = new AccessesRepository();
  const devices = new DevicesRepository();
  const deviceUsers = new DeviceUsersRepository();
  const knownDevices = new KnownDevicesRepository();
  const seenDevices = new SeenDevicesRepository();
  const erasedIdentities = new ErasedIdentitiesRepository();
  const identities = new IdentitiesRepository();
  const namedDevices = new NamedDevicesRepository();
  const streams = new DeviceStreamsRepository();
  const history = new AccessHistoryRepository();
  const devicePages = new DevicePagesRepository();
  const idle = new IdleDevicesRepository();
  const old = new OldRowsRepository();
  const usage = new UsageRepository();
  const keyUses = new KeyUsesRepository();
  const usedToday = { signs: 1, attaches: 0, identifies: 0, signed: 0, unsigned: 0, logins: 0, bookings: 0 };
  const over = { tenantId, before: Date.now() + 86_400_000 };
  const identity = { tenantId, id, createdAt: at, lastSeenAt: at };
  const look = { tenantId, identityId: id, fingerprint: 'f', core: 'c', signals: {}, lastSeenAt: at };
  const used = { tenantId, bookingId: linkedId, token: 't' };
  const touch = { tenantId, bookingId: linkedId, id, action: 'cancel', at, method: 'GET', linkAgeMs: null };
  const deviceUser = { tenantId, externalId: 'u' };
  const deviceOwner = { tenantId, userId: id };
  const known = { ...deviceUser, fingerprint: 'f' };
  const access = accessRow(tenantId, { id: newId(), userId: id, deviceId: id, createdAt: at });
  const device = deviceRow(tenantId, id, { fingerprint: 'f', createdAt: at, attachedAt: at, lastSeenAt: at });
  const all = { rows: 'all' } as const;
  const own = { rows: 'own', userId: id } as const;
  const signed = (pairs: Record<string, string>): Scope => ({
    rows: 'signed',
    pairs: Object.entries(pairs).map(([field, value]) => ({ field, value })),
  });
  const place = { tenantId, subject: 'api_key 1', key: 'k' };
  const user = {
    tenantId,
    id,
    externalId: 'u',
    email: null,
    name: null,
    firstName: null,
    lastName: null,
    phone: null,
    timezone: null,
    locale: null,
    picture: null,
    disabled: false,
    jwtConfigurationId: 'c',
    firstSeenAt: at,
    lastSeenAt: at,
    updatedAt: at,
  };
  const resource = {
    ...emptyResource,
    tenantId,
    id,
    name: 'Ann',
    timezone: 'UTC',
    createdAt: at,
    updatedAt: at,
    removedAt: null,
  };
  const project = {
    ...emptyProject,
    tenantId,
    id,
    name: 'Haircut',
    slug: 'haircut',
    createdAt: at,
    updatedAt: at,
    removedAt: null,
  };
  const booking = bookingRow(tenantId, {
    id,
    startsAt: at,
    endsAt: at + 1,
    meta: { order: 'A-7' },
    createdAt: at,
    updatedAt: at,
  });
  const seat = { ...booking, id: newId(), userId: id, ownerBookingId: id, meta: {} };
  const steps = [{ graph: 'group_customer', from: 'confirmed', to: 'cancelled_by_owner' }];
  const conditions = (text: string) => {
    const decision = readSearch(text, 'app');
    if ('refused' in decision) throw new Error(decision.refused);
    return { conditions: decision.ok, start: null, end: null };
  };
  const everything = { conditions: [], start: null, end: null };
  return {
    UsersRepository: {
      insertOrIgnore: [(t) => users.insertOrIgnore(t, user)],
      findById: [(t) => users.findById(t, tenantId, id)],
      findLocked: [(t) => users.findLocked(t, tenantId, id, 'for_key_share')],
      findByIds: [(t) => users.findByIds(t, tenantId, [id])],
      findByExternalId: [(t) => users.findByExternalId(t, tenantId, 'u')],
      updateProfile: [(t) => users.updateProfile(t, tenantId, id, { name: 'Ann', updatedAt: at })],
      setDisabled: [(t) => users.setDisabled(t, tenantId, id, true, at)],
      markSeen: [(t) => users.markSeen(t, tenantId, id, at)],
      list: [
        (t) => users.list(t, tenantId, {}, pageOf('first_seen_at', false)),
        (t) =>
          users.list(t, tenantId, { email: 'a@example.com', externalId: 'u' }, pageOf('external_id', true)),
      ],
      delete: [(t) => users.delete(t, tenantId, id)],
    },
    ResourcesRepository: {
      insert: [(t) => resources.insert(t, resource)],
      findById: [(t) => resources.findById(t, tenantId, id)],
      findByIds: [(t) => resources.findByIds(t, tenantId, [id])],
      findLocked: [(t) => resources.findLocked(t, tenantId, [id])],
      findByIdsWithRemoved: [(t) => resources.findByIdsWithRemoved(t, tenantId, [id])],
      findByEmail: [(t) => resources.findByEmail(t, tenantId, 'a@example.com')],
      list: [
        (t) => resources.list(t, tenantId, { name: null, email: null }, pageOf('created_at', false)),
        (t) => resources.list(t, tenantId, { name: 'Ann', email: 'a@example.com' }, pageOf('name', true)),
      ],
      update: [(t) => resources.update(t, tenantId, id, { name: 'Ben', tags: [] })],
      remove: [(t) => resources.remove(t, tenantId, id, at)],
    },
    ProjectsRepository: {
      insert: [(t) => projects.insert(t, project)],
      findById: [(t) => projects.findById(t, tenantId, id)],
      findLocked: [(t) => projects.findLocked(t, tenantId, id)],
      findBySlug: [(t) => projects.findBySlug(t, tenantId, 'haircut')],
      findByIdsWithRemoved: [(t) => projects.findByIdsWithRemoved(t, tenantId, [id])],
      findSlugsFrom: [(t) => projects.findSlugsFrom(t, tenantId, 'hair', 10)],
      list: [
        (t) => projects.list(t, tenantId, { slug: null, name: null }, pageOf('created_at', false)),
        (t) => projects.list(t, tenantId, { slug: 'haircut', name: 'Haircut' }, pageOf('slug', true)),
      ],
      update: [(t) => projects.update(t, tenantId, id, { name: 'Cut', ui: {} })],
      remove: [(t) => projects.remove(t, tenantId, id, at)],
    },
    ProjectResourcesRepository: {
      replace: [(t) => members.replace(t, tenantId, id, [id])],
      findIds: [(t) => members.findIds(t, tenantId, [id])],
      findOldestProjectIds: [(t) => members.findOldestProjectIds(t, tenantId, [id])],
      remove: [(t) => members.remove(t, tenantId, id, id)],
      removeFromAll: [(t) => members.removeFromAll(t, tenantId, id)],
    },
    DocumentsRepository: {
      findMatching: [
        (t) => documents.findMatching(t, tenantId, inName, { atMost: 2 }),
        (t) =>
          documents.findMatching(
            t,
            tenantId,
            {
              one: wordsIn(['resource', 'project'], ['name', 'tag', 'description'], ['anna']),
              butNot: inName,
            },
            { among: [id], inside: range, outside: range, atMost: 2 },
          ),
      ],
      findAmong: [(t) => documents.findAmong(t, tenantId, ['project'], [id], tagged(['project'], 'hair'))],
      walk: [
        (t) => documents.walk(t, tenantId, 'resource', { expression: null, walked: 9, atMost: 2 }),
        (t) =>
          documents.walk(t, tenantId, 'resource', {
            ...{ expression: inName, inside: range, outside: range, walked: 9, atMost: 2 },
          }),
      ],
      walkIndexed: [
        (t) =>
          documents.walkIndexed(t, tenantId, 'resource', inName, {
            ...{ expression: inName, inside: range, outside: range, walked: 9, atMost: 2 },
          }),
      ],
      sample: [(t) => documents.sample(t, tenantId, ['resource', 'project'], 2)],
      countMatching: [(t) => documents.countMatching(t, tenantId, inName, 2)],
      countWalked: [(t) => documents.countWalked(t, tenantId, 'resource', inName, { walked: 9, atMost: 2 })],
      countNames: [(t) => documents.countNames(t, tenantId, 'resource', range, 2)],
    },
    BookingsRepository: {
      insertion: [booking, seat].map((one) => async (t: WriteTransaction) => {
        for (const statement of bookings.insertion(t, one)) await change(t, statement);
      }),
      findById: [
        (t) => bookings.findById(t, tenantId, all, id),
        (t) => bookings.findById(t, tenantId, own, id),
        (t) =>
          bookings.findById(
            t,
            tenantId,
            signed({ 'customer.email': 'ann@example.com', 'meta.order': 'A-7' }),
            id,
            conditions('state:confirmed').conditions,
          ),
      ],
      list: [
        (t) => bookings.list(t, tenantId, all, everything, pageOf('created_at', false)),
        (t) =>
          bookings.list(t, tenantId, own, { ...everything, start: at, end: at + 9 }, pageOf('start', true)),
        (t) => bookings.list(t, tenantId, all, conditions('meta.order:A-7'), pageOf('created_at', false)),
        (t) =>
          bookings.list(
            t,
            tenantId,
            own,
            conditions('meta.order:A-7;customer.name:ann*'),
            pageOf('created_at', true),
          ),
        (t) =>
          bookings.list(
            t,
            tenantId,
            signed({ 'customer.email': 'Ann@example.com', state: 'confirmed' }),
            conditions('customer.email:Ann@example.com;state:confirmed;meta.order:A-7'),
            { ...pageOf('created_at', false), offset: 2 },
          ),
        (t) =>
          bookings.list(
            t,
            tenantId,
            signed({ 'meta.order': 'A-7' }),
            { ...everything, withoutHolds: true },
            pageOf('start', true),
          ),
      ],
      changeState: [
        (t) =>
          bookings.changeState(
            t,
            tenantId,
            own,
            { id, version: 1 },
            {
              state: 'cancelled',
              completed: true,
              undoState: 'confirmed',
              dueAt: at,
              dueAction: 'release',
              updatedAt: at,
            },
          ),
      ],
      changeMeta: [
        (t) =>
          bookings.changeMeta(
            t,
            { tenantId, id, version: 1, createdAt: at },
            { meta: { order: 'A-8' }, updatedAt: at },
          ),
      ],
      findLocked: [(t) => bookings.findLocked(t, tenantId, own, seat.id)],
      findByIds: [(t) => bookings.findByIds(t, tenantId, [id])],
      listEvents: [
        (t) => bookings.listEvents(t, tenantId, { conditions: [], from: at }, pageOf('start', false)),
        (t) =>
          bookings.listEvents(
            t,
            tenantId,
            { ...conditions(`project.id:${id};meta.order:A-7`), from: at },
            pageOf('start', true),
          ),
      ],
      lockDue: [(t) => bookings.lockDue(t, tenantId, [id], at)],
      anonymise: [(t) => bookings.anonymise(t, tenantId, id)],
      delete: [(t) => bookings.delete(t, tenantId, id)],
    },
    SeatsRepository: {
      take: [(t) => seats.take(t, tenantId, id)],
      free: [(t) => seats.free(t, tenantId, id, 2)],
      findSeated: [(t) => seats.findSeated(t, tenantId, id, steps)],
      cancelSeated: [
        (t) => seats.cancelSeated(t, tenantId, id, steps, { updatedAt: at, isKept: true }),
        (t) => seats.cancelSeated(t, tenantId, id, steps, { updatedAt: at, isKept: false }),
      ],
      findKept: [(t) => seats.findKept(t, tenantId, id)],
      releaseKept: [(t) => seats.releaseKept(t, tenantId, id, at)],
      restoreKept: [
        (t) => seats.restoreKept(t, tenantId, [id], { dueAt: at, dueAction: 'complete', updatedAt: at }),
      ],
      hasOverdue: [(t) => seats.hasOverdue(t, tenantId, id, at)],
      lockOverdue: [(t) => seats.lockOverdue(t, tenantId, id, at)],
    },
    JournalRepository: {
      insertHead: [(t) => journal.insertHead(t, tenantId)],
      findHead: [(t) => journal.findHead(t, tenantId)],
      setHead: [(t) => journal.setHead(t, tenantId, { sequence: 1, hash: 'f' })],
      insert: [
        (t) =>
          journal.insert(t, {
            tenantId,
            sequence: 1,
            bookingId: id,
            action: 'confirm',
            fromState: null,
            toState: 'confirmed',
            at,
            requestId: null,
            credentialKind: 'system',
            credentialId: null,
            userId: null,
            fingerprint: null,
            details: '{}',
            previousHash: 'e',
            hash: 'f',
          }),
      ],
      findBounds: [(t) => journal.findBounds(t, tenantId)],
      listAfter: [
        (t) => journal.listAfter(t, tenantId, { after: 0, since: null, bookingId: null }, 2),
        (t) => journal.listAfter(t, tenantId, { after: 0, since: at, bookingId: id }, 2),
      ],
      findOfBookings: [(t) => journal.findOfBookings(t, tenantId, [id, tenantId], 2)],
    },
    ConsumedTokensRepository: {
      has: [(access) => consumed.has(access, used)],
      insert: [(transaction) => consumed.insert(transaction, used, { action: 'cancel', at })],
    },
    LinkTouchesRepository: {
      insert: [
        (transaction) =>
          touches.insert(transaction, { ...touch, userAgent: 'none', cookie: false, outcome: 'shown' }),
      ],
      ofBookings: [(access) => touches.ofBookings(access, tenantId, [id])],
    },
    AccessesRepository: {
      insertion: [(t) => change(t, accesses.insertion({ ...access, id: newId() }))],
      insertWhereAttached: [(t) => accesses.insertWhereAttached(t, [access])],
      deleteOfUser: [(t) => accesses.deleteOfUser(t, deviceOwner)],
      deleteOfDevices: [(t) => accesses.deleteOfDevices(t, deviceOwner)],
      deleteOfIdentities: [(t) => accesses.deleteOfIdentities(t, tenantId, [id])],
    },
    DeviceUsersRepository: {
      makeLocked: [(t) => deviceUsers.makeLocked(t, deviceUser, at)],
      findLocked: [(t) => deviceUsers.findLocked(t, deviceUser)],
      update: [
        (t) => deviceUsers.update(t, { tenantId, id }, { metadata: {}, suspended: true, updatedAt: at }),
      ],
      delete: [(t) => deviceUsers.delete(t, { tenantId, id })],
    },
    DevicesRepository: {
      insert: [
        async (t) => {
          const { id: userId } = await deviceUsers.makeLocked(t, deviceUser, at);
          await devices.insert(t, { ...device, userId });
        },
      ],
      findById: [(t) => devices.findById(t, tenantId, id)],
      findOfInstallation: [(t) => devices.findOfInstallation(t, deviceOwner, id)],
      findRecognised: [(t) => devices.findRecognised(t, deviceOwner, { identityId: id, fingerprint: 'f' })],
      countAttached: [(t) => devices.countAttached(t, deviceOwner, 10)],
      listSizes: [(t) => devices.listSizes(t, deviceUser, 2)],
      listAttached: [(t) => devices.listAttached(t, deviceUser, 2)],
      findOfUserLocked: [(t) => devices.findOfUserLocked(t, deviceOwner)],
      update: [(t) => devices.update(t, { tenantId, id }, { lastSeenAt: at, status: 'attached' })],
      detach: [(t) => devices.detach(t, tenantId, [id], { at, by: 'idle' })],
      detachIdle: [(t) => devices.detachIdle(t, deviceOwner, at, at)],
      deleteOfUser: [(t) => devices.deleteOfUser(t, deviceOwner)],
    },
    KnownDevicesRepository: {
      find: [
        (t) => knownDevices.find(t, { ...known, deviceId: id, idleBefore: null, countedUpTo: 10 }),
        (t) => knownDevices.find(t, { ...known, deviceId: null, idleBefore: at, countedUpTo: 10 }),
      ],
    },
    SeenDevicesRepository: {
      mark: [(t) => seenDevices.mark(t, [access])],
    },
    ErasedIdentitiesRepository: {
      findLocked: [(t) => erasedIdentities.findLocked(t, deviceOwner)],
      findUnused: [(t) => erasedIdentities.findUnused(t, tenantId, [id])],
      delete: [(t) => erasedIdentities.delete(t, tenantId, [id])],
    },
    IdentitiesRepository: {
      insert: [(t) => identities.insert(t, identity, look)],
      findCandidates: [
        (t) => identities.findCandidates(t, tenantId, { ...look, named: null }),
        (t) => identities.findCandidates(t, tenantId, { ...look, named: id }),
      ],
      hold: [(t) => identities.hold(t, tenantId, id)],
      see: [(t) => identities.see(t, tenantId, id, at)],
      keepFingerprint: [(t) => identities.keepFingerprint(t, look)],
    },
    NamedDevicesRepository: {
      findUser: [(t) => namedDevices.findUser(t, tenantId, id)],
    },
    DeviceStreamsRepository: {
      findHeard: [(t) => streams.findHeard(t, tenantId, id)],
      findAttachments: [(t) => streams.findAttachments(t, tenantId, [id])],
    },
    AccessHistoryRepository: {
      list: [
        (t) => history.list(t, tenantId, { user: 'u' }, 2, 0),
        (t) => history.list(t, tenantId, { user: 'u', device: id, identity: id, signed: true }, 2, 2),
      ],
      count: [
        (t) => history.count(t, tenantId, { signed: false }),
        (t) => history.count(t, tenantId, { user: 'u', identity: id }),
      ],
    },
    DevicePagesRepository: {
      list: [
        (t) => devicePages.list(t, tenantId, { of: 'tenant' }, 2, 0),
        (t) => devicePages.list(t, tenantId, { of: 'user', user: 'u' }, 2, 0),
        (t) => devicePages.list(t, tenantId, { of: 'identity', identity: id }, 2, 0),
      ],
      count: [
        (t) => devicePages.count(t, tenantId, { of: 'tenant' }),
        (t) => devicePages.count(t, tenantId, { of: 'user', user: 'u' }),
        (t) => devicePages.count(t, tenantId, { of: 'identity', identity: id }),
      ],
    },
    IdleDevicesRepository: {
      findUsers: [(t) => idle.findUsers(t, tenantId, at, 2)],
      lockUsers: [(t) => idle.lockUsers(t, tenantId, [id])],
    },
    OldRowsRepository: {
      look: [(t) => old.look(t, over)],
      deleteAccesses: [
        async (t) => {
          await change(t, accesses.insertion({ ...access, id: newId() }));
          await old.deleteAccesses(t, over, 2);
        },
      ],
      deleteDevices: [
        async (t) => {
          await devices.detach(t, tenantId, [device.id], { at, by: 'idle' });
          await old.deleteDevices(t, over, 2);
        },
      ],
      listIdentities: [
        (t) => old.listIdentities(t, over, null, 2),
        (t) => old.listIdentities(t, over, { lastSeenAt: at, id }, 2),
      ],
      deleteIdentities: [(t) => old.deleteIdentities(t, over, [id])],
    },
    UsageRepository: {
      add: [
        (t) => usage.add(t, [{ tenantId, date: '2030-01-01', ...usedToday }]),
        (t) =>
          usage.add(t, [
            { tenantId, date: '2030-01-01', ...usedToday },
            { tenantId, date: '2030-01-02', ...usedToday },
          ]),
      ],
      findBetween: [(t) => usage.findBetween(t, tenantId, '2030-01-01', '2030-01-31')],
    },
    KeyUsesRepository: {
      add: [
        (t) => keyUses.add(t, [{ tenantId, keyId, credentialKind: 'api_key', count: 1, lastUsedAt: at }]),
        (t) =>
          keyUses.add(t, [
            { tenantId, keyId, credentialKind: 'api_key', count: 1, lastUsedAt: at },
            { tenantId, keyId, credentialKind: 'minted_token', count: 2, lastUsedAt: at },
          ]),
      ],
      findAll: [(t) => keyUses.findAll(t, tenantId)],
    },
    IdempotencyRepository: {
      insertIfFree: [
        (t) =>
          idempotency.insertIfFree(t, {
            ...place,
            fingerprint: 'f',
            claim: id,
            status: null,
            contentType: null,
            body: null,
            createdAt: at,
          }),
      ],
      find: [(t) => idempotency.find(t, place)],
      deleteOld: [(t) => idempotency.deleteOld(t, place, at, at)],
      record: [
        (t) =>
          idempotency.record(
            t,
            { ...place, claim: id },
            { status: 200, contentType: 'application/json', body: '{}' },
          ),
      ],
      release: [(t) => idempotency.release(t, { ...place, claim: id })],
      deleteOfSubject: [(t) => idempotency.deleteOfSubject(t, tenantId, 'api_key 1')],
    },
    ExperiencesRepository: {
      findByKey: [(t) => experiences.findByKey(t, tenantId, 'Mine')],
      count: [(t) => experiences.count(t, tenantId)],
      list: [
        (t) => experiences.list(t, tenantId, pageOf('key', false)),
        (t) => experiences.list(t, tenantId, pageOf('key', true)),
      ],
      insert: [(t) => experiences.insert(t, experience)],
      update: [(t) => experiences.update(t, tenantId, 'Mine', { limit: 7, updatedAt: at })],
      remove: [(t) => experiences.remove(t, tenantId, 'Mine')],
    },
    TokenTemplatesRepository: {
      find: [(t) => templates.find(t, tenantId, 'search')],
      findAll: [(t) => templates.findAll(t, tenantId)],
      count: [(t) => templates.count(t, tenantId)],
      insert: [(t) => templates.insert(t, { ...template(), createdAt: at })],
      update: [(t) => templates.update(t, template())],
      remove: [(t) => templates.remove(t, tenantId, 'search')],
    },
  };
}

const classes = {
  UsersRepository,
  ResourcesRepository,
  ProjectsRepository,
  ProjectResourcesRepository,
  DocumentsRepository,
  BookingsRepository,
  SeatsRepository,
  JournalRepository,
  ConsumedTokensRepository,
  LinkTouchesRepository,
  AccessesRepository,
  DevicesRepository,
  DeviceUsersRepository,
  KnownDevicesRepository,
  SeenDevicesRepository,
  ErasedIdentitiesRepository,
  IdentitiesRepository,
  NamedDevicesRepository,
  DeviceStreamsRepository,
  AccessHistoryRepository,
  DevicePagesRepository,
  IdleDevicesRepository,
  OldRowsRepository,
  UsageRepository,
  KeyUsesRepository,
  IdempotencyRepository,
  TokenTemplatesRepository,
  ExperiencesRepository,
} as const;

/** Everything before the last `WHERE` may name what it likes; what follows it must name the tenant. An INSERT names it among its columns. */
function namesTenant(statement: string): boolean {
  if (/^INSERT/i.test(statement))
    return /^INSERT (?:OR IGNORE )?INTO "?\w+"? ?\([^)]*\btenant_id\b/i.test(statement);
  const pieces = statement.split(/\bWHERE\b/i).slice(1);
  return pieces.length > 0 && pieces.every((piece) => /\btenant_id"? = /.test(piece));
}

/** Long lists of columns say nothing about which rows are meant. */
const withoutColumns = (statement: string): string =>
  statement.replace(/^SELECT .{80,}? FROM /, 'SELECT … FROM ');

describe('the SQL of the repositories', () => {
  let server: TestServer;
  let tenant: BuiltTenant;
  const statements = new Map<string, string[]>();

  beforeAll(async () => {
    server = await startTestServer();
    tenant = await buildTenant(server);
    keyId = tenant.keyId;
    await buildBookingRow(server, tenant, { id: linkedId });
    await capture();
  });
  afterAll(() => server.close());

  async function capture(): Promise<void> {
    const database = server.app.get(Database);
    const { writer } = database;
    let current: string[] = [];
    const ignore = () => undefined;
    writer.logger = {
      logQuery: (text: string) => void current.push(text.replace(/\s+/g, ' ').trim()),
      logQueryError: ignore,
      logQuerySlow: ignore,
      logSchemaBuild: ignore,
      logMigration: ignore,
      log: ignore,
    };
    for (const [repository, methods] of Object.entries(callsFor(tenant.id))) {
      for (const [method, runs] of Object.entries(methods)) {
        await database.write(async (transaction) => {
          current = [];
          for (const run of runs) await run(transaction);
          statements.set(`${repository}.${method}`, [...new Set(current)]);
          current = [];
        });
      }
    }
  }

  it('was caught for every method of every repository', () => {
    const files = sourceFiles('src').filter(({ path }) => path.endsWith('.repository.ts'));
    const names = files.flatMap(({ text }) =>
      [...text.matchAll(/^export class (\w+)/gm)].map(([, name]) => name as string),
    );
    expect(names.sort()).toEqual(Object.keys(classes).sort());
    const calls = callsFor(tenant.id);
    for (const [name, repository] of Object.entries(classes)) {
      const own = files.find(({ text }) => text.includes(`export class ${name} `))?.text ?? '';
      const privately = new Set(
        [...own.matchAll(/^ {2}private (?:async )?(\w+)\(/gm)].map(([, method]) => method),
      );
      const methods = Object.getOwnPropertyNames(repository.prototype).filter(
        (method) => method !== 'constructor' && !privately.has(method),
      );
      expect([name, Object.keys(calls[name]!).sort()]).toEqual([name, methods.sort()]);
    }
    for (const [method, texts] of statements) expect([method, texts.length > 0]).toEqual([method, true]);
  });

  it('names the tenant in every statement, in every part that chooses rows', () => {
    const wrong = [...statements].flatMap(([method, texts]) =>
      texts.filter((text) => !namesTenant(text)).map((text) => `${method}: ${text}`),
    );
    expect(wrong).toEqual([]);
  });

  it('is listed for reviewers (npm run docs writes it)', () => {
    const sections = [...statements].map(
      ([method, texts]) => `## ${method}\n\n\`\`\`sql\n${texts.map(withoutColumns).join(';\n')};\n\`\`\`\n`,
    );
    expectCommitted(
      'test/architecture/repository-sql.md',
      `# The SQL of the repositories\n\nAs SQLite is sent it. Every statement names its tenant; a test compares this list with what is run.\n\n${sections.join('\n')}`,
    );
  });
});
