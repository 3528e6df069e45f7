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
import { RESOURCE_TYPES, type ResourceType } from '../../src/fhir/resources.ts';
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

describe('scopes [T1-E4]', () => {
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
  ])('decide for %j whether Observation.%s is granted: %s', (scopes, interaction, granted) => {
    const authorization = reachOf(scopes, { patient: 'a' });
    expect(authorization.hasScope('Observation', interaction)).toBe(granted);
    expect(authorization.permits(observation('a'), interaction)).toBe(granted);
    expect(isDemandMet(authorization, interaction)).toBe(granted);
  });

  it('limits patient/ scopes to the compartment of the patient in context, and grants nothing without one', () => {
    const authorization = reachOf('patient/*.rs', { patient: 'a' });
    expect([
      authorization.permits(observation('a'), 's'),
      authorization.permits(observation('b'), 's'),
    ]).toEqual([true, false]);
    expect(authorization.permittedPatients('Observation', 's')).toEqual(new Set(['a']));
    const withoutPatient = reachOf('patient/*.rs');
    expect(withoutPatient.permits(observation('a'), 's')).toBe(false);
    expect(withoutPatient.hasScope('Observation', 's')).toBe(false);
    expect(withoutPatient.permits(resource('Location', {}), 'r')).toBe(false);
  });

  it.each(['patient', 'user'])('permits a shared resource with a %s/ scope for its type', (context) => {
    const authorization = reachOf(`${context}/Location.rs ${context}/Observation.rs`, { patient: 'a' });
    expect(authorization.permits(resource('Location', {}), 'r')).toBe(true);
    expect(authorization.permits(resource('Organization', {}), 'r')).toBe(false);
    expect(authorization.permittedPatients('Location', 'r')).toBeNull();
    // A label can hide any resource from a patient.
    expect(authorization.isUnrestricted('Location', 'r')).toBe(context === 'user');
  });

  it.each<[what: string, reference: string | undefined, permitted: boolean]>([
    ['a relative reference', 'Patient/a', true],
    ['a versioned reference', 'Patient/a/_history/3', true],
    ['an absolute reference', `${BASE}/Patient/a`, true],
    ['a reference to another server', 'https://elsewhere.example.org/R4/Patient/a', false],
    ['a reference to another type', 'Group/a', false],
    ['a contained reference', '#a', false],
    ['missing', undefined, false],
  ])('decides whether a subject that is %s identifies the patient: %s', (_what, reference, permitted) => {
    const authorization = reachOf('patient/Condition.rs', { patient: 'a' });
    expect(authorization.permits(resource('Condition', { subject: { reference } }), 'r')).toBe(permitted);
  });

  it('permits patients to read their own Patient resource only', () => {
    const authorization = reachOf('patient/Patient.rs', { patient: 'x' });
    expect(authorization.permits(resource('Patient', {}), 'r')).toBe(true);
    expect(authorization.permits(resource('Patient', { id: 'y' }), 'r')).toBe(false);
  });

  it('permits no resource of a type outside the table [T1-E5]', () => {
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

  it.each<[scopes: string, isPermitted: boolean]>([
    ['user/*.rs', true],
    ['user/Patient.rs patient/*.rs', true],
    ['patient/*.rs', false],
    ['user/Observation.rs', false],
  ])('permits the panel that limits access, or not, to the scopes %s', (scopes, isPermitted) => {
    expect(reachOf(scopes, { patient: 'a', members: ['a', 'b'] }).permitsPanel('Patient', 'r')).toBe(
      isPermitted,
    );
    expect(reachOf(scopes).permitsPanel('Patient', 'r')).toBe(false);
  });

  it('limits user/ and system/ scopes to the panel if so configured', () => {
    const authorization = reachOf('user/*.rs', { members: ['a', 'b'] });
    expect(authorization.permittedPatients('Patient', 'r')).toEqual(new Set(['a', 'b']));
    expect([
      authorization.permits(observation('b'), 's'),
      authorization.permits(observation('c'), 's'),
    ]).toEqual([true, false]);
    expect(authorization.isUnrestricted('Observation', 'r')).toBe(false);
    expect(authorization.permits(resource('Location', {}), 'r')).toBe(true);
  });

  it('combines the permissions of several scopes', () => {
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

describe('granular scopes [T1-E4]', () => {
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
  ])('permits with %s exactly the categories %j', (scopes, permitted) => {
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
  ])('compares the category %s with the code of an allergy: %s', (category, permitted) => {
    const authorization = reachOf(`user/AllergyIntolerance.rs?category=${category}`);
    expect(authorization.permits(resource('AllergyIntolerance', { category: ['food'] }), 's')).toBe(
      permitted,
    );
    expect(authorization.permits(resource('AllergyIntolerance', {}), 's')).toBe(false);
  });

  it('limits the categories of searches for the patients to whom only a granular scope applies', () => {
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
  const labeled = resource('DocumentReference', { subject, securityLabel: [{ coding: security }] });
  const plain = resource('DocumentReference', { subject });

  it.each<[scopes: string, members: string[] | undefined, permitted: boolean]>([
    ['patient/*.rs', undefined, false],
    ['patient/DocumentReference.rs user/Observation.rs', undefined, false],
    ['patient/*.rs user/DocumentReference.rs', undefined, true],
    ['patient/*.rs user/DocumentReference.rs', ['a'], true],
    ['patient/*.rs user/DocumentReference.rs', ['b'], false],
    ['user/*.rs', undefined, true],
    ['system/*.rs', undefined, true],
  ])(
    'decides for %s with the panel %j whether a labeled record is visible: %s',
    (scopes, members, permitted) => {
      const authorization = reachOf(scopes, { patient: 'a', ...(members === undefined ? {} : { members }) });
      expect(authorization.permits(labeled, 'r')).toBe(permitted);
      expect(authorization.permits(labeled, 's')).toBe(permitted);
      expect(authorization.permits(plain, 'r')).toBe(true);
      expect(authorization.permitsContent(plain, 'b1', { meta: { security } })).toBe(permitted);
      expect(authorization.permitsContent(plain, 'b1', {})).toBe(true);
    },
  );

  it.each<[scopes: string, patient: string, expected: boolean]>([
    ['patient/*.rs', 'a', true],
    ['user/*.rs', 'a', false],
    ['patient/*.rs user/Observation.rs', 'a', false],
    ['patient/*.rs user/Observation.r', 'a', true],
    [`patient/*.rs user/Observation.rs?category=${LAB}`, 'a', true],
    [`user/Observation.rs?category=${LAB}`, 'a', false],
    ['patient/*.rs user/Observation.rs', 'b', true],
  ])('may hide with %s what a search for the patient %s finds: %s', (scopes, patient, expected) => {
    const members = patient === 'b' ? ['a'] : undefined;
    const authorization = reachOf(scopes, { patient, ...(members === undefined ? {} : { members }) });
    expect(authorization.mayHideByLabel('Observation', patient)).toBe(expected);
  });

  it.each<[scopes: string, members: string[] | undefined, covers: boolean, sees: boolean]>([
    ['user/*.rs', undefined, true, true],
    ['system/*.r', undefined, true, true],
    ['user/*.rs', ['a'], true, true],
    ['user/*.rs', ['b'], false, false],
    ['patient/*.rs', undefined, true, false],
    ['patient/*.rs user/*.s', undefined, true, false],
    ['user/*.s user/Patient.rs', undefined, false, false],
    [`user/*.rs?category=${LAB} patient/*.rs`, undefined, true, false],
    [RESOURCE_TYPES.map((type) => `user/${type}.rs`).join(' '), undefined, false, false],
  ])(
    'covers the whole chart with %s and the panel %j: %s, whatever its labels: %s',
    (scopes, members, covers, sees) => {
      const authorization = reachOf(scopes, { patient: 'a', ...(members === undefined ? {} : { members }) });
      expect([authorization.coversChart('a'), authorization.seesWholeChart('a')]).toEqual([covers, sees]);
    },
  );

  it('ignores labels of a record that the caller creates', () => {
    expect(reachOf('patient/*.cruds', { patient: 'a' }).permits(labeled, 'c')).toBe(true);
  });

  it.each([
    ['patient/*.rs', false],
    ['patient/*.rs user/Location.rs', false],
    ['patient/*.rs user/*.rs', true],
  ])('applies labels of content in a contained document to the scopes %s: %s', (scopes, permitted) => {
    const authorization = reachOf(scopes, { patient: 'a' });
    const contained = { ...plain, id: '#a' };
    expect(authorization.permitsContent(contained, 'b1', { meta: { security } })).toBe(permitted);
    expect(authorization.permitsContent(contained, 'b1', {})).toBe(true);
  });
});

describe('a resource that the caller may not see [T1-I4]', () => {
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

  /** Loads each id in its own operation. Returns the results, costs and warnings. */
  async function compare(caller: Caller, type: ResourceType, ids: readonly string[]): Promise<unknown[]> {
    operations = await startOperations(sandbox);
    const outcomes: unknown[] = [];
    for (const id of ids) {
      const { loaders, budget } = operations.begin(caller);
      const [one, other] = await Promise.all([
        loaders.byId.load(type, id).catch((error: unknown) => error),
        loaders.byId.load(type, 'eSomethingElse').catch((error: unknown) => error),
      ]);
      outcomes.push({ one, other, requests: budget.usage.requests, warnings: budget.usage.warnings });
    }
    return outcomes;
  }

  it('loads another patient as absent, like an unknown one, without a request', async () => {
    const begun = await begin(own(CAMILA_LOPEZ));
    const ids = [DERRICK_LIN, 'eNobody', RESTRICTED, MERGED_BY_REDIRECT, CAMILA_LOPEZ];
    const loaded = await Promise.all(ids.map((id) => begun.loaders.byId.load('Patient', id)));
    expect(loaded.map((patient) => patient?.id ?? null)).toEqual([null, null, null, null, CAMILA_LOPEZ]);
    expect(fhirCalls(sandbox)).toEqual([`Patient/${CAMILA_LOPEZ}`]);
    expect(begun.budget.usage.warnings).toEqual([]);
  });

  it.each<ResourceType>(['Observation', 'Condition', 'Encounter', 'DocumentReference', 'MedicationRequest'])(
    'loads a %s of another patient exactly like an unknown one',
    async (type) => {
      const [foreign = { id: '' }] = sandbox.chart(DERRICK_LIN, type);
      const [hidden, unknown] = await compare(own(CAMILA_LOPEZ), type, [foreign.id, 'eUnknown']);
      expect(hidden).toEqual(unknown);
      expect(hidden).toMatchObject({ one: null, other: null });
    },
  );

  it('loads a record outside a granular scope exactly like an unknown one', async () => {
    const vital = sandbox
      .chart(CAMILA_LOPEZ, 'Observation')
      .find((one) => JSON.stringify(one).includes('"vital-signs"'));
    const caller = own(CAMILA_LOPEZ, 'patient/Observation.rs?category=laboratory');
    const [hidden, unknown] = await compare(caller, 'Observation', [vital?.id ?? '', 'eUnknown']);
    expect(hidden).toEqual(unknown);
    expect(hidden).toMatchObject({ one: null });
  });

  it('searches only the categories of a granular scope', async () => {
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

  it('returns FORBIDDEN for a list of another patient, without a request', async () => {
    const { loaders } = await begin(own(CAMILA_LOPEZ));
    const refused = await rejectionOf(loaders.lists.page('problems', DERRICK_LIN, { first: 3 }, []));
    expect(refused).toMatchObject({ code: 'FORBIDDEN' });
    expect(fhirCalls(sandbox)).toEqual([]);
  });

  it('lists only the patient in context, whatever the panel', async () => {
    const { loaders, budget } = await begin(own(CAMILA_LOPEZ), {
      panel: { kind: 'ids', ids: [DERRICK_LIN, LINDA_ROSS] },
    });
    const { edges, hasNextPage } = await loaders.patients.list({ first: 10 });
    expect([edges.map(({ node }) => node.id), hasNextPage]).toEqual([[CAMILA_LOPEZ], false]);
    expect(budget.usage.warnings).toEqual([]);
  });

  it.each([
    ['identifier', { identifier: { system: 'EPI', value: '203711' } }],
    ['name', { family: 'Lin', given: 'Derrick', birthDate: '1973-06-03' }],
  ])(
    'returns FORBIDDEN to a patient for a search of patients by %s, without a request',
    async (_what, filter) => {
      const { loaders } = await begin(own(CAMILA_LOPEZ));
      await expect(rejectionOf(loaders.patients.list({ first: 10, filter }))).resolves.toMatchObject({
        code: 'FORBIDDEN',
      });
      expect(fhirCalls(sandbox)).toEqual([]);
    },
  );

  it('loads patients outside the panel as absent if callers are limited to the panel', async () => {
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
    // The panel, and the member.
    expect(budget.usage.requests).toBe(2);
  });

  it('returns PANEL_UNAVAILABLE for every patient if the panel that limits callers cannot be read', async () => {
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
