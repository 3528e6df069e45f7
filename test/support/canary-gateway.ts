/** A gateway in front of the sandbox that checks its output for canaries: values of records, the caller's identity, and secrets. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ, DERRICK_LIN, ELIJAH_DAVIS, LINDA_ROSS, WARREN_MCGINNIS } from 'epic-fhir-sandbox/data';
import { expect } from 'vitest';
import { isObject } from '../../src/fhir/lenient-read.ts';
import type { AuditEvent } from '../../src/fhir/types.ts';
import { createLog } from '../../src/observability/log.ts';
import { at } from './expected.ts';
import { type Gateway, type GatewayOptions, startGateway } from './gateway.ts';
import { type IdentityProvider, startIdentityProvider } from './identity-provider.ts';
import { createMemoryAudit, type MemoryAudit } from './memory-audit.ts';
import {
  EXAMPLES,
  type KnownPatient,
  listsOf,
  lookupsOf,
  type CanaryOperation,
  searchesFor,
} from './canary-operations.ts';
import { type Canaries, collectCanaries } from './canaries.ts';
import { recordTelemetry } from './recorded-telemetry.ts';

export const CAMILA: KnownPatient = {
  id: CAMILA_LOPEZ,
  given: 'Camila',
  family: 'Lopez',
  birthDate: '1987-09-12',
  mrn: '1003713',
  email: 'patient.203713@example.com',
};
/** The caller's identity, which only the audit may record. */
export const CALLER = { subject: 'Kanarienvogel-subject', client: 'Kanarienvogel-client' };
/** Authenticates a router. */
const ROUTER_SECRET = `Kanarienvogel-router-${'x'.repeat(32)}`;

/** A response as the client received it. */
export interface ReceivedResponse {
  readonly name: string;
  /** The variables of the operation as JSON, which a response may echo. */
  readonly sentVariables: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly body: unknown;
}

export interface CanaryEnvironment {
  readonly sandbox: Sandbox;
  readonly issuer: IdentityProvider;
  readonly canaries: Canaries;
  /** Operations of every kind that succeed. */
  readonly operations: readonly CanaryOperation[];
  /** Starts a gateway with empty caches, behind a router, with authentication, tracing and a required audit, at log level `trace`. */
  start(options?: StartOptions): Promise<CanaryGateway>;
  close(): Promise<void>;
}

export interface StartOptions extends Omit<GatewayOptions, 'callers'> {
  readonly scopes?: string;
  readonly patient?: string;
}

export interface CanaryGateway {
  readonly gateway: Gateway;
  readonly audit: MemoryAudit;
  /** The headers that the router sends for the caller. */
  readonly headers: Readonly<Record<string, string>>;
  /** Posts the operations concurrently through the router, by default with the caller's token. */
  send(
    operations: readonly CanaryOperation[],
    headers?: Readonly<Record<string, string>>,
  ): Promise<ReceivedResponse[]>;
  /** Returns the canaries in a text. */
  leaksIn(text: string): string[];
  /** Returns all log lines, without their times. */
  logText(): string;
  /** Expects no canary outside the data of the responses or in the log, and that no cache may store the responses. */
  expectNoLeakOutsideData(answers: readonly ReceivedResponse[]): void;
  /** Expects no canary anywhere in the responses, except for values of the variables. */
  expectNoLeak(answers: readonly ReceivedResponse[]): void;
  /** Expects that audit events contain no canaries but ids and the caller's identity. */
  expectOnlyIdsIn(events: readonly AuditEvent[], withQueries?: boolean): void;
  /** Closes the gateway, and expects no canary in its metrics and traces. */
  close(): Promise<void>;
}

export async function startCanaryEnvironment(): Promise<CanaryEnvironment> {
  const sandbox = await startSandbox();
  const issuer = await startIdentityProvider();
  const canaries = collectCanaries(sandbox, [
    CAMILA_LOPEZ,
    DERRICK_LIN,
    ELIJAH_DAVIS,
    LINDA_ROSS,
    WARREN_MCGINNIS,
  ]);
  const operations = [...EXAMPLES, ...listsOf(sandbox), ...lookupsOf(sandbox), ...searchesFor(CAMILA)];
  const privateKey = formsOf(sandbox.credentials);
  return {
    sandbox,
    issuer,
    canaries,
    operations,
    start: (options = {}) => startCanaryGateway({ sandbox, issuer, canaries, privateKey }, options),
    async close() {
      await issuer.close();
      await sandbox.close();
    },
  };
}

/** Returns the private key in each form in which it could leak. */
function formsOf({ privateKey }: Sandbox['credentials']): string[] {
  const { d = '', p = '', q = '' } = privateKey.export({ format: 'jwk' });
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return [d, p, q, ...pem.split('\n').slice(1, -2)];
}

interface CanaryContext extends Pick<CanaryEnvironment, 'sandbox' | 'issuer' | 'canaries'> {
  readonly privateKey: readonly string[];
}

async function startCanaryGateway(
  { sandbox, issuer, canaries, privateKey }: CanaryContext,
  { scopes = 'user/*.rs', patient, ...options }: StartOptions,
): Promise<CanaryGateway> {
  const auditLines: string[] = [];
  const telemetry = await recordTelemetry();
  const audit = createMemoryAudit({
    upstream: sandbox.baseUrl,
    isRequired: true,
    log: createLog('trace', { write: (line) => void auditLines.push(line) }),
  });
  const gateway = await startGateway(sandbox, {
    callers: issuer.tokenVerification(),
    panel: { kind: 'list', identifier: sandbox.panels.list },
    observer: telemetry.observer,
    ...options,
    // All operations start at once. On a busy machine they must wait, and not fail.
    limits: { maxConcurrency: 64, timeoutMs: 30_000, ...options.limits },
    server: { audit: audit.audit, routerSecrets: [ROUTER_SECRET], ...options.server },
  });
  const claims = { ...CALLER, ...(patient === undefined ? {} : { patient }) };
  const authorization = await issuer.bearer(scopes, claims);
  const router = { 'router-authorization': ROUTER_SECRET };

  /** Returns the secrets: the tokens of caller and gateway, the gateway's private key, and the router's secret. The header of the caller's token is not secret. */
  const secrets = (): string[] => {
    const own = sandbox.requests.map(({ headers }) => headers.authorization?.replace('Bearer ', '') ?? '');
    const [, ...parts] = authorization.split('.');
    return [...new Set([...parts, ...own, ...privateKey, ROUTER_SECRET])].filter((secret) => secret !== '');
  };
  const leakFinder = (): ((text: string) => string[]) => {
    const hidden = [...secrets(), ...Object.values(CALLER)];
    return (text) => [...hidden.filter((secret) => text.includes(secret)), ...canaries.findIn(text)];
  };
  /** The time of a log line can be a day that a record has too, so it is removed. */
  const logText = (): string =>
    [...gateway.logLines, ...auditLines].map((line) => line.replace(/"time":"[^"]*"/, '')).join('');

  const expectNoLeakOutsideData: CanaryGateway['expectNoLeakOutsideData'] = (answers) => {
    const leaksIn = leakFinder();
    for (const answer of answers) {
      const { name, headers } = answer;
      expect({ name, leaks: leaksIn(textOutsideData(answer)) }).toEqual({ name, leaks: [] });
      expect({ name, leaks: leaksIn(cursorsIn(answer).join('\n')) }).toEqual({ name, leaks: [] });
      expect({ name, cache: headers['cache-control'] }).toEqual({ name, cache: 'private, no-store' });
    }
    expect(gateway.logLines.length).toBeGreaterThanOrEqual(answers.length);
    expect(leaksIn(logText())).toEqual([]);
  };

  return {
    gateway,
    audit,
    headers: { ...router, authorization },
    send: (operations, headers = { authorization }) =>
      Promise.all(operations.map((operation) => sendTo(gateway, operation, { ...router, ...headers }))),
    leaksIn: (text) => leakFinder()(text),
    logText,
    expectNoLeakOutsideData,
    expectNoLeak(answers) {
      const leaksIn = leakFinder();
      for (const { name, sentVariables, text } of answers) {
        const leaks = leaksIn(text).filter((word) => !sentVariables.toLowerCase().includes(word));
        expect({ name, leaks }).toEqual({ name, leaks: [] });
      }
      expectNoLeakOutsideData(answers);
    },
    expectOnlyIdsIn(events, withQueries = true) {
      const text = events.map((event) => eventText(event, withQueries)).join('\n');
      expect(canaries.findIn(text).filter((word) => !canaries.ids.has(word))).toEqual([]);
      expect(secrets().filter((secret) => text.includes(secret))).toEqual([]);
    },
    async close() {
      await gateway.close();
      const leaksIn = leakFinder();
      sandbox.clearFaults();
      sandbox.clearRequests();
      const recorded = await telemetry.text();
      expect(recorded.includes('gateway_operations_total')).toBe(true);
      expect(leaksIn(recorded)).toEqual([]);
    },
  };
}

async function sendTo(
  gateway: Gateway,
  { name, query, variables }: CanaryOperation,
  headers: Readonly<Record<string, string>>,
): Promise<ReceivedResponse> {
  return receiveResponse(
    { name, variables },
    gateway.http.post('/graphql').set(headers).send({ query, variables }),
  );
}

/** Awaits a response and parses its body. */
export async function receiveResponse(
  { name, variables }: Pick<CanaryOperation, 'name' | 'variables'>,
  sent: ReturnType<Gateway['http']['post']>,
): Promise<ReceivedResponse> {
  const { status, headers, text } = await sent;
  return { name, sentVariables: JSON.stringify(variables), status, headers, text, body: JSON.parse(text) };
}

/** Returns the headers, errors and extensions of a response, and the decoded trace for the router (ftv1). */
export function textOutsideData({ headers, body }: ReceivedResponse): string {
  // A chart can contain the time of the response, such as the opening time 06:30:00 of a location.
  const { 'content-length': _size, date: _date, ...others } = headers;
  const trace = at(body, 'extensions', 'ftv1');
  const decoded = typeof trace === 'string' ? Buffer.from(trace, 'base64').toString('latin1') : '';
  return JSON.stringify([at(body, 'errors'), at(body, 'extensions'), others, decoded]);
}

/** Returns the cursors of a response, and each of their parts decoded from base64url. */
export function cursorsIn({ body }: ReceivedResponse): string[] {
  return valuesNamed(/^(cursor|endCursor)$/, at(body, 'data')).flatMap((cursor) =>
    typeof cursor === 'string'
      ? [cursor].concat(cursor.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1')))
      : [],
  );
}

/** Returns every value of a response under a name that matches. */
function valuesNamed(names: RegExp, value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => valuesNamed(names, item));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    names.test(key) ? [inner] : valuesNamed(names, inner),
  );
}

/** Returns the distinct error codes of the responses. */
export function codesOf(answers: readonly ReceivedResponse[]): Set<unknown> {
  return new Set(
    answers.flatMap(({ body }) => {
      const errors = at(body, 'errors');
      return Array.isArray(errors) ? errors.map((error: unknown) => at(error, 'extensions', 'code')) : [];
    }),
  );
}

/** Returns an event as text, with its queries decoded. */
function eventText({ recorded: _at, ...event }: AuditEvent, withQueries: boolean): string {
  const queries = (event.entity ?? []).flatMap(({ query }) =>
    query === undefined || !withQueries ? [] : [decodeURIComponent(Buffer.from(query, 'base64').toString())],
  );
  return [JSON.stringify(event), ...queries].join('\n');
}
