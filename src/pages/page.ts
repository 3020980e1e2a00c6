import { hash } from 'node:crypto';
import { inkOn } from './accent.js';
import { html, Html } from './html.js';
import type { Language } from './language.js';

/** A page as it is sent: its text, and the headers that belong to exactly this text. */
export interface Page {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface PageParts {
  readonly title: string;
  readonly content: Html;
  readonly language: Language;
  /** The merchant's colour, such as `#0a7d55`; ours by default. */
  readonly color?: string | undefined;
  /** Path of the one script of this server that the page runs; it may then also ask this server. None by default. */
  readonly script?: string | undefined;
  /** Origins, beside our own, that answers to the page's forms may send the browser on to: browsers hold redirects against `form-action`. */
  readonly formTargets?: readonly string[] | undefined;
}

const standardColor = '#0a5c43';

const style = `:root{color-scheme:light dark;--text:#1b1f24;--ground:#fff;--soft:#57606a;--line:#d0d7de}
@media(prefers-color-scheme:dark){:root{--text:#e6edf3;--ground:#11161c;--soft:#9aa7b4;--line:#30363d}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:40rem;padding:2rem 1.25rem;border-top:.375rem solid var(--accent);background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}h2{font-size:1.125rem;margin:2rem 0 .5rem}
p,dl,fieldset{margin:0 0 1rem}.soft,dt{color:var(--soft)}dd{margin:0 0 .5rem}
ul{list-style:none;margin:0;padding:0}li{border-top:1px solid var(--line);padding:.75rem 0}
fieldset{border:1px solid var(--line);border-radius:.375rem;padding:.5rem 1rem}legend{font-weight:600;padding:0 .25rem}
label{display:block;padding:.375rem 0}textarea{display:block;width:100%;min-height:5rem;padding:.5rem;border:1px solid var(--soft);border-radius:.375rem;background:var(--ground);color:var(--text);font:inherit}
.notice{border-left:.25rem solid var(--accent);padding:.25rem .75rem}
.actions{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center}
button,.button{display:inline-block;min-height:2.75rem;padding:.5rem 1.25rem;border:1px solid var(--text);border-radius:.375rem;background:transparent;color:var(--text);font:inherit;text-decoration:none;cursor:pointer}
button.main{border-color:var(--accent);background:var(--accent);color:var(--ink)}
booking-overview{--overview-accent:var(--accent);--overview-on-accent:var(--ink)}
booking-search{--search-accent:var(--accent);--search-on-accent:var(--ink)}
a{color:inherit}a:focus-visible,button:focus-visible,input:focus-visible,textarea:focus-visible{outline:3px solid var(--text);outline-offset:2px}`;

interface Accent {
  readonly element: Html;
  readonly digest: string;
}

const accents = new Map<string, Accent>();
const accentsAtMost = 1000;

/** Each merchant's colour is one small style sheet; its digest is asked for with each page. */
function accentOf(color: string): Accent {
  let found = accents.get(color);
  if (found === undefined) {
    if (accents.size >= accentsAtMost) accents.clear();
    const text = `:root{--accent:${color};--ink:${inkOn(color)}}`;
    found = { element: styleElement(text), digest: digestOf(text) };
    accents.set(color, found);
  }
  return found;
}

const digestOf = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`;
const styleElement = (text: string): Html => new Html(`<style>${text}</style>`);

// One value each: the digests cover these bytes, white space included.
const commonStyle = styleElement(style);
const commonDigest = digestOf(style);

const steady: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'X-Robots-Tag': 'noindex',
};

/** A whole page around its content: nothing from elsewhere, no frame, no copy kept, no address told to the next site, and no script but the one named. */
export function page({ title, content, language, color, script, formTargets = [] }: PageParts): Page {
  const accent = accentOf(/^#[0-9a-f]{6}$/i.test(color ?? '') ? (color as string) : standardColor);
  const ours = script === undefined ? '' : "; script-src 'self'; connect-src 'self'";
  const policy = `default-src 'none'; style-src ${commonDigest} ${accent.digest}${ours}; form-action ${["'self'", ...formTargets].join(' ')}; base-uri 'none'; frame-ancestors 'none'`;
  const { text } = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${commonStyle}${accent.element}${script === undefined ? '' : html`<script type="module" src="${script}"></script>`}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `;
  return { text, headers: { ...steady, 'Content-Security-Policy': policy } };
}
