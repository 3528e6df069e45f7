/** Who asks: all that loaders and cursors need to know of a caller. */

export interface Caller {
  /** What cursors are bound to; the same for all callers until they can sign in, which is why only loopback is served. */
  readonly subject: string;
}

export const ANONYMOUS: Caller = { subject: 'anonymous' };
