import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isR4 } from '../src/epic/capabilities.ts';
import { openSiteClient, type SiteClient } from './support/site.ts';
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
import { allFieldsOf } from './support/all-fields.ts';
import { connectionTo, type Gateway, startGateway } from './support/gateway.ts';
import {
  type RecordedExchange,
  type RecordedServer,
  startRecordedServer,
} from './support/recorded-server.ts';
import { rejectionOf } from './support/refusal.ts';

const PATIENTS = [...EXCHANGES, ...CREATED].filter(
  ({ place, status }) => /^Patient\/[^/?]+$/.test(place) && status === 200,
);

function exchangeFor(place: RegExp): RecordedExchange {
  const found = EXCHANGES.find((exchange) => place.test(exchange.place));
  if (found === undefined) throw new Error(`Expected a recorded exchange for ${place.source}`);
  return found;
}

describe.skipIf(!areCapturesThere)(`the recorded responses of Epic’s sandbox ${SKIPS_WITHOUT}`, () => {
  let server: RecordedServer;
  let gateway: Gateway;
  let client: SiteClient;

  beforeAll(async () => {
    server = await startRecordedServer();
    gateway = await startGateway(server);
    client = await openSiteClient({
      connection: connectionTo(server),
      log: createLog('silent'),
    });
  });

  afterAll(async () => {
    client.close();
    await gateway.close();
    await server.close();
  });

  it('include at least five patients', () => {
    expect(PATIENTS.length).toBeGreaterThanOrEqual(5);
  });

  it.each(PATIENTS)('give a value for the fields of Patient: $file', async (exchange) => {
    server.replay(exchange);
    const id = exchange.place.slice('Patient/'.length);
    const { data, errors, extensions } = await gateway.query<{ patient: unknown }>(
      `query ($id: ID!) { patient(id: $id) ${allFieldsOf('Patient')} }`,
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

  it('give null for an id that Epic does not know', async () => {
    const exchange = exchangeFor(/^Patient\/this-id/);
    server.replay(exchange);
    const id = exchange.place.slice('Patient/'.length);
    await expect(client.read('Patient', id, createRequestBudget())).resolves.toBeNull();
    const { data, errors } = await gateway.query(`{ patient(id: "${id}") { id } }`);
    expect({ data, errors }).toEqual({ data: { patient: null } });
  });

  it('give BAD_USER_INPUT for the most severe issue of a rejected search', async () => {
    server.replay(exchangeFor(/^Patient\?totally-bogus-param/));
    const search = client.search('Patient', { 'totally-bogus-param': 'foo' }, createRequestBudget());
    await expect(rejectionOf(search)).resolves.toEqual({
      code: 'BAD_USER_INPUT',
      message:
        'The FHIR server lists patients only by id, by identifier, by given + family + birthDate, or by given + family + ' +
        'gender + phone or email.',
    });
  });

  it('give UPSTREAM_INVALID_RESPONSE for an HTML page', async () => {
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
    'describe an R4 server that supports the search parameter legal-sex: %s',
    async (file) => {
      const body = readCapture(file);
      server.replay({ file, place: 'metadata', status: 200, contentType: FHIR_JSON, body });
      const fresh = await openSiteClient({
        connection: connectionTo(server),
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
