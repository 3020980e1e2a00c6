import type { TenantIdentity, UserPrincipal } from '../access/principal.js';
import { bookingWords } from '../pages/booking-words/by-language.js';
import { stateName } from '../pages/booking-words/words.js';
import { html, type Html } from '../pages/html.js';
import type { Language } from '../pages/language.js';
import { page, type Page } from '../pages/page.js';
import { overviewPageWords } from './overview-words.js';

export interface ComingBooking {
  readonly startsAtMs: number;
  /** Null where nobody said what it is. */
  readonly title: string | null;
  readonly state: string;
}

/** Addresses as browsers see them, behind whatever path the public URL has. */
export interface OverviewPaths {
  readonly script: string;
  /** The signed-in user's list. */
  readonly list: string;
  readonly signOut: string;
}

export interface Overview {
  readonly tenant: TenantIdentity;
  readonly language: Language;
  readonly paths: OverviewPaths;
  /** Null for whoever has no session: the page's fragment then holds the token, or nothing does. */
  readonly signedIn: SignedIn | null;
}

export interface SignedIn {
  readonly user: UserPrincipal['user'];
  /** In the order of their start. */
  readonly bookings: readonly ComingBooking[];
  /** Whether the address to return to was refused. */
  readonly returnRefused: boolean;
}

/** The customer's page in the merchant's name and colour. The list is the component's; without a script a user sees a plain one. */
export function overviewPage(overview: Overview): Page {
  const { tenant, language, paths, signedIn } = overview;
  return page({
    title: tenant.name,
    language,
    color: tenant.settings.branding.color,
    script: paths.script,
    content: signedIn === null ? byToken(overview) : bySession(overview, signedIn),
  });
}

const byToken = ({ tenant, language }: Overview): Html =>
  html`<booking-overview app-slug="${tenant.slug}" from-fragment>
    <noscript><p>${overviewPageWords[language].needsScript}</p></noscript>
  </booking-overview>`;

function bySession(overview: Overview, { user, bookings, returnRefused }: SignedIn): Html {
  const { tenant, language, paths } = overview;
  const words = overviewPageWords[language];
  const name = user.name ?? nameOf(user.firstName, user.lastName) ?? user.email ?? user.externalId;
  return html`${returnRefused ? html`<p class="notice" role="status">${words.returnRefused}</p>` : ''}
    <dl>
      <dt>${words.signedInAs}</dt>
      <dd>${name}</dd>
      ${
        user.email === null
          ? ''
          : html`<dt>${words.email}</dt>
              <dd>${user.email}</dd>`
      }
    </dl>
    <booking-overview app-slug="${tenant.slug}" source="${paths.list}" from-fragment>
      <div slot="loading">
        <h2>${words.coming}</h2>
        ${
          bookings.length === 0
            ? html`<p class="soft">${words.nothing}</p>`
            : html`<ul>
                ${bookings.map((booking) => item(booking, language, user.timezone ?? tenant.timezone))}
              </ul>`
        }
      </div>
    </booking-overview>
    <h2>${words.leave}</h2>
    <form method="post" action="${paths.signOut}"><button type="submit">${words.signOut}</button></form>`;
}

const nameOf = (first: string | null, last: string | null): string | null =>
  [first, last].filter((part) => part !== null).join(' ') || null;

function item({ startsAtMs, title, state }: ComingBooking, language: Language, timeZone: string): Html {
  const shown = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone,
  }).format(startsAtMs);
  return html`<li>
    <strong>${title ?? overviewPageWords[language].untitled}</strong><br />
    <time datetime="${new Date(startsAtMs).toISOString()}">${shown}</time>
    <span class="soft">(${timeZone}) · ${stateName(bookingWords[language], state)}</span>
  </li>`;
}
