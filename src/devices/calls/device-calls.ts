import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import type { UsageDeltas } from '../../usage/usage-counts.js';
import { UsageMeter } from '../../usage/usage-meter.js';
import { isSigned } from './signed-caller.js';

/** What clients call. */
export type DeviceCall = 'attach' | 'detach' | 'identify' | 'attached_devices' | 'listen';

interface CallCount {
  readonly call: DeviceCall;
  readonly signed: boolean;
  readonly count: number;
}

/**
 * Clients' calls that were answered with success: by tenant and day as usage, and of all tenants in this process for
 * metrics. The share of unsigned ones is what a merchant looks at before enforcing signatures.
 */
@Injectable()
export class DeviceCalls {
  private readonly counts = new Map<string, CallCount>();

  constructor(@Inject(UsageMeter) private readonly usage: UsageMeter) {}

  /** To be called once for a call, after its commit. `deltas` is what it is counted as beside signed or unsigned. */
  made(caller: Principal, call: DeviceCall, deltas: UsageDeltas = {}): void {
    const signed = isSigned(caller);
    this.usage.count(caller.tenant.id, { ...deltas, [signed ? 'signed' : 'unsigned']: 1 });
    const key = `${call} ${signed}`;
    this.counts.set(key, { call, signed, count: (this.counts.get(key)?.count ?? 0) + 1 });
  }

  all(): readonly CallCount[] {
    return [...this.counts.values()];
  }
}
