/** The sign-ins of many persons leave no memory behind, also if their sessions end during operations. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { rsa } from '../config/key-material.ts';
import { createGrantPool } from '../../src/loaders/upstream.ts';
import { type FhirServer, type Gateway, startGateway } from '../support/gateway.ts';
import { heapBytes } from '../support/heap.ts';
import { admitPersons, signIn, type SignedInPerson } from '../support/persons.ts';

vi.setConfig({ testTimeout: 180_000 });

const PERSONS = 2_000;
/** Operations in flight at once. */
const AT_ONCE = 50;
/** After them, code is compiled and tables have grown. */
const WARM_UP = 1_000;
/** Two requests. The nurse is cached for each person. */
const REQUESTS_EACH = 2;
const DOCUMENT = '{ practitioner(id: "nurse") { id } patient(id: "adult") { birthDate } }';
/** Code that is compiled, connections, and garbage of the test itself. */
const LEFT_BYTES = 3_000_000;
/** The estimate of `upstreams.ts`, and as much again for the cached record, sockets and garbage. */
const MAX_OPEN_BYTES = 25_000;

const grants = createGrantPool();
let server: Server;
let gateway: Gateway;
/** The persons of the current batch. The test keeps no others, because they would count. */
const persons: SignedInPerson[] = [];

/** The requests for records so far. The server keeps no more of them, because it shares the heap of the gateway. */
let received = 0;
let held = Promise.resolve<unknown>(null);

/** Answers as a FHIR server that has every record. */
function answerTo(origin: string, path: string): unknown {
  const [type, id] = path.slice('/fhir/'.length).split('/');
  if (path === '/token') return { access_token: 'token', token_type: 'bearer', expires_in: 3_600 };
  if (type === '.well-known') return { token_endpoint: `${origin}/token` };
  if (type === 'metadata') return { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' };
  return { resourceType: type, id, birthDate: '1987-09-12' };
}

async function startFhirServer(): Promise<FhirServer> {
  server = createServer((request, response) => {
    const { url = '', headers } = request;
    const isRecord = !/token|well-known|metadata/.test(url);
    const answer = async (): Promise<void> => {
      if (isRecord) await held;
      response.writeHead(200, { 'content-type': 'application/fhir+json' });
      response.end(JSON.stringify(answerTo(`http://${headers.host}`, url)));
    };
    if (isRecord) received += 1;
    request.resume();
    answer().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const { privateKey } = rsa();
  return {
    baseUrl: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/fhir`,
    credentials: { clientId: 'gateway', privateKey, keyId: 'any' },
  };
}

beforeAll(async () => {
  gateway = await startGateway(await startFhirServer(), {
    admit: admitPersons(persons),
    logLevel: 'silent',
    limits: { maxConcurrency: 3 * AT_ONCE },
    server: { sharedCacheSeconds: 3_600, grants },
  });
  await gateway.client.probe();
});
afterAll(async () => {
  await gateway.close();
  server.closeAllConnections();
  server.close();
});

/** Signs persons in, each for one operation. Returns the ids of their grants. */
async function operate(
  count: number,
  { endsEarly }: { readonly endsEarly: boolean },
): Promise<readonly string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const batch = Array.from({ length: AT_ONCE }, () => signIn('cardiologist'));
    persons.push(...batch);
    const before = received;
    const { promise, resolve: release } = Promise.withResolvers<unknown>();
    held = promise;
    const answers = batch.map(async ({ headers }) => gateway.query(DOCUMENT, {}, headers));
    await expect.poll(() => received, { interval: 5 }).toBe(before + REQUESTS_EACH * AT_ONCE);
    if (endsEarly) endSessions(batch.map(({ grant }) => grant.id));
    release(null);
    for (const { errors } of await Promise.all(answers))
      if (errors !== undefined) throw new Error('Expected an answer.');
    ids.push(...persons.splice(0).map(({ grant }) => grant.id));
  }
  return ids;
}

function endSessions(ids: readonly string[]): void {
  for (const id of ids) gateway.served.upstreams.release(id);
}

it('two thousand persons leave nothing behind whose sessions end during an operation', async () => {
  await operate(WARM_UP, { endsEarly: true });
  const before = heapBytes();
  await operate(PERSONS, { endsEarly: true });
  expect(grants.usedBytes).toBe(0);
  expect(heapBytes() - before).toBeLessThan(LEFT_BYTES);
});

it('two thousand persons hold little while their sessions live, and nothing after they have ended', async () => {
  const before = heapBytes();
  const ids = await operate(PERSONS, { endsEarly: false });
  expect(grants.usedBytes).toBeGreaterThan(0);
  expect((heapBytes() - before) / PERSONS).toBeLessThan(MAX_OPEN_BYTES);
  endSessions(ids);
  expect(grants.usedBytes).toBe(0);
  expect(heapBytes() - before).toBeLessThan(LEFT_BYTES);
});
