/** Filters each list by its derived arguments, on a server that ignores every parameter but the patient. */
import { afterEach, describe, expect, it } from 'vitest';
import { DEFINED_FILTERS, type DefinedFilter } from '../../src/fhir/defined-filters.ts';
import { argumentsOf } from '../../src/fhir/derived-arguments.ts';
import type { ListArgument, PatientList } from '../../src/fhir/list-definition.ts';
import { LIST_NAMES, PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import { createRecord, PATIENT } from '../support/modified-records.ts';
import { type RecordOfServer, type RecordServer, startRecordServer } from '../support/record-server.ts';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function startWith(
  records: readonly RecordOfServer[],
): Promise<{ gateway: Gateway; server: RecordServer }> {
  const server = await startRecordServer([createRecord('Patient', PATIENT), ...records]);
  const gateway = await startGateway(server);
  opened.push(server, gateway);
  return { gateway, server };
}

/** Codes whose records some lists leave out, and one that also keeps orders without a status. */
const UNUSUAL = /^active$|entered-in-error|not-done|superseded|cancelled|declined/;

/** Each list with each argument that filters by an element, and a value for it. */
const CASES = LIST_NAMES.flatMap((list) => {
  const row: PatientList = PATIENT_LISTS[list];
  const { documented: _, ...elements } = DEFINED_FILTERS[row.type] ?? { documented: '' };
  return Object.entries(elements).flatMap(([argument, element]) => {
    const filter = argumentsOf(row)[argument];
    return filter === undefined || row.byArgument?.[argument] !== undefined
      ? []
      : [{ list, argument, type: row.type, ...exampleOf(argument, filter, element) }];
  });
});

function exampleOf(argument: string, { members }: ListArgument, { path }: DefinedFilter) {
  const [code = 'x', member] = Object.entries(members ?? {}).find(([one]) => !UNUSUAL.test(one)) ?? [];
  if (argument === 'encounter')
    return { value: '"e1"', content: contentAt(path, { reference: 'Encounter/e1/_history/2' }) };
  return member === undefined
    ? { value: '"http://s|x"', content: contentAt(path, { coding: [{ system: 'http://s', code }] }) }
    : { value: member, content: contentAt(path, code) };
}

function contentAt(path: string, value: unknown): Record<string, unknown> {
  const [name = '', ...rest] = path.split('.');
  return { [name]: rest.length === 0 ? value : contentAt(rest.join('.'), value) };
}

describe('a filter of a list', () => {
  it.each(CASES)(
    'keeps the records that match, although the server ignores it: $list($argument)',
    async ({ list, argument, type, value, content }) => {
      const always: PatientList = PATIENT_LISTS[list];
      const [filtered] = Object.keys(content);
      const other = createRecord(
        type,
        'other',
        filtered === undefined || always.always?.filter.parameter === filtered
          ? {}
          : { [filtered]: undefined },
      );
      const { gateway } = await startWith([createRecord(type, 'match', content), other]);
      const { data, errors } = await gateway.query(
        `{ patient(id: "${PATIENT}") { ${list}(${argument}: [${value}]) { id }
           ${list}Connection(${argument}: [${value}]) { nodes { id } } } }`,
      );
      expect(errors).toBeUndefined();
      expect(at(data, 'patient')).toEqual({
        [list]: [{ id: 'match' }],
        [`${list}Connection`]: { nodes: [{ id: 'match' }] },
      });
    },
  );

  it.each(['code', 'status', 'encounter'])(
    'rejects more than 100 values before it searches: %s',
    async (argument) => {
      const { gateway, server } = await startWith([]);
      const value = argument === 'status' ? 'ACTIVE' : '"x"';
      const query = (count: number): ReturnType<Gateway['query']> =>
        gateway.query(
          `{ patient(id: "${PATIENT}") { flags(${argument}: [${Array<string>(count).fill(value).join()}]) { id } } }`,
        );
      expect((await query(101)).errors).toMatchObject([
        {
          message: `${argument} expects at most 100 values; it has 101.`,
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
      expect(server.requests.filter((request) => request.startsWith('Flag'))).toEqual([]);
      expect((await query(100)).errors).toBeUndefined();
    },
  );

  it.each(['code', 'category', 'encounter'])(
    'rejects a blank value, which would look like a chart without records: %s',
    async (argument) => {
      const { gateway, server } = await startWith([]);
      const { errors } = await gateway.query(
        `{ patient(id: "${PATIENT}") { flags(${argument}: ["a", " "]) { id } } }`,
      );
      expect(errors).toMatchObject([
        { message: `${argument} expects values that are not blank.`, extensions: { code: 'BAD_USER_INPUT' } },
      ]);
      expect(server.requests.filter((request) => request.startsWith('Flag'))).toEqual([]);
    },
  );

  it.each([
    ['a value of 200 kB', [','.repeat(200_000)], 'category expects values of at most 256 characters.'],
    [
      'values that are too long together',
      Array.from({ length: 100 }, (_none, index) => `${index}${','.repeat(50)}`),
      'The values of a list expect at most 8000 characters in a URL. Pass fewer or shorter ones.',
    ],
  ])('rejects %s, which no URL can hold', async (_what, values, message) => {
    const { gateway, server } = await startWith([]);
    const { errors } = await gateway.query(
      `query ($category: [String!]) { patient(id: "${PATIENT}") { flags(category: $category) { id } } }`,
      { category: values },
    );
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(server.requests.filter((request) => request.startsWith('Flag'))).toEqual([]);
  });

  it('sends a hundred codes with their system', async () => {
    const { gateway, server } = await startWith([]);
    const code = Array.from(
      { length: 100 },
      (_none, index) => `http://snomed.info/sct|${38_666_100 + index}`,
    );
    const { errors } = await gateway.query(
      `query ($code: [String!]) { patient(id: "${PATIENT}") { flags(code: $code) { id } } }`,
      { code },
    );
    expect(errors).toBeUndefined();
    expect(server.requests.filter((request) => request.startsWith('Flag'))).toHaveLength(1);
  });

  it('rejects an interval that ends before it begins', async () => {
    const { gateway, server } = await startWith([]);
    const { errors } = await gateway.query(
      `{ patient(id: "${PATIENT}") {
           bad: labResults(since: "2026-02-02", until: "2026-02-01") { id }
           dayOfTwoZones: labResults(since: "2026-02-02T01:00:00Z", until: "2026-02-01T22:00:00") { id }
           oneDay: labResults(since: "2026-02-02", until: "2026-02-02") { id }
         } }`,
    );
    expect(errors).toMatchObject([
      {
        path: ['patient', 'bad'],
        message: 'until expects a date or time that is not before since.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(server.requests.filter((request) => request.startsWith('Observation'))).toHaveLength(2);
  });

  it('shows a patient nothing of the content of a record entered in error', async () => {
    const error = createRecord('Observation', 'error', {
      status: 'entered-in-error',
      code: { coding: [{ code: 'HIV' }] },
      encounter: { reference: 'Encounter/e1' },
      effectiveDateTime: '2026-02-03',
    });
    const provider = await startIdentityProvider();
    const server = await startRecordServer([createRecord('Patient', PATIENT), error]);
    const gateway = await startGateway(server, { callers: provider.tokenVerification() });
    opened.push(provider, server, gateway);
    const include = 'include: [ENTERED_IN_ERROR]';
    const document = `{ patient(id: "${PATIENT}") {
      all: observations(${include}) { id } status: observations(status: [ENTERED_IN_ERROR]) { id }
      code: observations(code: ["HIV"], ${include}) { id } since: observations(since: "2026-02-01", ${include}) { id }
      until: observations(until: "2026-02-10", ${include}) { id } encounter: observations(encounter: ["e1"], ${include}) { id } } }`;
    const found = async (scopes: string): Promise<unknown> => {
      const authorization = await provider.bearer(scopes, { patient: PATIENT });
      return at((await gateway.query(document, {}, { authorization })).data, 'patient');
    };
    const one = [{ id: 'error' }];
    expect(await found('patient/*.rs')).toEqual({
      all: one,
      status: one,
      code: [],
      since: [],
      until: [],
      encounter: [],
    });
    expect(await found('user/*.rs')).toEqual({
      all: one,
      status: one,
      code: one,
      since: one,
      until: one,
      encounter: one,
    });
  });
});
