import { Injectable } from '@nestjs/common';
import type { WriteTransaction } from '../database/access.js';

export interface ErasedUser {
  readonly tenantId: string;
  readonly id: string;
  readonly externalId: string;
  readonly email: string | null;
}

/**
 * Takes a person out of one feature's rows, inside the transaction that erases the user and before the user's row goes.
 * May run again when the database asks for it; throwing keeps the user.
 */
export type EraseFromFeature = (transaction: WriteTransaction, user: ErasedUser) => Promise<void>;

/**
 * Where features that stand above users register what erasing a person means to them (bookings anonymise theirs).
 * A feature registers in `onModuleInit`; a program that erases users must have loaded all features.
 */
@Injectable()
export class UserErasure {
  private readonly features = new Map<string, EraseFromFeature>();

  /** Features run in the order of their registration; a name registers once. */
  register(feature: string, erase: EraseFromFeature): void {
    if (this.features.has(feature)) throw new Error(`Erasure of users is registered twice for ${feature}.`);
    this.features.set(feature, erase);
  }

  async run(transaction: WriteTransaction, user: ErasedUser): Promise<void> {
    for (const erase of this.features.values()) await erase(transaction, user);
  }
}
