import type { AttachedDevice } from './answers.js';

/**
 * What went wrong: a code of the server (docs/errors.md: `device_limit_exceeded`, `user_suspended`, `token_rejected`, `rate_limited`, …), or
 * - `unreachable`: no answer came (away, offline, blocked by a policy, or later than 20 s),
 * - `token_unavailable`: the page's own source of tokens failed; `status` is its answer's, `cause` what it threw,
 * - `user_missing`: the call needs `user`,
 * - `not_attached`: the call needs a device that was attached before,
 * - `stream_lost`: the event stream ended or was refused, and is opened again,
 * - `unexpected_answer`: something that is not the server answered.
 */
export type DeviceErrorCode =
  | 'unreachable'
  | 'token_unavailable'
  | 'user_missing'
  | 'not_attached'
  | 'stream_lost'
  | 'unexpected_answer'
  | (string & {});

interface DeviceErrorFacts {
  readonly status?: number | undefined;
  readonly retryAfterSeconds?: number | null;
  readonly attachedDevices?: readonly AttachedDevice[] | undefined;
  readonly deviceLimit?: number | null | undefined;
  readonly cause?: unknown;
}

/** The one kind of error that calls of this module reject with. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  /** Status of the answer; 0 where there was none. */
  readonly status: number;
  /** What `Retry-After` said: nothing is to be asked sooner. Null where nothing was said. */
  readonly retryAfterSeconds: number | null;
  /** With `device_limit_exceeded`: the devices that the user could detach. Else empty. */
  readonly attachedDevices: readonly AttachedDevice[];
  /** With `device_limit_exceeded`: how many are allowed. Else null. */
  readonly deviceLimit: number | null;

  constructor(
    readonly code: DeviceErrorCode,
    message: string,
    {
      status = 0,
      retryAfterSeconds = null,
      attachedDevices = [],
      deviceLimit = null,
      cause,
    }: DeviceErrorFacts = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
    this.attachedDevices = attachedDevices;
    this.deviceLimit = deviceLimit;
  }
}
