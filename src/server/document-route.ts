/** `GET /documents/{token}`: streams the content behind a link, after the checks of any operation. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createAccesses } from '../audit/accesses.ts';
import type { Audit } from '../audit/audit.ts';
import { originOf } from '../audit/origin.ts';
import { type Caller, type Callers, grantKey } from '../caller.ts';
import { type Context, createContext } from '../context.ts';
import { GatewayError } from '../errors.ts';
import {
  type DocumentLink,
  type DocumentLinks,
  LINKS_PATH,
  type OpenedLink,
} from '../loaders/document-links.ts';
import type { Upstream } from '../loaders/operation.ts';
import { text } from '../fhir/shape.ts';
import type { Log } from '../log.ts';
import type { Observer } from '../observer.ts';
import { isRefusal, STALLED, UNKNOWN_PURPOSE } from '../plugins/audit-operations.ts';
import type { Quota } from '../plugins/quota.ts';
import { limitReached } from '../plugins/rate-limit.ts';
import { refusal, refusalIn } from '../plugins/refusal.ts';
import type { AnswerSize } from '../size/answer-size.ts';
import { dispositionOf, NO_CONTENT_SHOWN } from './document-headers.ts';
import { failure, STATUSES } from './failures.ts';
import { type MeasuredOperations, sentInParts } from './measured-operations.ts';
import { signIn } from './sign-in.ts';
import type { WatchedOperations } from './watched-operations.ts';

export interface DocumentRouteOptions {
  readonly upstream: Upstream;
  readonly callers: Callers;
  readonly log: Log;
  readonly audit: Audit | null;
  readonly observer: Observer;
  readonly quota: Quota | null;
  readonly watched: WatchedOperations;
  readonly measured: MeasuredOperations;
  /** How many FHIR requests one operation may send. */
  readonly maxUpstreamCalls: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What opening a link costs: the document and its Binary. */
const CALLS = 2;
/** How the audit and the log name it. */
const OPERATION = `GET ${LINKS_PATH}`;
const PIECE_BYTES = 65_536;

interface Options extends DocumentRouteOptions {
  readonly links: DocumentLinks;
}

type TokenRequest = FastifyRequest<{ Params: { token: string } }>;

/** Adds no route where the gateway gives no links. */
export function addDocumentRoute(app: FastifyInstance, options: DocumentRouteOptions): void {
  const { links } = options.upstream;
  if (links === null) return;
  app.route<{ Params: { token: string } }>({
    method: 'GET',
    url: `${LINKS_PATH}/:token`,
    exposeHeadRoute: false,
    onRequest: options.watched.begin,
    onSend: (request, reply, _payload, done) => {
      void reply.header('cache-control', 'private, no-store').header('x-request-id', request.id);
      done();
    },
    handler: (request, reply) => answer(request, reply, { ...options, links }),
  });
}

async function answer(request: TokenRequest, reply: FastifyReply, options: Options): Promise<FastifyReply> {
  const opened = await options.links.open(request.params.token);
  let content: ReadContent | null;
  try {
    if (opened.kind !== 'link') return await refuseLink(request, reply, opened, options);
    const context = await begin(request, reply, opened.link, options);
    const read = (): Promise<ReadContent | null> => readWithin(context, opened.link, options.quota);
    content = await recorded(context, { ...options, isByLink: !signsIn(request) }, read);
  } catch (error) {
    return refuseWith(reply, error);
  }
  // A document that is hidden and one that does not exist are not told apart.
  if (content === null)
    return refuse(reply, 404, 'NOT_FOUND', 'The document does not exist, or is not for you to see.');
  return send(reply, content);
}

const LINK_REFUSALS = {
  expired: [410, 'LINK_EXPIRED', 'The link is too old. Request another one.'],
  invalid: [404, 'NOT_FOUND', 'The link is not one of this gateway.'],
} as const satisfies Record<Exclude<OpenedLink['kind'], 'link'>, readonly [number, string, string]>;

/** Logs the refusal of a link, and audits it where the person is known: by signing in, or by a link that has ended. */
async function refuseLink(
  request: TokenRequest,
  reply: FastifyReply,
  opened: Exclude<OpenedLink, { kind: 'link' }>,
  options: Options,
): Promise<FastifyReply> {
  const [status, code, message] = LINK_REFUSALS[opened.kind];
  options.log.warn('document_link_refused', { requestId: request.id, reason: opened.kind });
  const link = opened.kind === 'expired' ? opened.link : null;
  const isByLink = !signsIn(request);
  const caller: Caller | null = isByLink
    ? (link?.caller ?? null)
    : await signIn(request, options.callers, options);
  if (caller !== null) {
    const accesses = createAccesses(options.upstream.client.urls);
    if (link !== null) accesses.refuse({ type: link.type, interaction: 'read', id: link.id });
    await options.audit
      ?.record({
        caller,
        origin: originOf(request),
        accesses,
        operationName: OPERATION,
        isByLink,
        refusals: [`link ${opened.kind}`],
        isWithheld: false,
      })
      // The log says so. Nothing of the document leaves anyway.
      .catch(() => undefined);
  }
  return refuse(reply, status, code, message);
}

function signsIn({ raw }: TokenRequest): boolean {
  return raw.headersDistinct['authorization'] !== undefined;
}

/** Begins an operation of the opener: the caller of the request where it signs in, otherwise the caller to whom the link was given. */
async function begin(
  request: TokenRequest,
  reply: FastifyReply,
  link: DocumentLink,
  options: Options,
): Promise<Context> {
  // Its time includes what signing in takes.
  const measured = options.measured.begin(request, reply);
  const origin = originOf(request);
  if (origin.hasUnknownPurpose) throw UNKNOWN_PURPOSE;
  return createContext({
    upstream: options.upstream,
    ...measured,
    caller: signsIn(request) ? await signIn(request, options.callers, options) : link.caller,
    watch: options.watched.of(request),
    origin: { ...origin, purposeOfUse: origin.purposeOfUse ?? link.purposeOfUse },
    writing: null,
    maxUpstreamCalls: options.maxUpstreamCalls,
    explains: false,
    now: options.now(),
  });
}

interface ReadContent {
  readonly bytes: Buffer;
  readonly contentType: string | null;
  /** Counts the bytes until they are sent. */
  readonly size: AnswerSize;
}

/** Reads the content within the limits of its caller; null where it does not exist, or is hidden from the caller. */
async function readWithin(
  context: Context,
  link: DocumentLink,
  quota: Quota | null,
): Promise<ReadContent | null> {
  const { caller, usage } = context;
  if (grantKey(caller) !== grantKey(link.caller)) {
    context.accesses.refuse({ type: link.type, interaction: 'read', id: link.id });
    throw new GatewayError('FORBIDDEN', 'The link was given to another caller.');
  }
  if (quota === null) return readContent(context, link);
  usage.noteEstimate(CALLS);
  const reservation = await quota.reserve(caller, CALLS);
  if (!reservation.isGranted) {
    const { seconds } = await quota.state(caller);
    throw refusal(limitReached(quota.limit), 429, { 'retry-after': String(seconds) });
  }
  try {
    return await readContent(context, link);
  } finally {
    await quota.settle(caller, reservation, usage.requests);
  }
}

async function readContent({ loaders, size }: Context, link: DocumentLink): Promise<ReadContent | null> {
  const document = await loaders.byId.load(link.type, link.id);
  const content = document === null ? null : link.contentOf(document);
  const data = content === null ? null : await loaders.contents.data(content);
  if (data !== null) size.hold(Buffer.byteLength(data, 'base64'));
  if (size.stoppedBy !== null) throw size.stoppedBy;
  if (content === null || data === null) return null;
  return { bytes: Buffer.from(data, 'base64'), contentType: text(content.value.contentType), size };
}

interface Recording extends Pick<DocumentRouteOptions, 'audit' | 'log'> {
  readonly isByLink: boolean;
}

type Read = () => Promise<ReadContent | null>;

/** Reports what becomes of reading. */
async function recorded(context: Context, recording: Recording, read: Read): Promise<ReadContent | null> {
  const started = performance.now();
  const report = (codes: readonly string[]): void => {
    const { usage, watch, requestId } = context;
    const { estimatedRequests, requests } = usage;
    const outcome = codes.length === 0 ? 'ok' : 'failed';
    watch.settled(() => ({ name: '-', type: 'document', outcome, codes, estimatedRequests, requests }));
    recording.log.info('document', {
      requestId,
      traceId: watch.traceId,
      durationMs: Math.round(performance.now() - started),
      codes,
      upstreamRequests: requests,
    });
  };
  try {
    const content = await audited(context, recording, read);
    report([]);
    return content;
  } catch (error) {
    report([codeOf(error)]);
    throw error;
  }
}

/** Audits what was read, or refused, before anything of it leaves. */
async function audited(context: Context, recording: Recording, read: Read): Promise<ReadContent | null> {
  const { audit } = recording;
  if (audit?.isRequired === true && audit.isStalled) throw STALLED;
  const content = await read().catch(async (error: unknown) => {
    await auditRead(context, recording, [codeOf(error)]);
    throw error;
  });
  await auditRead(context, recording, []);
  return content;
}

async function auditRead(
  { caller, origin, accesses, size }: Context,
  { audit, isByLink }: Recording,
  codes: readonly string[],
): Promise<void> {
  const refusals = codes.filter(isRefusal);
  const isWithheld = size.stoppedBy !== null;
  try {
    await audit?.record({
      caller,
      origin,
      accesses,
      operationName: OPERATION,
      isByLink,
      refusals,
      isWithheld,
    });
  } catch (error) {
    if (audit?.isRequired === true) throw error;
  }
}

function codeOf(error: unknown): string {
  const told = refusalIn(error)?.error ?? error;
  return told instanceof GatewayError ? told.code : 'INTERNAL_SERVER_ERROR';
}

function send(reply: FastifyReply, { bytes, contentType, size }: ReadContent): FastifyReply {
  return reply
    .headers({
      ...dispositionOf(bytes, contentType),
      'content-length': bytes.length,
      'accept-ranges': 'none',
    })
    .send(sentInParts([...piecesOf(bytes)], size));
}

/** Yields copies: a view of the content would keep all of it in memory until its last byte is sent. */
function* piecesOf(bytes: Buffer): Generator<Buffer, void> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES)
    yield Buffer.from(bytes.subarray(at, at + PIECE_BYTES));
}

/** @throws the error itself where it is a defect */
function refuseWith(reply: FastifyReply, error: unknown): FastifyReply {
  const refused = refusalIn(error);
  const told = refused?.error ?? error;
  if (!(told instanceof GatewayError)) throw error;
  void reply.headers(refused?.headers ?? {});
  return refuse(reply, refused?.status ?? STATUSES[told.code] ?? 502, told.code, told.message);
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).headers(NO_CONTENT_SHOWN).send(failure(code, message));
}
