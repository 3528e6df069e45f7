import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { keptAudit, type KeptAudit } from '../support/kept-audit.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { KNOWN_ID } from '../support/still-healthy.ts';

const ONE = `{ patient(id: "${KNOWN_ID}") { id } }`;
/** What a caller would like to have told, logged or recorded in the gateway's name. */
const MARK = 'Kanarienvogel';
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

let sandbox: Sandbox;
let issuer: IdentityProvider;
let gateway: Gateway;
let kept: KeptAudit;
let authorization: string;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  issuer = await startIdentityProvider();
  kept = keptAudit({ upstream: sandbox.baseUrl, isRequired: true });
  gateway = await startGateway(sandbox, { callers: issuer.checks(), server: { audit: kept.audit } });
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

interface Answer {
  readonly status: number;
  /** Names in small letters; several of a name with commas between. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: unknown;
  /** All of it, as it came. */
  readonly raw: string;
}

/** Sends the operation with these lines among its headers, byte for byte: what clients would refuse to send too. */
async function post(...lines: readonly string[]): Promise<Answer> {
  const body = JSON.stringify({ query: ONE });
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

/** The caller's words are nowhere: not in the answer, the log, the audit or what the FHIR server was sent. */
function expectNoTrace({ raw }: Answer): void {
  const events = JSON.stringify(kept.take());
  const upstream = JSON.stringify(sandbox.requests);
  for (const told of [raw, events, upstream, gateway.logLines.join('')]) expect(told).not.toContain(MARK);
}

describe('X-Purpose-Of-Use', () => {
  const UNKNOWN =
    "The header x-purpose-of-use expects one code of HL7's value set PurposeOfUse, such as TREAT. Send such a code, or omit the header.";

  it.each<[what: string, lines: string[]]>([
    ['a word', [`X-Purpose-Of-Use: ${MARK}`]],
    ['a code and more', [`X-Purpose-Of-Use: TREAT ${MARK}`]],
    ['a code in small letters', ['X-Purpose-Of-Use: treat']],
    ['a code with a semicolon', [`X-Purpose-Of-Use: TREAT;q=${MARK}`]],
    ['two codes', ['X-Purpose-Of-Use: TREAT, ETREAT']],
    ['two headers', ['X-Purpose-Of-Use: TREAT', `X-Purpose-Of-Use: ${MARK}`]],
    ['JSON', [`X-Purpose-Of-Use: {"code":"${MARK}"}`]],
    ['a word of JavaScript', ['X-Purpose-Of-Use: constructor']],
    ['the prototype', ['X-Purpose-Of-Use: __proto__']],
    ['eight thousand letters', [`X-Purpose-Of-Use: ${MARK.repeat(600)}`]],
    ['letters beyond ASCII', [`X-Purpose-Of-Use: TRÉAT ${MARK}`]],
  ])('that is %s is refused without a word of it, and nothing is asked', async (_what, lines) => {
    const answer = await post(...lines);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      errors: [{ message: UNKNOWN, extensions: { code: 'BAD_USER_INPUT' } }],
      extensions: { fhir: { requests: 0, estimatedRequests: 1, warnings: [] } },
    });
    expect(sandbox.requests).toEqual([]);
    expectNoTrace(answer);
  });

  it.each<[what: string, line: string]>([
    ['folded', `X-Purpose-Of-Use: TREAT\r\n ${MARK}`],
    ['ended by a bare line feed', `X-Purpose-Of-Use: TREAT\nX-Other: ${MARK}`],
    ['ended by a bare carriage return', `X-Purpose-Of-Use: TREAT\rX-Other: ${MARK}`],
    ['cut by a null', `X-Purpose-Of-Use: TREAT\0${MARK}`],
  ])('that is %s is no HTTP', async (_what, line) => {
    const answer = await post(line);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      errors: [{ message: 'The request is not valid HTTP.', extensions: { code: 'BAD_REQUEST' } }],
    });
    expect(sandbox.requests).toEqual([]);
    expectNoTrace(answer);
  });

  it('that is followed by another header by its own line is just that', async () => {
    const answer = await post(`X-Purpose-Of-Use: TREAT\r\nSet-Cookie: ${MARK}=1`);
    expect([answer.status, answer.headers.has('set-cookie')]).toEqual([200, false]);
    expect(JSON.stringify(kept.take())).toContain('"code":"TREAT"');
  });
});

describe('X-Request-Id', () => {
  it.each<[what: string, value: string]>([
    ['a word', MARK],
    ['a UUID', '00000000-0000-4000-8000-000000000000'],
    ['a line of a log', `x","level":"error","event":"${MARK}`],
    ['eight thousand letters', MARK.repeat(600)],
  ])('of a caller is not taken over: %s', async (_what, value) => {
    const answer = await post(`X-Request-Id: ${value}`, `Request-Id: ${value}`);
    const id = answer.headers.get('x-request-id') ?? '';
    expect([answer.status, id]).toEqual([200, expect.stringMatching(UUID)]);
    expect(id).not.toBe(value);
    // The same id leads to the event and to the log line.
    const [event] = kept.take();
    expect(JSON.stringify(event)).toContain(id);
    expect(gateway.logLines.filter((line) => line.includes(id)).length).toBeGreaterThan(0);
    expectNoTrace(answer);
  });
});

/** The trace that the audit has for a request with these lines. */
async function recorded(...lines: readonly string[]): Promise<unknown> {
  const answer = await post(...lines);
  expect(answer.status).toBe(200);
  const [event] = kept.take();
  const details = event?.entity?.flatMap(({ detail = [] }) => detail) ?? [];
  kept.take();
  expectNoTrace(answer);
  return details.find(({ type }) => type === 'traceId')?.valueString;
}

describe('traceparent', () => {
  it('of the standard is recorded, and sent to nobody', async () => {
    expect(await recorded(`traceparent: 00-${TRACE_ID}-b7ad6b7169203331-01`)).toBe(TRACE_ID);
    expect(sandbox.requests.some(({ headers }) => 'traceparent' in headers)).toBe(false);
  });

  it.each<[what: string, lines: string[]]>([
    ['a word', [`traceparent: ${MARK}`]],
    ['one that goes on', [`traceparent: 00-${TRACE_ID}-b7ad6b7169203331-01${MARK}`]],
    ['one that begins otherwise', [`traceparent: ${MARK} 00-${TRACE_ID}-b7ad6b7169203331-01`]],
    ['one of letters', [`traceparent: 00-${'z'.repeat(32)}-b7ad6b7169203331-01`]],
    [
      'two of them',
      [`traceparent: 00-${TRACE_ID}-b7ad6b7169203331-01`, `traceparent: 00-${TRACE_ID}-b7ad6b7169203331-00`],
    ],
    ['eight thousand letters', [`traceparent: 00-${MARK.repeat(600)}`]],
  ])('that is none is left out: %s', async (_what, lines) => {
    expect(await recorded(...lines)).toBeUndefined();
  });

  it('brings nothing by what goes with it', async () => {
    const line = `traceparent: 00-${TRACE_ID}-b7ad6b7169203331-01`;
    expect(await recorded(line, `tracestate: ${MARK}=1`, `baggage: patient=${MARK}`)).toBe(TRACE_ID);
  });
});

describe('a header that names a host', () => {
  it.each(['Host', 'X-Forwarded-Host', 'Forwarded', 'X-Original-URL', 'X-Forwarded-Proto'])(
    'leads no answer elsewhere: %s',
    async (name) => {
      const value = `${MARK.toLowerCase()}.example`;
      const answer = await gateway.http.get('/').set(name, value).redirects(0);
      expect([answer.status, answer.headers['location']]).toEqual([302, '/graphql']);
      expect(JSON.stringify([answer.headers, answer.text])).not.toContain(value);
    },
  );

  it('does not make a caller come from elsewhere', async () => {
    const answer = await post('X-Forwarded-For: 198.51.100.7', 'X-Real-IP: 198.51.100.7');
    expect(answer.status).toBe(200);
    const [event] = kept.take();
    expect(at(event, 'agent', 0, 'network', 'address')).toBe('127.0.0.1');
    expect(JSON.stringify(event)).not.toContain('198.51.100.7');
  });
});
