import { ConsumedToken } from './action-links/consumed-token.entity.js';
import { LinkTouch } from './action-links/link-touch.entity.js';
import { BookingMeta } from './bookings/meta/booking-meta.entity.js';
import { Booking } from './bookings/booking.entity.js';
import { Access } from './devices/access.entity.js';
import { DeviceUser } from './devices/users/device-user.entity.js';
import { Device } from './devices/device.entity.js';
import { IdentityFingerprint } from './devices/identities/identity-fingerprint.entity.js';
import { Identity } from './devices/identities/identity.entity.js';
import { IdempotencyKey } from './idempotency/idempotency-key.entity.js';
import { JournalHead } from './journal/journal-head.entity.js';
import { JournalRow } from './journal/journal-row.entity.js';
import { Occupancy } from './occupancy/occupancy.entity.js';
import { KeyUse } from './key-uses/key-use.entity.js';
import { TokenTemplate } from './minted-tokens/templates/token-template.entity.js';
import { ProjectResource } from './projects/project-resource.entity.js';
import { Project } from './projects/project.entity.js';
import { Resource } from './resources/resource.entity.js';
import { SearchExperience } from './search/experiences/search-experience.entity.js';
import { ApiKey } from './tenants/api-key.entity.js';
import { Issuer } from './tenants/issuer.entity.js';
import { JwtConfiguration } from './tenants/jwt-configuration.entity.js';
import { KeyId } from './tenants/key-id.entity.js';
import { SignedAfter } from './tenants/signed-after.entity.js';
import { Tenant } from './tenants/tenant.entity.js';
import { UsageDay } from './usage/usage-day.entity.js';
import { User } from './users/user.entity.js';

/** Every entity of the product: what the server, the command line and the migration tool open the database with. */
export const entities = [
  Tenant,
  ApiKey,
  KeyId,
  Issuer,
  JwtConfiguration,
  User,
  Resource,
  Project,
  ProjectResource,
  Booking,
  BookingMeta,
  Occupancy,
  JournalRow,
  JournalHead,
  IdempotencyKey,
  SignedAfter,
  ConsumedToken,
  LinkTouch,
  DeviceUser,
  Identity,
  IdentityFingerprint,
  Device,
  Access,
  UsageDay,
  KeyUse,
  TokenTemplate,
  SearchExperience,
] as const;
