/** A module of the built product, by its path in src without suffix. */
export const built = (path) => import(new URL(`../../dist/${path}.js`, import.meta.url).href);
