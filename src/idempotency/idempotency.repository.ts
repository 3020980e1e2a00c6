import { Injectable } from '@nestjs/common';
import { sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import { rawRows } from '../database/raw-rows.js';
import { IdempotencyKey } from './idempotency-key.entity.js';

const rows = rawRows(IdempotencyKey);

export type KeyPlace = Pick<IdempotencyKey, 'tenantId' | 'subject' | 'key'>;

const at = ({ tenantId, subject, key }: KeyPlace) =>
  sql`tenant_id = ${tenantId} AND subject = ${subject} AND key = ${key}`;

/** The rows of keys, of which a caller's is found by the tenant, the caller and the key. */
@Injectable()
export class IdempotencyRepository {
  async find(access: ReadAccess, place: KeyPlace): Promise<IdempotencyKey | null> {
    const [raw] = await ask<Record<string, unknown>>(
      access,
      sql`SELECT ${rows.select('i')} FROM idempotency_keys i WHERE ${at(place)}`,
    );
    return raw === undefined ? null : rows.read(raw);
  }

  /** Answers false where the key is taken; of requests that race one gets it. */
  async insertIfFree(transaction: WriteTransaction, row: IdempotencyKey): Promise<boolean> {
    return (await change(transaction, sql`${rows.insert(row)} ON CONFLICT DO NOTHING`)) === 1;
  }

  /** Deletes the tenant's keys from before `keptSince`, and this one where its request began before `aliveSince` and never ended. */
  async deleteOld(
    transaction: WriteTransaction,
    place: KeyPlace,
    keptSince: number,
    aliveSince: number,
  ): Promise<void> {
    await change(
      transaction,
      sql`DELETE FROM idempotency_keys WHERE tenant_id = ${place.tenantId} AND created_at < ${keptSince}`,
    );
    await change(
      transaction,
      sql`DELETE FROM idempotency_keys WHERE ${at(place)} AND status IS NULL AND created_at < ${aliveSince}`,
    );
  }

  /** Answers false where the claim is lost or was answered already; a kept answer never changes. */
  async record(
    transaction: WriteTransaction,
    place: KeyPlace & Pick<IdempotencyKey, 'claim'>,
    { status, contentType, body }: Pick<IdempotencyKey, 'status' | 'contentType' | 'body'>,
  ): Promise<boolean> {
    const touched = await change(
      transaction,
      sql`UPDATE idempotency_keys SET status = ${status}, content_type = ${contentType}, body = ${body} WHERE ${at(place)} AND claim = ${place.claim} AND status IS NULL`,
    );
    return touched === 1;
  }

  /** Lets go of a claim that was not answered. One that was stays, also where this process never heard of its commit. */
  async release(
    transaction: WriteTransaction,
    place: KeyPlace & Pick<IdempotencyKey, 'claim'>,
  ): Promise<void> {
    await change(
      transaction,
      sql`DELETE FROM idempotency_keys WHERE ${at(place)} AND claim = ${place.claim} AND status IS NULL`,
    );
  }

  async deleteOfSubject(transaction: WriteTransaction, tenantId: string, subject: string): Promise<void> {
    await change(
      transaction,
      sql`DELETE FROM idempotency_keys WHERE tenant_id = ${tenantId} AND subject = ${subject}`,
    );
  }
}
