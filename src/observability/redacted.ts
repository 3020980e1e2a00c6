const patterns: readonly RegExp[] = [
  // JWTs, whole or cut, and base64 of JSON objects.
  /\beyJ[\w-]{5,}(?:\.[\w-]*){0,2}/g,
  /\b(?:Basic|Bearer)\s+[\w+/=.~-]+/gi,
  /[^\s"'<>()[\]{}:;,=]+@[^\s"'<>()[\]{}:;,=]+/g,
  /\b(?:jwt|signed_search|signature|secret|auth|token|password|cookie)=[^\s&;]+/gi,
  // user:password@ of a database's address stands before the last two.
  /\/\/[^\s/@]+:[^\s/@]+@/g,
  // Secrets are 43 characters of base64url; UUIDs and kids are shorter.
  /[\w+/-]{40,}={0,2}/g,
];

/** Text of a library's message with everything that looks like a credential or an e-mail address taken out. The log of requests does not rest on it: it never holds such text at all. */
export const redacted = (text: string): string =>
  patterns.reduce((rest, pattern) => rest.replace(pattern, '[redacted]'), text.slice(0, 2000));
