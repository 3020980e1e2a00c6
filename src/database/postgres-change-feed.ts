import { Client } from 'pg';
import type { WriteTransaction } from './access.js';
import { ChangeFeed, type Change } from './change-feed.js';

const channel = 'countersign_changes';
const retryMs = 250;
/** A half-open connection shows itself only when asked: it is asked at each beat. */
const beatMs = 300;
/**
 * Beats after which an answer that is still owed is doubted; with the beat before, less than the second that is promised. Two, because a
 * database may be slow, and because answers that came while this process was busy with itself are read between one beat and the next.
 */
const patientBeats = 2;
/** A connection that owes an answer for so long is given up. */
const answerMs = 2_000;

/**
 * LISTEN on a connection of its own; a lost listener comes back by itself and then drops all that is held. As long as it is not
 * sure that it hears, everything is dropped at each beat: what is held never outlives the second that the feed promises.
 */
export class PostgresChangeFeed extends ChangeFeed {
  private client: Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private heart: NodeJS.Timeout | undefined;
  /** Beats since a question that is not answered yet, if there is one; no end of them where nothing listens yet. */
  private owedBeats: number | undefined = Infinity;
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
    this.owedBeats = Infinity;
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
    } catch {
      lost();
      return;
    }
    this.owedBeats = undefined;
    // Changes made while nobody listened were not heard.
    this.tell('anything');
  }

  private beat(): void {
    if (this.stopped) return;
    const { client } = this;
    if (client !== undefined && this.owedBeats === undefined) return this.ask(client);
    this.owedBeats = (this.owedBeats ?? Infinity) + 1;
    if (this.owedBeats >= patientBeats) this.tell('anything');
  }

  private ask(client: Client): void {
    const answered = () => {
      if (this.client === client) this.owedBeats = undefined;
    };
    this.owedBeats = 0;
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
