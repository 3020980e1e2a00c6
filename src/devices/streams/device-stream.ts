import type { ServerResponse } from 'node:http';
import type { Principal, TenantIdentity } from '../../access/principal.js';
import { isSigned } from '../calls/signed-caller.js';
import { heartbeat } from './stream-events.js';
import { proofEndsAtMs, type StreamProof } from './stream-rules.js';

/** One client that listens for one device. Small: a process holds thousands. */
export class DeviceStream implements StreamProof {
  /** As it was when the caller was proven. */
  readonly tenant: TenantIdentity;
  readonly keyId: string;
  readonly isSigned: boolean;
  readonly endsAtMs: number;
  /** When the device had been attached; null until its row was read. */
  attachedAt: number | null = null;
  /** The device may have changed while its row was being read. */
  isDoubted = false;
  isOver = false;

  constructor(
    caller: Principal,
    readonly deviceId: string,
    /** Counts streams: tells them apart where something is spread over them. */
    readonly turn: number,
    private readonly response: ServerResponse,
  ) {
    this.tenant = caller.tenant;
    this.keyId = caller.credential.id;
    this.isSigned = isSigned(caller);
    this.endsAtMs = proofEndsAtMs(caller);
  }

  get tenantId(): string {
    return this.tenant.id;
  }

  /** Has its answer begun? */
  get isOpen(): boolean {
    return this.attachedAt !== null;
  }

  begin(attachedAt: number, text: string): void {
    this.attachedAt = attachedAt;
    this.response.write(text);
  }

  /** Answers false where the bytes of the last time still wait: then the client does not read, and nothing is added to them. */
  beat(): boolean {
    if (this.response.writableLength > 0) return false;
    this.response.write(heartbeat);
    return true;
  }

  /** The last bytes, and the end of the answer. */
  finish(text: string): void {
    this.response.end(text);
  }

  /** Ends the connection, whatever still waits on it. */
  cut(): void {
    this.response.destroy();
  }
}
