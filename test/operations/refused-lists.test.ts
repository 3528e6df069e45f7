import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FIELDS_DERIVED_FROM_LISTS, PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';

const LISTS = Object.keys(PATIENT_LISTS);
const TYPES = [...new Set(Object.values(PATIENT_LISTS).map(({ type }) => type))];

/** What is selected of readings that are lists. */
const BELOW: Readonly<Record<string, string>> = {
  prohibitions: '{ text }',
  refutedAllergies: '{ id }',
};

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await startSandbox({ notEntitled: TYPES.map((type) => `${type}.search`) });
  gateway = await startGateway(sandbox);
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

it('a list that is refused is null with its error, and the patient stands', async () => {
  const lists = LISTS.map((list) => `${list} { id } ${list}Connection { nodes { id } }`).join(' ');
  const readings = Object.keys(FIELDS_DERIVED_FROM_LISTS);
  const selected = readings.map((field) => `${field} ${BELOW[field] ?? ''}`);
  const { data, errors } = await gateway.query<{ patient: Record<string, unknown> }>(
    `{ patient(id: "${CAMILA_LOPEZ}") { fullName ${lists} ${selected.join(' ')} } }`,
  );
  const { fullName, ...others } = data.patient;
  const asked = [...LISTS.flatMap((list) => [list, `${list}Connection`]), ...readings];
  expect(fullName).toBe('Camila Maria Lopez');
  expect(others).toEqual(Object.fromEntries(asked.map((field) => [field, null])));
  const codes = new Map((errors ?? []).map(({ path, extensions }) => [path?.at(-1), extensions.code]));
  expect(codes).toEqual(new Map(asked.map((field) => [field, 'FORBIDDEN'])));
});

it('one refused root field leaves the others standing', async () => {
  const { data } = await gateway.query(
    `{ patients(filter: { ids: [], family: "Lopez" }) { id } patient(id: "${CAMILA_LOPEZ}") { fullName } }`,
  );
  expect(data).toEqual({ patients: null, patient: { fullName: 'Camila Maria Lopez' } });
});
