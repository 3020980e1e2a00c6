import type { Shop } from './shop.js';
import type { Answer, RequestOptions } from '../support/test-server.js';

/** A merchant whose resources and projects are made by requests, so that they are found like anyone's. */
export function searchedShop({ app }: Pick<Shop, 'app'>) {
  const made = async (path: string, body: object): Promise<string> => {
    const { status, body: answer, text } = await app(path, { method: 'POST', body });
    if (status !== 201) throw new Error(`${path} answered ${status}: ${text}`);
    return answer.data.id as string;
  };
  return {
    /** The id of a new resource. */
    resource: (name: string, members: object = {}) =>
      made('/v2/resources', { name, timezone: 'UTC', ...members }),
    /** The id of a new project. */
    project: (name: string, members: object = {}) => made('/v2/projects', { name, ...members }),
    experience: async (key: string, body: object): Promise<void> => {
      const { status, text } = await app(`/v2/search-experiences/${key}`, { method: 'PUT', body });
      if (status > 201) throw new Error(`The experience was answered ${status}: ${text}`);
    },
    /** A search with these parameters. */
    search: (parameters: Readonly<Record<string, string | number>> = {}, options?: RequestOptions) =>
      app(searchPath(parameters), options),
  };
}

export function searchPath(parameters: Readonly<Record<string, string | number>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) query.set(name, String(value));
  return `/v2/search?${query.toString()}`;
}

/** What a search found, by name. */
export const namesIn = ({ body }: Answer): string[] =>
  (body.response.results as { name: string }[]).map(({ name }) => name);
