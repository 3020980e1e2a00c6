import type { Language } from '../pages/language.js';

/** What the page around the list says. */
export interface OverviewPageWords {
  readonly coming: string;
  readonly nothing: string;
  readonly untitled: string;
  readonly signedInAs: string;
  readonly email: string;
  readonly leave: string;
  readonly signOut: string;
  /** The address to return to after signing in was refused. */
  readonly returnRefused: string;
  readonly needsScript: string;
  readonly missing: { readonly title: string; readonly hint: string };
}

export const overviewPageWords: Readonly<Record<Language, OverviewPageWords>> = {
  en: {
    coming: 'Coming bookings',
    nothing: 'Nothing is booked.',
    untitled: 'Booking',
    signedInAs: 'Signed in as',
    email: 'E-mail',
    leave: 'Leave',
    signOut: 'Sign out',
    returnRefused:
      'You are signed in. The page you came for is not one that this merchant allows to return to, so you are here instead.',
    needsScript:
      'Your bookings are shown by JavaScript, because the link that opens them stays in your browser. Please allow it for this page.',
    missing: {
      title: 'There is no such page',
      hint: 'Please look at the address again, or ask the site where you booked for a new link.',
    },
  },
  de: {
    coming: 'Kommende Buchungen',
    nothing: 'Es ist nichts gebucht.',
    untitled: 'Buchung',
    signedInAs: 'Angemeldet als',
    email: 'E-Mail',
    leave: 'Verlassen',
    signOut: 'Abmelden',
    returnRefused:
      'Sie sind angemeldet. Zu der Seite, von der Sie kommen, lässt dieser Anbieter nicht zurückkehren; darum sind Sie hier.',
    needsScript:
      'Ihre Buchungen zeigt JavaScript an, denn der Link, der sie öffnet, bleibt in Ihrem Browser. Bitte erlauben Sie es für diese Seite.',
    missing: {
      title: 'Diese Seite gibt es nicht',
      hint: 'Bitte prüfen Sie die Adresse, oder holen Sie sich dort, wo Sie gebucht haben, einen neuen Link.',
    },
  },
  fr: {
    coming: 'Réservations à venir',
    nothing: 'Rien n’est réservé.',
    untitled: 'Réservation',
    signedInAs: 'Connecté en tant que',
    email: 'E-mail',
    leave: 'Quitter',
    signOut: 'Se déconnecter',
    returnRefused:
      'Vous êtes connecté. Ce marchand ne permet pas de revenir à la page demandée ; vous voici donc ici.',
    needsScript:
      'Vos réservations s’affichent avec JavaScript, car le lien qui les ouvre reste dans votre navigateur. Veuillez l’autoriser pour cette page.',
    missing: {
      title: 'Cette page n’existe pas',
      hint: 'Vérifiez l’adresse ou demandez un nouveau lien au site où vous avez réservé.',
    },
  },
  es: {
    coming: 'Próximas reservas',
    nothing: 'No hay nada reservado.',
    untitled: 'Reserva',
    signedInAs: 'Sesión iniciada como',
    email: 'Correo electrónico',
    leave: 'Salir',
    signOut: 'Cerrar sesión',
    returnRefused:
      'Ha iniciado sesión. Este comercio no permite volver a la página de la que viene; por eso está aquí.',
    needsScript:
      'Sus reservas se muestran con JavaScript, porque el enlace que las abre se queda en su navegador. Permítalo para esta página.',
    missing: {
      title: 'Esta página no existe',
      hint: 'Revise la dirección o pida un nuevo enlace en el sitio donde reservó.',
    },
  },
  da: {
    coming: 'Kommende bookinger',
    nothing: 'Der er ikke booket noget.',
    untitled: 'Booking',
    signedInAs: 'Logget ind som',
    email: 'E-mail',
    leave: 'Forlad siden',
    signOut: 'Log ud',
    returnRefused:
      'Du er logget ind. Siden, du kom fra, må man ikke vende tilbage til hos denne forretning, så du er her i stedet.',
    needsScript:
      'Dine bookinger vises med JavaScript, fordi linket, der åbner dem, bliver i din browser. Tillad det for denne side.',
    missing: {
      title: 'Siden findes ikke',
      hint: 'Se adressen efter, eller få et nyt link på det sted, hvor du bookede.',
    },
  },
};
