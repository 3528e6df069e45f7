/** Reports a sign-in that failed: to the person, the log, the metrics and the audit. None of them contains a value of the request. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Audit } from '../../audit/audit.ts';
import { readRequestOrigin } from '../../audit/request-origin.ts';
import { loginUrlOf, SMART_AUDIENCES, type SmartAudience } from '../../config/sign-in-urls.ts';
import type { SessionSettings } from '../../config/smart.ts';
import { maskError } from '../../graphql/plugins/mask-errors.ts';
import type { Log } from '../../observability/log.ts';
import type { Observer } from '../../observability/observer.ts';
import { SignInError } from '../../smart/sign-in-faults.ts';
import { codedResponseOf } from '../error-responses.ts';
import { setFramePolicy } from '../security-headers.ts';
import type { Sites, SiteSignIn } from '../sites.ts';
import { problemOf, RequestFault, type SignInProblem } from './faults.ts';
import { createProblemPage, PAGE_POLICY, type SignInLink } from './page.ts';
import { prefersJson } from './requests.ts';

export interface Reporting {
  readonly log: Log;
  readonly observer: Observer;
  /** Records sign-ins that failed, which reach no site; null if the audit is disabled. */
  readonly audit: Audit | null;
  readonly sameSite: SessionSettings['sameSite'];
}

/** The known facts of a sign-in when it fails. */
export interface FailedSignIn {
  /** The site; null if the request names none. */
  readonly at: SiteSignIn | null;
  /** For whom it was; null if that is unknown. */
  readonly audience: SmartAudience | null;
  /** Whether the EHR opened the app. The person then opens it again there, because signing in would lose the context. */
  readonly isLaunch: boolean;
}

/** Sends the page of an error, or its JSON. */
export async function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  {
    failed,
    sites,
    log,
    observer,
    audit,
    sameSite,
  }: Reporting & { readonly failed: FailedSignIn; readonly sites: Pick<Sites, 'allFrameAncestors'> },
): Promise<FastifyReply> {
  const { problem, isRefusal } = describeError(error, log);
  const { code, status, happened } = problem;
  const site = failed.at?.site?.id;
  log.warn('sign_in_failed', { requestId: request.id, reason: code, site });
  if (isRefusal) {
    observer.emit({ kind: 'sign-in-refused', reason: code, site });
    await audit?.recordSignInRefusal(readRequestOrigin(request), code);
  }
  void reply.code(status);
  if (prefersJson(request)) return reply.send({ errors: [{ message: happened, extensions: { code } }] });
  // Without its cookie, a sign-in in a frame has no known site where sites share a redirect URL. The page is the same for all.
  const ancestorsOfAny = problem.remedy === 'allow-cookie' ? sites.allFrameAncestors() : [];
  setFramePolicy(reply, PAGE_POLICY, failed.at?.smart.frameAncestors ?? ancestorsOfAny);
  const page = createProblemPage({
    problem:
      failed.isLaunch && problem.remedy === 'sign-in-again' ? { ...problem, remedy: 'open-again' } : problem,
    siteName: failed.at?.site?.name ?? null,
    links: listLinks(failed),
    hasFrameCookies: sameSite === 'none',
  });
  return reply.type('text/html; charset=utf-8').send(page);
}

/** Returns the pages at which a person can sign in again, and return to the first page of the app. */
function listLinks({ at, audience, isLaunch }: FailedSignIn): readonly SignInLink[] {
  const [returnUrl] = at?.smart.returnUrls ?? [];
  if (at === null || returnUrl === undefined || isLaunch) return [];
  const { clients, redirectUrl } = at.smart;
  const audiences = (audience === null ? SMART_AUDIENCES : [audience]).filter(
    (each) => clients[each] !== null,
  );
  return audiences.map((each) => ({
    label: audiences.length === 1 ? 'Sign in again' : LABELS[each],
    url: `${loginUrlOf(redirectUrl, at.site?.id, each)}?${new URLSearchParams({ return: returnUrl }).toString()}`,
  }));
}

const LABELS: Readonly<Record<SmartAudience, string>> = {
  clinician: 'Sign in as a clinician',
  patient: 'Sign in as a patient',
};

/** Returns the problem of an error, and whether it is a refusal. Otherwise something failed that a later sign-in may not meet. */
function describeError(
  error: unknown,
  log: Log,
): { readonly problem: SignInProblem; readonly isRefusal: boolean } {
  if (error instanceof SignInError || error instanceof RequestFault)
    return { problem: problemOf(error.fault), isRefusal: true };
  const coded = codedResponseOf(error);
  if (coded !== null) return { problem: outage(coded.error.code, coded.status), isRefusal: false };
  maskError(error, log);
  return { problem: outage('INTERNAL_SERVER_ERROR', 500), isRefusal: false };
}

const OUTAGES: Readonly<Partial<Record<string, string>>> = {
  STATE_UNAVAILABLE: 'The gateway cannot reach its store of sessions.',
  AUDIT_UNAVAILABLE: 'The gateway cannot record that you sign in.',
  INTERNAL_SERVER_ERROR: 'The gateway has a defect. Its log contains more.',
};

function outage(code: string, status: number): SignInProblem {
  return {
    title: 'Sign-in is not possible at the moment',
    remedy: 'wait',
    status,
    code,
    happened: OUTAGES[code] ?? 'The server at which you sign in does not respond as it should.',
  };
}
