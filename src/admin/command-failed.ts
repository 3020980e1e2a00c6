/** A command that cannot go on; the message is the one line (or, for a list of refusals, the lines) that stderr gets. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}
