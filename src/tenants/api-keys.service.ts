import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Sealer } from '../crypto/seal.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ChangeFeed } from '../database/change-feed.js';
import { Database } from '../database/database.js';
import { AdminRefused, refused } from './admin-refused.js';
import { ApiKey } from './api-key.entity.js';
import { apiKeyInputSchema, type ApiKeyInput, type ReadApiKeyInput } from './api-key.schemas.js';
import { checkApiKeySecret, newKeyId, newSecret } from './api-key-secret.js';
import { apiKeyState } from './api-key-state.js';
import { findKeyId, takeKeyId } from './key-names.js';
import type { Applied, AppliedWithSecret } from './outcome.js';
import { refusalsOf } from './schema-refusals.js';
import { apiKeySecretPlace } from './sealed-places.js';
import { SEALER } from './sealer.js';
import { lockTenant } from './tenant-lock.js';

/** A rotation: the new key with its secret, and the old one, which works until `expiresAt`. */
export interface ApiKeyRotation {
  readonly created: AppliedWithSecret<ApiKey>;
  readonly previous: ApiKey;
}

/** API and widget keys, for operators. A secret made here is answered once. Every change is announced in its transaction. */
@Injectable()
export class ApiKeysService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(SEALER) private readonly sealer: Sealer,
  ) {}

  create(tenantId: string, input: ApiKeyInput): Promise<AppliedWithSecret<ApiKey>> {
    return this.database.write((transaction) => this.createIn(transaction, tenantId, input));
  }

  async createIn(
    transaction: WriteTransaction,
    tenantId: string,
    input: ApiKeyInput,
  ): Promise<AppliedWithSecret<ApiKey>> {
    const read = readInput(input);
    await lockTenant(transaction, tenantId);
    return this.insertIn(transaction, tenantId, read);
  }

  /** Creates the key, or compares it with the one that is there: its name may change, its type and secret may not. */
  async ensureIn(
    transaction: WriteTransaction,
    tenantId: string,
    input: ApiKeyInput & { readonly id: string },
  ): Promise<AppliedWithSecret<ApiKey>> {
    const read = readInput(input);
    await lockTenant(transaction, tenantId);
    const known = await findKeyId(transaction, { id: input.id, tenantId, owner: 'api_key' }, 'id');
    if (known === null) return this.insertIn(transaction, tenantId, read);
    const row = await transaction.manager.findOneByOrFail(ApiKey, { tenantId, id: input.id });
    const state = apiKeyState(row, this.clock.nowMs());
    if (state === 'revoked' || state === 'expired')
      throw refused(
        'id',
        `the key ${row.id} was ${state} and does not come back; give the new key another id`,
      );
    if (row.type !== read.type)
      throw refused('type', `the key ${row.id} is a key of type ${row.type}; a type does not change`);
    if (read.secret !== undefined && this.sealer.lookupDigest(read.secret) !== row.secretDigest) {
      throw refused(
        'secret',
        `the key ${row.id} has another secret; a secret does not change: rotate the key, which makes a new id`,
      );
    }
    const warnings = warningsOf(read.secret);
    if (read.name === undefined || read.name === row.name)
      return { outcome: 'unchanged', row, secret: null, warnings };
    await transaction.manager.update(ApiKey, { tenantId, id: row.id }, { name: read.name });
    await this.announce(transaction, row);
    return { outcome: 'updated', row: { ...row, name: read.name }, secret: null, warnings };
  }

  /** Oldest first. */
  list(tenantId: string): Promise<ApiKey[]> {
    return this.database.read(({ manager }) =>
      manager.find(ApiKey, { where: { tenantId }, order: { createdAt: 'ASC', id: 'ASC' } }),
    );
  }

  /** Key ids are unique across tenants, so that an operator names a key without its tenant. */
  async getById(id: string): Promise<ApiKey> {
    return this.database.read((access) => getById(access, id));
  }

  /** The secret in clear: for an operator's own tools (signing a token for trying out), never for an answer to a client. */
  revealSecret(key: ApiKey): string {
    return this.sealer.open(key.secretSealed, apiKeySecretPlace(key));
  }

  /** Makes a new key (new id, new secret); the old one works `overlapMs` longer. Refuses a key that is not active. */
  rotate(id: string, overlapMs: number): Promise<ApiKeyRotation> {
    return this.database.write((transaction) => this.rotateIn(transaction, id, overlapMs));
  }

  async rotateIn(transaction: WriteTransaction, id: string, overlapMs: number): Promise<ApiKeyRotation> {
    const { tenantId } = await getById(transaction, id);
    await lockTenant(transaction, tenantId);
    const old = await getById(transaction, id);
    const now = this.clock.nowMs();
    const state = apiKeyState(old, now);
    if (state === 'expiring') {
      throw refused(
        'id',
        `the key ${id} was rotated already and works until ${new Date(old.expiresAt ?? 0).toISOString()}`,
      );
    }
    if (state !== 'active') throw refused('id', `the key ${id} is ${state}`);
    const created = await this.insertIn(transaction, tenantId, { type: old.type, name: old.name });
    const expiresAt = now + overlapMs;
    await transaction.manager.update(ApiKey, { tenantId, id }, { expiresAt });
    await this.announce(transaction, old);
    return { created, previous: { ...old, expiresAt } };
  }

  /** Ends a key at once, for good. A revoked key stays as it is. */
  revoke(id: string): Promise<Applied<ApiKey>> {
    return this.database.write((transaction) => this.revokeIn(transaction, id));
  }

  async revokeIn(transaction: WriteTransaction, id: string): Promise<Applied<ApiKey>> {
    const { tenantId } = await getById(transaction, id);
    await lockTenant(transaction, tenantId);
    const row = await getById(transaction, id);
    if (row.revokedAt !== null) return { outcome: 'unchanged', row, warnings: [] };
    const revokedAt = this.clock.nowMs();
    await transaction.manager.update(ApiKey, { tenantId, id }, { revokedAt });
    await this.announce(transaction, row);
    return { outcome: 'updated', row: { ...row, revokedAt }, warnings: [] };
  }

  private async insertIn(
    transaction: WriteTransaction,
    tenantId: string,
    input: ReadApiKeyInput,
  ): Promise<AppliedWithSecret<ApiKey>> {
    const { manager } = transaction;
    const { id = newKeyId(), secret = newSecret(), type, name = null } = input;
    const secretDigest = this.sealer.lookupDigest(secret);
    await takeKeyId(transaction, { id, tenantId, owner: 'api_key' }, 'id');
    const row: ApiKey = {
      tenantId,
      id,
      type,
      name,
      secretDigest,
      secretSealed: this.sealer.seal(secret, apiKeySecretPlace({ tenantId, id })),
      createdAt: this.clock.nowMs(),
      expiresAt: null,
      revokedAt: null,
    };
    await manager
      .createQueryBuilder()
      .insert()
      .into(ApiKey)
      .values(row)
      .orIgnore()
      .updateEntity(false)
      .execute();
    const stands = await manager.findOneBy(ApiKey, { secretDigest });
    if (stands?.id !== id) throw refused('secret', 'another key has this secret; every key has its own');
    await this.announce(transaction, row);
    return {
      outcome: 'created',
      row,
      secret: input.secret === undefined ? secret : null,
      warnings: warningsOf(input.secret),
    };
  }

  private announce(transaction: WriteTransaction, { tenantId, id }: ApiKey): Promise<void> {
    return this.feed.announce(transaction, { topic: 'api_key', tenantId, subject: id });
  }
}

async function getById({ manager }: ReadAccess, id: string): Promise<ApiKey> {
  const key = await manager.findOneBy(ApiKey, { id });
  if (key === null) throw refused('id', `there is no API key ${JSON.stringify(id)}`);
  return key;
}

function readInput(input: ApiKeyInput): ReadApiKeyInput {
  const parsed = apiKeyInputSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AdminRefused(refusalsOf(parsed.error));
}

function warningsOf(secret: string | undefined): readonly string[] {
  const check = secret === undefined ? undefined : checkApiKeySecret(secret);
  return check !== undefined && 'ok' in check ? check.ok.warnings : [];
}
