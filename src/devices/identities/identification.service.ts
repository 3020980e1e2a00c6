import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../../access/principal.js';
import { Clock } from '../../common/clock.js';
import type { Sealer } from '../../crypto/seal.js';
import type { WriteTransaction } from '../../database/access.js';
import { Database } from '../../database/database.js';
import { SEALER } from '../../tenants/sealer.js';
import { AccessesRepository } from '../accesses.repository.js';
import { addressDigest } from '../calls/address-digest.js';
import { DeviceCalls } from '../calls/device-calls.js';
import { newAccess } from '../new-access.js';
import type { Identified, IdentifyBody } from './identify.schemas.js';
import { IdentityMatches } from './identity-matches.service.js';
import { NamedDevices } from './named-devices.service.js';

/** Recognises clients that need not be anybody's (contract 4, "Calls"). */
@Injectable()
export class Identification {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(IdentityMatches) private readonly matches: IdentityMatches,
    @Inject(NamedDevices) private readonly devices: NamedDevices,
    @Inject(AccessesRepository) private readonly accesses: AccessesRepository,
    @Inject(DeviceCalls) private readonly calls: DeviceCalls,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(SEALER) private readonly sealer: Sealer,
  ) {}

  /**
   * `ip` is the client's address; `answer` makes the answer within the transaction. Throws validation_failed where the device
   * would have too much metadata.
   */
  async identify<Answer>(
    caller: Principal,
    body: IdentifyBody,
    ip: string,
    answer: (transaction: WriteTransaction, identified: Identified) => Promise<Answer>,
  ): Promise<Answer> {
    const { signals, metadata = {}, identity_id: named = null, device_id: deviceId = null } = body;
    const tenantId = caller.tenant.id;
    const nowMs = this.clock.nowMs();
    const address = addressDigest(this.sealer, tenantId, ip);
    const answered = await this.database.write(async (transaction) => {
      const device =
        deviceId === null ? null : await this.devices.visit(transaction, caller, deviceId, metadata);
      const { identityId, confidence } = await this.matches.resolve(transaction, tenantId, {
        signals,
        named,
        address,
        nowMs,
      });
      const about = { action: 'identify', userId: null, deviceId: device, identityId, confidence } as const;
      transaction.lastly(this.accesses.insertion(newAccess(caller, { address, nowMs }, about)));
      return answer(transaction, { identity: identityId, confidence: confidence / 1000 });
    });
    this.calls.made(caller, 'identify', { identifies: 1 });
    return answered;
  }
}
