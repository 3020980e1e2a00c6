/** Graphs in which bookings of a project may be created (contract 2, "Graphs"); what each of them means stands with the bookings. */
export const bookingGraphs = [
  'instant',
  'confirm_decline',
  'instant_payment',
  'group_owner',
  'group_customer',
  'group_customer_payment',
] as const;
