import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { DeviceRow } from '../shown-device.js';
import { DevicePagesRepository, type DeviceOwner } from './device-pages.repository.js';
import { readNumbered, type NumberedPage, type NumberedSlice } from './numbered-page.js';

/** Pages of devices, for the merchant's server. */
@Injectable()
export class DevicePages {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DevicePagesRepository) private readonly devices: DevicePagesRepository,
  ) {}

  list(tenantId: string, owner: DeviceOwner, page: NumberedPage): Promise<NumberedSlice<DeviceRow>> {
    return this.database.read((access) =>
      readNumbered(page, {
        rows: (limit, offset) => this.devices.list(access, tenantId, owner, limit, offset),
        count: () => this.devices.count(access, tenantId, owner),
      }),
    );
  }
}
