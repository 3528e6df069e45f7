/** Serves `GET /documents/{token}`: streams the content of a document link, after the same checks as an operation. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createAccessLog } from '../audit/access-log.ts';
import { readRequestOrigin } from '../audit/request-origin.ts';
import { type Grant, SYSTEM_GRANT } from '../auth/grants.ts';
import { type Context, createContext, type ServedSite } from '../graphql/context.ts';
import { UNKNOWN_PURPOSE } from '../graphql/plugins/audit-operations.ts';
import {
  createDocumentLinks,
  DOCUMENT_LINKS_PATH,
  type DocumentLink,
  type LinkKeys,
  type OpenedLink,
} from '../loaders/document-links.ts';
import { logOfSite } from '../observability/log.ts';
import { admitCaller, type CallerReporting } from './caller-authentication.ts';
import { contentHeaders, NO_CONTENT_HEADERS } from './content-headers.ts';
import { type DocumentContent, LINK_OPERATION, readDocument } from './document-content.ts';
import { errorBody, sendError } from './error-responses.ts';
import { type OperationLifecycle, streamParts } from './operation-lifecycle.ts';
import type { OperationTelemetry } from './operation-telemetry.ts';
import { listSessionCookies } from './session-cookies.ts';
import { type Admission, holdSite, type Sites, siteOf } from './sites.ts';

export interface DocumentRouteOptions extends CallerReporting {
  readonly sites: Sites;
  readonly telemetry: OperationTelemetry;
  readonly lifecycle: OperationLifecycle;
  /** The limit on the FHIR requests of one operation. */
  readonly maxUpstreamCalls: number;
  /** The lifetime of links, in seconds. */
  readonly documentLinkSeconds: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const PIECE_BYTES = 65_536;

interface RouteOptions extends DocumentRouteOptions {
  /** The caller of the bearer token, with their grant; null for a request without a token. */
  readonly signedIn: Pick<Admission & { readonly kind: 'admitted' }, 'caller' | 'grant'> | null;
  readonly started: ReturnType<OperationLifecycle['begin']>;
}

type TokenRequest = FastifyRequest<{ Params: { token: string } }>;

/** @param folder the path of the FHIR server: empty, or with the parameter `site` */
export function addDocumentRoute(app: FastifyInstance, folder: string, options: DocumentRouteOptions): void {
  app.route<{ Params: { token: string } }>({
    method: 'GET',
    url: `${folder}${DOCUMENT_LINKS_PATH}/:token`,
    exposeHeadRoute: false,
    onRequest: options.telemetry.begin('BAD_REQUEST'),
    onSend: (request, reply, _payload, done) => {
      void reply.header('cache-control', 'private, no-store').header('x-request-id', request.id);
      done();
    },
    async handler(request, reply) {
      // Begin first: the timeout includes authentication.
      const started = options.lifecycle.begin(request, reply);
      try {
        return await openLink(request, reply, { ...options, started });
      } catch (error) {
        return await sendError(reply.headers(NO_CONTENT_HEADERS), error, options.log);
      } finally {
        options.lifecycle.end(request);
      }
    },
  });
}

/** Authenticates first, and opens no site for an invalid link, because the response must not reveal which sites exist. */
async function openLink(
  request: TokenRequest,
  reply: FastifyReply,
  options: Omit<RouteOptions, 'signedIn'>,
): Promise<FastifyReply> {
  const { token } = request.params;
  const { sites, documentLinkSeconds, now, started } = options;
  const id = siteOf(request);
  const admitted = signsIn(request) ? await admitCaller(request, reply, id, options) : null;
  const isLink = async (keys: LinkKeys): Promise<boolean> =>
    (await createDocumentLinks(keys, documentLinkSeconds, now).open(token)).kind !== 'invalid';
  const lease = admitted === null ? await sites.open(id, isLink) : await admitted.open();
  const serving = { ...options, signedIn: admitted };
  return lease === null
    ? refuseLink(request, reply, INVALID_LINK, { ...serving, site: null })
    : serveLink(request, reply, {
        ...serving,
        site: holdSite(reply, lease, started.ended),
        log: logOfSite(options.log, lease.site.named?.id),
      });
}

async function serveLink(
  request: TokenRequest,
  reply: FastifyReply,
  options: RouteOptions & { readonly site: ServedSite },
): Promise<FastifyReply> {
  const { site, signedIn } = options;
  const opened = (await site.links?.open(request.params.token)) ?? INVALID_LINK;
  if (opened.kind !== 'link') return refuseLink(request, reply, opened, options);
  const { link } = opened;
  const grant = signedIn?.grant ?? (await findGrantOf(request, link, site));
  if (grant === null) return refuseLink(request, reply, { kind: 'ended', link }, options);
  const context = beginOperation(request, link, { ...options, grant });
  const content = await readDocument(context, link, { ...options, isByLink: signedIn === null });
  // Never reveal whether a hidden document exists.
  if (content === null)
    return sendRefusal(reply, 404, 'NOT_FOUND', 'The document does not exist, or you may not see it.');
  return sendContent(reply, content);
}

/**
 * Returns the grant with which a link opens: the one of the person who received it, or the gateway's own. Null if the session of that person has
 * ended, or the request does not carry its cookie.
 */
async function findGrantOf(
  request: TokenRequest,
  { caller: { grant } }: DocumentLink,
  site: ServedSite,
): Promise<Grant | null> {
  if (grant === undefined) return SYSTEM_GRANT;
  const cookies = listSessionCookies(request).map(({ id }) => id);
  return site.findGrant(grant, cookies);
}

/** A link that is not opened. */
type RefusedLink =
  | Exclude<OpenedLink, { kind: 'link' }>
  /** The session of the person who received it has ended, or belongs to another browser. */
  | { readonly kind: 'ended'; readonly link: DocumentLink };

const INVALID_LINK = { kind: 'invalid' } as const satisfies OpenedLink;
const LINK_REFUSALS = {
  expired: [410, 'LINK_EXPIRED', 'The link has expired. Query the document again for a new one.'],
  ended: [
    401,
    'UNAUTHENTICATED',
    'The link opens only in the browser of the person who received it, until their session ends. Sign in, and query the document for a new link.',
  ],
  invalid: [404, 'NOT_FOUND', 'This gateway did not issue the link. Query the document for a valid one.'],
} as const satisfies Record<RefusedLink['kind'], readonly [number, string, string]>;

/** Logs the refusal of a link. Audits it if the caller is known, from a token or from the link. */
async function refuseLink(
  request: TokenRequest,
  reply: FastifyReply,
  opened: RefusedLink,
  { site, log, signedIn }: RouteOptions & { readonly site: ServedSite | null },
): Promise<FastifyReply> {
  const [status, code, message] = LINK_REFUSALS[opened.kind];
  log.warn('document_link_refused', { requestId: request.id, reason: opened.kind });
  const link = opened.kind === 'invalid' ? null : opened.link;
  const isByLink = signedIn === null;
  const caller = signedIn?.caller ?? link?.caller ?? null;
  if (caller !== null && site !== null) {
    const accessLog = createAccessLog(site.site.urls);
    if (link !== null) accessLog.addRefusal({ type: link.type, interaction: 'read', id: link.id });
    await site.audit
      ?.record({
        caller,
        origin: readRequestOrigin(request),
        accessLog,
        operationName: LINK_OPERATION,
        isByLink,
        refusalCodes: [`link ${opened.kind}`],
        isWithheld: false,
      })
      // The audit logs the failure, and nothing of the document is sent.
      .catch(() => undefined);
  }
  return sendRefusal(reply, status, code, message);
}

function signsIn({ raw }: TokenRequest): boolean {
  return raw.headersDistinct['authorization'] !== undefined;
}

/** Begins the operation. Its caller is the one of the bearer token, or without a token the one who received the link. */
function beginOperation(
  request: TokenRequest,
  link: DocumentLink,
  options: RouteOptions & { readonly site: ServedSite; readonly grant: Grant },
): Context {
  const { site, signedIn, grant, started, telemetry, maxUpstreamCalls, now } = options;
  const origin = readRequestOrigin(request);
  if (origin.hasUnknownPurpose) throw UNKNOWN_PURPOSE;
  const { signal, responseBudget } = started;
  return createContext({
    site,
    keepSiteOpen: () => {},
    signal,
    responseBudget,
    caller: signedIn?.caller ?? link.caller,
    grant,
    observer: telemetry.of(request),
    origin: { ...origin, purposeOfUse: origin.purposeOfUse ?? link.purposeOfUse },
    writeService: null,
    maxUpstreamCalls,
    explanation: 'none',
    now: now(),
  });
}

function sendContent(
  reply: FastifyReply,
  { bytes, contentType, responseBudget }: DocumentContent,
): FastifyReply {
  return reply
    .headers({
      ...contentHeaders(bytes, contentType),
      'content-length': bytes.length,
      'accept-ranges': 'none',
    })
    .send(streamParts([...piecesOf(bytes)], responseBudget));
}

/** Yields copies, because a view would keep the whole content in memory until its last byte is sent. */
function* piecesOf(bytes: Buffer): Generator<Buffer, void> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES)
    yield Buffer.from(bytes.subarray(at, at + PIECE_BYTES));
}

function sendRefusal(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).headers(NO_CONTENT_HEADERS).send(errorBody(code, message));
}
