import type { Attached, AttachedDevice, Identified } from './answers.js';
import { Api } from './api.js';
import { DeviceError } from './device-error.js';
import { LogoutStream } from './logout-stream.js';
import { recall, remember, type Remembered } from './memory.js';
import { collectSignals } from './signals.js';
import { Tokens, type TokenSource } from './tokens.js';

export interface DeviceOptions {
  /** Id of an API key: public, and no secret (`countersign key list`). */
  readonly clientId: string;
  /** The merchant's id of whoever is logged in, as the token names them. Only `identify()` works without. */
  readonly user?: string;
  /** Left out, all calls are unsigned. */
  readonly token?: TokenSource;
  /** The server's address; by default where this module came from. Must be set where a bundler packed the module. */
  readonly api?: string;
  /**
   * Name in localStorage, by default `countersign.device`. It does not depend on user or key: whoever logs in here, and after a
   * rotation, it is the same device.
   */
  readonly storageKey?: string;
}

export interface IdentifyOptions {
  /** Texts of the page's own, kept with the device by name: the latest wins, 50 names at most. With `identify()` only where a device is attached. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface AttachOptions extends IdentifyOptions {
  /** A limit for this call alone; the server heeds it only where the call is signed. */
  readonly overallLimit?: number;
}

/** This browser, as one user's device. Every method rejects with `DeviceError` and nothing else. */
export interface Device {
  /** Id of the device in this browser, null before it was ever attached. */
  readonly id: string | null;
  /**
   * Attaches this browser to the user; again and again is fine and counts once. Remembers the device's id and the identity. Rejects with
   * `device_limit_exceeded` or `user_suspended` where the tenant blocks; else see `exceeded` and `suspended` of the answer.
   */
  attach(options?: AttachOptions): Promise<Attached>;
  /**
   * Detaches this browser and ends its listening: one's own detaching is no logout. The id stays, so that attaching revives the device.
   * With the id of another device of the user: detaches that one, which hears a logout.
   */
  detach(deviceId?: string): Promise<Attached>;
  /** The devices that the user has attached, the newest first. */
  attachedDevices(): Promise<AttachedDevice[]>;
  /** Tells which physical device this is, as far as signals can, and remembers the identity. Needs no user. */
  identify(options?: IdentifyOptions): Promise<Identified>;
  /**
   * Calls `onLogout` once when the device is detached from elsewhere, or already was; other pages of this browser are elsewhere. A lost
   * stream is opened again by itself, and `onError` told. Answers a function that ends the listening. Throws `not_attached` before attaching.
   */
  listen(onLogout: () => void, onError?: (error: DeviceError) => void): () => void;
}

/** Makes the browser's side of device access; asks nobody for anything yet. Throws TypeError for a `clientId` or `api` that is none. */
export function createDevice(options: DeviceOptions): Device {
  return new BrowserDevice(options);
}

class BrowserDevice implements Device {
  private readonly tokens: Tokens;
  private readonly api: Api;
  private readonly key: string;
  private readonly user: string | undefined;
  private readonly streams = new Set<LogoutStream>();

  constructor({ clientId, user, token, api, storageKey = 'countersign.device' }: DeviceOptions) {
    if (!/^[\w-]+$/.test(clientId)) throw new TypeError('clientId is the id of an API key.');
    this.tokens = new Tokens(token);
    this.api = new Api(baseOf(api), clientId, this.tokens);
    this.key = storageKey;
    this.user = user;
  }

  get id(): string | null {
    return recall(this.key).device_id ?? null;
  }

  async attach({ metadata, overallLimit }: AttachOptions = {}): Promise<Attached> {
    const user = this.userOf();
    const signals = await collectSignals();
    return this.alone(async () => {
      const answer = (await this.api.call('POST', 'access', {
        user,
        // The request's own User-Agent says what there is to say.
        device_info: {},
        signals,
        ...recall(this.key),
        metadata,
        limit_config: overallLimit === undefined ? undefined : { overall_limit: overallLimit },
      })) as Attached;
      this.keep(answer);
      return answer;
    });
  }

  async detach(deviceId?: string): Promise<Attached> {
    const user = this.userOf();
    const device_id = deviceId ?? this.idOf();
    const own = device_id === this.id ? [...this.streams] : [];
    for (const stream of own) stream.stop();
    try {
      const answer = (await this.api.call('POST', 'access/detach', { device_id, user })) as Attached;
      for (const stream of own) this.streams.delete(stream);
      return answer;
    } catch (error) {
      for (const stream of own) stream.start();
      throw error;
    }
  }

  async attachedDevices(): Promise<AttachedDevice[]> {
    const path = `access/user/${encodeURIComponent(this.userOf())}/attached_devices`;
    return (await this.api.call('GET', path)) as AttachedDevice[];
  }

  async identify({ metadata }: IdentifyOptions = {}): Promise<Identified> {
    const { device_id, identity } = recall(this.key);
    const answer = (await this.api.call('POST', 'identity', {
      device_info: {},
      signals: await collectSignals(),
      device_id,
      identity_id: identity,
      metadata,
    })) as Identified;
    this.keep(answer);
    return answer;
  }

  listen(onLogout: () => void, onError: (error: DeviceError) => void = () => undefined): () => void {
    const path = `access/device/${this.idOf()}/listen`;
    const end = () => {
      stream.stop();
      this.streams.delete(stream);
    };
    const stream: LogoutStream = new LogoutStream(this.api, this.tokens, path, {
      onLogout: () => {
        end();
        onLogout();
      },
      onError,
    });
    this.streams.add(stream);
    stream.start();
    return end;
  }

  private userOf(): string {
    if (this.user) return this.user;
    throw new DeviceError('user_missing', 'createDevice() was given no user.');
  }

  private idOf(): string {
    if (this.id !== null) return this.id;
    throw new DeviceError('not_attached', 'This browser was not attached yet.');
  }

  private keep({ device_id, identity }: { device_id?: string; identity: string | null }): void {
    const ids: Remembered = { ...(device_id && { device_id }), ...(identity && { identity }) };
    remember(this.key, ids);
  }

  /** A browser that has no id yet gets one: two of its pages at once do not get two. */
  private async alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.id !== null || !navigator.locks) return work();
    try {
      return await navigator.locks.request(this.key, work);
    } catch (error) {
      // Where storage is blocked, locks are too.
      if (error instanceof DeviceError) throw error;
      return work();
    }
  }
}

/** The server's address with a slash at its end. */
function baseOf(api: string | undefined): string {
  try {
    const { protocol, origin, pathname } =
      api === undefined ? new URL('.', import.meta.url) : new URL(api, globalThis.location?.href);
    if (/^https?:$/.test(protocol)) return `${origin}${pathname.replace(/\/*$/, '/')}`;
  } catch {
    // Said below.
  }
  throw new TypeError('api is the http(s) address of the server.');
}
