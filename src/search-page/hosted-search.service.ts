import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { notFound } from '../common/problem.js';
import { negotiatedLanguage } from '../pages/language.js';
import type { Page } from '../pages/page.js';
import { ExperiencesService } from '../search/experiences/experiences.service.js';
import { SignOnService } from '../sso/sign-on.service.js';
import { SigningKeys } from '../tenants/signing-keys.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { WidgetKeys } from '../tenants/widget-keys.js';
import { hostedExperience, hostedToken } from './hosted-token.js';
import { searchPage } from './search-page.js';

/** The search page of whoever wants one. */
@Injectable()
export class HostedSearch {
  constructor(
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
    @Inject(ExperiencesService) private readonly experiences: ExperiencesService,
    @Inject(SigningKeys) private readonly signingKeys: SigningKeys,
    @Inject(WidgetKeys) private readonly widgetKeys: WidgetKeys,
    @Inject(SignOnService) private readonly signOns: SignOnService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Throws not_found, the same for a slug that nobody has and for a tenant without such a page. */
  async page(slug: string, acceptLanguage: string | undefined): Promise<Page> {
    const tenant = await this.tenants.findBySlug(slug);
    if (tenant === null) throw notFound('Page');
    const [experience, key, widgetKey] = await Promise.all([
      this.experiences.findByKey(tenant.id, hostedExperience),
      this.signingKeys.current(tenant.id),
      this.widgetKeys.secretOf(tenant.id),
    ]);
    if (experience === null || key === null) throw notFound('Page');
    const { locale, minted_token_max_age_s: maxAge } = tenant.settings;
    return searchPage({
      tenant,
      language: negotiatedLanguage(acceptLanguage, locale),
      script: this.signOns.pathOf('/search.js'),
      token: hostedToken(key, maxAge, Math.floor(this.clock.nowMs() / 1000)),
      widgetKey,
    });
  }
}
