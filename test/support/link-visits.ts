import type { Answer, RequestOptions, TestServer } from './test-server.js';

/** A link, or an address within its page, as path and query of the server. */
export const pathOf = (address: string, base = 'https://countersign.example'): string => {
  const { pathname, search } = new URL(address, base);
  return pathname + search;
};

export interface PageForm {
  /** Path and query that the form goes to. */
  readonly path: string;
  readonly method: string;
  /** What a browser sends when nobody touches a field: nothing of unchosen radio buttons. */
  readonly fields: Readonly<Record<string, string>>;
  readonly buttons: readonly string[];
}

/** The forms of a page that stands at `path`. */
export function formsOf(text: string, path: string): PageForm[] {
  return [...text.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, attributes = '', content = '']) => ({
    path: pathOf(unescaped(attributeOf(attributes, 'action') ?? path)),
    method: (attributeOf(attributes, 'method') ?? 'get').toUpperCase(),
    fields: fieldsOf(content),
    buttons: [...content.matchAll(/<button\b[^>]*>(.*?)<\/button>/gs)].map(([, label = '']) =>
      unescaped(label).trim(),
    ),
  }));
}

const attributeOf = (tag: string, name: string): string | undefined =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];

function fieldsOf(content: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [, tag = ''] of content.matchAll(/<input\b([^>]*)>/g)) {
    const name = attributeOf(tag, 'name');
    const isChoice = /type="(radio|checkbox)"/.test(tag);
    if (name !== undefined && (!isChoice || /\schecked/.test(tag)))
      fields[name] = attributeOf(tag, 'value') ?? '';
  }
  for (const [, tag = '', value = ''] of content.matchAll(/<textarea\b([^>]*)>(.*?)<\/textarea>/gs)) {
    const name = attributeOf(tag, 'name');
    if (name !== undefined) fields[name] = unescaped(value);
  }
  return fields;
}

/** Text of HTML as a reader sees it. */
export const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** Submits a form as a browser does. */
export const submit = (
  server: Pick<TestServer, 'request'>,
  { path, method, fields }: PageForm,
  more: Readonly<Record<string, string>> = {},
  { headers = {} }: RequestOptions = {},
): Promise<Answer> =>
  server.request(path, {
    method,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'null', ...headers },
    body: new URLSearchParams({ ...fields, ...more }).toString(),
  });

export const wantsJson = { headers: { Accept: 'application/json' } };
