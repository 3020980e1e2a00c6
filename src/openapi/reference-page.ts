/** The browsable reference: Swagger UI started by a script of our own, so that no inline script needs to be allowed. */
export const referencePage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API reference – Countersign</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="stylesheet" href="/docs/assets/reference.css">
</head>
<body>
<main id="reference"></main>
<noscript><p>The reference needs JavaScript; the document itself is at <a href="/openapi.json">/openapi.json</a>, the error codes at <a href="/docs/errors">/docs/errors</a>.</p></noscript>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/reference.js"></script>
</body>
</html>
`;

/** Starts Swagger UI; follows the system's colour scheme. Nothing is sent to a validator and no credential is stored. */
export const referenceScript = `(() => {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
  dark.addEventListener('change', follow);
  follow();
  window.SwaggerUIBundle({
    url: '/openapi.json',
    dom_id: '#reference',
    deepLinking: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    filter: true,
    showExtensions: true,
    persistAuthorization: false,
    validatorUrl: null,
  });
})();
`;

export const referenceStyle = `:root { color-scheme: light dark; }
body { margin: 0; }
html.dark-mode body { background: #1c2022; }
@media (prefers-color-scheme: dark) { body { background: #1c2022; color: #e4e6e6; } }
noscript p { margin: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
.swagger-ui .opblock .opblock-summary-path { overflow-wrap: anywhere; }
@media (max-width: 640px) {
  .swagger-ui .wrapper { padding: 0 10px; }
  .swagger-ui .info { margin: 20px 0; }
  .swagger-ui .info .title { font-size: 26px; }
  .swagger-ui .scheme-container { padding: 10px 0; }
  .swagger-ui .scheme-container .schemes { flex-wrap: wrap; }
  .swagger-ui .opblock .opblock-summary { flex-wrap: wrap; }
  .swagger-ui .opblock .opblock-summary-description { flex-basis: 100%; padding: 4px 0; }
  .swagger-ui .opblock .opblock-summary-path { max-width: none; }
  .swagger-ui .opblock-body, .swagger-ui .table-container { overflow-x: auto; }
  .swagger-ui .dialog-ux .modal-ux { max-width: 96vw; min-width: 0; width: 96vw; }
}
.plain main { max-width: 46rem; margin: 0 auto; padding: 1rem; font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
.plain nav ul { columns: 14rem; padding-left: 1.2rem; }
.plain section { border-top: 1px solid #8886; padding-top: .5rem; }
.plain section:target { border-left: 4px solid #0a7d55; padding-left: .75rem; }
.plain h2 { font: 600 1.15rem/1.4 ui-monospace, monospace; }
.plain h2 a { color: inherit; text-decoration: none; }
.plain code { font-family: ui-monospace, monospace; font-size: .95em; }
.plain a { color: LinkText; }
`;
