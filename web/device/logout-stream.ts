import type { Api } from './api.js';
import { DeviceError } from './device-error.js';
import type { Tokens } from './tokens.js';

const [firstWaitMs, longestWaitMs] = [1_000, 60_000];
/** A stream that stood this long was a good one: the next wait is short again. */
const steadyMs = 30_000;

interface Listener {
  readonly onLogout: () => void;
  readonly onError: (error: DeviceError) => void;
}

/**
 * Hears when the device is detached from elsewhere. A stream that is lost is opened again with a fresh token: first after a second, then
 * after twice as long each time, a minute at most, each wait cut by up to half at random so that not all pages come back at once; and as
 * soon as the browser is online again.
 */
export class LogoutStream {
  private source: EventSource | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isOn = false;
  private waitMs = firstWaitMs;
  private token = '';

  constructor(
    private readonly api: Api,
    private readonly tokens: Tokens,
    private readonly path: string,
    private readonly listener: Listener,
  ) {}

  start(): void {
    this.isOn = true;
    addEventListener('online', this.again);
    void this.open();
  }

  stop(): void {
    this.isOn = false;
    removeEventListener('online', this.again);
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  private readonly again = (): void => {
    if (this.source === null) void this.open();
  };

  private async open(): Promise<void> {
    clearTimeout(this.timer);
    try {
      this.token = await this.tokens.current();
    } catch (error) {
      return this.lost(error as DeviceError);
    }
    if (!this.isOn || this.source !== null) return;
    const source = new EventSource(this.api.streamAddress(this.path, this.token));
    let openedAtMs = Infinity;
    this.source = source;
    source.onopen = () => (openedAtMs = Date.now());
    source.onmessage = ({ data }) => {
      if (isLogout(data)) this.logOut();
    };
    source.onerror = () => {
      const isRefused = source.readyState === EventSource.CLOSED;
      // By itself it would come back with a token that may have run out.
      source.close();
      if (this.source !== source) return;
      this.source = null;
      if (Date.now() - openedAtMs > steadyMs) this.waitMs = firstWaitMs;
      this.tokens.drop(this.token);
      if (isRefused) void this.askWhy();
      else this.lost(new DeviceError('stream_lost', 'The event stream was lost.'));
    };
  }

  /** An EventSource keeps the status of a refusal to itself. */
  private async askWhy(): Promise<void> {
    try {
      await this.api.call('HEAD', this.path);
      this.lost(new DeviceError('stream_lost', 'The event stream was refused.'));
    } catch (error) {
      const failure = error as DeviceError;
      // The device is not this user's any more: what told so was missed.
      if (failure.status === 404 && this.isOn) this.logOut();
      else this.lost(failure);
    }
  }

  private lost(error: DeviceError): void {
    if (!this.isOn) return;
    const leastMs = (error.retryAfterSeconds ?? 0) * 1000;
    this.timer = setTimeout(this.again, leastMs + this.waitMs * (1 - chance() / 2));
    this.waitMs = Math.min(longestWaitMs, this.waitMs * 2);
    this.listener.onError(error);
  }

  private logOut(): void {
    this.stop();
    this.listener.onLogout();
  }
}

function isLogout(data: unknown): boolean {
  try {
    return (JSON.parse(String(data)) as { action?: unknown } | null)?.action === 'logout';
  } catch {
    return false;
  }
}

/** From 0 to below 1. */
const chance = (): number => crypto.getRandomValues(new Uint16Array(1))[0]! / 65_536;
