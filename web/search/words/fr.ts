import type { SearchWords } from './words.js';

export const fr: SearchWords = {
  label: 'Que souhaitez-vous réserver ?',
  search: 'Rechercher',
  searching: 'Recherche en cours …',
  found: (count) => (count === 1 ? '1 résultat' : `${count} résultats`),
  nothing: { title: 'Aucun résultat', hint: 'Essayez avec moins de mots, ou d’autres.' },
  more: 'Afficher plus',
  nextFree: 'Prochain horaire libre :',
  noTimes: 'Rien n’est libre dans les quatre prochaines semaines.',
  moreTimes: 'Autres horaires',
  laterTimes: 'Horaires suivants',
  zone: (name) => `Tous les horaires sont dans votre fuseau horaire : ${name}.`,
  withWhom: (name) => `Avec ${name}`,
  back: 'Retour',
  name: 'Nom',
  email: 'E-mail',
  optional: (title) => `${title} (facultatif)`,
  choose: 'Veuillez choisir',
  missing: 'Veuillez remplir ce champ.',
  wrongEmail: 'Veuillez saisir une adresse e-mail.',
  wrong: 'Veuillez vérifier ce champ.',
  book: 'Réserver',
  sending: 'Un instant …',
  taken: 'Cet horaire vient d’être pris et rien n’a été réservé. Veuillez en choisir un autre.',
  booked: { title: 'Votre réservation est faite', hint: 'Nous nous réjouissons de vous voir.' },
  requested: {
    title: 'Votre réservation n’est pas encore complète',
    hint: 'Elle doit encore être confirmée ou payée.',
  },
  calendarFile: 'Télécharger le fichier de calendrier',
  again: 'Réserver autre chose',
  retry: 'Réessayer',
  notSent: 'Aucune réponse n’est venue. Veuillez réessayer : vous ne réserverez pas deux fois.',
  notBooked:
    'Cela n’a pas fonctionné et rien n’a été réservé. Choisissez un autre horaire ou réessayez plus tard.',
  limitedBy: (seconds) => `Veuillez réessayer dans ${seconds} ${seconds === 1 ? 'seconde' : 'secondes'}.`,
  noAccess: {
    title: 'Cette recherche n’est pas encore configurée',
    hint: 'Le site doit lui donner un jeton ou une clé.',
  },
  expired: {
    title: 'Cette page est restée ouverte trop longtemps',
    hint: 'Veuillez la recharger pour continuer.',
  },
  refused: {
    title: 'Cette recherche ne fonctionne plus',
    hint: 'Veuillez recharger la page. Si cela n’aide pas, prévenez le site.',
  },
  limited: {
    title: 'C’était beaucoup à la fois',
    hint: 'Veuillez patienter un instant et réessayer.',
  },
  unreachable: {
    title: 'La recherche est momentanément inaccessible',
    hint: 'Veuillez réessayer dans un instant.',
  },
  offline: {
    title: 'Vous êtes hors ligne',
    hint: 'Veuillez réessayer quand la connexion sera revenue.',
  },
  failed: {
    title: 'La recherche n’a pas fonctionné',
    hint: 'Veuillez réessayer. Si cela se reproduit, prévenez le site.',
  },
};
