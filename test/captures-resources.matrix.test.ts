import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResourceType } from '../src/fhir/resources.ts';
import {
  areCapturesThere,
  CREATED,
  EXCHANGES,
  type RecordedResource,
  resourcesIn,
  SKIPS_WITHOUT,
} from './support/captures.ts';
import { allFieldsOf } from './support/all-fields.ts';
import { type Gateway, startGateway } from './support/gateway.ts';
import { type RecordedServer, startRecordedServer } from './support/recorded-server.ts';

/** How many resources one operation selects, with one search. */
const RESOURCES_PER_OPERATION = 100;

const RECORDED = [...EXCHANGES, ...CREATED]
  .map((exchange) => ({ file: exchange.file, exchange, resources: resourcesIn(exchange) }))
  .filter(({ resources }) => resources.length > 0);

/** Fields for which every recorded resource has a value, so a null would be a defect of the gateway. */
const ALWAYS_PRESENT: Partial<Record<ResourceType, readonly string[]>> = {
  AllergyIntolerance: ['name', 'code', 'clinicalStatus', 'verificationStatus', 'patient'],
  Condition: ['name', 'code', 'categories', 'subject'],
  DiagnosticReport: ['name', 'categories', 'status', 'effective', 'issued', 'performers', 'subject'],
  DocumentReference: ['title', 'type', 'categories', 'status', 'subject'],
  Encounter: ['status', 'class', 'types', 'period', 'locations', 'participants', 'serviceProvider'],
  Immunization: ['name', 'vaccine', 'status', 'occurrence', 'primarySource', 'patient'],
  MedicationRequest: ['name', 'medication', 'status', 'intent', 'dosages', 'authoredOn', 'requester'],
  Observation: ['name', 'code', 'categories', 'status', 'effective', 'issued', 'encounter', 'subject'],
  Patient: ['fullName', 'names', 'birthDate', 'age', 'gender', 'identifiers', 'legalSex', 'race'],
  Procedure: ['name', 'category', 'status', 'performed', 'identifiers', 'subject'],
};

type Entity = Readonly<Record<string, unknown>>;

describe.skipIf(!areCapturesThere)(`the recorded resources of Epic’s sandbox ${SKIPS_WITHOUT}`, () => {
  let server: RecordedServer;
  let gateway: Gateway;

  beforeAll(async () => {
    server = await startRecordedServer();
    gateway = await startGateway(server, { limits: { idBatchSize: RESOURCES_PER_OPERATION } });
  });

  afterAll(async () => {
    await gateway.close();
    await server.close();
  });

  /** Selects every field of resources of one type. */
  async function queryEverything(resources: readonly RecordedResource[]): Promise<Entity[]> {
    const entities: Entity[] = [];
    for (let start = 0; start < resources.length; start += RESOURCES_PER_OPERATION) {
      const some = resources.slice(start, start + RESOURCES_PER_OPERATION);
      const type = some[0]?.resourceType ?? 'Patient';
      const { data, errors, extensions } = await gateway.query<{ those: Entity[] }>(
        `query ($those: [_Any!]!) { those: _entities(representations: $those) { ... on ${type} ${allFieldsOf(type)} } }`,
        { those: some.map(({ id }) => ({ __typename: type, id })) },
      );
      expect(errors).toBeUndefined();
      expect(extensions?.fhir.warnings).toEqual([]);
      entities.push(...data.those);
    }
    return entities;
  }

  it('are more than 2,800, of every type in the table', () => {
    const all = RECORDED.flatMap(({ resources }) => resources);
    expect(all.length).toBeGreaterThan(2_800);
    expect([...new Set(all.map(({ resourceType }) => resourceType))].toSorted()).toEqual(
      Object.keys(ALWAYS_PRESENT).toSorted(),
    );
  });

  it.each(RECORDED)('have a value for each expected field: $file', async ({ exchange, resources }) => {
    server.replay(exchange);
    const entities = await queryEverything(resources);
    expect(entities.map((entity) => entity['id'])).toEqual(resources.map(({ id }) => id));
    for (const [index, { resource, ...fields }] of entities.entries()) {
      const recorded = resources[index];
      const expected = ALWAYS_PRESENT[recorded?.resourceType ?? 'Patient'] ?? [];
      expect(expected.filter((name) => isEmpty(fields[name]))).toEqual([]);
      // UNRECOGNIZED would be a code that no table contains.
      expect(JSON.stringify(fields)).not.toContain('"UNRECOGNIZED"');
      expect(resource).toEqual(withSsnMasked(recorded));
    }
  });
});

function withSsnMasked(recorded: unknown): unknown {
  const masked: unknown = JSON.parse(
    JSON.stringify(recorded).replaceAll(/"\d{3}-\d{2}-\d{4}"/g, '"***-**-****"'),
  );
  return masked;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
