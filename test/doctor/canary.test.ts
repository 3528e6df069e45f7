import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pkcs8, rsa } from '../config/key-material.ts';
import {
  echoingOutcome,
  type Fault,
  json,
  MARK,
  MARKED_ID,
  MARKED_VALUES,
  type MarkedServer,
  startMarkedServer,
} from '../support/marked-server.ts';
import { type Examined, examined } from './examined.ts';

const { privateKey } = rsa();
let server: MarkedServer;

beforeAll(async () => {
  server = await startMarkedServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.fault = null;
  server.tokenFault = null;
});

/** The doctor shows the client id and the kid, so these contain no mark. */
function examine(variables: Record<string, string> = {}): Promise<Examined> {
  return examined({
    EPIC_BASE_URL: server.baseUrl,
    EPIC_CLIENT_ID: 'client-1',
    EPIC_PRIVATE_KEY: pkcs8(privateKey),
    EPIC_TIMEOUT_MS: '300',
    PATIENT_PANEL: `list:${MARK}-panel`,
    ...variables,
  });
}

/** Returns everything that the doctor must not show: the server's marks, the private key, assertions and their signatures. */
function secrets(): string[] {
  const { d = '', p = '', q = '' } = privateKey.export({ format: 'jwk' });
  const assertions = server.requests
    .map(({ body }) => new URLSearchParams(body).get('client_assertion'))
    .filter((assertion) => assertion !== null);
  const signatures = assertions.map((assertion) => assertion.split('.')[2] ?? '');
  return [
    MARK,
    ...MARKED_VALUES,
    d,
    p,
    q,
    ...pkcs8(privateKey).split('\n').slice(1, -2),
    ...assertions,
    ...signatures,
  ];
}

function leakedBy({ output }: Examined): string[] {
  const plain = output.toLowerCase();
  return secrets().filter((secret) => plain.includes(secret.toLowerCase()));
}

describe('the output of the doctor', () => {
  it('contains no patient data, private key or assertion', async () => {
    const found = await examine();
    expect(server.requests.map(({ url }) => url).join('\n')).toContain(`_id=${MARKED_ID}`);
    expect(server.requests.some(({ headers }) => headers.authorization?.includes(MARK))).toBe(true);
    expect(found.step('panel').facts).toMatchObject({ patients: 3 });
    expect(found.step('reads').facts).toMatchObject({ reads: { Patient: 'found' } });
    expect(secrets().length).toBeGreaterThan(30);
    expect(leakedBy(found)).toEqual([]);
  });

  it.each<[what: string, fault: Fault]>([
    ...['59159', '4130', '4107', '59177', MARK].map((code): [string, Fault] => [
      `an outcome of code ${code === MARK ? 'unknown' : code}`,
      (response) => json(response, 400, echoingOutcome(code), { location: `/fhir/Patient/${MARK}` }),
    ]),
    [
      'a page',
      (response) => response.writeHead(200, MARK, { 'content-type': `text/html;${MARK}` }).end(MARK),
    ],
    ['another resource', (response) => json(response, 200, { resourceType: MARK, id: MARKED_ID })],
    [
      'another statement',
      (response) =>
        json(response, 200, {
          resourceType: 'CapabilityStatement',
          fhirVersion: `${MARK} 4`,
          rest: [
            { resource: [{ type: MARK, interaction: [{ code: MARK }], searchParam: [{ name: MARK }] }] },
          ],
        }),
    ],
    ['a redirect', (response) => response.writeHead(302, { location: `http://${MARK}.example/` }).end(MARK)],
    ['an invalid Date header', (response) => response.writeHead(404, { date: MARK, age: MARK }).end(MARK)],
    ['silence', () => {}],
  ])('repeats nothing from %s', async (_what, fault) => {
    server.fault = fault;
    expect(leakedBy(await examine())).toEqual([]);
  });

  it.each<[what: string, fault: Fault]>([
    [
      'a refusal except its reason',
      (response) => json(response, 400, { error: 'invalid_client', error_uri: MARK }),
    ],
    ['a page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(MARK)],
    [
      'scopes',
      (response) =>
        json(response, 200, {
          access_token: `${MARK}x`,
          token_type: 'bearer',
          scope: `system/${MARK}.rs ${MARK}`,
        }),
    ],
  ])('repeats nothing from %s of the token endpoint', async (_what, fault) => {
    server.tokenFault = fault;
    const found = await examine({ EPIC_TOKEN_AUDIENCE: 'https://other.example/token' });
    expect(found.step('token').facts).toHaveProperty('assertion');
    expect(leakedBy(found)).toEqual([]);
  });

  it('repeats no invalid variables', async () => {
    const found = await examined({
      EPIC_BASE_URL: `https://user:${MARK}@x.example`,
      EPIC_CLIENT_ID: `${MARK}ï`,
      EPIC_PRIVATE_KEY: pkcs8(privateKey).replace('END', MARK),
      PATIENT_PANEL: `ids:${MARK} x`,
    });
    expect(found.step('key').outcome).toBe('failed');
    expect(leakedBy(found)).toEqual([]);
  });
});
