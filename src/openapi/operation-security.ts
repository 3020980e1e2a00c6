import type { EndpointDeclaration } from '../access/endpoint.js';
import type { CallerKind } from '../access/principal.js';

/** Which of the document's security schemes an operation's callers prove themselves by: any one of them; empty where none is needed. */
export function securityOf({ callers, takesAuthQuery }: EndpointDeclaration): Record<string, never[]>[] {
  if (callers === 'public') return [];
  const names = new Set(callers.flatMap((kind) => schemesOf[kind]));
  if (takesAuthQuery) names.add('securityTokenInQuery');
  return [...names].map((name) => ({ [name]: [] }));
}

const schemesOf: Readonly<Record<CallerKind, readonly string[]>> = {
  app: ['apiKey', 'apiKeyBearer'],
  widget: ['apiKey'],
  user: ['userToken', 'userTokenInQuery'],
  customer: ['signedSearch'],
  action: ['actionLink'],
  device: ['securityToken'],
  minted: ['mintedToken', 'mintedTokenInQuery'],
};
