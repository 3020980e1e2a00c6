/** A module of the built product, by its path in src without suffix; `main`, the server, is the program's own, which operators start. */
export const built = (path) =>
  import(new URL(`../../dist/${path === 'main' ? 'program/main' : path}.js`, import.meta.url).href);
