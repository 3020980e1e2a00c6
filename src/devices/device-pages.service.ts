import { Inject, Injectable } from '@nestjs/common';
import { isStorable } from '../common/text.js';
import { Database } from '../database/database.js';
import { DevicePagesRepository, type DeviceOwner } from './device-pages.repository.js';
import { readNumbered, type NumberedPage, type NumberedSlice } from './numbered-page.js';
import type { DeviceRow } from './shown-device.js';

/** Pages of devices, for the merchant's server. */
@Injectable()
export class DevicePages {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DevicePagesRepository) private readonly devices: DevicePagesRepository,
  ) {}

  async list(tenantId: string, owner: DeviceOwner, page: NumberedPage): Promise<NumberedSlice<DeviceRow>> {
    if (owner.of === 'user' && !isStorable(owner.user)) return { rows: [], total: 0 };
    return this.database.read((access) =>
      readNumbered(page, {
        rows: (limit, offset) => this.devices.list(access, tenantId, owner, limit, offset),
        count: () => this.devices.count(access, tenantId, owner),
      }),
    );
  }
}
