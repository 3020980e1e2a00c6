import type { Strategy } from 'passport';
import type { TokenRequest } from './token-request.js';

/**
 * Runs a Passport strategy as Passport's own middleware does, on a copy that knows where to report.
 * Resolves to what the strategy accepted; rejects with its refusal or its failure.
 */
export function runStrategy<Accepted>(strategy: Strategy, request: TokenRequest): Promise<Accepted> {
  return new Promise((resolve, reject) => {
    const attempt = Object.assign(Object.create(strategy) as Strategy, {
      success: (accepted: unknown) => resolve(accepted as Accepted),
      fail: (refusal: unknown) =>
        reject(refusal instanceof Error ? refusal : new Error('The strategy refused without a reason.')),
      error: (failure: unknown) => reject(failure as Error),
      pass: () => reject(new Error('The strategy did not decide.')),
      redirect: () => reject(new Error('The strategy wanted to redirect.')),
    });
    (attempt as unknown as { authenticate(request: TokenRequest, options: object): void }).authenticate(
      request,
      {},
    );
  });
}
