/** What the log says about an error that nobody expected: where and of which kind, never its message, for messages quote the input. */
export interface FailureFacts {
  readonly type: string;
  readonly code?: string;
  /** Of a database error. */
  readonly constraint?: string;
  readonly table?: string;
  readonly frames: readonly string[];
}

const mostFrames = 12;
const name = /^[\w.:-]{1,64}$/;

interface AnyError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly table?: unknown;
  readonly stack?: unknown;
  readonly message?: unknown;
  readonly driverError?: AnyError;
}

/** Reads an error of whatever kind; also what is thrown without being an Error. */
export function failureFacts(error: unknown): FailureFacts {
  if (typeof error !== 'object' || error === null) return { type: typeof error, frames: [] };
  const thrown = error as AnyError;
  const code = named(thrown.driverError?.code) ?? named(thrown.code);
  const constraint = named(thrown.driverError?.constraint);
  const table = named(thrown.driverError?.table);
  return {
    type: named(thrown.name) ?? 'Error',
    ...(code !== undefined && { code }),
    ...(constraint !== undefined && { constraint }),
    ...(table !== undefined && { table }),
    frames: framesOf(thrown),
  };
}

const named = (value: unknown): string | undefined =>
  typeof value === 'string' && name.test(value) ? value : undefined;

/** The stack without its first lines, which are the message; a message may hold lines that look like frames. */
function framesOf({ stack, message }: AnyError): string[] {
  if (typeof stack !== 'string') return [];
  const text = typeof message === 'string' ? message : '';
  const start = stack.indexOf(text);
  if (start === -1 || stack.slice(0, start).includes('\n')) return [];
  const rest = stack.slice(start + text.length);
  return rest
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, mostFrames);
}
