import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

/** What the merchant knows: where the bookings are kept, who they are there, and the API key, which never leaves this server. */
const {
  COUNTERSIGN_URL: bookings = 'http://127.0.0.1:3000',
  COUNTERSIGN_SLUG: slug = 'demo',
  COUNTERSIGN_KEY: key = '',
  HOST: host = 'localhost',
  PORT: port = '8080',
} = process.env;

if (key === '') {
  console.error('Set COUNTERSIGN_KEY to an API key of the tenant (see README.md).');
  process.exit(1);
}

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A signed search (HS256, RFC 7515): whoever holds it sees the bookings of this e-mail address and no others, for a day. */
function signedSearch(email) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { app_slug: slug, 'customer.email': email, iat: now, exp: now + 86_400 };
  const text = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

/** Who is logged in, by the session cookie. A real shop checks a password first. */
const sessions = new Map();

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (content, language) => `<!doctype html>
<html lang="${escaped(language)}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Hair & Co</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/shop.css" />
    <script type="module" src="${escaped(bookings)}/overview.js"></script>
  </head>
  <body>
    <header><p>Hair &amp; Co</p></header>
    <main>${content}</main>
  </body>
</html>
`;

const loginForm = `<h1>My bookings</h1>
  <form method="post" action="/login">
    <label>E-mail <input name="email" type="email" required autocomplete="email" /></label>
    <button>Log in</button>
  </form>`;

/** The customer's search stands beside the token word for word: the token proves exactly this text. */
const overview = (email) => `<h1>My bookings</h1>
  <booking-overview
    app-slug="${escaped(slug)}"
    search="customer.email:${escaped(email)}"
    signed-search="${signedSearch(email)}"
  ></booking-overview>
  <form method="post" action="/logout"><button>Log out</button></form>`;

/** The page of a shop has colours of its own, and gives them to the overview. */
const style = `:root { --ink: #2b2118; --paper: #fffaf3; --leaf: #355e3b }
@media (prefers-color-scheme: dark) { :root { --ink: #f4eadd; --paper: #1d1712 } }
body { margin: 0; font: 1rem/1.5 Georgia, serif; color: var(--ink); background: var(--paper) }
header { background: #355e3b; color: #fff; padding: 0.5rem 1rem }
main { max-width: 40rem; margin: 0 auto; padding: 1rem }
button, input { font: inherit; min-height: 2.75rem; max-width: 100% }
booking-overview {
  --overview-text: var(--ink); --overview-ground: var(--paper); --overview-soft: var(--ink);
  --overview-accent: #355e3b; --overview-font: inherit;
}
booking-overview::part(title) { font-variant: small-caps }`;

/** This page loads its own style, and the script and the answers of the booking server. Nothing else. */
const policy = `default-src 'none'; style-src 'self'; img-src data:; script-src ${bookings}; connect-src ${bookings}; form-action 'self'`;

async function readForm(request) {
  let text = '';
  for await (const part of request) {
    text += part;
    if (text.length > 10_000) throw new Error('The form is too large.');
  }
  return new URLSearchParams(text);
}

async function answer(request, response) {
  const session = /(?:^|; )shop=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
  const { pathname, searchParams } = new URL(request.url, 'http://shop.invalid');
  if (request.method === 'POST' && pathname === '/login') {
    const id = randomBytes(16).toString('base64url');
    sessions.set(id, (await readForm(request)).get('email') ?? '');
    return redirect(response, `shop=${id}; HttpOnly; SameSite=Lax; Path=/`);
  }
  if (request.method === 'POST' && pathname === '/logout') {
    sessions.delete(session);
    return redirect(response, 'shop=; Max-Age=0; Path=/');
  }
  if (pathname === '/shop.css') return response.setHeader('Content-Type', 'text/css').end(style);
  const email = sessions.get(session);
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.setHeader('Content-Security-Policy', policy);
  response.setHeader('Cache-Control', 'no-store');
  response.end(page(email ? overview(email) : loginForm, searchParams.get('lang') ?? 'en'));
}

const redirect = (response, cookie) => response.writeHead(303, { Location: '/', 'Set-Cookie': cookie }).end();

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(400).end());
});
server.listen(Number(port), host, () => console.log(`http://${host}:${server.address().port}`));
