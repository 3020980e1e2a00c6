import type { BookingWords } from './words.js';

export const de: BookingWords = {
  states: {
    tentative: 'Noch nicht bestätigt',
    confirmed: 'Bestätigt',
    declined: 'Abgelehnt',
    paid: 'Bezahlt',
    unpaid: 'Nicht rechtzeitig bezahlt',
    cancelled: 'Abgesagt',
    cancelled_by_customer: 'Vom Kunden abgesagt',
    cancelled_by_owner: 'Vom Veranstalter abgesagt',
    rescheduled_by_customer: 'Auf einen anderen Termin verlegt',
    completed: 'Abgeschlossen',
    no_show: 'Nicht erschienen',
    reserved: 'Kurz vorgemerkt',
    expired: 'Nicht mehr vorgemerkt',
  },
  actions: {
    confirm: 'Buchung bestätigen',
    decline: 'Buchung ablehnen',
    pay: 'Als bezahlt markieren',
    cancel: 'Buchung absagen',
    cancel_by_customer: 'Buchung absagen',
    cancel_by_owner: 'Diesen Platz absagen',
    complete: 'Als abgeschlossen markieren',
    no_show: 'Als nicht erschienen markieren',
    reschedule_by_customer: 'Buchung verlegen',
    undo: 'Absage zurücknehmen',
  },
  terms: { what: 'Was', when: 'Wann', where: 'Wo', with: 'Bei', state: 'Stand' },
};
