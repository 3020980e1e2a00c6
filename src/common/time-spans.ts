/** Milliseconds of spans by a clock that nobody changes; a day of a zone may be longer or shorter. */
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
