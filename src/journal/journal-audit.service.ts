import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { chainStart, type ChainEnd } from './chain.js';
import type { JournalRow } from './journal-row.entity.js';
import { JournalRepository, type JournalFilter } from './journal.repository.js';
import { compareEnds, follow, misplaced, type ChainFinding } from './verify-chain.js';

/** Rows that are held at once. */
const pageSize = 1_000;
/** Findings that are named; a journal that was rewritten has as many as rows. */
const namedAtMost = 100;

export interface Verification {
  /** Rows that were looked at. */
  readonly rows: number;
  /** The last row: noted outside of the database, it shows later that nothing up to here was rewritten. */
  readonly end: ChainEnd;
  /** The first ones. */
  readonly findings: readonly ChainFinding[];
  readonly findingCount: number;
}

interface VerifyOptions {
  /** A row's place and hash as an earlier verification answered them. */
  readonly noted?: ChainEnd | null;
  /** Hears how many rows were looked at, after each page. */
  readonly onProgress?: (rows: number) => void;
}

/** Reads whole journals: whether they are what was written, and to hand them out. Memory does not grow with them; writers are not held up. */
@Injectable()
export class JournalAudit {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(JournalRepository) private readonly journal: JournalRepository,
  ) {}

  /** For programs without an application around them. */
  static over(database: Database): JournalAudit {
    return new JournalAudit(database, new JournalRepository());
  }

  /** The journal as it stands when this begins; what is appended meanwhile is left out. */
  async verify(tenantId: string, { noted = null, onProgress }: VerifyOptions = {}): Promise<Verification> {
    const { head, first, last } = await this.database.read((access) =>
      this.journal.findBounds(access, tenantId),
    );
    const findings = new Findings();
    if (first !== null && !(first >= 1)) findings.add(misplaced(first));
    if (last !== null && !Number.isSafeInteger(last)) findings.add(misplaced(last));
    const upTo = Number.isSafeInteger(last) ? Number(last) : (head?.sequence ?? 0);
    let end = chainStart;
    let rows = 0;
    let sawNoted = noted === null;
    for await (const page of this.pages(tenantId, {}, upTo)) {
      for (const row of page) {
        const followed = follow(end, row);
        for (const finding of followed.findings) findings.add(finding);
        end = followed.end;
        if (row.sequence !== noted?.sequence) continue;
        sawNoted = true;
        if (row.hash !== noted.hash) findings.add(notTheNoted(noted));
      }
      rows += page.length;
      onProgress?.(rows);
    }
    findings.add(compareEnds(end, head));
    if (!sawNoted && noted !== null) findings.add(notTheNoted(noted));
    return { rows, end, findings: findings.named, findingCount: findings.count };
  }

  /** Pages of the rows from `fromSequence` on that the filter lets through, in their order, as the journal stands when this begins. */
  async *export(
    tenantId: string,
    filter: Partial<JournalFilter> & { readonly fromSequence?: number | undefined },
  ): AsyncGenerator<readonly JournalRow[]> {
    const { last } = await this.database.read((access) => this.journal.findBounds(access, tenantId));
    yield* this.pages(tenantId, filter, last ?? 0);
  }

  private async *pages(
    tenantId: string,
    {
      since = null,
      bookingId = null,
      fromSequence = 1,
    }: Partial<JournalFilter> & { readonly fromSequence?: number | undefined },
    upTo: number,
  ): AsyncGenerator<readonly JournalRow[]> {
    for (let after = fromSequence - 1; ;) {
      const cursor = { after, since, bookingId };
      const page = await this.database.read((access) =>
        this.journal.listAfter(access, tenantId, cursor, pageSize),
      );
      const wanted = page.filter(({ sequence }) => sequence <= upTo);
      if (wanted.length > 0) yield wanted;
      if (page.length < pageSize || wanted.length < page.length) return;
      after = (page.at(-1) as JournalRow).sequence;
    }
  }
}

class Findings {
  readonly named: ChainFinding[] = [];
  count = 0;

  add(finding: ChainFinding | null): void {
    if (finding === null) return;
    this.count += 1;
    if (this.named.length < namedAtMost) this.named.push(finding);
  }
}

const notTheNoted = ({ sequence }: ChainEnd): ChainFinding => ({
  sequence,
  problem: 'noted',
  detail: 'there is no row of the hash that was noted',
});
