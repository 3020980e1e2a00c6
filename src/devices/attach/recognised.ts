/** From which confidence on, in thousandths, a device is taken for one that the user has, although it does not say which it is. */
export const sureFrom = 800;
