import type { AttachedDevice } from './answers.js';
import { DeviceError } from './device-error.js';
import { secondsOf, type Tokens } from './tokens.js';

const patienceMs = 20_000;
/** A wait that the server asks for is kept up to here; longer ones are the page's affair. */
const longestWaitSeconds = 30;

/** Asks the server as one client. A call sends at most three requests: a token that ran out is renewed once, one 429 is waited for. */
export class Api {
  constructor(
    /** With a slash at its end. */
    readonly base: string,
    private readonly clientId: string,
    private readonly tokens: Tokens,
  ) {}

  /** Throws DeviceError for every answer but a 2xx. */
  async call(method: 'GET' | 'HEAD' | 'POST', path: string, body?: object): Promise<unknown> {
    let [mayRenew, mayWait] = [!this.tokens.isStale, true];
    for (;;) {
      const token = await this.tokens.current();
      const answer = await this.send(method, path, body, token);
      if (answer.ok) return method === 'HEAD' ? null : read(answer);
      const failure = await failureOf(answer);
      const waitSeconds = failure.status === 429 ? failure.retryAfterSeconds : null;
      if (failure.code === 'token_expired' && mayRenew) {
        mayRenew = false;
        this.tokens.drop(token);
      } else if (mayWait && waitSeconds !== null && waitSeconds <= longestWaitSeconds) {
        mayWait = false;
        await new Promise((resolve) => setTimeout(resolve, waitSeconds * 1000));
      } else throw failure;
    }
  }

  /** Address of an event stream with its credential: nothing else can be given to an EventSource. */
  streamAddress(path: string, token: string): string {
    return `${this.base}v2/${path}?auth=${encodeURIComponent(`${this.clientId}:${token}`)}`;
  }

  private async send(method: string, path: string, body: object | undefined, token: string) {
    try {
      return await fetch(`${this.base}v2/${path}`, {
        method,
        headers: {
          Accept: 'application/json',
          Authorization: `Basic ${btoa(`${this.clientId}:${token}`)}`,
          'Content-Type': 'application/json',
        },
        body: body ? JSON.stringify(body) : null,
        credentials: 'omit',
        cache: 'no-store',
        // A device is detached on the way out: the call outlives the page.
        keepalive: true,
        signal: AbortSignal.timeout(patienceMs),
      });
    } catch (cause) {
      throw new DeviceError('unreachable', 'The server did not answer.', { cause });
    }
  }
}

async function read(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch (cause) {
    throw new DeviceError('unexpected_answer', 'The answer is not the server’s.', {
      status: answer.status,
      cause,
    });
  }
}

interface Problem {
  readonly code?: unknown;
  readonly detail?: unknown;
  readonly attached_devices?: readonly AttachedDevice[];
  readonly device_limit?: number;
}

async function failureOf(answer: Response): Promise<DeviceError> {
  const problem = ((await answer.json().catch(() => null)) ?? {}) as Problem;
  const { status } = answer;
  return new DeviceError(
    typeof problem.code === 'string' ? problem.code : 'unexpected_answer',
    typeof problem.detail === 'string' ? problem.detail : `The answer was ${status}.`,
    {
      status,
      retryAfterSeconds: secondsOf(answer),
      attachedDevices: problem.attached_devices,
      deviceLimit: problem.device_limit,
    },
  );
}
