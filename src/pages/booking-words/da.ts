import type { BookingWords } from './words.js';

export const da: BookingWords = {
  states: {
    tentative: 'Ikke bekræftet endnu',
    confirmed: 'Bekræftet',
    declined: 'Afvist',
    paid: 'Betalt',
    unpaid: 'Ikke betalt i tide',
    cancelled: 'Aflyst',
    cancelled_by_customer: 'Aflyst af kunden',
    cancelled_by_owner: 'Aflyst af arrangøren',
    rescheduled_by_customer: 'Flyttet til et andet tidspunkt',
    completed: 'Afsluttet',
    no_show: 'Ikke mødt op',
    reserved: 'Holdt et øjeblik',
    expired: 'Ikke længere holdt',
  },
  actions: {
    confirm: 'Bekræft bookingen',
    decline: 'Afvis bookingen',
    pay: 'Markér som betalt',
    cancel: 'Aflys bookingen',
    cancel_by_customer: 'Aflys bookingen',
    cancel_by_owner: 'Aflys denne plads',
    complete: 'Markér som afsluttet',
    no_show: 'Markér som udeblevet',
    reschedule_by_customer: 'Flyt bookingen',
    undo: 'Fortryd aflysningen',
  },
  terms: { what: 'Hvad', when: 'Hvornår', where: 'Hvor', with: 'Hos', state: 'Status' },
};
