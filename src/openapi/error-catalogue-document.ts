import { errorCatalogue, type ErrorCode } from '../common/error-catalogue.js';
import { errorGuide } from './error-guide.js';

const codes = Object.keys(errorCatalogue) as ErrorCode[];

const introduction =
  'Every error is `application/problem+json` (RFC 9457). `code` never changes; `type` leads to the section of the code; `request_id` is also in the header `X-Request-Id` and in the log.';

/** The text of `docs/errors.md`. */
export function errorsAsMarkdown(): string {
  const sections = codes.map((code) => {
    const { status, title } = errorCatalogue[code];
    const { meaning, remedy } = errorGuide[code];
    return `## ${code}\n\n${status} · ${title}\n\n${meaning}\n\n**What to do:** ${remedy}\n`;
  });
  return `# Errors\n\n${introduction}\n\n${sections.join('\n')}`;
}

/** The page that the `type` of a problem leads to; it loads one style sheet from this server and nothing else. */
export function errorsAsPage(): string {
  const index = codes.map((code) => `<li><a href="#${code}">${code}</a></li>`).join('\n');
  const sections = codes.map((code) => {
    const { status, title } = errorCatalogue[code];
    const { meaning, remedy } = errorGuide[code];
    return `<section id="${code}">
<h2><a href="#${code}">${code}</a></h2>
<p class="status"><strong>${status}</strong> ${marked(title)}</p>
<p>${marked(meaning)}</p>
<p><strong>What to do:</strong> ${marked(remedy)}</p>
</section>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Errors – Countersign</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/assets/reference.css">
</head>
<body class="plain">
<main>
<h1>Errors</h1>
<p>${marked(introduction)} The routes are in the <a href="/docs">reference</a>.</p>
<nav aria-label="Codes"><ul>
${index}
</ul></nav>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

/** Escapes text for HTML; what stands between back quotes becomes code. */
const marked = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/`([^`]+)`/g, '<code>$1</code>');
