import { type ForgeryClass, forging, inner, nowSeconds, resigned } from './forgery.js';

/** RFC 7519 sections 4.1.4 to 4.1.6. */
export const timeForgeries: readonly ForgeryClass[] = [
  forging('times that are over, not yet come, or no instant', (kind) => {
    const later = String(nowSeconds() + 600);
    const raw = (name: string, value: string) =>
      resigned(kind, kind.header, `{${inner({ ...kind.payload, [name]: undefined })},"${name}":${value}}`);
    const noInstant = [
      `"${later}"`,
      'null',
      'true',
      '[]',
      `[${later}]`,
      '{}',
      '""',
      '1e400',
      '-1e400',
      `${later}000`,
    ];
    return [
      raw('exp', String(nowSeconds() - 40)),
      raw('exp', '0'),
      raw('exp', '-1'),
      raw('nbf', String(nowSeconds() + 90)),
      raw('iat', String(nowSeconds() + 90)),
      ...['exp', 'nbf', 'iat'].flatMap((name) => noInstant.map((value) => raw(name, value))),
    ];
  }),
];
