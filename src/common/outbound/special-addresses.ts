import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

const GLOBAL_UNICAST_V6: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];
const NAT64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96];

/**
 * True only for an address that the public internet routes to: everything in the special-purpose registries
 * (RFC 6890 and its successors) is refused, and so is text that is not an IP address.
 *
 * Addresses that carry an IPv4 address inside (IPv4-mapped, 6to4, Teredo) are refused whatever is inside; the one
 * exception is the well-known NAT64 prefix, which IPv6-only networks answer for every public name and which counts
 * as the IPv4 address inside.
 */
export function isPublicAddress(text: string): boolean {
  // ipaddr.js reads octal and hexadecimal parts; what connects is decided by Node, so Node reads first.
  if (isIP(text) === 0) return false;
  const address = ipaddr.parse(text);
  return address instanceof ipaddr.IPv4 ? isPublicV4(address) : isPublicV6(address);
}

function isPublicV4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast';
}

function isPublicV6(address: ipaddr.IPv6): boolean {
  if (address.match(NAT64)) return isPublicV4(new ipaddr.IPv4(address.toByteArray().slice(12)));
  return address.match(GLOBAL_UNICAST_V6) && address.range() === 'unicast';
}
