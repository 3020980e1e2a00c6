import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** What the merchant knows: where devices are kept, and an API key. Its id is public, its secret never leaves this server. */
const {
  COUNTERSIGN_URL: api = 'http://127.0.0.1:3000',
  COUNTERSIGN_CLIENT_ID: clientId = '',
  COUNTERSIGN_KEY: key = '',
  TOKEN_SECONDS: tokenSeconds = '300',
  HOST: host = 'localhost',
  PORT: port = '8081',
} = process.env;

if (key === '' || clientId === '') {
  console.error(
    'Set COUNTERSIGN_CLIENT_ID and COUNTERSIGN_KEY to the id and the secret of an API key (see README.md).',
  );
  process.exit(1);
}

/** Who is logged in, by the session cookie. A real site checks a password first. */
const sessions = new Map();

/** How often each user and each address has asked for a token in this minute. */
const asked = new Map();
let minuteBeganMs = Date.now();
const perMinute = { user: 30, address: 120 };

/** Seconds to wait for whoever asks too often, else 0. Fixed minutes: simple, and never more than the users of one minute in memory. */
function secondsToWait(user, address) {
  const nowMs = Date.now();
  if (nowMs - minuteBeganMs >= 60_000) {
    minuteBeganMs = nowMs;
    asked.clear();
  }
  let isOver = false;
  for (const [kind, name] of [
    ['user', user],
    ['address', address],
  ]) {
    const count = (asked.get(`${kind} ${name}`) ?? 0) + 1;
    asked.set(`${kind} ${name}`, count);
    isOver ||= count > perMinute[kind];
  }
  return isOver ? Math.ceil((minuteBeganMs + 60_000 - nowMs) / 1000) : 0;
}

/**
 * The token endpoint. Whom the token names is the session's alone: nothing of the request is signed. Only pages of this very origin
 * may ask, and nobody keeps the answer.
 */
async function securityToken(request, response, user) {
  response.setHeader('Cache-Control', 'no-store');
  const { origin, host: own } = request.headers;
  const isForeign = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== own);
  if (isForeign) return sendJson(response, 403, { error: 'This is for pages of this site.' });
  if (user === undefined) return sendJson(response, 401, { error: 'Nobody is logged in.' });
  // Behind a proxy: the address that the proxy names.
  const wait = secondsToWait(user, request.socket.remoteAddress);
  if (wait > 0) {
    response.setHeader('Retry-After', String(wait));
    return sendJson(response, 429, { error: 'Too many tokens.' });
  }
  const signed = await fetch(`${api}/v2/token/sign`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ user, expires_in: Number(tokenSeconds) }),
    signal: AbortSignal.timeout(5_000),
  });
  if (!signed.ok) return sendJson(response, 502, { error: `The token was answered ${signed.status}.` });
  const { secret, expires_at } = await signed.json();
  sendJson(response, 200, { secret, expires_at });
}

const sendJson = (response, status, body) =>
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (user, content) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Streams & Co</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/page.css" />
    <script type="module" src="/page.js"></script>
  </head>
  <body data-api="${escaped(api)}" data-client-id="${escaped(clientId)}" data-user="${escaped(user)}">
    <header><p>Streams &amp; Co</p></header>
    <main>${content}</main>
  </body>
</html>
`;

const loginForm = (wasElsewhere) => `<h1>Log in</h1>
  ${wasElsewhere ? '<p role="alert">You were logged out from another device.</p>' : ''}
  <form method="post" action="/login">
    <label>Name <input name="user" required maxlength="255" autocomplete="username" /></label>
    <button>Log in</button>
  </form>
  <p id="visitor" role="status"></p>`;

const devices = (user) => `<h1>Your devices</h1>
  <p>Logged in as <strong>${escaped(user)}</strong></p>
  <p id="state" role="status">Attaching this browser …</p>
  <ul id="devices"></ul>
  <p><button id="retry" hidden>Try again</button></p>
  <form id="leave" method="post" action="/logout"><button>Log out</button></form>`;

const files = {
  '/page.js': ['text/javascript', readFileSync(new URL('page.js', import.meta.url))],
  '/page.css': ['text/css', readFileSync(new URL('page.css', import.meta.url))],
};

/** This page loads its own files, and the script and the answers of the server. Nothing else. */
const policy = `default-src 'none'; style-src 'self'; img-src data:; script-src 'self' ${api}; connect-src 'self' ${api}; form-action 'self'`;

async function readForm(request) {
  let text = '';
  for await (const part of request) {
    text += part;
    if (text.length > 10_000) throw new Error('The form is too large.');
  }
  return new URLSearchParams(text);
}

async function answer(request, response) {
  const session = /(?:^|; )streams=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
  const user = sessions.get(session);
  const { pathname, searchParams } = new URL(request.url, 'http://page.invalid');
  const asks = `${request.method} ${pathname}`;
  if (asks === 'POST /security-token') return securityToken(request, response, user);
  if (asks === 'POST /login') {
    const name = (await readForm(request)).get('user') ?? '';
    if (name === '' || name.length > 255) return response.writeHead(400).end();
    const id = randomBytes(16).toString('base64url');
    sessions.set(id, name);
    return redirect(response, '/', `streams=${id}; HttpOnly; SameSite=Lax; Path=/`);
  }
  if (asks === 'POST /logout') {
    sessions.delete(session);
    const isHeard = searchParams.has('heard');
    return redirect(
      response,
      isHeard ? '/?heard' : '/',
      'streams=; HttpOnly; SameSite=Lax; Max-Age=0; Path=/',
    );
  }
  if (files[pathname]) {
    const [type, text] = files[pathname];
    return response.setHeader('Content-Type', type).end(text);
  }
  if (asks !== 'GET /') return response.writeHead(404).end();
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.setHeader('Content-Security-Policy', policy);
  response.setHeader('Cache-Control', 'no-store');
  response.end(
    user === undefined ? page('', loginForm(searchParams.has('heard'))) : page(user, devices(user)),
  );
}

const redirect = (response, to, cookie) =>
  response.writeHead(303, { Location: to, 'Set-Cookie': cookie }).end();

const server = createServer((request, response) => {
  answer(request, response).catch(() => {
    // Such as the server of devices being away.
    if (!response.headersSent) response.writeHead(502);
    response.end();
  });
});
server.listen(Number(port), host, () => console.log(`http://${host}:${server.address().port}`));
