import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isR4 } from '../src/epic/capabilities.ts';
import { createEpicClient, type EpicClient } from '../src/epic/client.ts';
import { createRequestBudget } from '../src/epic/request-budget.ts';
import { createLog } from '../src/observability/log.ts';
import {
  areCapturesThere,
  CREATED,
  EXCHANGES,
  FHIR_JSON,
  readCapture,
  SKIPS_WITHOUT,
} from './support/captures.ts';
import { at, matching } from './support/expected.ts';
import { everythingOf } from './support/everything.ts';
import { connectionTo, type Gateway, startGateway } from './support/gateway.ts';
import { type Exchange, type RecordedServer, startRecordedServer } from './support/recorded-server.ts';
import { rejectionOf } from './support/refusal.ts';
import { sampled } from './support/sampled.ts';

const patients = [...EXCHANGES, ...CREATED].filter(
  ({ place, status }) => /^Patient\/[^/?]+$/.test(place) && status === 200,
);

function exchangeFor(place: RegExp): Exchange {
  const found = EXCHANGES.find((exchange) => place.test(exchange.place));
  if (found === undefined) throw new Error(`Expected a recorded exchange for ${place.source}`);
  return found;
}

describe.skipIf(!areCapturesThere)(`what Epic’s sandbox has answered ${SKIPS_WITHOUT}`, () => {
  let server: RecordedServer;
  let gateway: Gateway;
  let client: EpicClient;

  beforeAll(async () => {
    server = await startRecordedServer();
    gateway = await startGateway(server);
    client = await createEpicClient({
      connection: connectionTo(server),
      limits: {
        timeoutMs: 5_000,
        maxConcurrency: 8,
        maxRps: 0,
        idBatchSize: 10,
        binaryTimeoutMs: 5_000,
        binaryMaxBytes: 10_000_000,
      },
      log: createLog('silent'),
    });
  });

  afterAll(async () => {
    client.close();
    await gateway.close();
    await server.close();
  });

  it('has patients in it', () => {
    expect(patients.length).toBeGreaterThanOrEqual(5);
  });

  it.each(sampled(patients))('answers every field of Patient: $file', async (exchange) => {
    server.replay(exchange);
    const id = exchange.place.slice('Patient/'.length);
    const { data, errors, extensions } = await gateway.query<{ patient: unknown }>(
      `query ($id: ID!) { patient(id: $id) ${everythingOf('Patient')} }`,
      { id },
    );
    expect(errors).toBeUndefined();
    expect(extensions?.fhir).toEqual({ requests: 1, estimatedRequests: 1, warnings: [] });
    const recorded: unknown = JSON.parse(exchange.body);
    expect(data.patient).toMatchObject({
      id,
      fullName: at(at(at(recorded, 'name'), '1'), 'text'),
      birthDate: at(recorded, 'birthDate'),
      gender: matching(/^(MALE|FEMALE)$/),
      active: true,
      deceased: false,
      legalSex: { text: matching(/^(Male|Female)$/) },
      sex: { text: matching(/^(Male|Female)$/) },
      race: { text: matching(/\w/) },
      ethnicity: { text: matching(/\w/) },
    });
    expect(JSON.stringify(data)).not.toMatch(/\d{3}-\d{2}-\d{4}/);
  });

  it('is null for an id that Epic does not know', async () => {
    const exchange = exchangeFor(/^Patient\/this-id/);
    server.replay(exchange);
    const id = exchange.place.slice('Patient/'.length);
    await expect(client.read('Patient', id, createRequestBudget())).resolves.toBeNull();
    const { data, errors } = await gateway.query(`{ patient(id: "${id}") { id } }`);
    expect({ data, errors }).toEqual({ data: { patient: null } });
  });

  it('is bad input for a search that Epic refuses, by the worst of its issues', async () => {
    server.replay(exchangeFor(/^Patient\?totally-bogus-param/));
    const search = client.search('Patient', { 'totally-bogus-param': 'foo' }, createRequestBudget());
    await expect(rejectionOf(search)).resolves.toEqual({
      code: 'BAD_USER_INPUT',
      message:
        'The FHIR server lists patients only by id, by identifier, by given + family + birthDate, or by given + family + ' +
        'gender + phone or email.',
    });
  });

  it('is an invalid answer for a page of HTML', async () => {
    const exchange = exchangeFor(/^FakeResourceType/);
    server.replay(exchange);
    expect([exchange.status, exchange.contentType]).toEqual([404, 'text/html']);
    const page = client.nextPage('Patient', `${server.baseUrl}/${exchange.place}`, createRequestBudget());
    await expect(rejectionOf(page)).resolves.toEqual({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message:
        'Expected FHIR JSON, but the FHIR server responded with HTTP 404 and other content. Check that EPIC_BASE_URL is the FHIR R4 base URL.',
    });
  });

  it.each(['CapabilityStatement-2026-04-26.json', 'CapabilityStatement-2026-05-11.json'])(
    'describes an R4 server that searches patients by legal sex: %s',
    async (file) => {
      const body = readCapture(file);
      server.replay({ file, place: 'metadata', status: 200, contentType: FHIR_JSON, body });
      const fresh = await createEpicClient({
        connection: connectionTo(server),
        limits: {
          timeoutMs: 5_000,
          maxConcurrency: 8,
          maxRps: 0,
          idBatchSize: 10,
          binaryTimeoutMs: 5_000,
          binaryMaxBytes: 10_000_000,
        },
        log: createLog('silent'),
      });
      const capabilities = await fresh.capabilities();
      expect(isR4(capabilities)).toBe(true);
      expect(
        ['legal-sex', '_id', 'nothing'].map((name) => capabilities.hasSearchParameter('Patient', name)),
      ).toEqual([true, true, false]);
      fresh.close();
    },
  );
});
