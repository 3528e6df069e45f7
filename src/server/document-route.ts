/** Serves `GET /documents/{token}`: streams the content of a document link, after the same checks as an operation. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, type CallerAuthenticator, grantKey } from '../access/caller.ts';
import { createAccessLog } from '../audit/access-log.ts';
import type { Audit } from '../audit/audit.ts';
import { readRequestOrigin } from '../audit/request-origin.ts';
import { GatewayError } from '../errors.ts';
import { readText } from '../fhir/lenient-read.ts';
import { type Context, createContext } from '../graphql/context.ts';
import { AUDIT_STALLED, isRefusal, UNKNOWN_PURPOSE } from '../graphql/plugins/audit-operations.ts';
import type { RateQuota } from '../graphql/plugins/quota.ts';
import { rateLimitError } from '../graphql/plugins/rate-limit.ts';
import { refusalError, refusalResponseOf } from '../graphql/plugins/refusal.ts';
import type { ResponseBudget } from '../limits/response-budget.ts';
import {
  DOCUMENT_LINKS_PATH,
  type DocumentLink,
  type DocumentLinks,
  type OpenedLink,
} from '../loaders/document-links.ts';
import type { Upstream } from '../loaders/operation.ts';
import type { Log } from '../observability/log.ts';
import type { Observer } from '../observability/observer.ts';
import { authenticateCaller } from './caller-authentication.ts';
import { contentHeaders, NO_CONTENT_HEADERS } from './content-headers.ts';
import { errorBody, STATUS_OF_CODE } from './error-responses.ts';
import { type OperationLifecycle, streamParts } from './operation-lifecycle.ts';
import type { OperationTelemetry } from './operation-telemetry.ts';

export interface DocumentRouteOptions {
  readonly upstream: Upstream;
  readonly callers: CallerAuthenticator;
  readonly log: Log;
  readonly audit: Audit | null;
  readonly observer: Observer;
  readonly quota: RateQuota | null;
  readonly telemetry: OperationTelemetry;
  readonly lifecycle: OperationLifecycle;
  /** The limit on the FHIR requests of one operation. */
  readonly maxUpstreamCalls: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The cost of opening a link: the document and its Binary. */
const CALLS_PER_LINK = 2;
/** The operation name in the audit. */
const OPERATION_NAME = `GET ${DOCUMENT_LINKS_PATH}`;
const PIECE_BYTES = 65_536;

interface RouteOptions extends DocumentRouteOptions {
  readonly links: DocumentLinks;
}

type TokenRequest = FastifyRequest<{ Params: { token: string } }>;

/** Adds the route, unless document links are disabled. */
export function addDocumentRoute(app: FastifyInstance, options: DocumentRouteOptions): void {
  const { links } = options.upstream;
  if (links === null) return;
  app.route<{ Params: { token: string } }>({
    method: 'GET',
    url: `${DOCUMENT_LINKS_PATH}/:token`,
    exposeHeadRoute: false,
    onRequest: options.telemetry.begin,
    onSend: (request, reply, _payload, done) => {
      void reply.header('cache-control', 'private, no-store').header('x-request-id', request.id);
      done();
    },
    handler: (request, reply) => serveLink(request, reply, { ...options, links }),
  });
}

async function serveLink(
  request: TokenRequest,
  reply: FastifyReply,
  options: RouteOptions,
): Promise<FastifyReply> {
  const opened = await options.links.open(request.params.token);
  let content: ReadContent | null;
  try {
    if (opened.kind !== 'link') return await refuseLink(request, reply, opened, options);
    const context = await beginOperation(request, reply, opened.link, options);
    const read = (): Promise<ReadContent | null> => readWithinQuota(context, opened.link, options.quota);
    content = await readAndReport(context, { ...options, isByLink: !signsIn(request) }, read);
  } catch (error) {
    return sendError(reply, error);
  }
  // Never reveal whether a hidden document exists.
  if (content === null)
    return sendRefusal(reply, 404, 'NOT_FOUND', 'The document does not exist, or you may not see it.');
  return sendContent(reply, content);
}

const LINK_REFUSALS = {
  expired: [410, 'LINK_EXPIRED', 'The link has expired. Query the document again for a new one.'],
  invalid: [404, 'NOT_FOUND', 'This gateway did not issue the link. Query the document for a valid one.'],
} as const satisfies Record<Exclude<OpenedLink['kind'], 'link'>, readonly [number, string, string]>;

/** Logs the refusal of a link. Audits it if the caller is known, from a token or from an expired link. */
async function refuseLink(
  request: TokenRequest,
  reply: FastifyReply,
  opened: Exclude<OpenedLink, { kind: 'link' }>,
  options: RouteOptions,
): Promise<FastifyReply> {
  const [status, code, message] = LINK_REFUSALS[opened.kind];
  options.log.warn('document_link_refused', { requestId: request.id, reason: opened.kind });
  const link = opened.kind === 'expired' ? opened.link : null;
  const isByLink = !signsIn(request);
  const caller: Caller | null = isByLink
    ? (link?.caller ?? null)
    : await authenticateCaller(request, options.callers, options);
  if (caller !== null) {
    const accessLog = createAccessLog(options.upstream.client.urls);
    if (link !== null) accessLog.addRefusal({ type: link.type, interaction: 'read', id: link.id });
    await options.audit
      ?.record({
        caller,
        origin: readRequestOrigin(request),
        accessLog,
        operationName: OPERATION_NAME,
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
async function beginOperation(
  request: TokenRequest,
  reply: FastifyReply,
  link: DocumentLink,
  options: RouteOptions,
): Promise<Context> {
  // Begin first: the timeout includes authentication.
  const started = options.lifecycle.begin(request, reply);
  const origin = readRequestOrigin(request);
  if (origin.hasUnknownPurpose) throw UNKNOWN_PURPOSE;
  return createContext({
    upstream: options.upstream,
    ...started,
    caller: signsIn(request) ? await authenticateCaller(request, options.callers, options) : link.caller,
    observer: options.telemetry.of(request),
    origin: { ...origin, purposeOfUse: origin.purposeOfUse ?? link.purposeOfUse },
    writeService: null,
    maxUpstreamCalls: options.maxUpstreamCalls,
    isExplained: false,
    now: options.now(),
  });
}

interface ReadContent {
  readonly bytes: Buffer;
  readonly contentType: string | null;
  /** Holds the bytes until they are sent. */
  readonly responseBudget: ResponseBudget;
}

/** Reads the content within the caller's quota; null if it does not exist or is hidden from the caller. */
async function readWithinQuota(
  context: Context,
  link: DocumentLink,
  quota: RateQuota | null,
): Promise<ReadContent | null> {
  const { caller, budget } = context;
  if (grantKey(caller) !== grantKey(link.caller)) {
    context.accessLog.addRefusal({ type: link.type, interaction: 'read', id: link.id });
    throw new GatewayError('FORBIDDEN', 'The link belongs to another caller. Query for a link of your own.');
  }
  if (quota === null) return readContent(context, link);
  budget.setEstimate(CALLS_PER_LINK);
  const reservation = await quota.reserve(caller, CALLS_PER_LINK);
  if (!reservation.isGranted) {
    const { seconds } = await quota.remaining(caller);
    throw refusalError(rateLimitError(quota.limit), 429, { 'retry-after': String(seconds) });
  }
  try {
    return await readContent(context, link);
  } finally {
    await quota.settle(caller, reservation, budget.requests);
  }
}

async function readContent(
  { loaders, responseBudget }: Context,
  link: DocumentLink,
): Promise<ReadContent | null> {
  const document = await loaders.byId.load(link.type, link.id);
  const content = document === null ? null : link.contentOf(document);
  const data = content === null ? null : await loaders.contents.data(content);
  if (data !== null) responseBudget.hold(Buffer.byteLength(data, 'base64'));
  if (responseBudget.stoppedBy !== null) throw responseBudget.stoppedBy;
  if (content === null || data === null) return null;
  return {
    bytes: Buffer.from(data, 'base64'),
    contentType: readText(content.value.contentType),
    responseBudget,
  };
}

interface Recording extends Pick<DocumentRouteOptions, 'audit' | 'log'> {
  readonly isByLink: boolean;
}

type Read = () => Promise<ReadContent | null>;

/** Reads the content, and reports the outcome to the log, metrics and traces. */
async function readAndReport(
  context: Context,
  recording: Recording,
  read: Read,
): Promise<ReadContent | null> {
  const started = performance.now();
  const report = (codes: readonly string[]): void => {
    const { budget, observer, requestId } = context;
    const { estimatedRequests, requests } = budget;
    const outcome = codes.length === 0 ? 'ok' : 'failed';
    observer.provideFacts(() => ({
      name: '-',
      type: 'document',
      outcome,
      codes,
      estimatedRequests,
      requests,
    }));
    recording.log.info('document', {
      requestId,
      traceId: observer.traceId,
      durationMs: Math.round(performance.now() - started),
      codes,
      upstreamRequests: requests,
    });
  };
  try {
    const content = await readAndAudit(context, recording, read);
    report([]);
    return content;
  } catch (error) {
    report([errorCodeOf(error)]);
    throw error;
  }
}

/** Reads the content, and audits the access or refusal before anything is sent. */
async function readAndAudit(context: Context, recording: Recording, read: Read): Promise<ReadContent | null> {
  const { audit } = recording;
  if (audit?.isRequired === true && audit.isStalled) throw AUDIT_STALLED;
  const content = await read().catch(async (error: unknown) => {
    await auditRead(context, recording, [errorCodeOf(error)]);
    throw error;
  });
  await auditRead(context, recording, []);
  return content;
}

async function auditRead(
  { caller, origin, accessLog, responseBudget }: Context,
  { audit, isByLink }: Recording,
  codes: readonly string[],
): Promise<void> {
  const refusalCodes = codes.filter(isRefusal);
  const isWithheld = responseBudget.stoppedBy !== null;
  try {
    await audit?.record({
      caller,
      origin,
      accessLog,
      operationName: OPERATION_NAME,
      isByLink,
      refusalCodes,
      isWithheld,
    });
  } catch (error) {
    if (audit?.isRequired === true) throw error;
  }
}

function errorCodeOf(error: unknown): string {
  const cause = refusalResponseOf(error)?.error ?? error;
  return cause instanceof GatewayError ? cause.code : 'INTERNAL_SERVER_ERROR';
}

function sendContent(reply: FastifyReply, { bytes, contentType, responseBudget }: ReadContent): FastifyReply {
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

/** Sends a coded error. @throws the error itself if it is a defect */
function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const refused = refusalResponseOf(error);
  const cause = refused?.error ?? error;
  if (!(cause instanceof GatewayError)) throw error;
  void reply.headers(refused?.headers ?? {});
  return sendRefusal(reply, refused?.status ?? STATUS_OF_CODE[cause.code] ?? 502, cause.code, cause.message);
}

function sendRefusal(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).headers(NO_CONTENT_HEADERS).send(errorBody(code, message));
}
