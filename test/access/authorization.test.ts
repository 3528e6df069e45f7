import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import {
  CAMILA_LOPEZ,
  DERRICK_LIN,
  LINDA_ROSS,
  MERGED_BY_REDIRECT,
  RESTRICTED,
} from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ANONYMOUS_CALLER, type Caller } from '../../src/access/caller.ts';
import { hasCode } from '../../src/errors.ts';
import type { ResourceType } from '../../src/fhir/resources.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import {
  createAuthorization,
  requireScope,
  type Authorization,
  type ReadInteraction,
} from '../../src/access/authorization.ts';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import { asSent } from '../support/as-sent.ts';
import { callerWith } from '../support/callers.ts';
import { type StartedOperation, type Operations, startOperations } from '../support/operation.ts';
import { rejectionOf } from '../support/refusal.ts';
import { fhirCalls } from '../support/upstream.ts';

const BASE = 'https://ehr.example.org/R4';
const SERVER = createServerUrls({ baseUrl: BASE });
const LAB = 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory';

function reachOf(scopes: string, options: { patient?: string; members?: string[] } = {}): Authorization {
  const caller = callerWith(scopes, { patient: options.patient ?? null });
  return createAuthorization({ caller, members: options.members ?? null, patientSees: 'N', server: SERVER });
}

function resource(resourceType: ResourceType, content: object): Stored<Resource> {
  return asSent<Stored<Resource>>({ resourceType, id: 'x', ...content });
}

function observation(patient: string, category = 'laboratory'): Stored<Resource> {
  const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
  return resource('Observation', {
    subject: { reference: `Patient/${patient}` },
    category: [{ coding: [{ system, code: category }] }],
  });
}

function isDemandMet(authorization: Authorization, interaction: ReadInteraction): boolean {
  try {
    requireScope(authorization, 'Observation', interaction);
    return true;
  } catch (error) {
    return !hasCode(error, 'FORBIDDEN');
  }
}

function own(patient: string, scopes = 'patient/*.rs'): Caller {
  return callerWith(scopes, { patient });
}

describe('what scopes cover', () => {
  it.each<[scopes: string, interaction: ReadInteraction, granted: boolean]>([
    ['user/Observation.rs', 'r', true],
    ['user/Observation.rs', 's', true],
    ['user/Observation.r', 's', false],
    ['user/Observation.s', 'r', false],
    ['user/Observation.read', 's', true],
    ['user/Observation.write', 'r', false],
    ['user/Observation.cud', 'r', false],
    ['user/Observation.*', 's', true],
    ['system/*.cruds', 'r', true],
    ['user/Condition.rs user/Patient.rs', 'r', false],
    ['patient/Observation.rs', 'r', true],
    ['openid profile', 'r', false],
    ['', 'r', false],
  ])('%j grants Observation.%s: %s', (scopes, interaction, granted) => {
    const authorization = reachOf(scopes, { patient: 'a' });
    expect(authorization.hasScope('Observation', interaction)).toBe(granted);
    expect(authorization.permits(observation('a'), interaction)).toBe(granted);
    expect(isDemandMet(authorization, interaction)).toBe(granted);
  });

  it('those of a patient are their compartment, and nothing without a patient', () => {
    const authorization = reachOf('patient/*.rs', { patient: 'a' });
    expect([
      authorization.permits(observation('a'), 's'),
      authorization.permits(observation('b'), 's'),
    ]).toEqual([true, false]);
    expect(authorization.permittedPatients('Observation', 's')).toEqual(new Set(['a']));
    const nobody = reachOf('patient/*.rs');
    expect(nobody.permits(observation('a'), 's')).toBe(false);
    expect(nobody.hasScope('Observation', 's')).toBe(false);
    expect(nobody.permits(resource('Location', {}), 'r')).toBe(false);
  });

  it.each(['patient', 'user'])('what is not about patients needs its %s/ scope alone', (context) => {
    const authorization = reachOf(`${context}/Location.rs ${context}/Observation.rs`, { patient: 'a' });
    expect(authorization.permits(resource('Location', {}), 'r')).toBe(true);
    expect(authorization.permits(resource('Organization', {}), 'r')).toBe(false);
    expect(authorization.permittedPatients('Location', 'r')).toBeNull();
    // A label can hide any of them from a patient.
    expect(authorization.isUnrestricted('Location', 'r')).toBe(context === 'user');
  });

  it.each<[what: string, reference: string | undefined, permitted: boolean]>([
    ['relative', 'Patient/a', true],
    ['versioned', 'Patient/a/_history/3', true],
    ['absolute', `${BASE}/Patient/a`, true],
    ['to another server', 'https://elsewhere.example.org/R4/Patient/a', false],
    ['to another type', 'Group/a', false],
    ['contained', '#a', false],
    ['missing', undefined, false],
  ])('a subject that is %s is the patient: %s', (_what, reference, permitted) => {
    const authorization = reachOf('patient/Condition.rs', { patient: 'a' });
    expect(authorization.permits(resource('Condition', { subject: { reference } }), 'r')).toBe(permitted);
  });

  it('a patient is their own compartment', () => {
    const authorization = reachOf('patient/Patient.rs', { patient: 'x' });
    expect(authorization.permits(resource('Patient', {}), 'r')).toBe(true);
    expect(authorization.permits(resource('Patient', { id: 'y' }), 'r')).toBe(false);
  });

  it('a type without a row is nobody’s to see', () => {
    const unknown = asSent<Stored<Resource>>({ resourceType: 'Basic', id: 'x' });
    expect(
      createAuthorization({
        caller: ANONYMOUS_CALLER,
        members: null,
        patientSees: 'N',
        server: SERVER,
      }).permits(unknown, 'r'),
    ).toBe(false);
  });

  it('the panel limits user/ and system/ scopes where it is set to', () => {
    const authorization = reachOf('user/*.rs', { members: ['a', 'b'] });
    expect(authorization.permittedPatients('Patient', 'r')).toEqual(new Set(['a', 'b']));
    expect([
      authorization.permits(observation('b'), 's'),
      authorization.permits(observation('c'), 's'),
    ]).toEqual([true, false]);
    expect(authorization.isUnrestricted('Observation', 'r')).toBe(false);
    expect(authorization.permits(resource('Location', {}), 'r')).toBe(true);
  });

  it('several scopes cover what each of them does', () => {
    const authorization = reachOf('patient/Observation.rs user/Condition.rs', {
      patient: 'a',
      members: ['b'],
    });
    expect(authorization.permittedPatients('Observation', 's')).toEqual(new Set(['a']));
    expect(authorization.permittedPatients('Condition', 's')).toEqual(new Set(['b']));
    const both = reachOf('patient/*.rs user/*.rs', { patient: 'a', members: ['b'] });
    expect(both.permittedPatients('Observation', 's')).toEqual(new Set(['a', 'b']));
  });
});

describe('granular scopes', () => {
  it.each<[scopes: string, permitted: readonly string[]]>([
    [`user/Observation.rs?category=${LAB}`, ['laboratory']],
    ['user/Observation.rs?category=laboratory', ['laboratory']],
    ['user/Observation.rs?category=laboratory,vital-signs', ['laboratory', 'vital-signs']],
    [
      'user/Observation.rs?category=laboratory user/Observation.rs?category=vital-signs',
      ['laboratory', 'vital-signs'],
    ],
    ['user/Observation.rs?category=laboratory&category=vital-signs', []],
    ['user/Observation.rs?category=http://elsewhere.example.org|laboratory', []],
    ['user/Observation.rs?code=718-7', []],
    ['user/Observation.rs?category:not=laboratory', []],
    ['user/Observation.rs?category=', []],
    ['user/Observation.read?category=laboratory', []],
    ['user/Observation.rs?category=laboratory user/Observation.rs', ['laboratory', 'vital-signs']],
  ])('%s show %j alone', (scopes, permitted) => {
    const authorization = reachOf(scopes);
    const seen = ['laboratory', 'vital-signs'].filter((category) =>
      authorization.permits(observation('a', category), 's'),
    );
    expect(seen).toEqual(permitted);
  });

  it.each<[category: string, permitted: boolean]>([
    ['food', true],
    ['biologic,food', true],
    ['http://hl7.org/fhir/allergy-intolerance-category|food', true],
    ['http://elsewhere.example.org|food', false],
    ['medication', false],
  ])('reach an allergy, whose category is a code, by %s: %s', (category, permitted) => {
    const authorization = reachOf(`user/AllergyIntolerance.rs?category=${category}`);
    expect(authorization.permits(resource('AllergyIntolerance', { category: ['food'] }), 's')).toBe(
      permitted,
    );
    expect(authorization.permits(resource('AllergyIntolerance', {}), 's')).toBe(false);
  });

  it('narrow searches down, for the patients that they are about', () => {
    const authorization = reachOf('user/Observation.rs?category=laboratory patient/Observation.rs', {
      patient: 'a',
    });
    expect(authorization.permittedCategories('Observation', 'a')).toBeNull();
    expect(authorization.permittedCategories('Observation', 'b')).toEqual(['laboratory']);
    expect(authorization.isUnrestricted('Observation', 's')).toBe(false);
  });
});

describe('security labels', () => {
  const security = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' }];
  const subject = { reference: 'Patient/a' };
  const labelled = resource('DocumentReference', { subject, securityLabel: [{ coding: security }] });
  const plain = resource('DocumentReference', { subject });

  it.each<[scopes: string, members: string[] | undefined, permitted: boolean]>([
    ['patient/*.rs', undefined, false],
    ['patient/DocumentReference.rs user/Observation.rs', undefined, false],
    ['patient/*.rs user/DocumentReference.rs', undefined, true],
    ['patient/*.rs user/DocumentReference.rs', ['a'], true],
    ['patient/*.rs user/DocumentReference.rs', ['b'], false],
    ['user/*.rs', undefined, true],
    ['system/*.rs', undefined, true],
  ])('let %s with the panel %j see a labelled record: %s', (scopes, members, permitted) => {
    const authorization = reachOf(scopes, { patient: 'a', ...(members === undefined ? {} : { members }) });
    expect(authorization.permits(labelled, 'r')).toBe(permitted);
    expect(authorization.permits(labelled, 's')).toBe(permitted);
    expect(authorization.permits(plain, 'r')).toBe(true);
    expect(authorization.permitsContent(plain, 'b1', { meta: { security } })).toBe(permitted);
    expect(authorization.permitsContent(plain, 'b1', {})).toBe(true);
  });

  it('do not count for a record that is yet to be created', () => {
    expect(reachOf('patient/*.cruds', { patient: 'a' }).permits(labelled, 'c')).toBe(true);
  });

  it.each([
    ['patient/*.rs', false],
    ['patient/*.rs user/Location.rs', false],
    ['patient/*.rs user/*.rs', true],
  ])('of content in a contained document count for every scope: %s', (scopes, permitted) => {
    const authorization = reachOf(scopes, { patient: 'a' });
    const contained = { ...plain, id: '#a' };
    expect(authorization.permitsContent(contained, 'b1', { meta: { security } })).toBe(permitted);
    expect(authorization.permitsContent(contained, 'b1', {})).toBe(true);
  });
});

describe('what is not permitted', () => {
  let sandbox: Sandbox;
  let operations: Operations;

  beforeAll(async () => {
    sandbox = await startSandbox({ partialWarnings: false });
  });

  afterEach(() => operations.close());

  afterAll(() => sandbox.close());

  async function begin(
    caller: Caller,
    options: Parameters<typeof startOperations>[1] = {},
  ): Promise<StartedOperation> {
    operations = await startOperations(sandbox, options);
    sandbox.clearRequests();
    return operations.begin(caller);
  }

  /** The same question about two ids: what comes of it, down to what it cost and was warned of. */
  async function compare(caller: Caller, type: ResourceType, ids: readonly string[]): Promise<unknown[]> {
    operations = await startOperations(sandbox);
    const outcomes: unknown[] = [];
    for (const id of ids) {
      const { loaders, budget } = operations.begin(caller);
      const [one, other] = await Promise.all([
        loaders.byId.load(type, id).catch((error: unknown) => error),
        loaders.byId.load(type, 'eSomethingElse').catch((error: unknown) => error),
      ]);
      outcomes.push({ one, other, requests: budget.requests, warnings: budget.warnings });
    }
    return outcomes;
  }

  it('is another patient, as absent as an unknown one, and without a call', async () => {
    const begun = await begin(own(CAMILA_LOPEZ));
    const ids = [DERRICK_LIN, 'eNobody', RESTRICTED, MERGED_BY_REDIRECT, CAMILA_LOPEZ];
    const loaded = await Promise.all(ids.map((id) => begun.loaders.byId.load('Patient', id)));
    expect(loaded.map((patient) => patient?.id ?? null)).toEqual([null, null, null, null, CAMILA_LOPEZ]);
    expect(fhirCalls(sandbox)).toEqual([`Patient/${CAMILA_LOPEZ}`]);
    expect(begun.budget.warnings).toEqual([]);
  });

  it.each<ResourceType>(['Observation', 'Condition', 'Encounter', 'DocumentReference', 'MedicationRequest'])(
    'is a %s of another patient, which answers exactly as an unknown one',
    async (type) => {
      const [foreign = { id: '' }] = sandbox.chart(DERRICK_LIN, type);
      const [hidden, unknown] = await compare(own(CAMILA_LOPEZ), type, [foreign.id, 'eUnknown']);
      expect(hidden).toEqual(unknown);
      expect(hidden).toMatchObject({ one: null, other: null });
    },
  );

  it('is what a granular scope does not cover, which answers exactly as what is unknown', async () => {
    const vital = sandbox
      .chart(CAMILA_LOPEZ, 'Observation')
      .find((one) => JSON.stringify(one).includes('"vital-signs"'));
    const caller = own(CAMILA_LOPEZ, 'patient/Observation.rs?category=laboratory');
    const [hidden, unknown] = await compare(caller, 'Observation', [vital?.id ?? '', 'eUnknown']);
    expect(hidden).toEqual(unknown);
    expect(hidden).toMatchObject({ one: null });
  });

  it('is requested only as far as a granular scope goes', async () => {
    const caller = own(CAMILA_LOPEZ, 'patient/Observation.rs?category=laboratory');
    const { loaders } = await begin(caller);
    const list = (name: 'observations' | 'vitalSigns' | 'labResults') =>
      loaders.lists.page(name, CAMILA_LOPEZ, { first: 3 }, []);
    const pages = [await list('observations'), await list('vitalSigns'), await list('labResults')];
    expect(pages.map(({ edges, hasNextPage }) => [edges.length, hasNextPage])).toEqual([
      [3, true],
      [0, false],
      [3, true],
    ]);
    expect(fhirCalls(sandbox)).toEqual([
      `Observation?_count=999&category=laboratory&patient=${CAMILA_LOPEZ}`,
    ]);
  });

  it('is a list of another patient, without a call', async () => {
    const { loaders } = await begin(own(CAMILA_LOPEZ));
    const refused = await rejectionOf(loaders.lists.page('problems', DERRICK_LIN, { first: 3 }, []));
    expect(refused).toMatchObject({ code: 'FORBIDDEN' });
    expect(fhirCalls(sandbox)).toEqual([]);
  });

  it('is all but themselves in the list of patients, whatever the panel', async () => {
    const { loaders, budget } = await begin(own(CAMILA_LOPEZ), {
      panel: { kind: 'ids', ids: [DERRICK_LIN, LINDA_ROSS] },
    });
    const { edges, hasNextPage } = await loaders.patients.list({ first: 10 });
    expect([edges.map(({ node }) => node.id), hasNextPage]).toEqual([[CAMILA_LOPEZ], false]);
    expect(budget.warnings).toEqual([]);
  });

  it.each([
    ['identifier', { identifier: { system: 'EPI', value: '203711' } }],
    ['name', { family: 'Lin', given: 'Derrick', birthDate: '1973-06-03' }],
  ])('is a search of patients by %s, which is not sent', async (_what, filter) => {
    const { loaders } = await begin(own(CAMILA_LOPEZ));
    await expect(rejectionOf(loaders.patients.list({ first: 10, filter }))).resolves.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(fhirCalls(sandbox)).toEqual([]);
  });

  it('is who is not on the panel, where callers have the panel alone', async () => {
    operations = await startOperations(sandbox, {
      isPanelOnly: true,
      panel: { kind: 'list', identifier: sandbox.panels.list },
    });
    const panel = sandbox.patients.map(({ id }) => id);
    const { loaders, budget } = operations.begin(callerWith('user/*.rs'));
    const [member, stranger] = await Promise.all(
      [panel[0] ?? '', 'eNobody'].map((id) => loaders.byId.load('Patient', id)),
    );
    expect([member?.id, stranger]).toEqual([panel[0], null]);
    expect(budget.requests).toBe(1);
  });

  it('is everyone, where the panel that limits callers cannot be read', async () => {
    operations = await startOperations(sandbox, {
      isPanelOnly: true,
      panel: { kind: 'list', identifier: 'none' },
    });
    const { loaders } = operations.begin(callerWith('user/*.rs'));
    await expect(rejectionOf(loaders.byId.load('Patient', CAMILA_LOPEZ))).resolves.toMatchObject({
      code: 'PANEL_UNAVAILABLE',
    });
  });
});
