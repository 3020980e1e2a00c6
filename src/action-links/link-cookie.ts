const name = 'countersign_link';
const dayS = 86_400;

/** The cookie that a link's page sets, for that link alone: a later touch that brings it came from the same browser. It tells nothing else. */
export const linkCookie = (path: string, { isSecure }: { readonly isSecure: boolean }): string =>
  `${name}=1; Path=${path}; Max-Age=${dayS}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;

export const bringsLinkCookie = (header: string | undefined): boolean =>
  header?.split(';').some((pair) => pair.trim() === `${name}=1`) ?? false;
