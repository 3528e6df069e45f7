/** The ids of sessions: secrets that also say, to the gateway, of which site a session is and when it ends at the latest. */
import { randomBytes } from 'node:crypto';

/** The site and the end in an id. A browser can send any id, so it is only a hint where to look for the session. */
export interface SessionHint {
  /** The id of the site; null without a sites file. */
  readonly site: string | null;
  /** Epoch milliseconds. */
  readonly endsAt: number;
}

const SECRET_BYTES = 32;
const FORM = /^(?<seconds>[\da-z]{1,9})\.(?<site>[a-z\d-]{0,63})\.[\w-]{43}$/;

export function createSessionId({ site, endsAt }: SessionHint): string {
  const seconds = Math.floor(endsAt / 1000).toString(36);
  return `${seconds}.${site ?? ''}.${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** Returns null for an id of another form. */
export function readSessionId(id: string): SessionHint | null {
  const { seconds, site } = FORM.exec(id)?.groups ?? {};
  if (seconds === undefined || site === undefined) return null;
  return { site: site === '' ? null : site, endsAt: parseInt(seconds, 36) * 1000 };
}
