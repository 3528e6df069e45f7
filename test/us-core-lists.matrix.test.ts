import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENT_LISTS } from '../src/fhir/patient-lists.ts';
import type { ResourceFacts } from '../src/fhir/resource-facts.ts';
import { isAboutPatients } from '../src/fhir/resource-kinds.ts';
import { RESOURCES } from '../src/fhir/resources.ts';
import { at } from './support/expected.ts';
import { type Gateway, startGateway } from './support/gateway.ts';
import { type RecordServer, startRecordServer } from './support/record-server.ts';
import {
  areUsCoreExamplesThere,
  SKIPS_WITHOUT_EXAMPLES,
  usCoreExamples,
  VERSIONS,
} from './support/us-core-examples.ts';

const LISTS = Object.entries(PATIENT_LISTS).map(([name, { type }]) => ({ name, type }));

describe.skipIf(!areUsCoreExamplesThere).each(VERSIONS)(
  `the lists of the example patients of US Core %s ${SKIPS_WITHOUT_EXAMPLES}`,
  (version) => {
    const examples = areUsCoreExamplesThere ? usCoreExamples(version) : [];
    const patients = examples.filter(({ type }) => type === 'Patient').map(({ resource }) => resource.id);
    let server: RecordServer;
    let gateway: Gateway;

    beforeAll(async () => {
      server = await startRecordServer(examples.map(({ resource }) => resource));
      gateway = await startGateway(server);
    });

    afterAll(async () => {
      await gateway.close();
      await server.close();
    });

    /** Returns the ids on all pages of a list. */
    async function idsIn(list: string, id: string): Promise<string[]> {
      const ids: string[] = [];
      let after: unknown = null;
      do {
        const { data, errors } = await gateway.query(
          `query ($id: ID!, $after: String) {
            patient(id: $id) { list: ${list}Connection(first: 100, after: $after) {
              nodes { id } pageInfo { hasNextPage endCursor }
            } }
          }`,
          { id, after },
        );
        expect(errors).toBeUndefined();
        const page = at(at(data, 'patient'), 'list');
        const nodes = at(page, 'nodes');
        if (Array.isArray(nodes)) ids.push(...nodes.map((node) => String(at(node, 'id'))));
        const pageInfo = at(page, 'pageInfo');
        after = at(pageInfo, 'hasNextPage') === true ? at(pageInfo, 'endCursor') : null;
      } while (after !== null);
      return ids;
    }

    const examplesAbout = (id: string): string[] =>
      examples
        .filter(({ type, resource }) => hasList(type) && subjectOf(type, resource) === `Patient/${id}`)
        .map(({ type, resource }) => `${type}/${resource.id}`);

    it.each(patients)('contain every example about %s with default arguments', async (id) => {
      const listed = await Promise.all(
        LISTS.map(async ({ name, type }) => (await idsIn(name, id)).map((one) => `${type}/${one}`)),
      );
      expect(examplesAbout(id).filter((example) => !listed.flat().includes(example))).toEqual([]);
    });

    it('cover most examples', () => {
      expect(patients.flatMap(examplesAbout).length).toBeGreaterThan(120);
    });
  },
);

function hasList(type: string): boolean {
  return LISTS.some((list) => list.type === type);
}

function subjectOf(type: keyof typeof RESOURCES, resource: unknown): unknown {
  const facts: ResourceFacts = RESOURCES[type];
  return isAboutPatients(facts) ? at(at(resource, facts.patient[0] ?? ''), 'reference') : null;
}
