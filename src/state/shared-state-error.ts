/** The error of a shared state that cannot be used. It has a file of its own so that catching it does not load the client of the store. */

/** Names neither the server nor its words: both can hold what a caller must not see. */
export class SharedStateUnavailableError extends Error {
  override readonly name = 'SharedStateUnavailableError';

  constructor() {
    super('The shared state (STATE_URL) could not be used.');
  }
}
