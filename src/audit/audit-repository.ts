/** Delivers events to a FHIR server, in batches if it supports them, otherwise one by one. */
import { readFile } from 'node:fs/promises';
import { CREATE_RESPONSE_FORMAT } from '../epic/response-limits.ts';
import { GatewayError, hasCode, systemCodeSuffix } from '../errors.ts';
import { isObject, readObjects, readText } from '../fhir/lenient-read.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../http/http-client.ts';
import { type JsonFormat, parseJson, STATEMENT_JSON } from '../json/format.ts';

/** The outcome of one event. */
export interface Delivery {
  /** The HTTP status of the response; null if there was none, or if the event was not sent. */
  readonly status: number | null;
  /** Why there was no response, for the operator. */
  readonly reason?: string;
}

export interface AuditRepository {
  /**
   * Delivers events in order, and returns a delivery for each. After a failure of the server, the remaining events are not sent.
   * @param events each the JSON of one AuditEvent
   */
  deliver(events: readonly string[], signal: AbortSignal): Promise<readonly Delivery[]>;
}

interface AuditRepositoryOptions {
  readonly baseUrl: string;
  /** The file with the bearer token; null: none is sent. */
  readonly tokenFile: string | null;
  readonly http: HttpClient;
}

/** A GET if there is no body. */
interface DeliveryRequest extends Pick<HttpRequest, 'body'> {
  readonly path: string;
  readonly json: JsonFormat | null;
}

const SERVER = 'The audit repository';
const NOT_SENT: Delivery = { status: null };
/** Statuses of a server that rejects a batch. It may still accept the events one by one. */
const BATCH_UNSUPPORTED: ReadonlySet<number> = new Set([400, 404, 405, 406, 413, 415, 422, 501]);

export function createAuditRepository({ baseUrl, tokenFile, http }: AuditRepositoryOptions): AuditRepository {
  /** Null while unknown. */
  let supportsBatches: boolean | null = null;

  const send = async (request: DeliveryRequest, signal: AbortSignal): Promise<HttpResponse> => {
    const { path, body = null, json } = request;
    return http.send({
      url: `${baseUrl}${path}`,
      headers: {
        accept: 'application/fhir+json',
        ...(body === null ? {} : { 'content-type': 'application/fhir+json' }),
        ...(await readAuthorization(tokenFile)),
      },
      ...(body === null ? {} : { body }),
      json,
      server: SERVER,
      signal,
    });
  };

  const deliverOne = async (event: string, signal: AbortSignal): Promise<Delivery> => {
    try {
      const { status } = await send({ path: '/AuditEvent', body: event, json: null }, signal);
      return { status };
    } catch (error) {
      return createUnansweredDelivery(error);
    }
  };

  const deliverOneByOne = async (
    events: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly Delivery[]> => {
    const deliveries: Delivery[] = [];
    let failures = 0;
    for (const event of events) {
      const delivery = failures < 2 ? await deliverOne(event, signal) : NOT_SENT;
      deliveries.push(delivery);
      // If a 500 for one event is followed by a success, the event causes the failure. Any other failure is the server's.
      if (isEventFailure(delivery)) failures += 1;
      else if (!isDelivered(delivery) && !isRejected(delivery)) failures = 2;
    }
    return deliveries;
  };

  /** Returns null if the server rejects batches, and the events have to be sent one by one. */
  const deliverBatch = async (
    events: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly Delivery[] | null> => {
    try {
      const batched = { path: '', body: buildBatch(events), json: CREATE_RESPONSE_FORMAT };
      const { status, json } = await send(batched, signal);
      const statuses = status === 200 ? readStatuses(json) : null;
      if (statuses?.length === events.length) return statuses.map((each) => ({ status: each }));
      return status === 200 || BATCH_UNSUPPORTED.has(status) ? null : events.map(() => ({ status }));
    } catch (error) {
      if (hasCode(error, 'UPSTREAM_INVALID_RESPONSE')) return null;
      return events.map(() => createUnansweredDelivery(error));
    }
  };

  const discoverBatchSupport = async (signal: AbortSignal): Promise<boolean> => {
    const { status, json } = await send({ path: '/metadata', json: STATEMENT_JSON }, signal);
    if (status !== 200) return false;
    supportsBatches = acceptsBatches(json);
    return supportsBatches;
  };

  return {
    async deliver(events, signal) {
      if (events.length > 1 && (supportsBatches ?? (await discoverBatchSupport(signal).catch(() => false)))) {
        const deliveries = await deliverBatch(events, signal);
        if (deliveries !== null) return deliveries;
        supportsBatches = false;
      }
      return deliverOneByOne(events, signal);
    },
  };
}

export function isDelivered({ status }: Delivery): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** Returns true if the server rejects the event's content or size, and will never accept it. */
export function isRejected({ status }: Delivery): boolean {
  return status === 400 || status === 413 || status === 422;
}

/** Returns true for a failure that only this event may cause. Proxies return the other 5xx statuses for the server as a whole. */
export function isEventFailure({ status }: Delivery): boolean {
  return status !== null && status >= 500 && ![502, 503, 504].includes(status);
}

async function readAuthorization(tokenFile: string | null): Promise<Record<string, string>> {
  if (tokenFile === null) return {};
  const token = (await readFile(tokenFile, 'utf8').catch(throwUnreadableToken)).trim();
  if (/^[\x21-\x7e]+$/.test(token)) return { authorization: `Bearer ${token}` };
  throw new GatewayError('AUDIT_UNAVAILABLE', 'AUDIT_TOKEN_FILE does not contain a token.');
}

function throwUnreadableToken(error: unknown): never {
  throw new GatewayError('AUDIT_UNAVAILABLE', `AUDIT_TOKEN_FILE cannot be read${systemCodeSuffix(error)}.`);
}

function createUnansweredDelivery(error: unknown): Delivery {
  return {
    status: null,
    reason: error instanceof GatewayError ? error.message : 'An unexpected error happened.',
  };
}

/** Builds a batch (FHIR R4 §3.1.0.11). Each `fullUrl` is the event's id (§2.36.4.1). The JSON of the events is not changed. */
function buildBatch(events: readonly string[]): string {
  const entries = events.map((event) => {
    const fullUrl = JSON.stringify(`urn:uuid:${readId(event)}`);
    return `{"fullUrl":${fullUrl},"resource":${event},"request":{"method":"POST","url":"AuditEvent"}}`;
  });
  return `{"resourceType":"Bundle","type":"batch","entry":[${entries.join(',')}]}`;
}

function readId(event: string): string {
  const parsed = parseJson(event);
  return (isObject(parsed) ? readText(parsed['id']) : null) ?? '';
}

/** Returns the status of each entry of the response; null if it is no batch response. */
function readStatuses(answer: unknown): number[] | null {
  if (!isObject(answer) || answer['resourceType'] !== 'Bundle' || !Array.isArray(answer['entry']))
    return null;
  const statuses = readObjects<object>(answer['entry']).map((entry) => {
    const { response }: { readonly response?: unknown } = entry;
    return Number.parseInt((isObject(response) ? readText(response['status']) : null) ?? '', 10);
  });
  return statuses.some(Number.isNaN) ? null : statuses;
}

/** Returns whether the CapabilityStatement lists batches or transactions. Servers that support transactions support batches too. */
function acceptsBatches(statement: unknown): boolean {
  if (!isObject(statement) || !Array.isArray(statement['rest'])) return false;
  return readObjects<object>(statement['rest']).some((rest) => {
    const { interaction }: { readonly interaction?: unknown } = rest;
    return (
      Array.isArray(interaction) &&
      interaction.some(
        (each) => isObject(each) && ['batch', 'transaction'].includes(readText(each['code']) ?? ''),
      )
    );
  });
}
