/** `Query.me`: the person who signed in, and the context of the launch. */
import { startSandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LaunchContext } from '../../src/auth/grants.ts';
import { CLINIC_LIST, CLINIC_RECORDS, CLINIC_VIEWS } from '../support/clinic-records.ts';
import { PERSON_EXAMPLES } from '../support/example-operations.ts';
import { at } from '../support/expected.ts';
import { type Gateway, type GatewayOptions, type GraphqlAnswer, startGateway } from '../support/gateway.ts';
import { type PersonsServer, startPersonsServer } from '../support/persons-server.ts';
import { signingIn, startSession } from '../support/browser-sessions.ts';
import { admitPersons, signIn, type SignIn, type SignedInPerson } from '../support/persons.ts';

const VISIT = {
  resourceType: 'Encounter',
  id: 'visit',
  status: 'in-progress',
  class: { code: 'AMB' },
  subject: { reference: 'Patient/adult' },
};
const MOTHER = {
  resourceType: 'RelatedPerson',
  id: 'mother',
  patient: { reference: 'Patient/child' },
  name: [{ text: 'The mother' }],
};
const VIEWS = {
  ...CLINIC_VIEWS,
  cardiologist: {
    ...CLINIC_VIEWS.cardiologist,
    shown: [...CLINIC_VIEWS.cardiologist.shown, 'visit'],
    restricted: ['guarded', 'secret-visit'],
  },
  parent: { shown: [...CLINIC_VIEWS.parent.shown, 'mother'] },
};

const EVERYTHING = `{ me {
  audience needPatientBanner styleUrl scopes expiresAt
  fhirUser { reference type resource { __typename ... on Practitioner { fullName } ... on Patient { fullName } ... on RelatedPerson { fullName } } }
  patient { id fullName allergies { id } }
  encounter { id }
} }`;

let server: PersonsServer;
let gateway: Gateway;

beforeAll(async () => {
  server = await startPersonsServer([...CLINIC_RECORDS, VISIT, MOTHER], VIEWS);
});
afterEach(() => gateway.close());
afterAll(() => server.close());

/** Starts the gateway for one person. Fetches the CapabilityStatement, because it is shared. */
async function serve(
  name: string,
  launch: Partial<LaunchContext>,
  options: SignIn = {},
  gatewayOptions: GatewayOptions = {},
): Promise<
  (document: string) => Promise<{ answer: GraphqlAnswer<Record<string, unknown>>; places: string[] }>
> {
  const person: SignedInPerson = signIn(name, { patient: launch.patient ?? null, launch, ...options });
  gateway = await startGateway(server, {
    panel: { kind: 'list', identifier: CLINIC_LIST },
    admit: admitPersons([person]),
    ...gatewayOptions,
  });
  await gateway.client.capabilities();
  return async (document) => {
    const before = server.requests.length;
    const answer = await gateway.query(document, {}, person.headers);
    const sent = server.requests.slice(before);
    expect(sent.filter(({ token }) => token !== name)).toEqual([]);
    return { answer, places: sent.map(({ place }) => place.replace(/\?.*/, '')).toSorted() };
  };
}

const fhirUserOf = (id: string): string => `${server.baseUrl}/${id}`;
const costOf = ({ extensions }: GraphqlAnswer<unknown>): unknown => [
  extensions?.fhir.estimatedRequests,
  extensions?.fhir.requests,
];

describe('me', () => {
  it('shows who signed in and the context of the launch, in one wave', async () => {
    const fhirUser = fhirUserOf('Practitioner/nurse');
    const ask = await serve('cardiologist', {
      fhirUser,
      patient: 'adult',
      encounter: 'visit',
      needPatientBanner: false,
      styleUrl: 'https://fhir.example.org/style.json',
      endsAt: Date.UTC(2026, 10, 27, 18),
    });
    const release = server.hold();
    const asked = ask(EVERYTHING);
    const before = server.requests.length;
    await expect.poll(() => server.requests.length - before).toBe(4);
    release();
    const { answer, places } = await asked;
    expect(answer.errors).toBeUndefined();
    expect(answer.data['me']).toEqual({
      audience: 'CLINICIAN',
      needPatientBanner: false,
      styleUrl: 'https://fhir.example.org/style.json',
      scopes: ['user/*.rs'],
      expiresAt: '2026-11-27T18:00:00.000Z',
      fhirUser: {
        reference: fhirUser,
        type: 'Practitioner',
        resource: { __typename: 'Practitioner', fullName: 'A nurse' },
      },
      patient: { id: 'adult', fullName: 'The adult', allergies: [{ id: 'allergy-of-adult' }] },
      encounter: { id: 'visit' },
    });
    expect(places).toEqual(['AllergyIntolerance', 'Encounter/visit', 'Patient/adult', 'Practitioner/nurse']);
    expect(costOf(answer)).toEqual([4, 4]);
  });

  it('shows a relative with the child, whom the app was launched for', async () => {
    const launch = {
      audience: 'patient',
      fhirUser: fhirUserOf('RelatedPerson/mother'),
      patient: 'child',
    } as const;
    const ask = await serve('parent', launch, { scopes: 'launch/patient openid fhirUser patient/*.rs' });
    const { answer } = await ask(EVERYTHING);
    expect(at(answer.data, 'me', 'fhirUser', 'resource')).toEqual({
      __typename: 'RelatedPerson',
      fullName: 'The mother',
    });
    expect(at(answer.data, 'me')).toMatchObject({
      audience: 'PATIENT',
      scopes: ['launch/patient', 'openid', 'fhirUser', 'patient/*.rs'],
      patient: { id: 'child' },
      encounter: null,
      needPatientBanner: null,
    });
    expect(costOf(answer)).toEqual([3, 3]);
  });

  it('reads a patient who is the person and the patient of the launch once', async () => {
    const launch = { fhirUser: fhirUserOf('Patient/adult'), patient: 'adult' };
    const ask = await serve('patient', launch, { scopes: 'patient/*.rs' });
    const { answer, places } = await ask(
      '{ me { fhirUser { resource { ... on Patient { fullName } } } patient { fullName } } patients { fullName } patient(id: "adult") { fullName } }',
    );
    expect(at(answer.data, 'me', 'fhirUser', 'resource', 'fullName')).toBe('The adult');
    expect(at(answer.data, 'patients', 0, 'fullName')).toBe('The adult');
    expect(places).toEqual(['Patient/adult']);
  });

  it('is null for a caller who did not sign in at the FHIR server, and costs nothing', async () => {
    await serve('cardiologist', { patient: 'adult' });
    const before = server.requests.length;
    const answer = await gateway.query(EVERYTHING);
    expect(answer.data).toEqual({ me: null });
    expect(answer.errors).toBeUndefined();
    expect(costOf(answer)).toEqual([0, 0]);
    expect(server.requests.length).toBe(before);
  });

  it('has no context without a launch for a patient', async () => {
    const ask = await serve('cardiologist', {});
    const { answer, places } = await ask(EVERYTHING);
    expect(answer.data['me']).toMatchObject({
      fhirUser: null,
      patient: null,
      encounter: null,
      styleUrl: null,
    });
    expect(costOf(answer)).toEqual([0, 0]);
    expect(places).toEqual([]);
  });

  it.each([
    ['a Person', () => fhirUserOf('Person/p1'), 'Person'],
    ['another server', () => 'https://fhir.elsewhere.example/api/Practitioner/nurse', 'Practitioner'],
    [
      'another path of the server',
      () => `${new URL(server.baseUrl).origin}/other/Practitioner/nurse`,
      'Practitioner',
    ],
    ['a path that leaves the server', () => fhirUserOf('../Practitioner/nurse'), 'Practitioner'],
    ['another server, without a scheme', () => '//fhir.elsewhere.example/Practitioner/nurse', 'Practitioner'],
    ['a contained record', () => '#nurse', null],
    ['no record', () => 'urn:uuid:5f2c6e0e-0b0a-4b1d-9f63-8d6b6f0c7a11', null],
    ['a search', () => fhirUserOf('Practitioner?name=nurse'), null],
  ])('shows a fhirUser that names %s without reading it [T7-E2]', async (_what, name, type) => {
    const fhirUser = name();
    const ask = await serve('cardiologist', { fhirUser });
    const { answer, places } = await ask('{ me { fhirUser { reference type resource { __typename } } } }');
    expect(answer).toMatchObject({
      data: { me: { fhirUser: { reference: fhirUser, type, resource: null } } },
    });
    expect(answer.errors).toBeUndefined();
    expect(places).toEqual([]);
  });

  it('reads a relative fhirUser at the FHIR server', async () => {
    const ask = await serve('cardiologist', { fhirUser: 'Practitioner/nurse' });
    const { answer } = await ask('{ me { fhirUser { resource { ... on Practitioner { fullName } } } } }');
    expect(at(answer.data, 'me', 'fhirUser', 'resource', 'fullName')).toBe('A nurse');
  });

  it('reports what the person may not see, and shows the rest', async () => {
    const launch = {
      fhirUser: fhirUserOf('Practitioner/unknown'),
      patient: 'guarded',
      encounter: 'secret-visit',
    };
    const ask = await serve('cardiologist', launch, { scopes: 'user/Patient.rs user/Practitioner.rs' });
    const { answer, places } = await ask(
      '{ me { audience fhirUser { resource { __typename } } patient { fullName } encounter { id } } }',
    );
    expect(answer.data).toEqual({
      me: { audience: 'CLINICIAN', fhirUser: { resource: null }, patient: null, encounter: null },
    });
    const errors = answer.errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code]);
    expect(errors?.toSorted()).toEqual([
      ['me.encounter', 'FORBIDDEN'],
      ['me.patient', 'RESTRICTED_RECORD'],
    ]);
    // No request for the encounter: no scope covers it.
    expect(places).toEqual(['Patient/guarded', 'Practitioner/unknown']);
  });

  it('does not show a patient who is not on the panel, if the panel limits access', async () => {
    const ask = await serve('cardiologist', { patient: 'child' }, {}, { server: { isPanelOnly: true } });
    const { answer } = await ask('{ me { patient { fullName } } patients { fullName } }');
    expect(answer.data).toEqual({ me: { patient: null }, patients: [] });
  });
});

describe('the example of an opening screen', () => {
  const [example] = PERSON_EXAMPLES;

  it.each([
    ['clinician', CAMILA_LOPEZ, 'Practitioner', [2, 2]],
    // Reads the patients behind glass singly, and others in their place.
    ['surgeon', undefined, 'Practitioner', [3, 5]],
    ['parent', undefined, 'RelatedPerson', [2, 2]],
    ['patient', undefined, 'Patient', [1, 1]],
  ] as const)(
    'shows the %s who they are, with patient %s in context',
    async (name, launchPatient, type, cost) => {
      const sandbox = await startSandbox();
      gateway = await startGateway(sandbox, {
        panel: { kind: 'list', identifier: sandbox.panels.list },
        signsIn: signingIn(),
      });
      await gateway.client.capabilities();
      const { headers } = await startSession(gateway.sites, sandbox, name, null, launchPatient);
      const answer = await gateway.query(example?.text ?? '', {}, headers);
      await sandbox.close();
      expect(answer.errors).toBeUndefined();
      expect(at(answer.data, 'me', 'fhirUser', 'resource', '__typename')).toBe(type);
      expect(at(answer.data, 'me', 'fhirUser', 'resource', 'fullName')).toEqual(expect.stringMatching(/./));
      expect(costOf(answer)).toEqual(cost);
    },
  );
});

describe('the estimate for a person', () => {
  const LISTS = 'fullName allergies { id }';

  it.each([
    ['the patient of the launch', { patient: 'adult' }, 'user/*.rs', `{ patients { ${LISTS} } }`, 2],
    ['the only patient of the scopes', { patient: 'adult' }, 'patient/*.rs', `{ patients { ${LISTS} } }`, 2],
    ['the panel', {}, 'user/*.rs', `{ patients(first: 2) { ${LISTS} } }`, 4],
    ['no patient', {}, 'patient/*.rs', `{ patients { ${LISTS} } }`, 0],
    [
      'the patients of a filter',
      { patient: 'adult' },
      'user/*.rs',
      '{ patients(filter: { ids: ["adult", "x"] }) { fullName } }',
      1,
    ],
    [
      'the day of the only patient',
      { patient: 'adult' },
      'patient/*.rs',
      '{ appointments(date: "2026-11-27") { id } }',
      2,
    ],
    ['the day of no patient', {}, 'patient/*.rs', '{ appointments(date: "2026-11-27") { id } }', 0],
  ] as const)('counts the requests for %s', async (_what, launch, scopes, document, expected) => {
    const ask = await serve('cardiologist', launch, { scopes });
    const { answer } = await ask(document);
    expect(answer.extensions?.fhir.estimatedRequests ?? 0).toBe(expected);
  });

  it('is as high as the limit, and no higher, for a patient who launched the app', async () => {
    const ask = await serve(
      'patient',
      { patient: 'adult' },
      { scopes: 'patient/*.rs' },
      { server: { maxUpstreamCalls: 2 } },
    );
    const { answer } = await ask(`{ patients(first: 100) { ${LISTS} } }`);
    expect(answer.errors).toBeUndefined();
    expect(costOf(answer)).toEqual([2, 2]);
  });
});
