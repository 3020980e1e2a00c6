/**
 * The error that `make` makes, without its stack: for refusals that strangers can ask for by the thousand and that nobody
 * looks for in the code. Walking the stack costs more than all else about such an error.
 */
export function withoutStack<Made extends Error>(make: () => Made): Made {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
