import type { Sandbox } from 'epic-fhir-sandbox';
import * as fc from 'fast-check';
import { type FieldDefinitionNode, Kind } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listOfField, PATIENT_LISTS, type PatientListName } from '../../src/fhir/patient-lists.ts';
import { allFieldsOf, namedType } from '../support/all-fields.ts';
import { type Gateway, type GraphqlAnswer, startGateway } from '../support/gateway.ts';
import { chartFor } from '../support/listed-charts.ts';
import { expectErrorsOnlyWhere } from '../support/record-errors.ts';
import { arbitraryResource, malformedResource, toJson } from '../support/malformed-resources.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { DEFINITIONS, fieldsAddedTo } from '../support/schema-files.ts';
import { expectStillHealthy } from '../support/still-healthy.ts';

const RECORDS_PER_SEARCH = 8;

/** Values that are not records, where records are expected. */
const JUNK = [
  null,
  7,
  'XQZ',
  [],
  {},
  { resource: null },
  { resource: { id: 'eNothing' } },
  { resource: { resourceType: 'OperationOutcome', issue: 'XQZ' }, search: 7 },
  { resource: { resourceType: 'OperationOutcome', issue: [null, { details: { coding: 7 } }] } },
  { search: { mode: 'include' }, resource: { resourceType: 'Practitioner', id: 7 } },
];

interface ListData {
  readonly patient: {
    readonly fullName: string;
    readonly list: { readonly edges: readonly { readonly node: Node }[] };
  };
}

type Node = Record<string, unknown> & { readonly id: string };

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

/** The connections of `Patient`, each with filter arguments that exclude few records. */
const LISTS = fieldsAddedTo('Patient').flatMap((field) => {
  const list = listOfField(field.name.value);
  const isConnection = field.name.value.endsWith('Connection');
  return list !== null && isConnection ? [{ list, filters: argumentsOf(field) }] : [];
});

/** Returns arguments for all years and for every member of an enum. */
function argumentsOf({ arguments: all = [] }: FieldDefinitionNode): string {
  const given = all.flatMap(({ name, type }) => {
    if (name.value === 'since') return ['since: "1900"'];
    if (name.value === 'until') return ['until: "2100"'];
    const members = membersOf(namedType(type)).filter((member) => member !== 'UNRECOGNIZED');
    if (members.length === 0) return [];
    return [`${name.value}: ${type.kind === Kind.LIST_TYPE ? `[${members.join(' ')}]` : members.at(-1)}`];
  });
  return given.map((argument) => `, ${argument}`).join('');
}

function membersOf(enumName: string): string[] {
  return DEFINITIONS.flatMap((definition) =>
    definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === enumName
      ? (definition.values ?? []).map(({ name }) => name.value)
      : [],
  );
}

async function queryList(
  list: PatientListName,
  patientId: string,
  args: string,
  selection: string,
): Promise<GraphqlAnswer<ListData>> {
  const status = list === 'allergies' ? 'allergyStatus' : '';
  return gateway.query<ListData>(`{ patient(id: "${patientId}") {
    fullName ${status} list: ${list}Connection(first: 100${args}) { edges { cursor node ${selection} } pageInfo { endCursor } }
  } }`);
}

interface ReadableChart {
  readonly patientId: string;
  readonly read: () => Promise<GraphqlAnswer<ListData>>;
}

/** Returns the first chart that has a record in the list. A record without a date does not match the filters. */
async function findChart(list: PatientListName, args: string): Promise<ReadableChart> {
  const { type } = PATIENT_LISTS[list];
  for (const { id: patientId } of sandbox.patients) {
    if (sandbox.chart(patientId, type).length === 0) continue;
    const { needed } = chartFor(sandbox, list, patientId);
    const given = Object.entries(needed).map(([name, values]) => `, ${name}: ${JSON.stringify(values)}`);
    const read = async () => queryList(list, patientId, given.join('') + args, allFieldsOf(type));
    const { data } = await read();
    if (data.patient.list.edges.length > 0) return { patientId, read };
  }
  throw new Error(`No chart has a record in the list ${list}`);
}

describe.each(LISTS)('the list $list', ({ list, filters }) => {
  const { type } = PATIENT_LISTS[list];

  it.each([
    ['without filters', ''],
    ['with filters', filters],
  ])(
    'returns the valid records of a list with malformed ones, and limits errors to the malformed: %s',
    async (_how, args) => {
      sandbox.clearFaults();
      const { patientId, read } = await findChart(list, args);
      const chart = sandbox.chart(patientId, type);
      const whole = await read();
      expect(whole.errors).toBeUndefined();
      const allShown = whole.data.patient.list.edges.map(({ node }) => node);
      const recordsOf = (nodes: readonly Node[]) =>
        chart.filter(({ id }) => nodes.some((node) => node.id === id));
      const [first, ...others] = recordsOf(allShown.slice(0, 2)).map((resource) => ({ resource }));
      expect(first).toBeDefined();
      const serve = (entry: readonly unknown[]): void => {
        sandbox.clearFaults();
        sandbox.fault({
          kind: 'status',
          status: 200,
          contentType: 'application/fhir+json',
          match: { operation: 'search', resourceType: type },
          body: toJson({ resourceType: 'Bundle', entry }),
        });
      };
      serve([first, ...others]);
      const { patient: valid } = (await read()).data;
      const good = valid.list.edges.map(({ node }) => node);
      expect(good.map(({ id }) => id)).toEqual(allShown.slice(0, 2).map(({ id }) => id));
      // Half derive from listed records: few malformed records of the whole chart would match a narrow list such as problems.
      const listed = recordsOf(allShown);
      const wrong = fc.oneof(
        malformedResource(listed),
        malformedResource(listed),
        malformedResource(chart),
        arbitraryResource(chart),
      );
      let shown = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(wrong, { minLength: RECORDS_PER_SEARCH, maxLength: RECORDS_PER_SEARCH }),
          async (between) => {
            const bad = between.map((resource, index) => ({
              resource: { ...resource, resourceType: type, id: `e${index}` },
            }));
            serve([first, ...JUNK, ...bad, ...others]);
            const answer = await read();
            const nodes = answer.data.patient.list.edges.map(({ node }) => node);
            const isBad = ({ id }: Node): boolean => bad.some(({ resource }) => resource.id === id);
            shown += nodes.filter(isBad).length;
            expect(answer.data.patient.fullName).toBe(valid.fullName);
            expect(nodes.filter((node) => !isBad(node))).toEqual(good);
            expectErrorsOnlyWhere(answer, ([, , , index]) => isBad(nodes[Number(index)] ?? { id: '' }));
          },
        ),
        { numRuns: 8 },
      );
      expect(shown).toBeGreaterThan(0);
      await expectStillHealthy(gateway);
    },
  );
});
