import { rawToken } from '../../builders/raw-token.js';
import { type ForgeryClass, forging, inner, nowSeconds, resigned, withPayload } from './forgery.js';

/** RFC 7515 section 4, RFC 7519 sections 2 and 4, RFC 8259; RFC 8725 section 2.6. */
export const jsonForgeries: readonly ForgeryClass[] = [
  forging('a member twice, however its name is written', (kind) => {
    const [header, payload] = [inner(kind.header), inner(kind.payload)];
    const [name] = Object.keys(kind.payload) as [string];
    const escaped = `\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
    return [
      resigned(kind, `{"alg":"none",${header}}`),
      resigned(kind, `{${header},"alg":"${kind.algorithm}"}`),
      resigned(kind, `{${header},"\\u0061lg":"none"}`),
      resigned(kind, kind.header, `{${payload},"${name}":"x"}`),
      resigned(kind, kind.header, `{"${escaped}":"x",${payload}}`),
      resigned(kind, kind.header, `{${payload},"exp":${nowSeconds() + 9_000}}`),
      resigned(kind, kind.header, `{${payload},"deep":[{"a":1,"a":2}]}`),
    ];
  }),
  forging('what is no JSON object in UTF-8', (kind) => {
    const text = JSON.stringify(kind.payload);
    const wrong = [
      ...[`\ufeff${text}`, `${text}x`, `${text}${text}`, `[${text}]`, JSON.stringify(text), `${text}\u0000`],
      ...[
        'null',
        'true',
        '7',
        '""',
        '',
        '{',
        text.replaceAll('"', "'"),
        `${text}//`,
        `/**/${text}`,
        text.slice(0, -1),
      ],
      ...[text.replace(/}$/, ',}'), text.replace(/}$/, ',"x":NaN}'), text.replace(/}$/, ',"x":"\u0001"}')],
      text.replace(/}$/, `,"x":${'['.repeat(2_000)}${']'.repeat(2_000)}}`),
    ];
    const bytes = [
      Buffer.from(text, 'utf16le'),
      Buffer.from(text.replace(/}$/, ',"x":"\xff"}'), 'latin1'),
      Buffer.from(text.replace(/}$/, ',"x":"\xc0\xae"}'), 'latin1'),
    ];
    const { algorithm, key, header } = kind;
    return [...wrong, ...bytes].flatMap((payload) => [
      rawToken(header, payload, algorithm, key),
      rawToken(payload, kind.payload, algorithm, key),
    ]);
  }),
  forging('a member that only a prototype would have', (kind) => {
    const [name, ...others] = Object.keys(kind.payload).filter((each) => kind.requiredClaims.includes(each));
    const left = Object.fromEntries(Object.entries(kind.payload).filter(([each]) => each !== name));
    const brought = JSON.stringify({ [String(name)]: kind.payload[String(name)] });
    return [
      resigned(kind, kind.header, `{"__proto__":${brought},${inner(left)}}`),
      resigned(kind, kind.header, `{"constructor":{"prototype":${brought}},${inner(left)}}`),
      ...others.map((other) => withPayload(kind, { [other]: undefined })),
      withPayload(kind, { [String(name)]: undefined }),
    ];
  }),
];
