import type { OverviewWords } from './words.js';

export const fr: OverviewWords = {
  coming: 'Réservations à venir',
  past: 'Réservations passées',
  loading: 'Vos réservations se chargent.',
  nothingComing: 'Vous n’avez aucune réservation à venir.',
  nothingPast: 'Vous n’avez aucune réservation passée.',
  more: 'Afficher la suite',
  untitled: 'Réservation',
  zone: (name) => `Les heures sont celles de votre fuseau horaire : ${name}.`,
  withWhom: (name) => `Avec ${name}`,
  seats: (taken, of) => `Groupe : ${taken} places prises sur ${of}`,
  addToCalendar: 'Ajouter au calendrier',
  subscribe: 'Toutes les réservations dans votre calendrier',
  subscribeHint:
    'Abonnez votre application de calendrier à cette adresse : elle restera à jour. Gardez l’adresse pour vous : qui la possède peut lire vos réservations.',
  subscribeAddress: 'Adresse du calendrier',
  copy: 'Copier l’adresse',
  copied: 'L’adresse est copiée.',
  calendarFile: 'Télécharger le fichier de calendrier',
  askCancel: 'Annuler cette réservation ?',
  keep: 'Garder la réservation',
  message: 'Message (facultatif)',
  sending: 'Un instant …',
  cancelled: (title) => `${title} : la réservation est annulée.`,
  restored: (title) => `${title} : la réservation est rétablie.`,
  undoUntil: (time) => `Possible jusqu’à ${time}`,
  notChanged: 'Rien n’a été modifié : ce n’est plus possible.',
  isNow: (state) => `État actuel de la réservation : ${state}.`,
  actionFailed: 'Cela n’a pas fonctionné et, à notre connaissance, rien n’a été modifié. Veuillez réessayer.',
  retry: 'Réessayer',
  stale: (time) => `La connexion est coupée. Voici la situation à ${time}.`,
  noToken: {
    title: 'Un lien ouvre vos réservations',
    hint: 'Ouvrez le lien vers vos réservations que vous avez reçu, ou connectez-vous sur le site où vous avez réservé. Sans un tel lien, cette page ne vous connaît pas.',
  },
  expired: {
    title: 'Ce lien a expiré',
    hint: 'Demandez un nouveau lien vers vos réservations au site où vous avez réservé.',
  },
  refused: {
    title: 'Ce lien n’est plus valable',
    hint: 'Demandez un nouveau lien vers vos réservations au site où vous avez réservé.',
  },
  signedOut: {
    title: 'Vous êtes déconnecté',
    hint: 'Veuillez vous reconnecter sur le site où vous avez réservé.',
  },
  unreachable: {
    title: 'Les réservations sont injoignables pour le moment',
    hint: 'Nous continuons d’essayer ; elles apparaîtront ici dès que possible.',
  },
  offline: {
    title: 'Vous êtes hors ligne',
    hint: 'Vos réservations apparaîtront ici dès le retour de la connexion.',
  },
  failed: {
    title: 'Vos réservations n’ont pas pu être chargées',
    hint: 'Veuillez réessayer. Si cela se reproduit, signalez-le au site où vous avez réservé.',
  },
};
