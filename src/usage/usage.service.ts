import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { isRefused } from '../common/decision.js';
import { invalid } from '../common/problem.js';
import { Database } from '../database/database.js';
import { noUsage, usageCounts, type UsageCount } from './usage-counts.js';
import { UsageRepository } from './usage.repository.js';
import { usageWindow, type UsageWindowRefusal } from './usage-window.js';

export type ShownUsage = { readonly date: string } & Record<UsageCount, number>;

const words: Readonly<Record<UsageWindowRefusal, readonly [field: string, message: string]>> = {
  from_after_to: ['from', 'must not be after `to`'],
  too_long: ['to', 'must be within 366 days of `from`'],
};

/** What a tenant used, for its own server. */
@Injectable()
export class Usage {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(UsageRepository) private readonly days: UsageRepository,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** One entry per day, days without use too. Throws validation_failed. */
  async list(
    tenantId: string,
    asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  ): Promise<ShownUsage[]> {
    const window = usageWindow(asked, this.clock.nowMs());
    if (isRefused(window)) throw invalid(...words[window.refused]);
    const dates = window.ok;
    const found = await this.database.read((access) =>
      this.days.findBetween(access, tenantId, dates[0] as string, dates.at(-1) as string),
    );
    const byDate = new Map(found.map((day) => [day.date, day]));
    return dates.map((date) => {
      const day = byDate.get(date) ?? noUsage;
      return {
        date,
        ...(Object.fromEntries(usageCounts.map((name) => [name, day[name]])) as typeof noUsage),
      };
    });
  }
}
