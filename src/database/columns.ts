/** Unix milliseconds in a 64-bit integer, on both databases. */
export const instant = <Options extends object = object>(options: Options = {} as Options) =>
  ({ type: 'bigint', ...options }) as const;

/** JSON kept as text, so that members keep their order and both databases answer the same bytes. */
export const json = <Options extends object = object>(options: Options = {} as Options) =>
  ({ type: 'simple-json', ...options }) as const;

export const uuid = <Options extends object = object>(options: Options = {} as Options) =>
  ({ type: 'uuid', ...options }) as const;
