/** A gateway whose callers sign in, before the sandbox, and all that must not be told of records, callers and secrets. */
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
/** Of the caller, who is nobody's business but the audit's. */
export const CALLER = { subject: 'Kanarienvogel-subject', client: 'Kanarienvogel-client' };
/** By which a router shows itself. */
const ROUTER_SECRET = `Kanarienvogel-router-${'x'.repeat(32)}`;

/** An answer as it came. */
export interface ReceivedResponse {
  readonly name: string;
  /** What was asked with, which an answer may give back. */
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
  /** All kinds of operations that are answered with data. */
  readonly operations: readonly CanaryOperation[];
  /** A gateway that knows nothing yet, behind a router, with sign-in, traces and a required audit, at the most talkative level. */
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
  /** Of the router, for the caller. */
  readonly headers: Readonly<Record<string, string>>;
  /** Posts the operations at once, by default as the caller; the router is in front in any case. */
  send(
    operations: readonly CanaryOperation[],
    headers?: Readonly<Record<string, string>>,
  ): Promise<ReceivedResponse[]>;
  /** What of a record, a caller or a secret is in a text. */
  leaksIn(text: string): string[];
  /** All that was logged. */
  logText(): string;
  /** All that leaves beside the data, and all that is logged, tells nothing; and no cache keeps the answer. */
  expectNoLeakOutsideData(answers: readonly ReceivedResponse[]): void;
  /** Nothing at all of a record either, be it as data, but for the id that it was asked for by. */
  expectNoLeak(answers: readonly ReceivedResponse[]): void;
  /** Of what events tell, what is neither an id nor the caller: nothing. */
  expectOnlyIdsIn(events: readonly AuditEvent[], isQueryTold?: boolean): void;
  /** Expects too that metrics and traces tell nothing. */
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
  const operations = [...EXAMPLES, ...listsOf(CAMILA_LOPEZ), ...lookupsOf(sandbox), ...searchesFor(CAMILA)];
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

/** The private key, in each of the forms in which it could be told. */
function formsOf({ privateKey }: Sandbox['credentials']): string[] {
  const { d = '', p = '', q = '' } = privateKey.export({ format: 'jwk' });
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  return [d, p, q, ...pem.split('\n').slice(1, -2)];
}

interface World extends Pick<CanaryEnvironment, 'sandbox' | 'issuer' | 'canaries'> {
  readonly privateKey: readonly string[];
}

async function startCanaryGateway(
  { sandbox, issuer, canaries, privateKey }: World,
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
    limits: { maxConcurrency: 64, ...options.limits },
    server: { audit: audit.audit, routerSecrets: [ROUTER_SECRET], ...options.server },
  });
  const holder = { ...CALLER, ...(patient === undefined ? {} : { patient }) };
  const authorization = await issuer.bearer(scopes, holder);
  const router = { 'router-authorization': ROUTER_SECRET };

  /** Tokens of the caller and of the gateway, its private key, and the secret of the router. The header of a token says nothing but how it is signed. */
  const secrets = (): string[] => {
    const own = sandbox.requests.map(({ headers }) => headers.authorization?.replace('Bearer ', '') ?? '');
    const [, ...parts] = authorization.split('.');
    return [...new Set([...parts, ...own, ...privateKey, ROUTER_SECRET])].filter((secret) => secret !== '');
  };
  const leakFinder = (): ((text: string) => string[]) => {
    const hidden = [...secrets(), ...Object.values(CALLER)];
    return (text) => [...hidden.filter((secret) => text.includes(secret)), ...canaries.findIn(text)];
  };
  /** The time of a log line is its own, and can be a day that a record has too. */
  const logText = (): string =>
    [...gateway.logLines, ...auditLines].map((line) => line.replace(/"time":"[^"]*"/, '')).join('');

  const expectNoLeakOutsideData: CanaryGateway['expectNoLeakOutsideData'] = (answers) => {
    const leaksIn = leakFinder();
    for (const answer of answers) {
      const { name, headers } = answer;
      expect({ name, told: leaksIn(textOutsideData(answer)) }).toEqual({ name, told: [] });
      expect({ name, told: leaksIn(cursorsIn(answer).join('\n')) }).toEqual({ name, told: [] });
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
        const told = leaksIn(text).filter((word) => !sentVariables.toLowerCase().includes(word));
        expect({ name, told }).toEqual({ name, told: [] });
      }
      expectNoLeakOutsideData(answers);
    },
    expectOnlyIdsIn(events, isQueryTold = true) {
      const text = events.map((event) => eventText(event, isQueryTold)).join('\n');
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

/** An answer that is on its way, as it comes. */
export async function receiveResponse(
  { name, variables }: Pick<CanaryOperation, 'name' | 'variables'>,
  sent: ReturnType<Gateway['http']['post']>,
): Promise<ReceivedResponse> {
  const { status, headers, text } = await sent;
  return { name, sentVariables: JSON.stringify(variables), status, headers, text, body: JSON.parse(text) };
}

/** All of an answer that is no data, with the trace for the router as it is and as it is packed. */
export function textOutsideData({ headers, body }: ReceivedResponse): string {
  const { 'content-length': _size, ...others } = headers;
  const trace = at(body, 'extensions', 'ftv1');
  const unpacked = typeof trace === 'string' ? Buffer.from(trace, 'base64').toString('latin1') : '';
  return JSON.stringify([at(body, 'errors'), at(body, 'extensions'), others, unpacked]);
}

/** The cursors of an answer, and what each of their parts is decoded. */
export function cursorsIn({ body }: ReceivedResponse): string[] {
  return valuesNamed(/^(cursor|endCursor)$/, at(body, 'data')).flatMap((cursor) =>
    typeof cursor === 'string'
      ? [cursor].concat(cursor.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1')))
      : [],
  );
}

/** Every value under a name in an answer. */
function valuesNamed(names: RegExp, value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => valuesNamed(names, item));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    names.test(key) ? [inner] : valuesNamed(names, inner),
  );
}

/** The codes of the errors of answers. */
export function codesOf(answers: readonly ReceivedResponse[]): Set<unknown> {
  return new Set(
    answers.flatMap(({ body }) => {
      const errors = at(body, 'errors');
      return Array.isArray(errors) ? errors.map((error: unknown) => at(error, 'extensions', 'code')) : [];
    }),
  );
}

/** An event as text, with its queries as they were sent. */
function eventText({ recorded: _at, ...event }: AuditEvent, isQueryTold: boolean): string {
  const queries = (event.entity ?? []).flatMap(({ query }) =>
    query === undefined || !isQueryTold ? [] : [decodeURIComponent(Buffer.from(query, 'base64').toString())],
  );
  return [JSON.stringify(event), ...queries].join('\n');
}
