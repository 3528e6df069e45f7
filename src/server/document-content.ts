/** Reads the contents of document links, with the checks, the quota and the reports of an operation. */
import { grantKey } from '../access/caller.ts';
import { GatewayError } from '../errors.ts';
import { readText } from '../fhir/lenient-read.ts';
import type { Context } from '../graphql/context.ts';
import { AUDIT_STALLED, isRefusal } from '../graphql/plugins/audit-operations.ts';
import { rateLimitError } from '../graphql/plugins/rate-limit.ts';
import { refusalError, refusalResponseOf } from '../graphql/plugins/refusal.ts';
import type { ResponseBudget } from '../limits/response-budget.ts';
import { DOCUMENT_LINKS_PATH, type DocumentLink } from '../loaders/document-links.ts';
import type { Log } from '../observability/log.ts';

/** The operation name in the audit. */
export const LINK_OPERATION = `GET ${DOCUMENT_LINKS_PATH}`;
/** The cost of opening a link: the document and its Binary. */
const CALLS_PER_LINK = 2;

export interface DocumentContent {
  readonly bytes: Buffer;
  readonly contentType: string | null;
  /** Holds the bytes until they are sent. */
  readonly responseBudget: ResponseBudget;
}

/** Reads the content within the caller's quota; null if it does not exist or is hidden from the caller. */
async function readWithinQuota(context: Context, link: DocumentLink): Promise<DocumentContent | null> {
  const { caller, budget, site } = context;
  const { quota } = site;
  if (grantKey(caller) !== grantKey(link.caller)) {
    context.accessLog.addRefusal({ type: link.type, interaction: 'read', id: link.id });
    throw new GatewayError('FORBIDDEN', 'The link belongs to another caller. Query for a link of your own.');
  }
  if (quota === null) return readContent(context, link);
  budget.setEstimate(CALLS_PER_LINK);
  const reservation = await quota.reserve(caller, CALLS_PER_LINK);
  const { isGranted, retryAfterSeconds } = reservation;
  if (!isGranted)
    throw refusalError(rateLimitError(quota.limit), 429, { 'retry-after': String(retryAfterSeconds) });
  try {
    return await readContent(context, link);
  } finally {
    await quota.settle(caller, reservation, budget.usage.requests);
  }
}

async function readContent(
  { loaders, responseBudget }: Context,
  link: DocumentLink,
): Promise<DocumentContent | null> {
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

interface Recording {
  readonly log: Log;
  readonly isByLink: boolean;
}

/**
 * Reads the content of a link, and reports the outcome to the audit, the log, metrics and traces. Returns null if it does not exist or is
 * hidden from the caller.
 */
export async function readDocument(
  context: Context,
  link: DocumentLink,
  recording: Recording,
): Promise<DocumentContent | null> {
  const started = performance.now();
  const report = (codes: readonly string[]): void => {
    const { budget, observer, requestId, site } = context;
    const { estimatedRequests, requests } = budget.usage;
    const outcome = codes.length === 0 ? 'ok' : 'failed';
    observer.provideFacts(() => ({
      name: '-',
      type: 'document',
      outcome,
      codes,
      estimatedRequests,
      requests,
      site: site.named?.id,
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
    const content = await readAndAudit(context, link, recording);
    report([]);
    return content;
  } catch (error) {
    report([errorCodeOf(error)]);
    throw error;
  }
}

/** Reads the content, and audits the access or refusal before anything is sent. */
async function readAndAudit(
  context: Context,
  link: DocumentLink,
  recording: Recording,
): Promise<DocumentContent | null> {
  const { audit } = context.site;
  if (audit?.isRequired === true && audit.isStalled) throw AUDIT_STALLED;
  const content = await readWithinQuota(context, link).catch(async (error: unknown) => {
    await auditRead(context, recording, [errorCodeOf(error)]);
    throw error;
  });
  await auditRead(context, recording, []);
  return content;
}

async function auditRead(
  { caller, origin, accessLog, responseBudget, site: { audit } }: Context,
  { isByLink }: Recording,
  codes: readonly string[],
): Promise<void> {
  const refusalCodes = codes.filter(isRefusal);
  const isWithheld = responseBudget.stoppedBy !== null;
  try {
    await audit?.record({
      caller,
      origin,
      accessLog,
      operationName: LINK_OPERATION,
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
