/** Who books in tests that ask nothing about the customer. */
export const customer = { name: 'Bo Berg', email: 'bo@example.com' };

let days = 0;

/** An hour of a day that no other test of the file has used. */
export function freshHour(from = '10:00', to = '11:00') {
  const day = new Date(Date.UTC(2030, 0, (days += 1))).toISOString().slice(0, 10);
  return { start: `${day}T${from}:00Z`, end: `${day}T${to}:00Z` };
}
