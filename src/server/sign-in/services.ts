/** The services that the routes of sign-in use. */
import type { Sites } from '../sites.ts';
import type { Reporting } from './problem-response.ts';

export interface SignInServices extends Reporting {
  readonly sites: Pick<Sites, 'only' | 'signIn' | 'findSignIn' | 'allFrameAncestors'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
