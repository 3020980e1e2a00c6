import type { DeviceStream } from './device-stream.js';

/** The streams of this process by tenant and device, each device's in the order in which they came. */
export class OpenStreams {
  private readonly byTenant = new Map<string, Map<string, DeviceStream[]>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(stream: DeviceStream): void {
    const devices = this.byTenant.get(stream.tenantId) ?? new Map<string, DeviceStream[]>();
    this.byTenant.set(stream.tenantId, devices);
    const streams = devices.get(stream.deviceId);
    if (streams === undefined) devices.set(stream.deviceId, [stream]);
    else streams.push(stream);
    this.count += 1;
  }

  /** A stream that is not held is none the less gone. */
  remove(stream: DeviceStream): void {
    const devices = this.byTenant.get(stream.tenantId);
    const streams = devices?.get(stream.deviceId);
    const at = streams?.indexOf(stream) ?? -1;
    if (devices === undefined || streams === undefined || at === -1) return;
    streams.splice(at, 1);
    this.count -= 1;
    if (streams.length === 0) devices.delete(stream.deviceId);
    if (devices.size === 0) this.byTenant.delete(stream.tenantId);
  }

  /** A copy: who looks through it may remove what it finds. */
  of(tenantId: string, deviceId: string): readonly DeviceStream[] {
    return [...(this.byTenant.get(tenantId)?.get(deviceId) ?? [])];
  }

  has(tenantId: string, deviceId: string): boolean {
    return this.byTenant.get(tenantId)?.has(deviceId) ?? false;
  }

  /** Ids of the devices that are listened for, by tenant. */
  devices(): [tenantId: string, deviceIds: string[]][] {
    return [...this.byTenant].map(([tenantId, devices]) => [tenantId, [...devices.keys()]]);
  }

  /** No copy: who walks through them adds and removes none on the way. */
  *walk(): Iterable<DeviceStream> {
    for (const devices of this.byTenant.values()) for (const streams of devices.values()) yield* streams;
  }

  /** A copy, of one tenant where it is named. */
  all(tenantId?: string): readonly DeviceStream[] {
    return tenantId === undefined
      ? [...this.walk()]
      : [...(this.byTenant.get(tenantId)?.values() ?? [])].flat();
  }
}
