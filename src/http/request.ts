import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { ActionPrincipal, Principal } from '../access/principal.js';
import type { AnswerKeeper } from './answer-keeper.js';

/** An action link as touches of it are kept: its merchant signed it. */
export type TouchedLink = Pick<ActionPrincipal, 'tenant' | 'link'>;

/** What the layers of one request hand to each other; set by the layer named, read by those after it. */
export interface RequestFacts {
  /** http: the account slug of the path, null without one. */
  account: string | null;
  /** auth: who was proven. */
  caller?: Principal;
  /** auth: why a credential was refused; for logs and metrics only. */
  rejection?: {
    readonly reason: string;
    readonly credentialKind: string;
    /** What the credential was held against; nothing of it is proven. */
    readonly credentialId?: string | undefined;
    readonly tenantId?: string | undefined;
  };
  /** auth: the action link that is all right but for its time. It opens nothing; that it was touched is kept. */
  untimelyLink?: TouchedLink;
  /** idempotency: keeps the answer of the request that runs. */
  answerKeeper?: AnswerKeeper;
  /** http: code of the Problem that was answered. */
  problemCode?: string;
  /** http: why, as a Problem keeps it for the log. */
  problemReason?: string | undefined;
  /** http: the error that nobody expected, behind a 500. */
  failure?: unknown;
}

export type RawRequest = IncomingMessage & { countersignAccount?: string | null };
export type HttpRequest = FastifyRequest & RequestFacts;
