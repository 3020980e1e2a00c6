/** Of the answers to links that are no pages: they are not kept, not indexed, tell no address on, and load nothing. */
export const plainHeaders: Readonly<Record<string, string>> = {
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'X-Robots-Tag': 'noindex',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};
