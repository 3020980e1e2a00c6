import type { TenantIdentity } from '../access/principal.js';
import { html } from '../pages/html.js';
import type { Language } from '../pages/language.js';
import { page, type Page } from '../pages/page.js';
import { searchPageWords } from './search-page-words.js';

export interface SearchPage {
  readonly tenant: TenantIdentity;
  readonly language: Language;
  /** Path of the component, as browsers see it. */
  readonly script: string;
  readonly token: string;
  /** Null where the tenant has none: the page finds and books nothing. */
  readonly widgetKey: string | null;
}

/** The merchant's page for everyone, in their name and colour. */
export const searchPage = ({ tenant, language, script, token, widgetKey }: SearchPage): Page =>
  page({
    title: tenant.name,
    language,
    color: tenant.settings.branding.color,
    script,
    content: html`<booking-search token="${token}" widget-key="${widgetKey ?? ''}">
      <noscript><p>${searchPageWords[language].needsScript}</p></noscript>
    </booking-search>`,
  });
