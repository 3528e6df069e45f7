import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Audit, createAudit } from '../../src/audit/audit.ts';
import type { EventSink } from '../../src/audit/event-sink.ts';
import { createSinkPool } from '../../src/audit/sink-pool.ts';
import type { AuditConfig } from '../../src/config/config.ts';
import { openAudit } from '../../src/audit/open-audit.ts';
import { createBufferedOutput } from '../../src/observability/buffered-output.ts';
import { createLog } from '../../src/observability/log.ts';
import { type AuditServer, startAuditServer } from '../audit/audit-server.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { skipPauses } from '../support/time.ts';
import { fhirCalls } from '../support/upstream.ts';
import { inputFor, memoryStore, write } from '../support/writing.ts';

skipPauses();

const LOG = createLog('silent');
const READ = `{ patient(id: "${CAMILA_LOPEZ}") { fullName } }`;

let sandbox: Sandbox;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

afterAll(() => sandbox.close());

async function startGatewayWith(
  audit: Audit,
  options: Parameters<typeof startGateway>[1] = {},
): Promise<Gateway> {
  const gateway = await startGateway(sandbox, { ...options, server: { audit, ...options.server } });
  closers.push(() => gateway.close());
  await gateway.client.probe();
  sandbox.clearRequests();
  return gateway;
}

/** Confirms events only when the test calls `answer`. */
function createSilentAudit(isRequired: boolean) {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const sink: EventSink = { write: () => promise, close: async () => {} };
  const audit = createAudit({
    sink,
    isRequired,
    upstream: sandbox.baseUrl,
    site: 'test',
    now: Date.now,
    log: LOG,
    timeoutMs: 50,
  });
  return { audit, answer: () => resolve(undefined) };
}

describe('an audit destination that does not respond [T5-D1]', () => {
  it('refuses operations before any FHIR request while a required audit does not respond', async () => {
    const { audit, answer } = createSilentAudit(true);
    const gateway = await startGatewayWith(audit, { store: memoryStore() });
    const first = await gateway.http.post('/graphql').send({ query: READ });
    expect([first.status, fhirCalls(sandbox).length]).toEqual([503, 1]);
    const refused = {
      message: 'The audit destination does not respond, so the gateway executes no operation. Retry later.',
      extensions: { code: 'AUDIT_UNAVAILABLE' },
    };
    const documents = [
      READ,
      `query { ...Patients } fragment Patients on Query { patients(filter: { ids: ["${CAMILA_LOPEZ}"] }) { id } }`,
      '{ _entities(representations: [{ __typename: "Patient", id: "eUnknown" }]) { __typename } }',
    ];
    for (const query of documents) {
      const received = await gateway.http.post('/graphql').send({ query });
      expect([received.status, received.body]).toMatchObject([503, { errors: [refused] }]);
      expect(received.body).not.toHaveProperty('data');
    }
    const { errors } = await write(gateway, 'addProblem', inputFor('addProblem', sandbox));
    expect(errors).toMatchObject([refused]);
    expect(fhirCalls(sandbox)).toHaveLength(1);
    const schema = await gateway.query('{ __typename _service { sdl } }');
    expect(schema.data).toMatchObject({ __typename: 'Query' });
    answer();
    await expect.poll(() => audit.isStalled).toBe(false);
    const { data } = await gateway.query(READ);
    expect(data).toEqual({ patient: { fullName: 'Camila Maria Lopez' } });
  });

  it('completes operations while an optional audit does not respond', async () => {
    const { audit } = createSilentAudit(false);
    const gateway = await startGatewayWith(audit);
    for (let count = 0; count < 3; count += 1) {
      const { data } = await gateway.query(READ);
      expect(data).toEqual({ patient: { fullName: 'Camila Maria Lopez' } });
    }
  });
});

describe('a flood of refusals while the audit repository is down [T5-D4]', () => {
  let folder: string;
  let repository: AuditServer;
  let provider: IdentityProvider;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'audit-'));
    [repository, provider] = await Promise.all([startAuditServer(), startIdentityProvider()]);
    repository.answer = () => 503;
  });

  afterAll(async () => {
    await Promise.all([repository.close(), provider.close()]);
    rmSync(folder, { recursive: true });
  });

  it('serves other callers during a flood of refusals, even with a required audit and a small spool', async () => {
    const config: AuditConfig = {
      sink: { kind: 'fhir', baseUrl: repository.baseUrl },
      isRequired: true,
      spool: { path: join(folder, 'spool.sqlite'), maxEvents: 200 },
      tokenFile: null,
    };
    const sinks = createSinkPool({ config, log: LOG, output: createBufferedOutput(new PassThrough()) });
    const { sink: destination, isRequired } = config;
    const audit = await openAudit({ sinks, destination, isRequired, upstream: sandbox.baseUrl, log: LOG });
    if (audit === null) throw new Error('There is no audit.');
    closers.push(async () => {
      await audit.close();
      await sinks.close();
    });
    const gateway = await startGatewayWith(audit, {
      callers: provider.tokenVerification(),
      server: { maxUpstreamCallsPerMinute: 5 },
    });
    const authorization = await provider.bearer('user/*.rs', { subject: 'good' });
    const greedy = await provider.bearer('user/*.rs', { subject: 'greedy' });
    for (let count = 0; count < 240; count += 1) {
      const { status } = await gateway.http.post('/graphql').send({ query: READ });
      expect(status).toBe(401);
    }
    expect(sinks.spoolCounts()).toEqual({ waiting: 10, undeliverable: 0 });
    // Refusals of an authenticated caller over the rate limit do not fill the spool either.
    const refused: number[] = [];
    for (let count = 0; count < 100; count += 1) {
      const { status } = await gateway.http
        .post('/graphql')
        .set({ authorization: greedy })
        .send({ query: READ });
      if (status !== 200) refused.push(status);
    }
    expect(new Set(refused)).toEqual(new Set([429]));
    expect(refused).toHaveLength(95);
    const { data } = await gateway.query(READ, {}, { authorization });
    expect(data).toEqual({ patient: { fullName: 'Camila Maria Lopez' } });
    expect(sinks.spoolCounts()).toEqual({ waiting: 10 + 5 + 1, undeliverable: 0 });
  });
});
