/**
 * Names neither the server nor its error message, because callers must not see either. This file is separate so that catching the error does not
 * load the client library.
 */
export class SharedStateUnavailableError extends Error {
  override readonly name = 'SharedStateUnavailableError';

  constructor() {
    super('The shared state (STATE_URL) is unavailable.');
  }
}
