import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { PageRequest, Slice } from '../../common/page.js';
import { invalid, notFound } from '../../common/problem.js';
import type { ReadAccess, WriteTransaction } from '../../database/access.js';
import { Database } from '../../database/database.js';
import type { Applied } from '../../tenants/outcome.js';
import { ensureExperience, tooManyExperiences } from './ensure-experience.js';
import { experienceColumns, type NewExperienceBody, type StatedExperience } from './experience.schemas.js';
import { ExperiencesRepository } from './experiences.repository.js';
import type { SearchExperience } from './search-experience.entity.js';

/** A tenant's saved ways of searching. Another tenant's is not there. */
@Injectable()
export class ExperiencesService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ExperiencesRepository) private readonly experiences: ExperiencesRepository,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Throws not_found where there is none. */
  async get(access: ReadAccess, tenantId: string, key: string): Promise<SearchExperience> {
    const found = await this.experiences.findByKey(access, tenantId, key);
    if (found === null) throw notFound('SearchExperience');
    return found;
  }

  findByKey(tenantId: string, key: string): Promise<SearchExperience | null> {
    return this.database.read((access) => this.experiences.findByKey(access, tenantId, key));
  }

  getByKey(tenantId: string, key: string): Promise<SearchExperience> {
    return this.database.read((access) => this.get(access, tenantId, key));
  }

  list(tenantId: string, page: PageRequest<'key'>): Promise<Slice<SearchExperience>> {
    return this.database.read((access) => this.experiences.list(access, tenantId, page));
  }

  /** Answers what `answer` makes of it, within the transaction. Throws validation_failed where the key stands already. */
  create<Answer>(
    tenantId: string,
    body: NewExperienceBody,
    answer: (transaction: WriteTransaction, row: SearchExperience) => Promise<Answer>,
  ): Promise<Answer> {
    return this.database.write(async (transaction) => {
      const { outcome, row } = await this.ensure(transaction, tenantId, body);
      if (outcome !== 'created') throw invalid('key', 'is the key of another experience');
      return answer(transaction, row);
    });
  }

  /** The experience is as stated from then on, whether there was one or not; what is not said is the default. */
  put(tenantId: string, key: string, stated: StatedExperience): Promise<Applied<SearchExperience>> {
    const whole = { key, ...experienceColumns(stated) };
    return this.database.write((transaction) => this.ensure(transaction, tenantId, whole));
  }

  /** Throws not_found where there is none. */
  async remove(tenantId: string, key: string): Promise<void> {
    const wasThere = await this.database.write((transaction) =>
      this.experiences.remove(transaction, tenantId, key),
    );
    if (!wasThere) throw notFound('SearchExperience');
  }

  private async ensure(transaction: WriteTransaction, tenantId: string, body: NewExperienceBody) {
    const ensured = await ensureExperience(transaction, tenantId, body, this.clock.nowMs());
    if ('refused' in ensured) throw invalid('key', tooManyExperiences);
    return ensured.ok;
  }
}
