/** What a session stands on; sealed into its cookie, so that no server has to remember it. */
export interface Session {
  readonly tenantId: string;
  readonly userId: string;
  readonly configurationId: string;
  /** The session ends when its configuration changes in any way. */
  readonly configurationVersion: number;
  /** Unix seconds. */
  readonly expiresAtSeconds: number;
}

/** Longest life of a session (contract 1, "Browser sign-on"). */
export const longestSessionSeconds = 8 * 3600;

/** Whole seconds until the session ends: 8 hours, and never past the token's `exp`. Zero or less: it must not begin. */
export function sessionSeconds(nowMs: number, tokenExpiresAtSeconds: number | null): number {
  const now = Math.ceil(nowMs / 1000);
  return Math.min(longestSessionSeconds, Math.floor(tokenExpiresAtSeconds ?? Infinity) - now);
}

/** The sealed text, which only we can have written; null when it is of a form that we no longer write. */
export function readSession(text: string): Session | null {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value) || value.length !== 5) return null;
  const [tenantId, userId, configurationId, configurationVersion, expiresAtSeconds] = value as unknown[];
  if (typeof tenantId !== 'string' || typeof userId !== 'string' || typeof configurationId !== 'string')
    return null;
  if (typeof configurationVersion !== 'number' || typeof expiresAtSeconds !== 'number') return null;
  return { tenantId, userId, configurationId, configurationVersion, expiresAtSeconds };
}

export const writeSession = (session: Session): string =>
  JSON.stringify([
    session.tenantId,
    session.userId,
    session.configurationId,
    session.configurationVersion,
    session.expiresAtSeconds,
  ]);
