import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at, having } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { borrowSandbox } from '../support/sandbox.ts';

const OPERATION = { query: '{ patients(first: 1) { id } }' };
const FIRST_ID = 'erXuFYUfucBZaryVksYEcMg3';

let sandbox: Sandbox;
let issuer: IdentityProvider;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  issuer = await startIdentityProvider();
  const panel = { kind: 'list', identifier: sandbox.panels.list } as const;
  gateway = await startGateway(sandbox, { panel, callers: issuer.tokenVerification() });
});

beforeEach(() => sandbox.clearRequests());

afterAll(async () => {
  await gateway.close();
  await issuer.close();
  await sandbox.close();
});

/** Returns the logged refusals after the first `count` log lines. */
function refusalsSince(count: number): unknown[] {
  return gateway.logLines
    .slice(count)
    .map((line): unknown => JSON.parse(line))
    .filter((line) => at(line, 'event') === 'caller_refused');
}

function port(): number {
  return Number(new URL(gateway.http.get('/').url).port);
}

/** Sends these bytes unchanged and returns the raw response. */
async function sendRaw(bytes: string): Promise<string> {
  const socket = connect(port(), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

/** Returns the status of a request with these headers. Each value of an array is a header of its own. */
async function statusWith(headers: Readonly<Record<string, string | string[]>>): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const sent = httpRequest(
    {
      port: port(),
      host: '127.0.0.1',
      method: 'POST',
      path: '/graphql',
      headers: { ...headers, 'content-type': 'application/json' },
    },
    (response) => {
      response.resume();
      resolve(response.statusCode);
    },
  );
  sent.on('error', reject);
  sent.end(JSON.stringify(OPERATION));
  return promise;
}

describe('two Authorization headers [T1-S3]', () => {
  it.each<[what: string, headersWith: (good: string) => string[]]>([
    ['both valid', (good) => [good, good]],
    ['a valid one first', (good) => [good, 'Bearer word']],
    ['a valid one last', (good) => ['Bearer word', good]],
    ['Basic and Bearer', (good) => ['Basic dXNlcjpwYXNz', good]],
  ])('refuses two Authorization headers, even if one is valid: %s', async (_what, headersWith) => {
    const before = gateway.logLines.length;
    const good = await issuer.bearer('user/*.rs');
    expect(await statusWith({ authorization: headersWith(good) })).toBe(401);
    expect(refusalsSince(before)).toEqual([having({ reason: 'several_headers' })]);
    expect(await statusWith({ authorization: good })).toBe(200);
  });
});

describe('an Authorization header that two parsers could read differently [T1-S3]', () => {
  const BODY = JSON.stringify(OPERATION);

  /** Returns a raw request with this text after `Authorization: `, line breaks included. */
  function requestWith(authorization: string): string {
    return [
      'POST /graphql HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json',
      `Content-Length: ${BODY.length}`,
      'Connection: close',
      `Authorization: ${authorization}`,
      '',
      BODY,
    ].join('\r\n');
  }

  it('accepts a valid Authorization header in a raw request', async () => {
    expect(await sendRaw(requestWith(await issuer.bearer('user/*.rs')))).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each<[what: string, end: string]>([
    ['folded', '\r\n folded'],
    ['folded by a tab', '\r\n\tfolded'],
    ['ended by a bare line feed', '\nX-Other: 1'],
    ['ended by a bare carriage return', '\rX-Other: 1'],
    ['containing a null byte', '\0'],
    ['followed by a second header', '\r\nAuthorization: Bearer word'],
    ['followed by a second header in another letter case', '\r\naUTHORIZATION: Bearer word'],
    ['followed by another token', ', Bearer word'],
  ])('refuses an Authorization header that is %s', async (_what, end) => {
    sandbox.clearRequests();
    const answer = await sendRaw(requestWith((await issuer.bearer('user/*.rs')) + end));
    expect(answer).toMatch(/^HTTP\/1\.1 40[01] /);
    expect(answer).not.toContain(FIRST_ID);
    expect(sandbox.requests).toEqual([]);
  });
});

describe('requests that Node cannot parse', () => {
  it('refuses oversized headers in the shape of GraphQL errors', async () => {
    const answer = await sendRaw(
      `POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${'x'.repeat(17_000)}\r\n\r\n`,
    );
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head.split('\r\n')).toEqual([
      'HTTP/1.1 431 Request Header Fields Too Large',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${body.length}`,
      'Connection: close',
    ]);
    expect(JSON.parse(body)).toEqual({
      errors: [
        {
          message: 'The headers of the request are larger than 16384 bytes.',
          extensions: { code: 'BAD_REQUEST' },
        },
      ],
    });
  });

  it('refuses bytes that are not HTTP, with a message of its own', async () => {
    const answer = await sendRaw('CANARY\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('"message":"The request is not valid HTTP."');
    expect(answer).not.toContain('CANARY');
  });
});

/** Returns a raw request without a body and with these Host headers. */
function requestWithHosts(...hosts: string[]): string {
  return ['GET /livez HTTP/1.1', ...hosts.map((host) => `Host: ${host}`), 'Connection: close', '', ''].join(
    '\r\n',
  );
}

describe('a request with two Host headers [T1-S3]', () => {
  it.each([
    ['localhost', 'evil.example.org'],
    ['evil.example.org', 'localhost'],
    ['localhost', 'localhost'],
  ])('refuses a request with the Host headers %s and %s', async (...hosts) => {
    const answer = await sendRaw(requestWithHosts(...hosts));
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('"code":"BAD_REQUEST"');
    expect(await sendRaw(requestWithHosts('localhost'))).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('refuses a request with two Host headers before it checks the token or sends a FHIR request', async () => {
    const body = JSON.stringify(OPERATION);
    const answer = await sendRaw(
      [
        'POST /graphql HTTP/1.1',
        'Host: localhost',
        'HOST: evil.example.org',
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        'Connection: close',
        `Authorization: ${await issuer.bearer('user/*.rs')}`,
        '',
        body,
      ].join('\r\n'),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(sandbox.requests).toEqual([]);
  });
});
