import type { BookingWords } from './words.js';

export const en: BookingWords = {
  states: {
    tentative: 'Not confirmed yet',
    confirmed: 'Confirmed',
    declined: 'Declined',
    paid: 'Paid',
    unpaid: 'Not paid in time',
    cancelled: 'Cancelled',
    cancelled_by_customer: 'Cancelled by the customer',
    cancelled_by_owner: 'Cancelled by the organiser',
    rescheduled_by_customer: 'Moved to another time',
    completed: 'Completed',
    no_show: 'Missed',
    reserved: 'Held for a moment',
    expired: 'No longer held',
  },
  actions: {
    confirm: 'Confirm booking',
    decline: 'Decline booking',
    pay: 'Mark as paid',
    cancel: 'Cancel booking',
    cancel_by_customer: 'Cancel booking',
    cancel_by_owner: 'Cancel this seat',
    complete: 'Mark as completed',
    no_show: 'Mark as missed',
    reschedule_by_customer: 'Move booking',
    undo: 'Undo the cancellation',
  },
  terms: { what: 'What', when: 'When', where: 'Where', with: 'With', state: 'State' },
};
