import type { OverviewWords } from './words.js';

export const es: OverviewWords = {
  coming: 'Próximas reservas',
  past: 'Reservas pasadas',
  loading: 'Se están cargando sus reservas.',
  nothingComing: 'No tiene próximas reservas.',
  nothingPast: 'No tiene reservas pasadas.',
  more: 'Mostrar más',
  untitled: 'Reserva',
  zone: (name) => `Todas las horas son de su zona horaria: ${name}.`,
  withWhom: (name) => `Con ${name}`,
  seats: (taken, of) => `Grupo: ${taken} de ${of} plazas ocupadas`,
  addToCalendar: 'Añadir al calendario',
  subscribe: 'Todas las reservas en su calendario',
  subscribeHint:
    'Suscríbase a esta dirección en su aplicación de calendario y se mantendrá al día. No comparta la dirección: quien la tenga puede leer sus reservas.',
  subscribeAddress: 'Dirección del calendario',
  copy: 'Copiar dirección',
  copied: 'La dirección está copiada.',
  calendarFile: 'Descargar archivo de calendario',
  askCancel: '¿Cancelar esta reserva?',
  keep: 'Mantener la reserva',
  message: 'Mensaje (opcional)',
  sending: 'Un momento …',
  cancelled: (title) => `${title}: la reserva está cancelada.`,
  restored: (title) => `${title}: la reserva vuelve a estar en pie.`,
  undoUntil: (time) => `Posible hasta las ${time}`,
  notChanged: 'No se ha cambiado nada: ya no es posible.',
  isNow: (state) => `Estado actual de la reserva: ${state}.`,
  actionFailed: 'No ha funcionado y, que sepamos, no se ha cambiado nada. Inténtelo de nuevo.',
  retry: 'Intentar de nuevo',
  stale: (time) => `Se ha perdido la conexión. Así estaban las cosas a las ${time}.`,
  noToken: {
    title: 'Sus reservas se abren con un enlace',
    hint: 'Abra el enlace a sus reservas que recibió o inicie sesión en el sitio donde reservó. Sin un enlace así, esta página no sabe quién es usted.',
  },
  expired: {
    title: 'Este enlace ha caducado',
    hint: 'Pida un nuevo enlace a sus reservas en el sitio donde reservó.',
  },
  refused: {
    title: 'Este enlace ya no sirve',
    hint: 'Pida un nuevo enlace a sus reservas en el sitio donde reservó.',
  },
  signedOut: {
    title: 'Su sesión ha terminado',
    hint: 'Vuelva a iniciar sesión en el sitio donde reservó.',
  },
  unreachable: {
    title: 'Ahora no se puede acceder a las reservas',
    hint: 'Seguimos intentándolo; aparecerán aquí en cuanto funcione.',
  },
  offline: {
    title: 'No tiene conexión',
    hint: 'Sus reservas aparecerán aquí en cuanto vuelva la conexión.',
  },
  failed: {
    title: 'No se han podido cargar sus reservas',
    hint: 'Inténtelo de nuevo. Si vuelve a ocurrir, avise al sitio donde reservó.',
  },
};
