import { readFileSync } from 'node:fs';

/** One request of a guide, and what the guide says of its answer. */
export interface GuideStep {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
  /** What the answer is called from then on. */
  readonly name: string | undefined;
  readonly code: string | undefined;
}

const block = /^```http\n(\w+) (\S+)\n((?:[A-Z][\w-]*: .*\n)*)([\s\S]*?)→ (\d+)(?: \{(\w+)\}| (\w+))?\n```/gm;

/** The requests of a guide in their order. Throws where one is in a form that is not understood. */
export function guideSteps(file: string): readonly GuideStep[] {
  const text = readFileSync(file, 'utf8');
  const steps = [...text.matchAll(block)].map(
    ([, method = '', path = '', headers = '', body = '', status, name, code]): GuideStep => ({
      method,
      path,
      headers: Object.fromEntries(
        [...headers.matchAll(/^([\w-]+): (.*)$/gm)].map(([, key, value]) => [key, value]),
      ),
      body: body.trim(),
      status: Number(status),
      name,
      code,
    }),
  );
  if (steps.length !== text.split('```http').length - 1)
    throw new Error(`${file} shows a request in a form that no test sends.`);
  return steps;
}
