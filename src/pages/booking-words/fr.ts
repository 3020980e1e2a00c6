import type { BookingWords } from './words.js';

export const fr: BookingWords = {
  states: {
    tentative: 'Pas encore confirmée',
    confirmed: 'Confirmée',
    declined: 'Refusée',
    paid: 'Payée',
    unpaid: 'Non payée à temps',
    cancelled: 'Annulée',
    cancelled_by_customer: 'Annulée par le client',
    cancelled_by_owner: "Annulée par l'organisateur",
    rescheduled_by_customer: 'Déplacée à un autre moment',
    completed: 'Terminée',
    no_show: 'Absence constatée',
    reserved: 'Retenue un instant',
    expired: 'Plus retenue',
  },
  actions: {
    confirm: 'Confirmer la réservation',
    decline: 'Refuser la réservation',
    pay: 'Marquer comme payée',
    cancel: 'Annuler la réservation',
    cancel_by_customer: 'Annuler la réservation',
    cancel_by_owner: 'Annuler cette place',
    complete: 'Marquer comme terminée',
    no_show: "Signaler l'absence",
    reschedule_by_customer: 'Déplacer la réservation',
    undo: "Revenir sur l'annulation",
  },
  terms: { what: 'Quoi', when: 'Quand', where: 'Où', with: 'Avec', state: 'État' },
};
