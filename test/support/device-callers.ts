import type { TenantSettings } from '../../src/access/tenant-settings.js';
import { Tenant } from '../../src/tenants/tenant.entity.js';
import { securityToken } from '../builders/signed-tokens.js';
import { announce, type BuiltTenant } from '../builders/tenancy.js';
import type { Answer, TestServer } from './test-server.js';

export type Signer = 'app' | 'signed' | 'unsigned';

let machines = 0;

/** Signals of a machine that no other test has, strong enough to tell it from others. */
export const newMachine = (): Record<string, unknown> => ({
  canvas: `canvas-${(machines += 1)}-${process.pid}`,
  webgl: `webgl-${machines}`,
  audio: `audio-${machines}`,
  fonts: [`font-${machines}`],
  screen: '2560x1440',
  user_agent: 'Mozilla/5.0',
});

/** Calls of device access as a merchant's server, a client with a token of the user, and a client without make them. */
export class DeviceCallers {
  constructor(
    readonly server: TestServer,
    readonly tenant: BuiltTenant,
  ) {}

  authorization(signer: Signer, user: string): string {
    if (signer === 'app') return `Bearer ${this.tenant.secret}`;
    const token = signer === 'signed' ? securityToken(this.tenant, user) : '';
    return `Basic ${Buffer.from(`${this.tenant.keyId}:${token}`).toString('base64')}`;
  }

  post(path: string, body: unknown, signer: Signer = 'app', user = userOf(body)): Promise<Answer> {
    return this.server.request(path, {
      method: 'POST',
      body,
      headers: { Authorization: this.authorization(signer, user) },
    });
  }

  /** Attaches a machine that nobody has seen before, unless `members` say which. */
  attach(user: string, members: Record<string, unknown> = {}, signer: Signer = 'signed'): Promise<Answer> {
    return this.post('/v2/access', { user, signals: newMachine(), ...members }, signer, user);
  }

  /** Attaches, and answers the device's id. */
  async attached(user: string, members: Record<string, unknown> = {}): Promise<string> {
    const answer = await this.attach(user, members, 'app');
    if (answer.status !== 200) throw new Error(`Attaching was answered ${answer.status}: ${answer.text}`);
    return answer.body.device_id as string;
  }

  detach(user: string, device: string, signer: Signer = 'signed'): Promise<Answer> {
    return this.post('/v2/access/detach', { user, device }, signer);
  }

  devices(user: string, signer: Signer = 'app'): Promise<Answer> {
    return this.server.request(`/v2/access/user/${encodeURIComponent(user)}/attached_devices`, {
      headers: { Authorization: this.authorization(signer, user) },
    });
  }

  /** Ids of what the user has attached, the newest first. */
  async deviceIds(user: string): Promise<string[]> {
    return ((await this.devices(user)).body as { id: string }[]).map(({ id }) => id);
  }

  /** Changes settings of the tenant; the server knows it at once. */
  async set(settings: Partial<TenantSettings>): Promise<void> {
    const { id } = this.tenant;
    await this.server.database.write(async ({ manager }) => {
      const row = await manager.findOneByOrFail(Tenant, { id });
      await manager.update(Tenant, { id }, { settings: { ...row.settings, ...settings } });
    });
    await announce(this.server, { topic: 'tenant', tenantId: id, subject: id });
  }
}

const userOf = (body: unknown): string => String((body as { user?: unknown } | null)?.user);
