import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ChartServer, startChartServer } from '../support/chart-server.ts';
import { at } from '../support/expected.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';

const PATIENT = { reference: 'Patient/ann' };
const PROBLEM = [{ coding: [{ code: 'problem-list-item' }] }];

const allergy = (id: string, name: string, verificationStatus: unknown) => ({
  resourceType: 'AllergyIntolerance',
  id,
  patient: PATIENT,
  code: { text: name },
  verificationStatus,
});
const problem = (id: string, name: string, more: object) => ({
  resourceType: 'Condition',
  id,
  subject: PATIENT,
  category: PROBLEM,
  code: { text: name },
  ...more,
});
const medication = (id: string, name: string, more: object) => ({
  resourceType: 'MedicationRequest',
  id,
  subject: PATIENT,
  status: 'active',
  medicationCodeableConcept: { text: name },
  ...more,
});

let provider: IdentityProvider;
let server: ChartServer;
let gateway: Gateway;

beforeAll(async () => {
  provider = await startIdentityProvider();
  server = await startChartServer([
    { resourceType: 'Patient', id: 'ann', birthDate: '1950-04-05', deceasedBoolean: 'true' },
    { resourceType: 'Patient', id: 'bob', birthDate: '1950-04-05', deceasedBoolean: 'Y' },
    allergy('walnut', 'Walnut', { coding: [{ code: 'Confirmed' }] }),
    allergy('cefaclor', 'Cefaclor', 'REFUTED'),
    allergy('latex', 'Latex', { text: 'Delabeled' }),
    allergy('mistake', 'Zinc', { text: 'Error' }),
    problem('gout', 'Gout', { clinicalStatus: { coding: [{ code: 'Active' }] } }),
    problem('measles', 'Measles', { clinicalStatus: 'resolved' }),
    problem('lupus', 'Lupus', { clinicalStatus: 'active', verificationStatus: 'Ruled out' }),
    medication('heparin', 'Heparin', {}),
    medication('aspirin', 'Aspirin', { doNotPerform: true }),
    medication('proposed', 'Ramipril', { intent: 'proposal' }),
  ]);
  gateway = await startGateway(server, { callers: provider.tokenVerification() });
});

afterAll(async () => {
  await gateway.close();
  await server.close();
  await provider.close();
});

async function dataFor(document: string, scopes = 'user/*.rs'): Promise<unknown> {
  const authorization = await provider.bearer(scopes, { patient: 'ann' });
  const { data, errors } = await gateway.query(document, {}, { authorization });
  expect(errors).toBeUndefined();
  return data;
}

it('an allergy that was ruled out, in any spelling, is in refutedAllergies and not in allergies', async () => {
  const data = await dataFor(`{ patient(id: "ann") {
    allergies { name } refutedAllergies { name verificationStatus }
  } }`);
  expect(at(data, 'patient', 'allergies')).toEqual([{ name: 'Walnut' }]);
  expect(at(data, 'patient', 'refutedAllergies')).toEqual([
    { name: 'Cefaclor', verificationStatus: 'REFUTED' },
    { name: 'Latex', verificationStatus: 'REFUTED' },
  ]);
});

it('an allergy that is entered in error by its text is marked for staff, and shows patients only its id and status [CS-51]', async () => {
  const document = `{ allergyIntolerance(id: "mistake") {
    id name isEnteredInError verificationStatus resource
  } }`;
  expect(at(await dataFor(document), 'allergyIntolerance')).toMatchObject({
    name: 'Zinc',
    isEnteredInError: true,
    verificationStatus: 'ENTERED_IN_ERROR',
  });
  const shown = await dataFor(document, 'patient/*.rs');
  expect(at(shown, 'allergyIntolerance')).toMatchObject({
    id: 'mistake',
    name: null,
    isEnteredInError: true,
    verificationStatus: 'ENTERED_IN_ERROR',
  });
  expect(JSON.stringify(shown)).not.toContain('Zinc');
});

it('a problem is active or resolved also by a bare code and by a code in capitals', async () => {
  const data = await dataFor(`{
    patient(id: "ann") { problems(clinicalStatus: [ACTIVE]) { name } }
    measles: condition(id: "measles") { isActive clinicalStatus }
    lupus: condition(id: "lupus") { isActive verificationStatus }
  }`);
  expect(data).toMatchObject({
    patient: { problems: [{ name: 'Gout' }] },
    measles: { isActive: false, clinicalStatus: 'RESOLVED' },
    lupus: { isActive: false, verificationStatus: 'REFUTED' },
  });
});

it('a medication that must not be given, or was only proposed, is not active when it is read by id [CS-30]', async () => {
  const data = await dataFor(`{
    heparin: medicationRequest(id: "heparin") { isActive status }
    aspirin: medicationRequest(id: "aspirin") { isActive status doNotPerform }
    proposed: medicationRequest(id: "proposed") { isActive status intent }
  }`);
  expect(data).toEqual({
    heparin: { isActive: true, status: 'ACTIVE' },
    aspirin: { isActive: false, status: 'ACTIVE', doNotPerform: true },
    proposed: { isActive: false, status: 'ACTIVE', intent: 'PROPOSAL' },
  });
});

it('a death that is sent as text counts, and one that is unreadable leaves the age null [CS-96]', async () => {
  const data = await dataFor(`{
    ann: patient(id: "ann") { deceased age ageText }
    bob: patient(id: "bob") { deceased age ageText }
  }`);
  expect(data).toEqual({
    ann: { deceased: true, age: null, ageText: null },
    bob: { deceased: null, age: null, ageText: null },
  });
});
