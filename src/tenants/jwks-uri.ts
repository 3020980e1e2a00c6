import { isPublicAddress } from '../common/outbound/special-addresses.js';
import { readTarget } from '../common/outbound/outbound-target.js';
import { refused } from './admin-refused.js';

const localName = /(^|\.)(localhost|local|internal)$/i;

/** Throws AdminRefused at `jwks_uri` unless the address may be asked (contract 1, "JWK Sets"); a name's addresses are checked at every fetch. */
export function checkJwksUri(text: string, allowPrivate: boolean): void {
  const reading = readTarget(text, allowPrivate);
  if ('refused' in reading) throw refused('jwks_uri', reasonOf(reading.refused));
  const { host, hostIsAddress } = reading.ok;
  if (allowPrivate) return;
  if (hostIsAddress ? !isPublicAddress(host) : localName.test(host)) {
    throw refused(
      'jwks_uri',
      `${host} is not on the public internet; COUNTERSIGN_ALLOW_PRIVATE_JWKS=true allows it for development`,
    );
  }
}

function reasonOf(refusal: string): string {
  switch (refusal) {
    case 'scheme_not_allowed':
      return 'must be an https URL (http is for development: COUNTERSIGN_ALLOW_PRIVATE_JWKS=true)';
    case 'url_has_credentials':
      return 'must not hold a user name or password';
    case 'url_has_fragment':
      return 'must not have a fragment (#…)';
    default:
      return 'must be an https URL of at most 2,048 characters';
  }
}
