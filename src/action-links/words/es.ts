import type { LinkWords } from './words.js';

export const es: LinkWords = {
  ask: {
    confirm: {
      title: '¿Confirmar esta reserva?',
      text: 'El botón confirma la reserva; su hora queda ocupada.',
    },
    decline: {
      title: '¿Rechazar esta reserva?',
      text: 'El botón rechaza la reserva; no tendrá lugar.',
    },
    pay: { title: '¿Está pagada esta reserva?', text: 'El botón anota que la reserva está pagada.' },
    cancel: {
      title: '¿Cancelar esta reserva?',
      text: 'El botón cancela la reserva y deja libre su hora.',
    },
    cancel_by_customer: {
      title: '¿Cancelar su reserva?',
      text: 'El botón cancela su reserva y deja libre su hora.',
    },
    cancel_by_owner: {
      title: '¿Cancelar esta plaza?',
      text: 'El botón cancela esta plaza del evento.',
    },
    complete: {
      title: '¿Ha tenido lugar esta reserva?',
      text: 'El botón anota que la reserva ha finalizado.',
    },
    no_show: { title: '¿No vino nadie?', text: 'El botón anota que el cliente no se presentó.' },
    reschedule_by_customer: {
      title: 'Cambiar la hora de su reserva',
      text: 'Elija una hora nueva. Su reserva queda como está hasta que pulse el botón.',
    },
    undo: {
      title: '¿Deshacer la cancelación?',
      text: 'El botón recupera la reserva tal como estaba, a la misma hora.',
    },
  },
  done: {
    confirm: { title: 'La reserva está confirmada', text: 'Su hora queda ocupada.' },
    decline: { title: 'La reserva está rechazada', text: 'No tendrá lugar.' },
    pay: { title: 'La reserva está pagada', text: 'El pago está anotado.' },
    cancel: { title: 'La reserva está cancelada', text: 'Ya no tendrá lugar.' },
    cancel_by_customer: { title: 'Su reserva está cancelada', text: 'No tiene que hacer nada más.' },
    cancel_by_owner: { title: 'La plaza está cancelada', text: 'Queda libre para otra persona.' },
    complete: { title: 'La reserva ha finalizado', text: 'Queda anotado que tuvo lugar.' },
    no_show: { title: 'Queda anotado', text: 'El cliente no se presentó.' },
    reschedule_by_customer: {
      title: 'Su reserva tiene una hora nueva',
      text: 'La hora anterior ya no vale.',
    },
    undo: {
      title: 'La reserva vuelve a valer',
      text: 'La cancelación está deshecha: todo está como antes.',
    },
  },
  undo: {
    hint: (minutes) =>
      minutes === 1 ? 'Podrá deshacerlo durante un minuto.' : `Podrá deshacerlo durante ${minutes} minutos.`,
    offer: (until) => `¿Fue un error? Puede deshacerlo hasta las ${until}.`,
  },
  message: 'Un mensaje (opcional)',
  stateNow: (state) => `Así está la reserva ahora: ${state}.`,
  notRedirected:
    'El enlace pedía llevarle a otro sitio. Este comercio no lo ha autorizado, así que se queda aquí. Lo que usted pidió está hecho.',
  used: {
    title: 'Este enlace ya se usó',
    text: 'Cada enlace sirve una sola vez. Esta vez no se ha cambiado nada.',
  },
  refused: {
    title: 'Ahora no es posible',
    notOffered: 'La reserva ya no lo permite.',
    undoOver: 'Ya pasó el tiempo para deshacer esta cancelación.',
    tooLate: (merchant) =>
      `Es demasiado tarde para cambiar esta reserva aquí. Póngase en contacto con ${merchant}.`,
    taken: 'Otra persona ha ocupado esa hora mientras tanto.',
    full: 'Ya no queda ninguna plaza libre.',
    rule: 'Esa hora no se puede reservar aquí. Elija otra, por favor.',
  },
  invalid:
    'Algo de lo que escribió no se puede usar, por eso no se ha cambiado nada. Inténtelo de nuevo, por favor.',
  slots: {
    current: 'Hora hasta ahora',
    heading: 'Horas libres',
    none: 'No hay ninguna hora libre en esa semana.',
    earlier: 'Semana anterior',
    later: 'Semana siguiente',
    chooseOne: 'Elija primero una hora, por favor. No se ha cambiado nada.',
    other: (merchant) => `Si no le conviene ninguna hora, póngase en contacto con ${merchant}.`,
  },
  problems: {
    rejected: {
      title: 'Este enlace no funciona',
      text: 'Quizá no se copió entero. Ábralo otra vez desde el mensaje que recibió, por favor.',
    },
    expired: {
      title: 'Este enlace ha caducado',
      text: 'Pida uno nuevo a quien se lo envió, o póngase en contacto con esa persona.',
    },
    gone: { title: 'Esta reserva ya no existe', text: 'Con este enlace ya no hay nada que hacer.' },
    notHere: {
      title: 'Desde ese sitio no es posible',
      text: 'Abra el enlace desde el mensaje que recibió, por favor.',
    },
    unreadable: {
      title: 'No se puede leer esta petición',
      text: 'Abra el enlace otra vez e inténtelo de nuevo, por favor.',
    },
    busy: { title: 'Demasiados intentos', text: 'Espere un minuto y vuelva a intentarlo, por favor.' },
    unavailable: {
      title: 'En este momento no es posible',
      text: 'Aquí hay algo que no funciona. No se ha perdido nada: vuelva a intentarlo en unos minutos.',
    },
  },
};
