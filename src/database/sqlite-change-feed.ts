import type { WriteTransaction } from './access.js';
import { ChangeFeed, type Change } from './change-feed.js';
import type { Database } from './database.js';

const pollMs = 500;
/** Rows older than this are cleared away: a process that has not read them by then drops all it holds. */
const keepMs = 600_000;

interface FeedRow {
  readonly sequence: number;
  readonly tenant_id: string;
  readonly topic: Change['topic'];
  readonly subject: string;
}

/** On SQLite the processes (a server, a command line) share a file: each looks twice a second for rows it has not seen. */
export class SqliteChangeFeed extends ChangeFeed {
  private timer: NodeJS.Timeout | undefined;
  private seen = 0;

  constructor(private readonly database: Database) {
    super();
  }

  override async start(): Promise<void> {
    const [row] = await this.rows<{ last: number | null }>(
      'SELECT max(sequence) AS last FROM change_feed',
      [],
    );
    this.seen = row?.last ?? 0;
    this.timer = setInterval(() => void this.poll(), pollMs);
    this.timer.unref();
  }

  override async stop(): Promise<void> {
    clearInterval(this.timer);
  }

  protected override async publish({ manager }: WriteTransaction, changes: readonly Change[]): Promise<void> {
    const now = Date.now();
    await manager.query('DELETE FROM change_feed WHERE at < ?', [now - keepMs]);
    await manager.query(
      `INSERT INTO change_feed (tenant_id, topic, subject, at)
        SELECT value ->> 'tenantId', value ->> 'topic', value ->> 'subject', ? FROM json_each(?) ORDER BY key`,
      [now, JSON.stringify(changes)],
    );
  }

  private async poll(): Promise<void> {
    try {
      const rows = await this.rows<FeedRow>(
        'SELECT * FROM change_feed WHERE sequence > ? ORDER BY sequence LIMIT 1000',
        [this.seen],
      );
      for (const row of rows) {
        // Numbers have no holes: what is missing was cleared away while this process slept.
        if (row.sequence !== this.seen + 1) this.tell('anything');
        this.seen = row.sequence;
        this.tell({ topic: row.topic, tenantId: row.tenant_id, subject: row.subject });
      }
    } catch {
      // What cannot be heard may have changed.
      this.tell('anything');
    }
  }

  private rows<T>(sql: string, parameters: unknown[]): Promise<T[]> {
    return this.database.read(({ manager }) => manager.query<T[]>(sql, parameters));
  }
}
