/** The time, injected so that decisions can be tested at any instant. */
export abstract class Clock {
  /** Unix time in milliseconds. */
  abstract nowMs(): number;
}

export class SystemClock extends Clock {
  override nowMs(): number {
    return Date.now();
  }
}
