import { Client } from 'pg';
import type { WriteTransaction } from './access.js';
import { ChangeFeed, type Change } from './change-feed.js';

const channel = 'countersign_changes';
const retryMs = 250;
/** A half-open connection shows itself only when asked: whoever owes an answer for so long is doubted, and given up after `answerMs`. */
const beatMs = 400;
const answerMs = 2_000;

/**
 * LISTEN on a connection of its own; a lost listener comes back by itself and then drops all that is held. As long as it is not
 * sure that it hears, everything is dropped at each beat: what is held never outlives the second that the feed promises.
 */
export class PostgresChangeFeed extends ChangeFeed {
  private client: Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private heart: NodeJS.Timeout | undefined;
  /** Since the beat before, or since there is no connection. */
  private isUnanswered = true;
  private stopped = false;

  constructor(private readonly url: string) {
    super();
  }

  override async start(): Promise<void> {
    this.stopped = false;
    this.heart = setInterval(() => this.beat(), beatMs).unref();
    await this.listen();
  }

  override async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    clearInterval(this.heart);
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }

  protected override async publish({ manager }: WriteTransaction, changes: readonly Change[]): Promise<void> {
    await manager.query('SELECT count(pg_notify($1, payload)) FROM unnest($2::text[]) AS payload', [
      channel,
      changes.map((change) => JSON.stringify(change)),
    ]);
  }

  private async listen(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      query_timeout: answerMs,
    });
    const lost = () => this.lost(client);
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ payload }) => this.tell(readChange(payload ?? '')));
    this.client = client;
    this.isUnanswered = true;
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
    } catch {
      lost();
      return;
    }
    this.isUnanswered = false;
    // Changes made while nobody listened were not heard.
    this.tell('anything');
  }

  private beat(): void {
    const { client } = this;
    if (client === undefined || this.isUnanswered) return this.tell('anything');
    this.isUnanswered = true;
    const answered = () => {
      if (this.client === client) this.isUnanswered = false;
    };
    client.query('SELECT 1').then(answered, () => this.lost(client));
  }

  private lost(client: Client): void {
    if (this.stopped || this.client !== client) return;
    this.client = undefined;
    void client.end().catch(() => undefined);
    this.tell('anything');
    this.retry = setTimeout(() => void this.listen(), retryMs);
    this.retry.unref();
  }
}

/** Whoever may connect to the database may notify: what is no change of ours may have been one. */
function readChange(payload: string): Change | 'anything' {
  try {
    const { topic, tenantId, subject } = JSON.parse(payload) as Record<keyof Change, unknown>;
    const isChange = [topic, tenantId, subject].every((member) => typeof member === 'string');
    return isChange ? ({ topic, tenantId, subject } as Change) : 'anything';
  } catch {
    return 'anything';
  }
}
