import { Injectable } from '@nestjs/common';
import type { WriteTransaction } from '../database/access.js';

interface RemovedResource {
  readonly tenantId: string;
  readonly id: string;
}

/** Lets go of a resource in one feature's rows, inside the transaction that removes it. May run again when the database asks for it. */
type LetGoOfResource = (transaction: WriteTransaction, resource: RemovedResource) => Promise<void>;

/**
 * Where features that stand above resources register what removing one means to them (projects take it off their
 * lists). A feature registers in `onModuleInit`; a program that removes resources must have loaded all features.
 */
@Injectable()
export class ResourceRemoval {
  private readonly features = new Map<string, LetGoOfResource>();

  /** Features run in the order of their registration; a name registers once. */
  register(feature: string, letGo: LetGoOfResource): void {
    if (this.features.has(feature))
      throw new Error(`Removal of resources is registered twice for ${feature}.`);
    this.features.set(feature, letGo);
  }

  async run(transaction: WriteTransaction, resource: RemovedResource): Promise<void> {
    for (const letGo of this.features.values()) await letGo(transaction, resource);
  }
}
