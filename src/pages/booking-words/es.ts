import type { BookingWords } from './words.js';

export const es: BookingWords = {
  states: {
    tentative: 'Aún sin confirmar',
    confirmed: 'Confirmada',
    declined: 'Rechazada',
    paid: 'Pagada',
    unpaid: 'No pagada a tiempo',
    cancelled: 'Cancelada',
    cancelled_by_customer: 'Cancelada por el cliente',
    cancelled_by_owner: 'Cancelada por el organizador',
    rescheduled_by_customer: 'Cambiada a otra hora',
    completed: 'Finalizada',
    no_show: 'No se presentó',
    reserved: 'Guardada un momento',
    expired: 'Ya no está guardada',
  },
  actions: {
    confirm: 'Confirmar la reserva',
    decline: 'Rechazar la reserva',
    pay: 'Marcar como pagada',
    cancel: 'Cancelar la reserva',
    cancel_by_customer: 'Cancelar la reserva',
    cancel_by_owner: 'Cancelar esta plaza',
    complete: 'Marcar como finalizada',
    no_show: 'Marcar que no se presentó',
    reschedule_by_customer: 'Cambiar la reserva de hora',
    undo: 'Deshacer la cancelación',
  },
  terms: { what: 'Qué', when: 'Cuándo', where: 'Dónde', with: 'Con', state: 'Estado' },
};
