import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FIELDS_DERIVED_FROM_LISTS, PATIENT_LISTS } from '../../src/fhir/patient-lists.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';

/** The gateway sends Epic no search for episodes without a type. */
const LISTS = Object.keys(PATIENT_LISTS).filter((list) => list !== 'episodesOfCare');
const TYPES = [...new Set(Object.values(PATIENT_LISTS).map(({ type }) => type))];

/** The selection of each derived field that is a list. */
const SELECTIONS: Readonly<Record<string, string>> = {
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

it('returns null and an error for each refused list, without affecting the patient', async () => {
  const lists = LISTS.map((list) => `${list} { id } ${list}Connection { nodes { id } }`).join(' ');
  // `recentRecords` also reads episodes.
  const derivedFields = Object.keys(FIELDS_DERIVED_FROM_LISTS).filter((field) => field !== 'recentRecords');
  const selected = derivedFields.map((field) => `${field} ${SELECTIONS[field] ?? ''}`);
  const { data, errors } = await gateway.query<{ patient: Record<string, unknown> }>(
    `{ patient(id: "${CAMILA_LOPEZ}") { fullName ${lists} ${selected.join(' ')} } }`,
  );
  const { fullName, ...others } = data.patient;
  const fields = [...LISTS.flatMap((list) => [list, `${list}Connection`]), ...derivedFields];
  expect(fullName).toBe('Camila Maria Lopez');
  expect(others).toEqual(Object.fromEntries(fields.map((field) => [field, null])));
  const codes = new Map((errors ?? []).map(({ path, extensions }) => [path?.at(-1), extensions.code]));
  expect(codes).toEqual(new Map(fields.map((field) => [field, 'FORBIDDEN'])));
});

it('returns null for a refused root field, without affecting the others', async () => {
  const { data } = await gateway.query(
    `{ patients(filter: { ids: [], family: "Lopez" }) { id } patient(id: "${CAMILA_LOPEZ}") { fullName } }`,
  );
  expect(data).toEqual({ patients: null, patient: { fullName: 'Camila Maria Lopez' } });
});
