type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const;

/** Does the browser, or what stands before it, fetch the page for later, and nobody has asked for it yet? */
export const looksAhead = (headers: Headers): boolean =>
  purposes.some((name) => /prefetch|prerender|preview/i.test(String(headers[name] ?? '')));
