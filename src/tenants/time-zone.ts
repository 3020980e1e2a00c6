/**
 * The name of an IANA time zone in its usual spelling (`europe/copenhagen` becomes `Europe/Copenhagen`; an alias stays
 * one), or null when there is no such zone. Offsets such as `+02:00` are no zones.
 */
export function timeZoneName(text: string): string | null {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(text)) return null;
  try {
    const name = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
    return name.toLowerCase() === text.toLowerCase() ? name : text;
  } catch {
    return null;
  }
}
