import type { SealedPlace } from '../crypto/seal.js';

interface Row {
  readonly tenantId: string;
  readonly id: string;
}

/** Where an API key's secret is sealed; it opens nowhere else. */
export const apiKeySecretPlace = ({ tenantId, id }: Row): SealedPlace => ({
  tenantId,
  table: 'api_keys',
  rowId: id,
  column: 'secret_sealed',
});

/** Where a configuration's HMAC secret is sealed. Current and previous are two places: a rotation seals the old secret anew. */
export const configurationSecretPlace = (
  { tenantId, id }: Row,
  column: 'current_key' | 'previous_key',
): SealedPlace => ({ tenantId, table: 'jwt_configurations', rowId: id, column });

/** Where the answer kept for an Idempotency-Key is sealed: it may hold a token that was just made. */
export const keptAnswerPlace = ({
  tenantId,
  subject,
  key,
}: {
  readonly tenantId: string;
  readonly subject: string;
  readonly key: string;
}): SealedPlace => ({
  tenantId,
  table: 'idempotency_keys',
  rowId: JSON.stringify([subject, key]),
  column: 'body',
});
