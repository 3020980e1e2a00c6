import type { UserPrincipal } from '../access/principal.js';
import { html, type Html } from '../pages/html.js';
import { page, type Page } from '../pages/page.js';

export interface ComingBooking {
  readonly startsAtMs: number;
  readonly title: string;
  readonly state: string;
}

export interface Overview {
  readonly caller: UserPrincipal;
  /** In the order of their start. */
  readonly bookings: readonly ComingBooking[];
  /** Whether the address to return to was refused. */
  readonly returnRefused: boolean;
  /** Path of the sign-out form's target. */
  readonly signOutPath: string;
}

/** Who is signed in, and what they have booked. */
export function overviewPage({
  caller: { user, tenant },
  bookings,
  returnRefused,
  signOutPath,
}: Overview): Page {
  const zone = user.timezone ?? tenant.timezone;
  return page({
    title: tenant.name,
    language: 'en',
    color: tenant.settings.branding.color,
    content: html`${returnRefused ? notice : ''}
      <dl>
        <dt>Signed in as</dt>
        <dd>${user.name ?? nameOf(user.firstName, user.lastName) ?? user.email ?? user.externalId}</dd>
        ${
          user.email === null
            ? ''
            : html`<dt>E-mail</dt>
                <dd>${user.email}</dd>`
        }
      </dl>
      <h2>Coming bookings</h2>
      ${
        bookings.length === 0
          ? html`<p class="soft">Nothing is booked.</p>`
          : html`<ul>
              ${bookings.map((booking) => item(booking, zone))}
            </ul>`
      }
      <h2>Leave</h2>
      <form method="post" action="${signOutPath}"><button type="submit">Sign out</button></form>`,
  });
}

const notice = html`<p class="notice" role="status">
  You are signed in. The page you came for is not one that this merchant allows to return to, so you are here
  instead.
</p>`;

const nameOf = (first: string | null, last: string | null): string | null =>
  [first, last].filter((part) => part !== null).join(' ') || null;

function item({ startsAtMs, title, state }: ComingBooking, timeZone: string): Html {
  const shown = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone }).format(
    startsAtMs,
  );
  return html`<li>
    <strong>${title}</strong><br />
    <time datetime="${new Date(startsAtMs).toISOString()}">${shown}</time>
    <span class="soft">(${timeZone}) · ${state}</span>
  </li>`;
}
