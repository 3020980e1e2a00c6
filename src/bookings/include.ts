/** Parts of a booking that are answered on demand. */
const includes = ['user', 'event'] as const;
export type Include = (typeof includes)[number];

/** The known names of a comma list; unknown ones are ignored (contract 0). */
export function readInclude(text: string | undefined): ReadonlySet<Include> {
  const names = new Set((text ?? '').split(',').map((name) => name.trim()));
  return new Set(includes.filter((name) => names.has(name)));
}
