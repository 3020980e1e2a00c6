import { Catch } from '@nestjs/common';
import type { Problem } from '../common/problem.js';
import { PageFilter } from '../pages/page.filter.js';
import type { Page } from '../pages/page.js';
import { refusalPage } from './refusal-page.js';

/** What a browser is shown where signing in did not work. */
@Catch()
export class SignInPageFilter extends PageFilter {
  protected override pageFor({ status }: Problem): Page {
    return refusalPage(status);
  }
}
