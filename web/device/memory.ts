/** What a browser remembers between pages: ids that the server gave it, no secret. */
export interface Remembered {
  readonly device_id?: string;
  readonly identity?: string;
}

/** For pages whose storage is blocked: as long as the page lives. */
const inPage = new Map<string, Remembered>();

const isId = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{36}$/.test(value);

/** What stands under `key`; what somebody else wrote there counts as nothing. Never throws. */
export function recall(key: string): Remembered {
  const inThisPage = inPage.get(key);
  if (inThisPage !== undefined) return inThisPage;
  try {
    const { device_id, identity } = JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, unknown>;
    return { ...(isId(device_id) && { device_id }), ...(isId(identity) && { identity }) };
  } catch {
    return {};
  }
}

/** Keeps what is given over what was kept: in localStorage, or in this page's memory where that is blocked or full. Never throws. */
export function remember(key: string, ids: Remembered): void {
  const kept = { ...recall(key), ...ids };
  try {
    localStorage.setItem(key, JSON.stringify(kept));
    inPage.delete(key);
  } catch {
    inPage.set(key, kept);
  }
}
