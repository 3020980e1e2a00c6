import type { LinkWords } from './words.js';

export const en: LinkWords = {
  ask: {
    confirm: {
      title: 'Confirm this booking?',
      text: 'The button confirms the booking: its time is taken then.',
    },
    decline: {
      title: 'Decline this booking?',
      text: 'The button declines the booking: it will not take place.',
    },
    pay: { title: 'Has this booking been paid?', text: 'The button marks the booking as paid.' },
    cancel: { title: 'Cancel this booking?', text: 'The button cancels the booking and sets its time free.' },
    cancel_by_customer: {
      title: 'Cancel your booking?',
      text: 'The button cancels your booking and sets its time free.',
    },
    cancel_by_owner: { title: 'Cancel this seat?', text: 'The button cancels this seat at the event.' },
    complete: { title: 'Has this booking taken place?', text: 'The button marks the booking as completed.' },
    no_show: { title: 'Did nobody come?', text: 'The button notes that the customer did not come.' },
    reschedule_by_customer: {
      title: 'Move your booking',
      text: 'Choose a new time. Your booking stays as it is until you press the button.',
    },
    undo: {
      title: 'Undo the cancellation?',
      text: 'The button brings the booking back as it was, at the same time.',
    },
  },
  done: {
    confirm: { title: 'The booking is confirmed', text: 'Its time is taken now.' },
    decline: { title: 'The booking is declined', text: 'It will not take place.' },
    pay: { title: 'The booking is paid', text: 'The payment has been noted.' },
    cancel: { title: 'The booking is cancelled', text: 'It will not take place.' },
    cancel_by_customer: { title: 'Your booking is cancelled', text: 'You need not do anything else.' },
    cancel_by_owner: { title: 'The seat is cancelled', text: 'It is free for somebody else.' },
    complete: { title: 'The booking is completed', text: 'It has been noted that it took place.' },
    no_show: { title: 'It has been noted', text: 'The customer did not come.' },
    reschedule_by_customer: { title: 'Your booking has a new time', text: 'The old time no longer holds.' },
    undo: {
      title: 'The booking is back',
      text: 'The cancellation is undone: everything is as it was before.',
    },
  },
  undo: {
    hint: (minutes) =>
      minutes === 1 ? 'You can undo this for one minute.' : `You can undo this for ${minutes} minutes.`,
    offer: (until) => `Was this a mistake? You can undo it until ${until}.`,
  },
  message: 'A message (optional)',
  stateNow: (state) => `Where the booking stands now: ${state}.`,
  notRedirected:
    'The link asked to send you on to another site. This merchant has not listed that site, so you stay here. What you asked for has been done.',
  used: { title: 'This link was used already', text: 'Each link works once. Nothing was changed this time.' },
  refused: {
    title: 'This is not possible now',
    notOffered: 'The booking no longer allows it.',
    undoOver: 'The time in which this cancellation could be undone is over.',
    tooLate: (merchant) =>
      `It is too late to change this booking here. Please get in touch with ${merchant}.`,
    taken: 'Somebody else has taken that time meanwhile.',
    full: 'There is no free seat any more.',
    rule: 'That time cannot be booked here. Please choose another one.',
  },
  invalid: 'Something that you entered cannot be used, so nothing was changed. Please try again.',
  slots: {
    current: 'Time so far',
    heading: 'Free times',
    none: 'There is no free time in this week.',
    earlier: 'Earlier week',
    later: 'Later week',
    chooseOne: 'Please choose a time first. Nothing was changed.',
    other: (merchant) => `If no time suits you, get in touch with ${merchant}.`,
  },
  problems: {
    rejected: {
      title: 'This link does not work',
      text: 'Perhaps it was not copied completely. Please open it once more from the message that you were sent.',
    },
    expired: {
      title: 'This link has expired',
      text: 'Please ask whoever sent it to you for a new one, or get in touch with them.',
    },
    gone: { title: 'This booking no longer exists', text: 'There is nothing left to do with this link.' },
    notHere: {
      title: 'This cannot be done from that site',
      text: 'Please open the link from the message that you were sent.',
    },
    unreadable: {
      title: 'This request cannot be read',
      text: 'Please open the link once more and try again.',
    },
    busy: { title: 'Too many attempts', text: 'Please wait a minute, then try again.' },
    unavailable: {
      title: 'This is not possible at the moment',
      text: 'Something is out of order here. Nothing is lost: please try again in a few minutes.',
    },
  },
};
