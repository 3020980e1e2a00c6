import type { TenantSettings } from '../access/tenant-settings.js';
import { dayMs } from '../common/time-spans.js';

/** Devices that nobody has seen since this instant, Unix ms, are detached by themselves; null: the tenant detaches none. */
export const idleBefore = (
  { auto_detach_days }: Pick<TenantSettings, 'auto_detach_days'>,
  nowMs: number,
): number | null => (auto_detach_days === null ? null : nowMs - auto_detach_days * dayMs);
