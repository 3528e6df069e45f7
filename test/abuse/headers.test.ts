import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { KNOWN_ID } from '../support/still-healthy.ts';

const ONE_PATIENT = `{ patient(id: "${KNOWN_ID}") { id } }`;
/** A value of the caller that must not appear in a response, a log line, an audit event or a FHIR request. */
const CANARY = 'Kanarienvogel';
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

let sandbox: Sandbox;
let issuer: IdentityProvider;
let gateway: Gateway;
let kept: MemoryAudit;
let authorization: string;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  issuer = await startIdentityProvider();
  kept = createMemoryAudit({ upstream: sandbox.baseUrl, isRequired: true });
  gateway = await startGateway(sandbox, {
    callers: issuer.tokenVerification(),
    server: { audit: kept.audit },
  });
  authorization = await issuer.bearer('user/*.rs');
});

beforeEach(() => {
  sandbox.clearRequests();
  kept.take();
});

afterAll(async () => {
  await gateway.close();
  await issuer.close();
  await sandbox.close();
});

interface RawResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: unknown;
  /** The whole response, byte for byte. */
  readonly raw: string;
}

/** Sends the operation with these header lines byte for byte, including lines that an HTTP client would reject. */
async function post(...lines: readonly string[]): Promise<RawResponse> {
  const body = JSON.stringify({ query: ONE_PATIENT });
  const socket = connect(Number(new URL(gateway.http.get('/').url).port), '127.0.0.1');
  const head = [
    'POST /graphql HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: close',
    `Authorization: ${authorization}`,
  ];
  socket.write([...head, ...lines, '', body].join('\r\n'));
  const raw = await text(socket);
  const [start = '', content = ''] = raw.split('\r\n\r\n');
  const [status = '', ...fields] = start.split('\r\n');
  const named = fields.map((field) => /^([^:]*): (.*)$/.exec(field) ?? []);
  return {
    status: Number(status.split(' ')[1]),
    headers: new Map(named.map(([, name = '', value = '']) => [name.toLowerCase(), value])),
    body: content.startsWith('{') ? JSON.parse(content) : content,
    raw,
  };
}

/** Expects the canary in neither the response, the log, the audit events nor the FHIR requests. */
function expectNoCanary({ raw }: RawResponse): void {
  const events = JSON.stringify(kept.take());
  const upstream = JSON.stringify(sandbox.requests);
  for (const output of [raw, events, upstream, gateway.logLines.join('')])
    expect(output).not.toContain(CANARY);
}

describe('X-Purpose-Of-Use [T1-T1]', () => {
  const UNKNOWN_PURPOSE =
    "The header x-purpose-of-use expects one code of HL7's value set PurposeOfUse, such as TREAT. Send such a code, or omit the header.";

  it.each<[what: string, lines: string[]]>([
    ['a word', [`X-Purpose-Of-Use: ${CANARY}`]],
    ['a code and more', [`X-Purpose-Of-Use: TREAT ${CANARY}`]],
    ['a lower-case code', ['X-Purpose-Of-Use: treat']],
    ['a code with a semicolon', [`X-Purpose-Of-Use: TREAT;q=${CANARY}`]],
    ['two codes', ['X-Purpose-Of-Use: TREAT, ETREAT']],
    ['two headers', ['X-Purpose-Of-Use: TREAT', `X-Purpose-Of-Use: ${CANARY}`]],
    ['JSON', [`X-Purpose-Of-Use: {"code":"${CANARY}"}`]],
    ['the name of an inherited property', ['X-Purpose-Of-Use: constructor']],
    ['the prototype', ['X-Purpose-Of-Use: __proto__']],
    ['thousands of letters', [`X-Purpose-Of-Use: ${CANARY.repeat(600)}`]],
    ['letters beyond ASCII', [`X-Purpose-Of-Use: TRÉAT ${CANARY}`]],
  ])('rejects %s as X-Purpose-Of-Use without quoting it or sending a FHIR request', async (_what, lines) => {
    const answer = await post(...lines);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      errors: [{ message: UNKNOWN_PURPOSE, extensions: { code: 'BAD_USER_INPUT' } }],
      extensions: { fhir: { requests: 0, estimatedRequests: 1, warnings: [] } },
    });
    expect(sandbox.requests).toEqual([]);
    expectNoCanary(answer);
  });

  it.each<[what: string, line: string]>([
    ['folded', `X-Purpose-Of-Use: TREAT\r\n ${CANARY}`],
    ['ended by a bare line feed', `X-Purpose-Of-Use: TREAT\nX-Other: ${CANARY}`],
    ['ended by a bare carriage return', `X-Purpose-Of-Use: TREAT\rX-Other: ${CANARY}`],
    ['cut by a null', `X-Purpose-Of-Use: TREAT\0${CANARY}`],
  ])('rejects a header line that is %s as invalid HTTP', async (_what, line) => {
    const answer = await post(line);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      errors: [{ message: 'The request is not valid HTTP.', extensions: { code: 'BAD_REQUEST' } }],
    });
    expect(sandbox.requests).toEqual([]);
    expectNoCanary(answer);
  });

  it('does not return the header that follows X-Purpose-Of-Use', async () => {
    const answer = await post(`X-Purpose-Of-Use: TREAT\r\nSet-Cookie: ${CANARY}=1`);
    expect([answer.status, answer.headers.has('set-cookie')]).toEqual([200, false]);
    expect(JSON.stringify(kept.take())).toContain('"code":"TREAT"');
  });
});

describe('X-Request-Id [T1-T1]', () => {
  it.each<[what: string, value: string]>([
    ['a word', CANARY],
    ['a UUID', '00000000-0000-4000-8000-000000000000'],
    ['a line of a log', `x","level":"error","event":"${CANARY}`],
    ['thousands of letters', CANARY.repeat(600)],
  ])("ignores the caller's X-Request-Id: %s", async (_what, value) => {
    const answer = await post(`X-Request-Id: ${value}`, `Request-Id: ${value}`);
    const id = answer.headers.get('x-request-id') ?? '';
    expect([answer.status, id]).toEqual([200, expect.stringMatching(UUID)]);
    expect(id).not.toBe(value);
    // The audit event and the log line have the same id.
    const [event] = kept.take();
    expect(JSON.stringify(event)).toContain(id);
    expect(gateway.logLines.filter((line) => line.includes(id)).length).toBeGreaterThan(0);
    expectNoCanary(answer);
  });
});

/** Returns the trace id in the audit event of a request with these header lines. */
async function recordedTraceId(...lines: readonly string[]): Promise<unknown> {
  const answer = await post(...lines);
  expect(answer.status).toBe(200);
  const [event] = kept.take();
  const details = event?.entity?.flatMap(({ detail = [] }) => detail) ?? [];
  kept.take();
  expectNoCanary(answer);
  return details.find(({ type }) => type === 'traceId')?.valueString;
}

describe('traceparent [T1-T1]', () => {
  it('records a valid traceparent, and sends it to no server', async () => {
    expect(await recordedTraceId(`traceparent: 00-${TRACE_ID}-b7ad6b7169203331-01`)).toBe(TRACE_ID);
    expect(sandbox.requests.some(({ headers }) => 'traceparent' in headers)).toBe(false);
  });

  it.each<[what: string, lines: string[]]>([
    ['a word', [`traceparent: ${CANARY}`]],
    ['a valid value and more', [`traceparent: 00-${TRACE_ID}-b7ad6b7169203331-01${CANARY}`]],
    ['a valid value after a word', [`traceparent: ${CANARY} 00-${TRACE_ID}-b7ad6b7169203331-01`]],
    ['a trace id of letters', [`traceparent: 00-${'z'.repeat(32)}-b7ad6b7169203331-01`]],
    [
      'two headers',
      [`traceparent: 00-${TRACE_ID}-b7ad6b7169203331-01`, `traceparent: 00-${TRACE_ID}-b7ad6b7169203331-00`],
    ],
    ['thousands of letters', [`traceparent: 00-${CANARY.repeat(600)}`]],
  ])('ignores an invalid traceparent: %s', async (_what, lines) => {
    expect(await recordedTraceId(...lines)).toBeUndefined();
  });

  it('ignores tracestate and baggage', async () => {
    const line = `traceparent: 00-${TRACE_ID}-b7ad6b7169203331-01`;
    expect(await recordedTraceId(line, `tracestate: ${CANARY}=1`, `baggage: patient=${CANARY}`)).toBe(
      TRACE_ID,
    );
  });
});

describe('a header that names a host [T1-T1]', () => {
  it.each(['Host', 'X-Forwarded-Host', 'Forwarded', 'X-Original-URL', 'X-Forwarded-Proto'])(
    'does not change the response to the root path: %s',
    async (name) => {
      const value = `${CANARY.toLowerCase()}.example`;
      const answer = await gateway.http.get('/').set(name, value).redirects(0);
      expect([answer.status, answer.headers['location']]).toEqual([404, undefined]);
      expect(JSON.stringify([answer.headers, answer.text])).not.toContain(value);
    },
  );

  it("does not change the caller's address in the audit event", async () => {
    const answer = await post('X-Forwarded-For: 198.51.100.7', 'X-Real-IP: 198.51.100.7');
    expect(answer.status).toBe(200);
    const [event] = kept.take();
    expect(at(event, 'agent', 0, 'network', 'address')).toBe('127.0.0.1');
    expect(JSON.stringify(event)).not.toContain('198.51.100.7');
  });
});
