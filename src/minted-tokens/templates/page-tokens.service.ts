import { Inject, Injectable } from '@nestjs/common';
import { LoopSlices } from '../../common/loop-slices.js';
import { invalid } from '../../common/problem.js';
import type { Zone } from '../../common/zone.js';
import type { TemplateTenant } from './put-template.js';
import { PageTokenAnswer } from './page-token-answer.js';
import { scopeOf, TokenMinter } from './token-minter.service.js';
import type { TokenTemplate } from './token-template.entity.js';
import { TokenTemplatesService } from './token-templates.service.js';

/** How long the pages of one request may be compared with scopes. */
const patienceMs = 5_000;
/** Characters of an answer at most. */
const answerAtMost = 24_000_000;

/** What a site generator calls once per build (contract 5, "Templates"). */
@Injectable()
export class PageTokensService {
  constructor(
    @Inject(TokenTemplatesService) private readonly templates: TokenTemplatesService,
    @Inject(TokenMinter) private readonly minter: TokenMinter,
  ) {}

  /**
   * For each page a token of every template whose scope matches it, as JSON: `{"data": {"/about.html": {"search": {"token", "expires_at"}}}}`.
   * A template is signed once, and other requests are answered meanwhile. Throws validation_failed for `paths` where that takes too long or
   * becomes too much, and as the minter does.
   */
  async forPages(tenant: TemplateTenant, paths: readonly string[], zone: Zone): Promise<string> {
    const answer = new PageTokenAnswer(paths);
    const slices = new LoopSlices();
    for (const template of await this.templates.findAll(tenant.id)) {
      const pages = await pagesOf(template, answer.paths, slices);
      if (pages.length === 0) continue;
      const { token, expiresAt } = await this.minter.mint(tenant, template);
      const shown = { token, expires_at: expiresAt === null ? null : zone.write(expiresAt) };
      if (answer.lengthWith(template.name, shown, pages.length) > answerAtMost)
        throw invalid('paths', `would make too long an answer: ${inParts}`);
      answer.add(template.name, shown, pages);
      await slices.rest();
    }
    return answer.text();
  }
}

/** Which of the paths the template is for, as their places. */
async function pagesOf(
  template: TokenTemplate,
  paths: readonly string[],
  slices: LoopSlices,
): Promise<number[]> {
  const scope = scopeOf(template);
  const pages: number[] = [];
  for (const [place, path] of paths.entries()) {
    if (scope === null || scope.matches(path)) pages.push(place);
    const rest = slices.rest();
    if (rest === undefined) continue;
    await rest;
    if (slices.tookMs > patienceMs)
      throw invalid('paths', `take too long to compare with the scopes of your templates: ${inParts}`);
  }
  return pages;
}

const inParts = 'ask for fewer pages at once';
