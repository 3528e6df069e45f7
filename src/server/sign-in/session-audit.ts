/** Records who signs in and out, in the audit of the site. */
import type { RequestOrigin } from '../../audit/request-origin.ts';
import type { SessionChange } from '../../audit/session-events.ts';
import type { Session } from '../../sessions/sessions.ts';
import { callerOf } from '../session-authentication.ts';
import type { SiteSignIn } from '../sites.ts';

interface AuditedSession {
  readonly at: SiteSignIn;
  readonly session: Session;
  readonly origin: RequestOrigin;
}

/** @throws GatewayError AUDIT_UNAVAILABLE if the audit is required, and the errors of a site that cannot be opened */
export async function recordSession(
  change: SessionChange,
  { at, session, origin }: AuditedSession,
): Promise<void> {
  const { site, release } = await at.open();
  const { audit } = site;
  try {
    await audit?.recordSession(change, callerOf(session, at.site?.id), origin);
  } catch (error) {
    if (audit?.isRequired === true) throw error;
  } finally {
    release();
  }
}
