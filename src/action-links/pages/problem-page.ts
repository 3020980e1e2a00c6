import type { Problem } from '../../common/problem.js';
import { html } from '../../pages/html.js';
import type { Language } from '../../pages/language.js';
import { page, type Page } from '../../pages/page.js';
import { linkWords } from '../words/by-language.js';
import type { LinkWords } from '../words/words.js';

/** The page for a link that cannot be opened. Of what failed to prove itself it tells only whether its time is over. */
export function problemPage(problem: Problem, language: Language): Page {
  const { title, text } = linkWords[language].problems[kindOf(problem)];
  return page({ title, language, content: html`<p>${text}</p>` });
}

function kindOf({ code, status }: Problem): keyof LinkWords['problems'] {
  if (code === 'token_expired') return 'expired';
  if (status === 401) return 'rejected';
  if (status === 404) return 'gone';
  if (status === 403) return 'notHere';
  if (status === 429) return 'busy';
  return status >= 500 ? 'unavailable' : 'unreadable';
}
