import type { ExplainedStep } from './explain.service.js';
import { publicCodeOf } from './rejection.js';
import type { Advice } from './rejection-advice.js';

/** What a proof came to, step by step, as the command line prints it. */
export interface WalkedProof {
  readonly steps: readonly ExplainedStep[];
  readonly refused?: {
    readonly reason: string;
    readonly publicCode: string;
    readonly means: string;
    readonly todo: string;
    /** What comes close, or differs. */
    readonly nearMisses: readonly string[];
  };
}

interface FailedStep<Step extends string> extends Advice {
  readonly step: Step;
  readonly reason: string;
  /** What clients are told, where it is not what the reason implies. */
  readonly publicCode?: string;
  readonly nearMisses?: readonly string[];
}

/** The steps up to the failed one, or all. Whoever came to a step has passed those before it, so only they say what was found. */
export function walked<Step extends string>(
  way: readonly (readonly [step: Step, found: () => string])[],
  failed: FailedStep<Step> | null,
): WalkedProof {
  const steps: ExplainedStep[] = [];
  for (const [step, found] of way) {
    if (step === failed?.step) break;
    steps.push({ step, passed: true, found: found() });
  }
  if (failed === null) return { steps };
  const { step, reason, publicCode = publicCodeOf(reason), means, todo, nearMisses = [] } = failed;
  steps.push({ step, passed: false, found: means });
  return { steps, refused: { reason, publicCode, means, todo, nearMisses } };
}
