const withoutVersion = /^\/(?:token\/sign|usage\/(?:attach|detach))(?:\?|$)/;

/** Does the address belong to the API, which speaks JSON and which every page may call? Beside `/v2` a few paths of contract 4 do. */
export const isApiAddress = (url: string): boolean => url.startsWith('/v2') || withoutVersion.test(url);
