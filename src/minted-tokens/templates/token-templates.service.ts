import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { notFound, Problem } from '../../common/problem.js';
import type { PageRequest, Slice } from '../../common/page.js';
import type { WriteTransaction } from '../../database/access.js';
import { Database } from '../../database/database.js';
import type { Applied } from '../../tenants/outcome.js';
import { putTemplate, type TemplateTenant } from './put-template.js';
import { pageOfTemplates } from './template-list.js';
import type { TokenTemplate } from './token-template.entity.js';
import { isTemplateName, type TemplateWish } from './template-wish.schemas.js';
import { TokenTemplatesRepository } from './token-templates.repository.js';

/** What tokens of pages are minted from (contract 5, "Templates"). Another tenant's template is not there. */
@Injectable()
export class TokenTemplatesService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(TokenTemplatesRepository) private readonly templates: TokenTemplatesRepository,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** By name. */
  findAll(tenantId: string): Promise<TokenTemplate[]> {
    return this.database.read((access) => this.templates.findAll(access, tenantId));
  }

  async list(tenantId: string, page: PageRequest<'name'>): Promise<Slice<TokenTemplate>> {
    return pageOfTemplates(await this.findAll(tenantId), page);
  }

  /** Throws not_found, also for text that is no name. */
  async get(tenantId: string, name: string): Promise<TokenTemplate> {
    const found = isTemplateName(name)
      ? await this.database.read((access) => this.templates.find(access, tenantId, name))
      : null;
    if (found === null) throw missing();
    return found;
  }

  /** Throws validation_failed, also where the name stands. Answers what `answer` makes of it, within the transaction. */
  create<Answer>(
    tenant: TemplateTenant,
    wish: TemplateWish,
    answer: (transaction: WriteTransaction, created: TokenTemplate) => Promise<Answer>,
  ): Promise<Answer> {
    return this.database.write(async (transaction) =>
      answer(transaction, (await this.putIn(transaction, tenant, wish, false)).row),
    );
  }

  /** Creates the template or replaces it. Throws validation_failed. */
  put(tenant: TemplateTenant, wish: TemplateWish): Promise<Applied<TokenTemplate>> {
    return this.database.write((transaction) => this.putIn(transaction, tenant, wish, true));
  }

  /** What it minted lives on, until it ends or its key does. Throws not_found. */
  async remove(tenantId: string, name: string): Promise<void> {
    const was =
      isTemplateName(name) &&
      (await this.database.write((transaction) => this.templates.remove(transaction, tenantId, name)));
    if (!was) throw missing();
  }

  private async putIn(
    transaction: WriteTransaction,
    tenant: TemplateTenant,
    wish: TemplateWish,
    mayReplace: boolean,
  ): Promise<Applied<TokenTemplate>> {
    const put = await putTemplate(transaction, tenant, wish, { nowMs: this.clock.nowMs(), mayReplace });
    if ('refused' in put) throw new Problem('validation_failed', { errors: put.refused });
    return put.ok;
  }
}

const missing = () => notFound('TokenTemplate');
