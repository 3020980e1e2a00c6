import { Injectable } from '@nestjs/common';
import { joined, ours, sql } from '../common/sql.js';
import type { ReadAccess, WriteTransaction } from '../database/access.js';
import { ask, change } from '../database/ask.js';
import type { UsageDay } from './usage-day.entity.js';
import { usageCounts } from './usage-counts.js';

const names = ours(usageCounts.join(', '));
const sums = ours(usageCounts.map((name) => `${name} = usage_daily.${name} + excluded.${name}`).join(', '));

/** The days of tenants; every query names its tenants. */
@Injectable()
export class UsageRepository {
  /** Adds to these days, of which there is at least one and none twice. Whoever adds to several gives them in one order. */
  async add(transaction: WriteTransaction, days: readonly UsageDay[]): Promise<void> {
    const rows = days.map(
      (day) =>
        sql`(${day.tenantId}, ${day.date}, ${joined(
          usageCounts.map((name) => sql`${day[name]}`),
          ', ',
        )})`,
    );
    await change(
      transaction,
      sql`INSERT INTO usage_daily (tenant_id, date, ${names}) VALUES ${joined(rows, ', ')}
        ON CONFLICT (tenant_id, date) DO UPDATE SET ${sums}`,
    );
  }

  /** The days from the one to the other on which something was counted, the earliest first. */
  async findBetween(access: ReadAccess, tenantId: string, from: string, to: string): Promise<UsageDay[]> {
    return ask<UsageDay>(
      access,
      sql`SELECT tenant_id AS "tenantId", date, ${names} FROM usage_daily
        WHERE tenant_id = ${tenantId} AND date >= ${from} AND date <= ${to} ORDER BY date`,
    );
  }
}
