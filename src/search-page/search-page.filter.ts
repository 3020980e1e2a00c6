import { Catch } from '@nestjs/common';
import type { Problem } from '../common/problem.js';
import type { HttpRequest } from '../http/request.js';
import { html } from '../pages/html.js';
import { negotiatedLanguage } from '../pages/language.js';
import { PageFilter } from '../pages/page.filter.js';
import { page, type Page } from '../pages/page.js';
import { searchPageWords } from './search-page-words.js';

/** What a browser is shown where there is no search page. */
@Catch()
export class SearchPageFilter extends PageFilter {
  protected override pageFor({ status }: Problem, request: HttpRequest): Page {
    const language = negotiatedLanguage(request.headers['accept-language'], 'en');
    const { missing, unavailable } = searchPageWords[language];
    const { title, hint } = status === 404 ? missing : unavailable;
    return page({ title, language, content: html`<p>${hint}</p>` });
  }
}
