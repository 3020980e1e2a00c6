import { Problem } from '../common/problem.js';

/** Parameters whose repetition means two credentials. */
const credentials = new Set(['jwt', 'signed_search', 'signature', 'auth']);

/** Throws where a parameter that carries a credential stands twice, or as a list: nobody can tell which is meant (contract 0, 400). */
export function refuseRepeatedCredentials(query: Readonly<Record<string, unknown>>): void {
  for (const name in query) {
    const bracket = name.indexOf('[');
    const bare = bracket === -1 ? name : name.slice(0, bracket);
    if (credentials.has(bare) && (bracket !== -1 || typeof query[name] !== 'string'))
      throw new Problem('credential_ambiguous', { detail: `${bare} is given more than once.` });
  }
}

/** Throws where a parameter stands twice or is spelled as a list: no parameter of this API is one (contract 0, 400). */
export function refuseRepeatedParameters(query: Readonly<Record<string, unknown>>): void {
  for (const name in query) {
    const repeated = typeof query[name] !== 'string';
    if (repeated || name.endsWith(']')) {
      throw new Problem('parameter_repeated', {
        detail: `The parameter ${JSON.stringify(name.slice(0, 64))} may stand once, as ${JSON.stringify(name.replace(/\[.*$/s, '').slice(0, 64))}=VALUE.`,
      });
    }
  }
}
