const meanings: Readonly<Record<string, string>> = {
  url_invalid: 'the address is no URL',
  scheme_not_allowed: 'the address is not https',
  url_has_credentials: 'the address holds a user name or password',
  url_has_fragment: 'the address has a fragment',
  name_not_resolved: 'the name has no address: check its spelling and the name servers',
  address_not_public:
    'the name leads to a private address; COUNTERSIGN_ALLOW_PRIVATE_JWKS=true allows that for development',
  connection_failed: 'nobody answers at the address',
  tls_failed: 'the certificate is not valid for this name',
  timed_out: 'the answer took longer than 3 seconds',
  redirected: 'the address redirects: name the final address',
  status_not_200: 'the answer is not 200 OK',
  encoded: 'the answer is compressed though it was asked not to be',
  too_large: 'the answer is larger than 256 KiB',
  not_json: 'the answer is not JSON',
  not_a_key_set: 'the answer is JSON, but no JWK Set ({"keys": [...]})',
  too_many_keys: 'the set holds more than 100 keys',
};

/** What a failed fetch means, and what to do about it. */
export const keySetFailureText = (reason: string): string => meanings[reason] ?? reason;
