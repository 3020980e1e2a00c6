const [firstWaitMs, longestWaitMs] = [2_000, 30_000];
/** A list younger than this is not asked for again when its page comes to the front. */
const freshMs = 1_000;

/** Says when to ask again: when the connection comes back, when the page is looked at again, and now and then while it is lost. */
export class Reconnection {
  private waitMs = firstWaitMs;
  private isLost = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private unwatch: () => void = () => undefined;

  constructor(private readonly ask: () => void) {}

  watch(listedAtMs: () => number): void {
    const whenOnline = () => this.isLost && this.ask();
    const whenSeen = () =>
      document.visibilityState === 'visible' && Date.now() - listedAtMs() > freshMs && this.ask();
    // A page that the browser kept comes back as it was left.
    const whenBack = (event: PageTransitionEvent) => event.persisted && this.ask();
    window.addEventListener('online', whenOnline);
    window.addEventListener('pageshow', whenBack);
    document.addEventListener('visibilitychange', whenSeen);
    this.unwatch = () => {
      window.removeEventListener('online', whenOnline);
      window.removeEventListener('pageshow', whenBack);
      document.removeEventListener('visibilitychange', whenSeen);
    };
  }

  /** Each wait is twice the one before, half a minute at most. */
  lost(): void {
    this.isLost = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.ask, this.waitMs);
    this.waitMs = Math.min(longestWaitMs, this.waitMs * 2);
  }

  reached(): void {
    this.isLost = false;
    this.waitMs = firstWaitMs;
    clearTimeout(this.timer);
  }

  end(): void {
    this.unwatch();
    this.reached();
  }
}
