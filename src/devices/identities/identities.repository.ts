import { Injectable } from '@nestjs/common';
import { isId } from '../../common/ids.js';
import { joined, ours, sql } from '../../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../../database/access.js';
import { ask, change, together } from '../../database/ask.js';
import { rawRows } from '../../database/raw-rows.js';
import { lockedForReference } from '../../database/row-locks.js';
import { IdentityFingerprint } from './identity-fingerprint.entity.js';
import { Identity } from './identity.entity.js';

/** Rows that are read by each of the ways to find an identity, and fingerprints that are kept of one: the newest. */
const atMost = 20;

const rows = rawRows(IdentityFingerprint);
const columns = rows.select('f');
const identityRows = rawRows(Identity);

/** By what identities are found that signals may belong to. */
export interface Traces {
  /** An identity that the client names; what is no id finds nothing. */
  readonly named: string | null;
  readonly fingerprint: string;
  readonly core: string;
}

@Injectable()
export class IdentitiesRepository {
  /** Fingerprints of identities that may be the one: at most {@link atMost} by each trace, read off an index. One may stand there twice. */
  async findCandidates(
    access: ReadAccess,
    tenantId: string,
    { named, fingerprint, core }: Traces,
  ): Promise<readonly IdentityFingerprint[]> {
    const traces = [sql`f.fingerprint = ${fingerprint}`, sql`f.core = ${core}`];
    if (named !== null && isId(named)) traces.push(sql`f.identity_id = ${named}`);
    const found = await ask<Record<string, unknown>>(
      access,
      joined(
        traces.map(
          (trace) => sql`SELECT * FROM (SELECT ${columns} FROM identity_fingerprints f
            WHERE f.tenant_id = ${tenantId} AND ${trace} ORDER BY f.last_seen_at DESC LIMIT ${ours(String(atMost))}) found`,
        ),
        ' UNION ALL ',
      ),
    );
    return found.map((row) => rows.read(row));
  }

  /** Keeps the identity from being removed until the transaction ends. False where it is gone. */
  async hold(transaction: WriteTransaction, tenantId: string, id: string): Promise<boolean> {
    const found = await ask(
      transaction,
      sql`SELECT 1 FROM identities WHERE tenant_id = ${tenantId} AND id = ${id}${lockedForReference(transaction)}`,
    );
    return found.length > 0;
  }

  /** Writes when the identity was seen last, which keeps it as {@link hold} does. False where it is gone. */
  async see(transaction: WriteTransaction, tenantId: string, id: string, atMs: number): Promise<boolean> {
    const seen = await change(
      transaction,
      sql`UPDATE identities SET last_seen_at = ${atMs} WHERE tenant_id = ${tenantId} AND id = ${id}`,
    );
    return seen > 0;
  }

  async insert(
    transaction: WriteTransaction,
    identity: Identity,
    fingerprint: IdentityFingerprint,
  ): Promise<void> {
    const statements = together(transaction, [identityRows.insert(identity), rows.insert(fingerprint)]);
    for (const statement of statements) await change(transaction, statement);
  }

  /** Writes how the identity looks, or that it looks so again. Beyond the {@link atMost} newest, its fingerprints go. */
  async keepFingerprint(transaction: WriteTransaction, row: IdentityFingerprint): Promise<void> {
    const { tenantId, identityId } = row;
    await change(
      transaction,
      sql`${rows.insert(row)} ON CONFLICT (tenant_id, identity_id, fingerprint)
        DO UPDATE SET signals = excluded.signals, core = excluded.core, last_seen_at = excluded.last_seen_at`,
    );
    await change(
      transaction,
      sql`DELETE FROM identity_fingerprints WHERE tenant_id = ${tenantId} AND identity_id = ${identityId} AND fingerprint IN (
        SELECT fingerprint FROM identity_fingerprints WHERE tenant_id = ${tenantId} AND identity_id = ${identityId}
        ORDER BY last_seen_at DESC, fingerprint LIMIT 1000 OFFSET ${atMost})`,
    );
  }
}
