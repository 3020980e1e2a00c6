import ipaddr from 'ipaddr.js';

/** Whose limit an address counts against: an IPv4 address alone, an IPv6 network of 64 bits, for that is what one subscriber holds. Text that is no address has one group. */
export function addressGroup(address: string): string {
  // The form of nearly all requests, without a parser.
  if (plainV4.test(address)) return address;
  if (address.length > 64 || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const v6 = parsed as ipaddr.IPv6;
  if (v6.isIPv4MappedAddress()) return v6.toIPv4Address().toString();
  return `${v6.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const plainV4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
