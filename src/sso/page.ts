import { hash } from 'node:crypto';
import { html, Html } from './html.js';

const style = `:root{color-scheme:light dark;--text:#1b1f24;--ground:#fff;--soft:#57606a;--line:#d0d7de;--action:#0a5c43}
@media(prefers-color-scheme:dark){:root{--text:#e6edf3;--ground:#11161c;--soft:#9aa7b4;--line:#30363d;--action:#5cd0a5}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:40rem;padding:2rem 1.25rem;background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}h2{font-size:1.125rem;margin:2rem 0 .5rem}
p,dl{margin:0 0 1rem}.soft,dt{color:var(--soft)}dd{margin:0 0 .5rem}
ul{list-style:none;margin:0;padding:0}li{border-top:1px solid var(--line);padding:.75rem 0}
.notice{border-left:.25rem solid var(--action);padding:.25rem .75rem}
button{min-height:2.75rem;padding:.5rem 1.25rem;border:1px solid var(--action);border-radius:.375rem;background:transparent;color:var(--action);font:inherit;cursor:pointer}
button:focus-visible{outline:3px solid var(--action);outline-offset:2px}`;

/** Headers of every page: no script, no frame, nothing from elsewhere, no copy kept, and no address told to the next site. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

// One value: the hash above covers these bytes, white space included.
const styleElement = new Html(`<style>${style}</style>`);

/** A whole page around its content. */
export const page = (title: string, content: Html): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `.text;
