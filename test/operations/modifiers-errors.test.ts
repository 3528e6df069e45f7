import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject } from '../../src/fhir/lenient-read.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';
import {
  errorsOf,
  lookupOf,
  createModifiedRecord,
  PATIENT,
  createRecord,
  SECRET,
  TYPES,
} from '../support/modified-records.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';

/** Each type of the graph with each element that can mark a resource as entered in error. */
const ERRORS = TYPES.flatMap((type) => errorsOf(type).map((modifier) => ({ type, modifier })));

let server: RecordServer;
let provider: IdentityProvider;
let kept: MemoryAudit;
let gateway: Gateway;

const idOf = (type: string, element: string): string => `${type}-${element}`;

beforeAll(async () => {
  const errors = ERRORS.map(({ type, modifier }) =>
    createModifiedRecord(type, idOf(type, modifier.element), modifier),
  );
  const containing = createRecord('DiagnosticReport', 'containing', {
    status: 'final',
    text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">a result</div>' },
    code: { text: 'a report' },
    description: undefined,
    contained: [{ ...createRecord('Observation', 'o1'), status: 'entered-in-error' }],
    result: [{ reference: '#o1' }],
  });
  server = await startRecordServer([
    createRecord('Patient', PATIENT),
    ...TYPES.filter((type) => type !== 'Patient').map((type) => createRecord(type, `plain-${type}`)),
    ...errors,
    ...errors.map(({ resourceType, id }) =>
      createRecord('Provenance', `about-${id}`, {
        target: [{ reference: `Patient/${PATIENT}` }, { reference: `${resourceType}/${id}` }],
      }),
    ),
    containing,
  ]);
  provider = await startIdentityProvider();
  kept = createMemoryAudit({ upstream: server.baseUrl });
  gateway = await startGateway(server, {
    callers: provider.tokenVerification(),
    server: { audit: kept.audit },
  });
});

afterAll(async () => {
  await gateway.close();
  await provider.close();
  await server.close();
});

async function dataFor(scopes: string, document: string): Promise<unknown> {
  const authorization = await provider.bearer(scopes, { patient: PATIENT });
  const { data, errors } = await gateway.query(document, {}, { authorization });
  expect(errors).toBeUndefined();
  return data;
}

function resourceOf(found: unknown): Record<string, unknown> {
  const resource = at(found, 'resource');
  return isObject(resource) ? resource : {};
}

const FIELDS = 'id isEnteredInError resource';

/** Returns every query that reads a record by its id, with the path to the record in the response. */
function queriesFor(type: string, id: string): { document: string; path: (string | number)[] }[] {
  return [
    { document: `{ found: ${lookupOf(type)}(id: "${id}") { ${FIELDS} } }`, path: ['found'] },
    {
      document: `{ found: _entities(representations: [{ __typename: "${type}", id: "${id}" }]) { ... on ${type} { ${FIELDS} } } }`,
      path: ['found', 0],
    },
    {
      document: `{ found: provenance(id: "about-${id}") { targets { resource { ... on ${type} { ${FIELDS} } } } } }`,
      path: ['found', 'targets', 1, 'resource'],
    },
  ];
}

describe('an entered-in-error record that is read by id, as an entity or by reference', () => {
  it.each(ERRORS)(
    'marks an entered-in-error record for staff, with all of its content: $type.$modifier.element [CS-22]',
    async ({ type, modifier }) => {
      const id = idOf(type, modifier.element);
      for (const { document, path } of queriesFor(type, id)) {
        const found = at(await dataFor('user/*.rs', document), ...path);
        expect(found).toMatchObject({ id, isEnteredInError: true });
        expect(JSON.stringify(at(found, 'resource'))).toContain(SECRET);
      }
    },
  );

  it.each(ERRORS)(
    'shows patients only the id and status of an entered-in-error record: $type.$modifier.element [CS-23]',
    async ({ type, modifier }) => {
      const id = idOf(type, modifier.element);
      for (const { document, path } of queriesFor(type, id)) {
        const found = at(await dataFor('patient/*.rs', document), ...path);
        expect(found).toMatchObject({ id, isEnteredInError: true });
        const { [modifier.element]: status, ...rest } = resourceOf(found);
        expect(rest).toEqual({ resourceType: type, id });
        expect(JSON.stringify(status)).toContain('entered-in-error');
      }
    },
  );
});

describe('a record that is not entered in error', () => {
  it.each(TYPES)('shows patients the content of a record that is not entered in error: %s', async (type) => {
    const id = type === 'Patient' ? PATIENT : `plain-${type}`;
    const document = `{ found: ${lookupOf(type)}(id: "${id}") { ${FIELDS} } }`;
    const found = at(await dataFor('patient/*.rs', document), 'found');
    expect(found).toMatchObject({ id, isEnteredInError: false });
    expect(Object.keys(resourceOf(found)).length).toBeGreaterThan(2);
  });
});

describe('an entered-in-error record among other records', () => {
  const contained =
    '{ found: diagnosticReport(id: "containing") { resource results { resource { id isEnteredInError valueText resource } } } }';

  it('shows patients only the id and status of an entered-in-error record that another contains [CS-23]', async () => {
    const report = at(await dataFor('patient/*.rs', contained), 'found');
    const shown = { resourceType: 'Observation', id: 'o1', status: 'entered-in-error' };
    expect(at(report, 'resource', 'contained')).toEqual([shown]);
    expect(at(report, 'results', 0, 'resource')).toMatchObject({
      isEnteredInError: true,
      resource: { ...shown, id: '#o1' },
    });
    expect(JSON.stringify(report)).not.toContain(SECRET);
    expect(at(report, 'resource', 'code', 'text')).toBe('a report');
    // The narrative of the report can repeat the contained record.
    expect(at(report, 'resource', 'text')).toBeUndefined();
    expect(JSON.stringify(await dataFor('user/*.rs', contained))).toContain(SECRET);
  });

  it('shows patients only the id and status of an entered-in-error record in a list that includes it', async () => {
    const document = `{ patient(id: "${PATIENT}") { conditions(include: [ENTERED_IN_ERROR]) { ${FIELDS} } } }`;
    const wrong = idOf('Condition', 'verificationStatus');
    const found = [at(await dataFor('patient/*.rs', document), 'patient', 'conditions')].flat();
    expect(found).toContainEqual({
      id: wrong,
      isEnteredInError: true,
      resource: {
        resourceType: 'Condition',
        id: wrong,
        verificationStatus: { coding: [{ code: 'entered-in-error' }] },
      },
    });
    expect(found.length).toBeGreaterThan(1);
  });

  it('shows an entered-in-error record to a patient whose token also has a user scope for its type', async () => {
    const id = idOf('Goal', 'lifecycleStatus');
    const document = `{ found: goal(id: "${id}") { resource } }`;
    expect(JSON.stringify(await dataFor('patient/*.rs user/Goal.rs', document))).toContain(SECRET);
    expect(JSON.stringify(await dataFor('patient/*.rs user/Device.rs', document))).not.toContain(SECRET);
  });

  it('audits the read of an entered-in-error record with the patient it is about', async () => {
    kept.take();
    const id = idOf('Observation', 'status');
    await dataFor('patient/*.rs', `{ observation(id: "${id}") { id } }`);
    const events = JSON.stringify(kept.take());
    expect(events).toContain(`Observation/${id}`);
    expect(events).toContain(`Patient/${PATIENT}`);
  });
});
