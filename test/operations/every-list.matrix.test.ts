/** Every field of every list of a patient, and of the lookups of its records. */
import { describe, expect, it } from 'vitest';
import { PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';
import { allFieldsOf, namedType } from '../support/all-fields.ts';
import { ENTITIES, fieldsAddedTo } from '../support/schema-files.ts';
import { ask } from '../support/upstream.ts';
import { withGateway } from '../support/with-gateway.ts';

/** The lists of a patient, each with the type of its resources. */
const LISTS = fieldsAddedTo('Patient')
  .map(({ name, type }) => ({ list: name.value, type: namedType(type) }))
  .filter(({ list, type }) => ENTITIES.has(type) && Object.hasOwn(PATIENT_LISTS, list));

/** The arguments that Epic needs for a list. */
const NEEDED: Readonly<Record<string, string>> = { episodesOfCare: 'type: ["5", "8", "12"]' };

/** The number of records of each list that the test looks up by id. */
const LOOKED_UP = 5;

interface ConnectionData {
  patient: Record<string, { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean } }>;
}

const used = withGateway();

describe('every list of a patient', () => {
  it('finds every list of a patient in the schema', () => {
    expect(LISTS.length).toBeGreaterThan(20);
    expect(new Set(LISTS.map(({ type }) => type)).size).toBeGreaterThan(14);
  });

  it.each(LISTS)(
    'resolves every field of a list and of the lookups of its records by id: $list',
    async ({ list, type }) => {
      let found = 0;
      for (const { id } of used.sandbox.patients.slice(0, 7)) {
        const { data, errors } = await ask<ConnectionData>(
          used.gateway,
          used.sandbox,
          `query ($id: ID!) { patient(id: $id) {
          id
          ${list}Connection(first: 100, ${NEEDED[list] ?? ''}) { nodes ${allFieldsOf(type)} edges { cursor } pageInfo { hasNextPage endCursor } }
        } }`,
          { id },
        );
        // One document exceeds the size limit for content.
        expect(
          (errors ?? [])
            .map(({ extensions }) => extensions.code)
            .filter((code) => code !== 'CONTENT_TOO_LARGE'),
        ).toEqual([]);
        const ids = data.patient[`${list}Connection`]?.nodes.map((node) => node.id) ?? [];
        expect(new Set(ids).size).toBe(ids.length);
        if (found < LOOKED_UP) await expectLookups(type, ids.slice(0, LOOKED_UP - found));
        found += ids.length;
      }
      expect(found).toBeGreaterThan(0);
    },
  );

  it.each([...ENTITIES])('returns null for an unknown id of a %s', async (type) => {
    const { data, errors } = await used.gateway.query(
      `{ found: ${lookupFieldOf(type)}(id: "eNothing") { id } }`,
    );
    expect([data, errors]).toEqual([{ found: null }, undefined]);
  });
});

/** Looks up each resource by its id, with every field. */
async function expectLookups(type: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const { data, errors } = await used.gateway.query<{ found: { id: string } }>(
      `query ($id: ID!) { found: ${lookupFieldOf(type)}(id: $id) ${allFieldsOf(type)} }`,
      { id },
    );
    expect(errors).toBeUndefined();
    expect(data.found.id).toBe(id);
  }
}

function lookupFieldOf(type: string): string {
  return type.charAt(0).toLowerCase() + type.slice(1);
}
