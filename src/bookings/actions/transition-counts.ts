import { Injectable } from '@nestjs/common';

interface Transitions {
  readonly graph: string;
  readonly action: string;
  readonly count: number;
}

/** Steps that bookings of all tenants have taken in this process, for metrics. Bounded by the graphs' table. */
@Injectable()
export class TransitionCounts {
  private readonly counts = new Map<string, Transitions>();

  /** To be called once for a step that was committed. */
  add(graph: string, action: string): void {
    const key = `${graph} ${action}`;
    this.counts.set(key, { graph, action, count: (this.counts.get(key)?.count ?? 0) + 1 });
  }

  all(): readonly Transitions[] {
    return [...this.counts.values()];
  }
}
