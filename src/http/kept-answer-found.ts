/** The request was answered before: no handler runs, and the kept answer is put in where the bytes leave. */
export class KeptAnswerFound extends Error {
  override readonly name = 'KeptAnswerFound';
}
