import { ours, sql } from '../common/sql.js';
import { rawRows } from '../database/raw-rows.js';
import { Device } from './device.entity.js';
import type { DeviceRow } from './shown-device.js';

const rows = rawRows(Device);

/** What stands behind `SELECT`, for readDeviceRow. */
export const deviceRowColumns = sql`${rows.select('d')}, u.external_id AS "user", f.id AS "federatedUser"`;

/** What stands behind `FROM`: devices `d`, their users `u`, and the federated users `f` with the same external id. */
export const deviceRowSource = ours(
  `devices d JOIN device_users u ON u.tenant_id = d.tenant_id AND u.id = d.user_id
   LEFT JOIN users f ON f.tenant_id = d.tenant_id AND f.external_id = u.external_id`,
);

export const readDeviceRow = (raw: Readonly<Record<string, unknown>>): DeviceRow =>
  rows.read(raw) as DeviceRow;
