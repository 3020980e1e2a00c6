import { Inject, Injectable } from '@nestjs/common';
import { sql } from '../common/sql.js';
import { ask } from '../database/ask.js';
import { Database } from '../database/database.js';

/** Whose a booking is: an action link without `kid` names its booking, and no tenant. */
@Injectable()
export class BookingTenants {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The id of the tenant; null where there is no such booking. */
  async findOf(bookingId: string): Promise<string | null> {
    const [row] = await this.database.read((access) =>
      ask<{ tenant: string }>(
        access,
        sql`SELECT b.tenant_id AS tenant FROM bookings b WHERE b.id = ${bookingId}`,
      ),
    );
    return row?.tenant ?? null;
  }
}
