import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';

import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { lookupOf, PATIENT, createRecord, TYPES } from '../support/modified-records.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';

const MODIFIER = [{ url: 'http://example.org/negates-the-record', valueBoolean: true }];
/** Deep in the record, where no field of the graph reads. */
const DEEP = {
  note: [{ text: 'a note', extension: [{ url: 'http://example.org/x', modifierExtension: MODIFIER }] }],
};

let server: RecordServer;
let gateway: Gateway;

const idOf = (type: string): string => (type === 'Patient' ? PATIENT : `odd-${type}`);

beforeAll(async () => {
  const ofTypes = TYPES.filter((type) => type !== 'Patient');
  server = await startRecordServer([
    createRecord('Patient', PATIENT, DEEP),
    ...ofTypes.flatMap((type) => [createRecord(type, idOf(type), DEEP), createRecord(type, `plain-${type}`)]),
    createRecord('Encounter', 'containing', {
      contained: [{ resourceType: 'Condition', id: 'c1', modifierExtension: MODIFIER }],
      reasonReference: [{ reference: '#c1' }],
    }),
    ...ofTypes.map((type) =>
      createRecord('Provenance', `about-${type}`, {
        target: [{ reference: `Patient/${PATIENT}` }, { reference: `${type}/${idOf(type)}` }],
      }),
    ),
  ]);
  gateway = await startGateway(server);
});

afterAll(async () => {
  await gateway.close();
  await server.close();
});

async function queryWarnings(document: string) {
  const { data, errors, extensions } = await gateway.query(document);
  expect(errors).toBeUndefined();
  const warnings = extensions?.fhir.warnings.filter(({ code }) => code === 'UNKNOWN_MODIFIER') ?? [];
  return { data, warnings };
}

function warning(resourceType: string, ...path: (string | number)[]): unknown {
  return expect.objectContaining({ code: 'UNKNOWN_MODIFIER', resourceType, path });
}

describe('a record with an unknown modifier extension', () => {
  it.each(TYPES)(
    'warns about an unknown modifier by id, as an entity and by reference, with the path: %s [CS-46]',
    async (type) => {
      const fields = '__typename id hasUnknownModifier';
      const { data, warnings } = await queryWarnings(`{
      byId: ${lookupOf(type)}(id: "${idOf(type)}") { ${fields} }
      _entities(representations: [{ __typename: "${type}", id: "${idOf(type)}" }]) { ... on ${type} { ${fields} } }
      provenance(id: "about-${type === 'Patient' ? 'Goal' : type}") { targets { resource { ... on ${type} { ${fields} } } } }
    }`);
      const found = { __typename: type, id: idOf(type), hasUnknownModifier: true };
      expect(at(data, 'byId')).toEqual(found);
      expect(at(data, '_entities', 0)).toEqual(found);
      const target = type === 'Patient' ? 0 : 1;
      expect(at(data, 'provenance', 'targets', target, 'resource')).toEqual(found);
      expect(warnings).toContainEqual(warning(type, 'byId'));
      expect(warnings).toContainEqual(warning(type, '_entities'));
      expect(warnings).toContainEqual(warning(type, 'provenance', 'targets', target, 'resource'));
    },
  );

  it.each(Object.entries(PATIENT_LISTS).map(([list, { type }]) => ({ list, type })))(
    'warns about an unknown modifier in $list and in its connection [CS-46]',
    async ({ list, type }) => {
      const { data, warnings } = await queryWarnings(
        `{ patient(id: "${PATIENT}") { ${list} { id hasUnknownModifier } ${list}Connection { nodes { id hasUnknownModifier } } } }`,
      );
      for (const records of [at(data, 'patient', list), at(data, 'patient', `${list}Connection`, 'nodes')]) {
        expect(records).toContainEqual({ id: idOf(type), hasUnknownModifier: true });
        expect(records).toContainEqual({ id: `plain-${type}`, hasUnknownModifier: false });
      }
      expect(warnings).toContainEqual(warning(type, 'patient', list));
      expect(warnings).toContainEqual(warning(type, 'patient', `${list}Connection`, 'nodes'));
    },
  );

  it('warns about an unknown modifier of a contained resource, at its container and where it is read', async () => {
    const { data, warnings } = await queryWarnings(
      '{ encounter(id: "containing") { hasUnknownModifier reasonReferences { resource { ... on Condition { hasUnknownModifier } } } } }',
    );
    expect(data).toEqual({
      encounter: { hasUnknownModifier: true, reasonReferences: [{ resource: { hasUnknownModifier: true } }] },
    });
    expect(warnings).toEqual([
      warning('Encounter', 'encounter'),
      warning('Condition', 'encounter', 'reasonReferences', 0, 'resource'),
    ]);
  });

  it('warns about an unknown modifier whether or not the field is selected, but not about other records', async () => {
    const [odd, plain] = await Promise.all(
      [idOf('Goal'), 'plain-Goal'].map((id) => queryWarnings(`{ goal(id: "${id}") { id } }`)),
    );
    expect(odd?.warnings).toEqual([warning('Goal', 'goal')]);
    expect(plain?.warnings).toEqual([]);
  });

  it('never quotes the extension in a warning about an unknown modifier', async () => {
    const { warnings } = await queryWarnings(`{ goal(id: "${idOf('Goal')}") { id } }`);
    expect(JSON.stringify(warnings)).not.toContain('example.org');
  });
});
