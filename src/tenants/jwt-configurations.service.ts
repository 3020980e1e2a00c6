import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Sealer } from '../crypto/seal.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ChangeFeed } from '../database/change-feed.js';
import { Database } from '../database/database.js';
import { AdminRefused, refused } from './admin-refused.js';
import { isNearMiss } from './issuer-canonical.js';
import { releaseIssuer, takeIssuer } from './issuer-names.js';
import { JwtConfiguration } from './jwt-configuration.entity.js';
import { ConfigurationKeys } from './configuration-keys.js';
import { checkChanges, namedMembers } from './jwt-configuration-changes.js';
import {
  configurationDefaults,
  draftConfiguration,
  newConfigurationId,
  type ConfigurationDraft,
} from './jwt-configuration-draft.js';
import {
  jwtConfigurationChangesSchema,
  type JwtConfigurationChanges,
  type JwtConfigurationInput,
} from './jwt-configuration.schemas.js';
import { findKeyId, takeKeyId } from './key-names.js';
import { readKeyMaterial, type OfferedKey } from './key-material.js';
import { sameJson, type Applied, type AppliedWithSecret } from './outcome.js';
import { refusalsOf } from './schema-refusals.js';
import { SEALER } from './sealer.js';
import { lockTenant } from './tenant-lock.js';

/** The setting that decides which key set addresses may be named. */
export const JWKS_RULES = Symbol('JWKS_RULES');

/** Where merchants' tokens come from, for operators. `version` grows with every change, and every change is announced in its transaction. */
@Injectable()
export class JwtConfigurationsService {
  private readonly keys: ConfigurationKeys;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChangeFeed) private readonly feed: ChangeFeed,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(JWKS_RULES) private readonly rules: { readonly allowPrivateJwks: boolean },
    @Inject(SEALER) sealer: Sealer,
  ) {
    this.keys = new ConfigurationKeys(sealer);
  }

  create(tenantId: string, input: JwtConfigurationInput): Promise<AppliedWithSecret<JwtConfiguration>> {
    return this.database.write((transaction) => this.createIn(transaction, tenantId, input));
  }

  async createIn(
    transaction: WriteTransaction,
    tenantId: string,
    input: JwtConfigurationInput,
  ): Promise<AppliedWithSecret<JwtConfiguration>> {
    const draft = draftConfiguration(input, this.rules);
    await lockTenant(transaction, tenantId);
    return this.insertIn(transaction, tenantId, draft);
  }

  /**
   * Creates the configuration, or changes what the input names of the one that is there: found by its kid, in JWK Set mode by its
   * id, or by its issuer where no id is given. A changed key takes effect at once; `rotate` overlaps.
   */
  async ensureIn(
    transaction: WriteTransaction,
    tenantId: string,
    input: JwtConfigurationInput,
  ): Promise<AppliedWithSecret<JwtConfiguration>> {
    const draft = draftConfiguration(input, this.rules);
    await lockTenant(transaction, tenantId);
    const row = await this.findStated(transaction, tenantId, draft);
    if (row === null) return this.insertIn(transaction, tenantId, draft);
    const path = draft.mode === 'held' ? 'kid' : 'id';
    if (row.mode !== draft.mode)
      throw refused(
        path,
        `${row.id} is a configuration of the other mode (${row.mode}); give this one another name`,
      );
    const { key } = draft;
    const stated: JwtConfiguration = { ...row, ...draft.named };
    const keyStays = key === null || key.made || key.text === this.keys.textOf(row);
    const after = keyStays
      ? this.keys.underNewAlgorithm(row, stated)
      : { ...stated, currentKey: this.keys.stored(row, key), previousKey: null, previousUntil: null };
    const applied = await this.replaceIn(transaction, row, after);
    return { ...applied, secret: null, warnings: [...applied.warnings, ...(key?.warnings ?? [])] };
  }

  set(id: string, changes: JwtConfigurationChanges): Promise<Applied<JwtConfiguration>> {
    return this.database.write((transaction) => this.setIn(transaction, id, changes));
  }

  async setIn(
    transaction: WriteTransaction,
    id: string,
    changes: JwtConfigurationChanges,
  ): Promise<Applied<JwtConfiguration>> {
    const parsed = jwtConfigurationChangesSchema.safeParse(changes);
    if (!parsed.success) throw new AdminRefused(refusalsOf(parsed.error));
    const row = await this.lockedById(transaction, id);
    const named = namedMembers(parsed.data);
    checkChanges(row, named, this.rules.allowPrivateJwks);
    const after = this.keys.underNewAlgorithm(row, { ...row, ...named });
    return this.replaceIn(transaction, row, after);
  }

  /** Puts a new key in place; the old one is accepted `overlapMs` longer (0: not at all). Held mode only. */
  rotate(id: string, offered: OfferedKey, overlapMs: number): Promise<AppliedWithSecret<JwtConfiguration>> {
    return this.database.write((transaction) => this.rotateIn(transaction, id, offered, overlapMs));
  }

  async rotateIn(
    transaction: WriteTransaction,
    id: string,
    offered: OfferedKey,
    overlapMs: number,
  ): Promise<AppliedWithSecret<JwtConfiguration>> {
    const row = await this.lockedById(transaction, id);
    if (row.algorithm === null)
      throw refused('id', `${id} is a JWK Set configuration: its issuer rotates the keys`);
    const key = readKeyMaterial(row.algorithm, offered);
    const old = this.keys.textOf(row);
    if (key.text === old)
      throw refused(key.kind === 'secret' ? 'secret' : 'public_key', 'this is the current key already');
    const previous = overlapMs > 0 ? { text: old, kind: key.kind } : null;
    const after: JwtConfiguration = {
      ...row,
      currentKey: this.keys.stored(row, key),
      previousKey: previous && this.keys.stored(row, previous, 'previous_key'),
      previousUntil: previous && this.clock.nowMs() + overlapMs,
    };
    const applied = await this.replaceIn(transaction, row, after);
    return {
      ...applied,
      secret: key.made ? key.text : null,
      warnings: [...applied.warnings, ...key.warnings],
    };
  }

  enable(id: string): Promise<Applied<JwtConfiguration>> {
    return this.set(id, { enabled: true });
  }

  disable(id: string): Promise<Applied<JwtConfiguration>> {
    return this.set(id, { enabled: false });
  }

  /** Of one tenant, or of all; by id. */
  list(tenantId?: string): Promise<JwtConfiguration[]> {
    const where = tenantId === undefined ? {} : { tenantId };
    return this.database.read(({ manager }) =>
      manager.find(JwtConfiguration, { where, order: { id: 'ASC' } }),
    );
  }

  /** Ids are unique across tenants, so that an operator names a configuration without its tenant. */
  getById(id: string): Promise<JwtConfiguration> {
    return this.database.read((access) => getById(access, id));
  }

  /** The HMAC secret in clear: for an operator's own tools, never for an answer to a client. Null for public keys. */
  revealSecret(row: JwtConfiguration): string | null {
    return this.keys.secretOf(row);
  }

  private async insertIn(
    transaction: WriteTransaction,
    tenantId: string,
    draft: ConfigurationDraft,
  ): Promise<AppliedWithSecret<JwtConfiguration>> {
    const { mode, key, named, id = newConfigurationId(mode) } = draft;
    const now = this.clock.nowMs();
    const row: JwtConfiguration = {
      ...configurationDefaults,
      ...named,
      tenantId,
      id,
      mode,
      createdAt: now,
      updatedAt: now,
    };
    if (key !== null) row.currentKey = this.keys.stored(row, key);
    await takeKeyId(
      transaction,
      { id, tenantId, owner: 'jwt_configuration' },
      mode === 'held' ? 'kid' : 'id',
    );
    const warnings = [...(key?.warnings ?? []), ...(await this.takeIssuerIn(transaction, row))];
    await transaction.manager.insert(JwtConfiguration, { ...row });
    await this.announce(transaction, row);
    return { outcome: 'created', row, secret: key?.made === true ? key.text : null, warnings };
  }

  private async replaceIn(
    transaction: WriteTransaction,
    before: JwtConfiguration,
    after: JwtConfiguration,
  ): Promise<Applied<JwtConfiguration>> {
    if (sameJson(before, after)) return { outcome: 'unchanged', row: before, warnings: [] };
    const moved = before.issuer !== after.issuer;
    const row: JwtConfiguration = { ...after, version: before.version + 1, updatedAt: this.clock.nowMs() };
    const { tenantId, id, ...members } = row;
    const { manager } = transaction;
    // Let go of the old issuer first, so that one spelling can be put in place of another.
    if (moved) await manager.update(JwtConfiguration, { tenantId, id }, { issuer: null });
    if (moved && before.issuer !== null) await releaseIssuer(transaction, tenantId, before.issuer);
    const warnings = moved ? await this.takeIssuerIn(transaction, row) : [];
    await manager.update(JwtConfiguration, { tenantId, id }, members);
    await this.announce(transaction, row);
    return { outcome: 'updated', row, warnings };
  }

  private async takeIssuerIn(
    transaction: WriteTransaction,
    row: JwtConfiguration,
  ): Promise<readonly string[]> {
    const { issuer } = row;
    if (issuer === null) return [];
    await takeIssuer(transaction, { ...row, issuer });
    const others = await transaction.manager.findBy(JwtConfiguration, { tenantId: row.tenantId });
    const near = others.filter(
      (other) => other.id !== row.id && other.issuer !== null && isNearMiss(issuer, other.issuer),
    );
    return near.map(
      ({ id, issuer: close }) =>
        `The issuer is close to ${JSON.stringify(close)} of ${id}, but not equal: a token must name one of them exactly.`,
    );
  }

  private async findStated(
    transaction: WriteTransaction,
    tenantId: string,
    { mode, id, named }: ConfigurationDraft,
  ): Promise<JwtConfiguration | null> {
    const { manager } = transaction;
    if (id === undefined) {
      return mode === 'jwks' && named.issuer
        ? manager.findOneBy(JwtConfiguration, { tenantId, mode, issuer: named.issuer })
        : null;
    }
    const known = await findKeyId(
      transaction,
      { id, tenantId, owner: 'jwt_configuration' },
      mode === 'held' ? 'kid' : 'id',
    );
    return known === null ? null : manager.findOneByOrFail(JwtConfiguration, { tenantId, id });
  }

  private async lockedById(transaction: WriteTransaction, id: string): Promise<JwtConfiguration> {
    await lockTenant(transaction, (await getById(transaction, id)).tenantId);
    return getById(transaction, id);
  }

  private announce(transaction: WriteTransaction, { tenantId, id }: JwtConfiguration): Promise<void> {
    return this.feed.announce(transaction, { topic: 'jwt_configuration', tenantId, subject: id });
  }
}

async function getById({ manager }: ReadAccess, id: string): Promise<JwtConfiguration> {
  const row = await manager.findOneBy(JwtConfiguration, { id });
  if (row === null) throw refused('id', `there is no JwtConfiguration ${JSON.stringify(id)}`);
  return row;
}
