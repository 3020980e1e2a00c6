import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageTokens, PagesError, readPagesConfig } from 'countersign/pages';

const here = dirname(fileURLToPath(import.meta.url));

/** Where pages come from and go to, and who mints: see README.md. */
const {
  COUNTERSIGN_URL: api = 'http://127.0.0.1:3000',
  COUNTERSIGN_PAGES: configFile = join(here, 'countersign.pages.json'),
  OUT: out = join(here, 'dist'),
} = process.env;

const source = join(here, 'pages');

/** The files of a folder by their path on the site: `/shops/copenhagen.html`, and `/` for `index.html`. */
const files = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(source.length).split(sep).join('/'));
const pathOf = (file) => file.replace(/\/index\.html$/, '/');

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The page with what its places stand for: `{{api}}`, and `{{token NAME}}` for its token of that template. */
function filled(html, path, tokens) {
  return html.replace(/\{\{(\w+) ?([\w.-]*)\}\}/g, (place, what, name) => {
    if (what === 'api') return escaped(api);
    if (what !== 'token') throw new Error(`${path}: nothing stands for ${place}.`);
    // A page whose template does not know it would search with nothing: better no site than that.
    if (!Object.hasOwn(tokens, name))
      throw new Error(`${path}: the scope of the template ${name} leaves this page out.`);
    return tokens[name].token;
  });
}

async function build() {
  const pages = files.filter((file) => file.endsWith('.html'));
  const tokens = await pageTokens(pages.map(pathOf), readPagesConfig(configFile));
  const made = pages.map((file) => {
    const path = pathOf(file);
    return [file, filled(readFileSync(join(source, file), 'utf8'), path, tokens[path])];
  });
  cpSync(source, out, { recursive: true });
  for (const [file, html] of made) {
    mkdirSync(dirname(join(out, file)), { recursive: true });
    writeFileSync(join(out, file), html);
  }
  console.log(`${made.length} pages in ${out}`);
}

build().catch((error) => {
  console.error(error instanceof PagesError ? error.message : String(error));
  process.exit(1);
});
