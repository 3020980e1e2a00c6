/** What a decision answers: the fact it established, or the reason why not (a closed union, for logs and tools, never for strangers). */
export type Decision<Fact, Reason extends string> = { readonly ok: Fact } | { readonly refused: Reason };

export const isRefused = <Fact, Reason extends string>(
  decision: Decision<Fact, Reason>,
): decision is { readonly refused: Reason } => 'refused' in decision;
