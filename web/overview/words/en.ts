import type { OverviewWords } from './words.js';

export const en: OverviewWords = {
  coming: 'Coming bookings',
  past: 'Past bookings',
  loading: 'Your bookings are being loaded.',
  nothingComing: 'You have no coming bookings.',
  nothingPast: 'You have no past bookings.',
  more: 'Show more',
  untitled: 'Booking',
  zone: (name) => `All times are in your time zone: ${name}.`,
  withWhom: (name) => `With ${name}`,
  seats: (taken, of) => `Group: ${taken} of ${of} seats taken`,
  addToCalendar: 'Add to calendar',
  subscribe: 'All bookings in your calendar',
  subscribeHint:
    'Subscribe to this address in your calendar app and it stays up to date. Keep the address to yourself: whoever has it can read your bookings.',
  subscribeAddress: 'Address of the calendar',
  copy: 'Copy address',
  copied: 'The address is copied.',
  calendarFile: 'Download calendar file',
  askCancel: 'Cancel this booking?',
  keep: 'Keep booking',
  message: 'Message (optional)',
  sending: 'One moment …',
  cancelled: (title) => `${title} is cancelled.`,
  restored: (title) => `${title} is booked again.`,
  undoUntil: (time) => `Possible until ${time}`,
  notChanged: 'Nothing was changed: this is no longer possible.',
  isNow: (state) => `The booking is now: ${state}.`,
  actionFailed: 'That did not work, and nothing was changed as far as we know. Please try again.',
  retry: 'Try again',
  stale: (time) => `The connection is lost. This is how things stood at ${time}.`,
  noToken: {
    title: 'Your bookings are a link away',
    hint: 'Open the link to your bookings that you were sent, or sign in on the site where you booked. This page needs such a link and does not know you otherwise.',
  },
  expired: {
    title: 'This link has expired',
    hint: 'Please get a new link to your bookings from the site where you booked.',
  },
  refused: {
    title: 'This link no longer works',
    hint: 'Please get a new link to your bookings from the site where you booked.',
  },
  signedOut: {
    title: 'You are signed out',
    hint: 'Please sign in again on the site where you booked.',
  },
  unreachable: {
    title: 'The bookings cannot be reached right now',
    hint: 'We keep trying, and they appear here as soon as it works.',
  },
  offline: {
    title: 'You are offline',
    hint: 'Your bookings appear here as soon as the connection is back.',
  },
  failed: {
    title: 'Your bookings could not be loaded',
    hint: 'Please try again. If it keeps happening, tell the site where you booked.',
  },
};
