/**
 * Two gateways, to find what crosses between sites: one serves the sites `own` and `other`, and the other does not serve `other`. To the callers
 * of `own`, both must be the same, whatever happens at `other`.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from '../../src/fhir/types.ts';
import { type SiteOf, type SitesGateway, startSites } from './sites.ts';
import { sortUnordered } from './unordered.ts';

export interface SiteRequest {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Everything that a request leaves behind, without what differs between any two requests. */
export interface ObservedRequest {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  /** The lines of the log, and the events of the audit, sorted. */
  readonly lines: readonly string[];
  readonly events: readonly string[];
}

export interface ObservedGateway extends SitesGateway {
  observe(request: SiteRequest): Promise<ObservedRequest>;
}

export interface TwinGateways {
  readonly both: ObservedGateway;
  readonly alone: ObservedGateway;
  close(): Promise<void>;
}

export async function startTwinGateways(
  { own, other }: { readonly own: SiteOf; readonly other: SiteOf },
  variables: Readonly<Record<string, string>>,
): Promise<TwinGateways> {
  const folder = mkdtempSync(join(tmpdir(), 'twins-'));
  const start = async (name: string, sites: Readonly<Record<string, SiteOf>>): Promise<ObservedGateway> => {
    const path = join(folder, name);
    const audited = {
      AUDIT_LOG: `file:${path}`,
      AUDIT_REQUIRED: 'true',
      SITE_TIME_ZONE: 'UTC',
      MAX_UPSTREAM_CALLS_PER_MINUTE: '0',
    };
    const gateway = await startSites(sites, { ...audited, ...variables });
    return { ...gateway, observe: (request) => observe(gateway, path, request) };
  };
  // With a third site, neither gateway has only one: a token that names no site reaches the only one.
  const third: SiteOf = { ...own, callers: {}, inheritsIdempotencyKeys: true };
  const [both, alone] = await Promise.all([
    start('both', { own, other, third }),
    start('alone', { own, third }),
  ]);
  return {
    both,
    alone,
    async close() {
      await Promise.all([both.close(), alone.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}

async function observe(
  { http, logLines }: SitesGateway,
  auditPath: string,
  { method, path, headers, body }: SiteRequest,
): Promise<ObservedRequest> {
  const [linesBefore, bytesBefore] = [logLines.length, statSync(auditPath).size];
  const response = await http[method](path).set(headers).send(body);
  return {
    status: response.status,
    headers: Object.fromEntries(
      Object.entries(response.headers).filter(([name]) => !VARYING_HEADERS.has(name)),
    ),
    body: withoutOrder(response.text.replaceAll(CURSOR, '$1""')),
    lines: logLines.slice(linesBefore).map(withoutTimes).toSorted(),
    events: readLines(auditPath, bytesBefore).map(withoutRequestDetails).toSorted(),
  };
}

/** Each cursor is sealed with a nonce of its own. */
const CURSOR = /("endCursor":)"[^"]+"/g;

function withoutOrder(json: string): string {
  return json.startsWith('{') ? JSON.stringify(JSON.parse(json), sortUnordered) : json;
}

const VARYING_HEADERS: ReadonlySet<string> = new Set(['date', 'x-request-id']);
const VARYING_MEMBERS: ReadonlySet<string> = new Set(['time', 'requestId', 'traceId', 'durationMs']);

/** The members of lines about refused requests that are for operators: the id of the site if it exists, and the reason. */
const MEMBERS_FOR_OPERATORS: readonly (readonly [event: string, members: readonly string[]])[] = [
  ['caller_refused', ['site']],
  ['site_refused', ['site', 'reason']],
];

function withoutTimes(line: string): string {
  const forOperators =
    MEMBERS_FOR_OPERATORS.find(([event]) => line.includes(`"event":"${event}"`))?.[1] ?? [];
  return JSON.stringify(JSON.parse(line), (name, value: unknown) =>
    VARYING_MEMBERS.has(name) || forOperators.includes(name) ? undefined : sortUnordered(name, value),
  );
}

function withoutRequestDetails(line: string): string {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- JSON has no type; the audit wrote an event
  const { id: _id, recorded: _recorded, entity = [], ...event }: AuditEvent = JSON.parse(line);
  const others = entity.filter(({ type }) => type?.code !== 'XrequestId');
  return JSON.stringify({ ...event, entity: others.map((one) => JSON.stringify(one)).toSorted() });
}

/** Reads the lines of a file from a position, because the whole file is large after thousands of requests. */
function readLines(path: string, from: number): string[] {
  const added = Buffer.alloc(statSync(path).size - from);
  const file = openSync(path, 'r');
  readSync(file, added, 0, added.length, from);
  closeSync(file);
  return added
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}
