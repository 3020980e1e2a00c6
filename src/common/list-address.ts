import {
  createParamDecorator,
  Inject,
  Injectable,
  type ExecutionContext,
  type PipeTransform,
} from '@nestjs/common';
import { CONFIGURATION } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';

/** Where a list was asked for: the server's public URL and the path and query as the client wrote them. */
export interface ListAddress {
  /** `configuration.publicUrl`. */
  readonly publicUrl: string;
  readonly target: string;
}

/** What must never stand in a link that is shown, stored or logged. */
const secretParameters = new Set([
  'jwt',
  'signed_search',
  'signature',
  'auth',
  'token',
  'access_token',
  'secret',
  'client_secret',
  'api_key',
]);

export const isSecretParameter = (name: string): boolean => secretParameters.has(name.toLowerCase());

/** The absolute URL of another page of the same list: other query parameters stay, credentials go. */
export function addressWith(
  { publicUrl, target }: ListAddress,
  place: { page: number } | { cursor: string },
): string {
  // An absolute-form request target names a host of the client's choice; only what follows it is ours.
  const [path = '', query = ''] = splitOnce(target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, ''), '?');
  const parameters = new URLSearchParams(query);
  for (const name of [...parameters.keys()]) {
    if (isSecretParameter(name) || name === 'page' || name === 'cursor') parameters.delete(name);
  }
  for (const [name, value] of Object.entries(place)) parameters.set(name, String(value));
  return `${publicUrl}${path}?${parameters.toString()}`;
}

const splitOnce = (text: string, mark: string): [string, string] => {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
};

/** The request target (path and query) before any rewriting. */
const RequestTarget = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest<{ originalUrl?: string; url: string }>();
  return request.originalUrl ?? request.url;
});

@Injectable()
class ToListAddress implements PipeTransform<string, ListAddress> {
  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  transform(target: string): ListAddress {
    return { publicUrl: this.configuration.publicUrl, target };
  }
}

/** The {@link ListAddress} that the request asked for. */
export const AskedAddress = (): ParameterDecorator => RequestTarget(ToListAddress);
