import { Catch } from '@nestjs/common';
import type { Problem } from '../common/problem.js';
import type { HttpRequest } from '../http/request.js';
import { html } from '../pages/html.js';
import { negotiatedLanguage } from '../pages/language.js';
import { PageFilter } from '../pages/page.filter.js';
import { page, type Page } from '../pages/page.js';
import { refusalPage } from '../sso/refusal-page.js';
import { overviewPageWords } from './overview-words.js';

/** What a browser is shown where there is no overview. */
@Catch()
export class OverviewPageFilter extends PageFilter {
  protected override pageFor({ status }: Problem, request: HttpRequest): Page {
    if (status !== 404) return refusalPage(status);
    const language = negotiatedLanguage(request.headers['accept-language'], 'en');
    const { title, hint } = overviewPageWords[language].missing;
    return page({ title, language, content: html`<p>${hint}</p>` });
  }
}
