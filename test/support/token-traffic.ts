import { send, type TestServer } from './test-server.js';

/** Users of one merchant who come and go. */
export class TokenTraffic {
  /** `status code` of each answer, and how long it took. */
  readonly answers: { readonly answer: string; readonly tookMs: number }[] = [];
  private stopping = false;
  private readonly users: Promise<void>[];

  /** `token` makes a new one for each visit; each is shown twice, so that it is remembered the second time. */
  constructor(
    private readonly server: TestServer,
    users: number,
    private readonly pauseMs: number,
    private readonly token: () => string,
  ) {
    this.users = Array.from({ length: users }, () => this.user());
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.users);
  }

  /** What was answered, each once. */
  get kinds(): string[] {
    return [...new Set(this.answers.map(({ answer }) => answer))].sort();
  }

  /** So many of a hundred answers took no longer. */
  tookMs(percent: number): number {
    const times = this.answers.map(({ tookMs }) => tookMs).sort((one, other) => one - other);
    return times[Math.ceil((times.length * percent) / 100) - 1] ?? Number.NaN;
  }

  private async user(): Promise<void> {
    while (!this.stopping) {
      const bearer = this.token();
      for (let visit = 0; visit < 2; visit += 1) {
        const begun = performance.now();
        const { status, headers, body } = await send(`${this.server.url}/v2/me`, { bearer });
        const soon =
          status === 503 && !(Number(headers.get('retry-after')) >= 1) ? ' without Retry-After' : '';
        const answer = `${status} ${body.code ?? 'ok'}${soon}`;
        this.answers.push({ answer, tookMs: performance.now() - begun });
        await new Promise((wake) => setTimeout(wake, this.pauseMs));
      }
    }
  }
}
