import type { LinkWords } from './words.js';

export const fr: LinkWords = {
  ask: {
    confirm: {
      title: 'Confirmer cette réservation ?',
      text: "Le bouton confirme la réservation ; l'horaire est alors pris.",
    },
    decline: {
      title: 'Refuser cette réservation ?',
      text: "Le bouton refuse la réservation ; elle n'aura pas lieu.",
    },
    pay: {
      title: 'Cette réservation est-elle payée ?',
      text: 'Le bouton note que la réservation est payée.',
    },
    cancel: {
      title: 'Annuler cette réservation ?',
      text: "Le bouton annule la réservation et libère l'horaire.",
    },
    cancel_by_customer: {
      title: 'Annuler votre réservation ?',
      text: "Le bouton annule votre réservation et libère l'horaire.",
    },
    cancel_by_owner: {
      title: 'Annuler cette place ?',
      text: "Le bouton annule cette place pour l'événement.",
    },
    complete: {
      title: 'Cette réservation a-t-elle eu lieu ?',
      text: 'Le bouton note que la réservation est terminée.',
    },
    no_show: { title: "Personne n'est venu ?", text: "Le bouton note que le client n'est pas venu." },
    reschedule_by_customer: {
      title: 'Déplacer votre réservation',
      text: "Choisissez un nouvel horaire. Votre réservation reste inchangée tant que vous n'appuyez pas sur le bouton.",
    },
    undo: {
      title: "Revenir sur l'annulation ?",
      text: 'Le bouton rétablit la réservation telle quelle, au même horaire.',
    },
  },
  done: {
    confirm: { title: 'La réservation est confirmée', text: "L'horaire est maintenant pris." },
    decline: { title: 'La réservation est refusée', text: "Elle n'aura pas lieu." },
    pay: { title: 'La réservation est payée', text: 'Le paiement est noté.' },
    cancel: { title: 'La réservation est annulée', text: "Elle n'aura pas lieu." },
    cancel_by_customer: {
      title: 'Votre réservation est annulée',
      text: "Vous n'avez rien d'autre à faire.",
    },
    cancel_by_owner: { title: 'La place est annulée', text: "Elle est libre pour quelqu'un d'autre." },
    complete: { title: 'La réservation est terminée', text: "Il est noté qu'elle a eu lieu." },
    no_show: { title: "C'est noté", text: "Le client n'est pas venu." },
    reschedule_by_customer: {
      title: 'Votre réservation a un nouvel horaire',
      text: "L'ancien horaire ne vaut plus.",
    },
    undo: {
      title: 'La réservation est rétablie',
      text: "L'annulation est effacée : tout est comme avant.",
    },
  },
  undo: {
    hint: (minutes) =>
      minutes === 1
        ? 'Vous pourrez revenir en arrière pendant une minute.'
        : `Vous pourrez revenir en arrière pendant ${minutes} minutes.`,
    offer: (until) => `C'était une erreur ? Vous pouvez revenir en arrière jusqu'à ${until}.`,
  },
  message: 'Un message (facultatif)',
  stateNow: (state) => `État actuel de la réservation : ${state}.`,
  notRedirected:
    "Le lien demandait à vous envoyer vers un autre site. Ce commerçant ne l'a pas autorisé, vous restez donc ici. Ce que vous avez demandé est fait.",
  used: {
    title: 'Ce lien a déjà servi',
    text: "Chaque lien ne sert qu'une fois. Rien n'a été modifié cette fois-ci.",
  },
  refused: {
    title: "Ce n'est pas possible maintenant",
    notOffered: 'La réservation ne le permet plus.',
    undoOver: 'Le délai pour revenir sur cette annulation est passé.',
    tooLate: (merchant) =>
      `Il est trop tard pour modifier cette réservation ici. Veuillez contacter ${merchant}.`,
    taken: "Quelqu'un d'autre a pris cet horaire entre-temps.",
    full: "Il n'y a plus de place libre.",
    rule: 'Cet horaire ne peut pas être réservé ici. Veuillez en choisir un autre.',
  },
  invalid: "Une de vos indications ne peut pas être utilisée, donc rien n'a été modifié. Veuillez réessayer.",
  slots: {
    current: 'Horaire actuel',
    heading: 'Horaires libres',
    none: "Il n'y a pas d'horaire libre cette semaine-là.",
    earlier: 'Semaine précédente',
    later: 'Semaine suivante',
    chooseOne: "Veuillez d'abord choisir un horaire. Rien n'a été modifié.",
    other: (merchant) => `Si aucun horaire ne vous convient, contactez ${merchant}.`,
  },
  problems: {
    rejected: {
      title: 'Ce lien ne fonctionne pas',
      text: "Il n'a peut-être pas été copié en entier. Veuillez l'ouvrir à nouveau depuis le message reçu.",
    },
    expired: {
      title: 'Ce lien a expiré',
      text: "Demandez-en un nouveau à la personne qui vous l'a envoyé, ou contactez-la.",
    },
    gone: { title: "Cette réservation n'existe plus", text: "Ce lien n'a plus d'utilité." },
    notHere: {
      title: "C'est impossible depuis ce site",
      text: 'Veuillez ouvrir le lien depuis le message reçu.',
    },
    unreadable: {
      title: 'Cette demande est illisible',
      text: 'Veuillez ouvrir le lien à nouveau et réessayer.',
    },
    busy: { title: 'Trop de tentatives', text: 'Veuillez patienter une minute, puis réessayer.' },
    unavailable: {
      title: "C'est impossible pour le moment",
      text: "Quelque chose ne va pas de notre côté. Rien n'est perdu : veuillez réessayer dans quelques minutes.",
    },
  },
};
