import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';

describe('elements that Epic rarely sends', () => {
  let sandbox: Sandbox;
  let gateway: Gateway;

  beforeAll(async () => {
    sandbox = await borrowSandbox();
    gateway = await startGateway(sandbox);
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  it.each([
    [
      'isSubpotent of a vaccination, with the reaction that followed and the material given',
      {
        resourceType: 'Immunization',
        isSubpotent: true,
        subpotentReason: [{ text: 'Cold chain break' }],
        reaction: [{ date: '2026-01-02', detail: { display: 'Fever' }, reported: true }, 'x'],
        education: [
          { documentType: 'VIS-1', reference: 'https://vis.example', presentationDate: '2026-01-01' },
        ],
      },
      `immunization(id: "eOne") {
        isSubpotent subpotentReasons { text } reactions { date detail { display } reported }
        education { documentType reference publicationDate presentationDate }
      }`,
      {
        isSubpotent: true,
        subpotentReasons: [{ text: 'Cold chain break' }],
        reactions: [{ date: '2026-01-02', detail: { display: 'Fever' }, reported: true }],
        education: [
          {
            documentType: 'VIS-1',
            reference: 'https://vis.example',
            publicationDate: null,
            presentationDate: '2026-01-01',
          },
        ],
      },
    ],
    [
      'reasonReference of an encounter',
      { resourceType: 'Encounter', reasonReference: [{ reference: 'Condition/eC0ld', display: 'A cold' }] },
      'encounter(id: "eOne") { reasonReferences { reference type display } }',
      { reasonReferences: [{ reference: 'Condition/eC0ld', type: 'Condition', display: 'A cold' }] },
    ],
    [
      'derivedFrom of an observation, with a type that the graph does not have',
      {
        resourceType: 'Observation',
        derivedFrom: [{ reference: 'MolecularSequence/eSeq' }, { reference: 'Observation/eGone' }],
      },
      'observation(id: "eOne") { derivedFrom { reference type resource { __typename } } }',
      {
        derivedFrom: [
          { reference: 'MolecularSequence/eSeq', type: 'MolecularSequence', resource: null },
          { reference: 'Observation/eGone', type: 'Observation', resource: null },
        ],
      },
    ],
    [
      'identifier and period of a document',
      {
        resourceType: 'DocumentReference',
        identifier: [{ system: 'urn:oid:1.2.3', value: ' 700001' }],
        context: { period: { start: '2026-05-01T09:30:00Z' } },
      },
      'documentReference(id: "eOne") { identifiers { system value } period { start end } }',
      {
        identifiers: [{ system: 'urn:oid:1.2.3', value: '700001' }],
        period: { start: '2026-05-01T09:30:00Z', end: null },
      },
    ],
  ])('returns elements that Epic rarely sends: %s', async (_what, resource, selection, expected) => {
    const subject = { reference: `Patient/${CAMILA_LOPEZ}` };
    sandbox.add({ ...resource, id: 'eOne', subject });
    const { data, errors } = await gateway.query(`{ one: ${selection} }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ one: expected });
  });
});
