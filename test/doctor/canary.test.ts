import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pkcs8, rsa } from '../config/key-material.ts';
import {
  echoingOutcome,
  type CanaryFault,
  sendJson,
  CANARY,
  CANARY_ID,
  CANARY_VALUES,
  type CanaryServer,
  startCanaryServer,
} from '../support/canary-server.ts';
import { type Examined, examined } from './examined.ts';

const { privateKey } = rsa();
let server: CanaryServer;

beforeAll(async () => {
  server = await startCanaryServer();
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
    PATIENT_PANEL: `list:${CANARY}-panel`,
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
    CANARY,
    ...CANARY_VALUES,
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
    expect(server.requests.map(({ url }) => url).join('\n')).toContain(`_id=${CANARY_ID}`);
    expect(server.requests.some(({ headers }) => headers.authorization?.includes(CANARY))).toBe(true);
    expect(found.step('panel').facts).toMatchObject({ patients: 3 });
    expect(found.step('reads').facts).toMatchObject({ reads: { Patient: 'found' } });
    expect(secrets().length).toBeGreaterThan(30);
    expect(leakedBy(found)).toEqual([]);
  });

  it.each<[what: string, fault: CanaryFault]>([
    ...['59159', '4130', '4107', '59177', CANARY].map((code): [string, CanaryFault] => [
      `an outcome of code ${code === CANARY ? 'unknown' : code}`,
      (response) => sendJson(response, 400, echoingOutcome(code), { location: `/fhir/Patient/${CANARY}` }),
    ]),
    [
      'a page',
      (response) => response.writeHead(200, CANARY, { 'content-type': `text/html;${CANARY}` }).end(CANARY),
    ],
    ['another resource', (response) => sendJson(response, 200, { resourceType: CANARY, id: CANARY_ID })],
    [
      'another statement',
      (response) =>
        sendJson(response, 200, {
          resourceType: 'CapabilityStatement',
          fhirVersion: `${CANARY} 4`,
          rest: [
            {
              resource: [{ type: CANARY, interaction: [{ code: CANARY }], searchParam: [{ name: CANARY }] }],
            },
          ],
        }),
    ],
    [
      'a redirect',
      (response) => response.writeHead(302, { location: `http://${CANARY}.example/` }).end(CANARY),
    ],
    [
      'an invalid Date header',
      (response) => response.writeHead(404, { date: CANARY, age: CANARY }).end(CANARY),
    ],
    ['silence', () => {}],
  ])('repeats nothing from %s', async (_what, fault) => {
    server.fault = fault;
    expect(leakedBy(await examine())).toEqual([]);
  });

  it.each<[what: string, fault: CanaryFault]>([
    [
      'a refusal except its reason',
      (response) => sendJson(response, 400, { error: 'invalid_client', error_uri: CANARY }),
    ],
    ['a page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(CANARY)],
    [
      'scopes',
      (response) =>
        sendJson(response, 200, {
          access_token: `${CANARY}x`,
          token_type: 'bearer',
          scope: `system/${CANARY}.rs ${CANARY}`,
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
      EPIC_BASE_URL: `https://user:${CANARY}@x.example`,
      EPIC_CLIENT_ID: `${CANARY}ï`,
      EPIC_PRIVATE_KEY: pkcs8(privateKey).replace('END', CANARY),
      PATIENT_PANEL: `ids:${CANARY} x`,
    });
    expect(found.step('key').outcome).toBe('failed');
    expect(leakedBy(found)).toEqual([]);
  });
});
