import { CAMILA_LOPEZ as ID } from 'epic-fhir-sandbox/data';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { PriceSettings } from '../../../src/graphql/cost/pricing-scope.ts';
import { callsOf, priceOf } from './pricing.ts';

const ofPatient = (selection: string): string => `{ patient(id: "${ID}") { ${selection} } }`;
const lookups = (field: string, count: number, start = 0): string =>
  Array.from(
    { length: count },
    (_, index) => `${field}${start + index}: ${field}(id: "e${start + index}") { id }`,
  ).join(' ');
const entities = (type: string, count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ __typename: type, id: `e${index}` }));
const byMrn = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ __typename: 'Patient', mrn: `${index}` }));

describe('an operation without FHIR requests', () => {
  it.each([
    '{ __typename }',
    '{ __schema { types { name fields { name } } } }',
    '{ _service { sdl } }',
    '{ patients(first: 0) { id labResults { id } } }',
    '{ patients(first: 101) { id labResults { id } } }',
    '{ patient(id: "no id") { id labResults { id } } }',
    '{ _entities(representations: []) { __typename } }',
    '{ _entities(representations: [{ __typename: "Patient" }, { id: "e1" }]) { __typename } }',
  ])('prices an operation without FHIR requests at 0: %s', (text) => {
    expect(priceOf(text)).toMatchObject({ calls: 0, costliest: [] });
  });

  it.each([
    [
      'variables of the wrong type',
      'query ($first: Int!) { patients(first: $first) { id } }',
      { first: 'ten' },
    ],
    ['a missing variable', 'query ($id: ID!) { patient(id: $id) { id } }', {}],
    ['an operation type that the schema lacks', 'subscription { forget }', {}],
  ])('returns no price for an operation that cannot be executed: %s', (_what, text, variables) => {
    expect(priceOf(text, { variables })).toBeNull();
  });
});

describe('a search of the directory', () => {
  it('is one request, whatever it finds, and reads what it references in batches', () => {
    expect(callsOf('{ practitioners(name: "Lopez", first: 100) { fullName } }')).toBe(1);
    expect(callsOf('{ locationsConnection(type: "HU") { nodes { name } } }')).toBe(1);
    const roles = '{ practitionerRoles(specialty: "s|c", first: 20) { practitioner { resource { npi } } } }';
    expect(callsOf(roles)).toBe(1 + 2);
    expect(callsOf(roles, { settings: { isIncluded: () => true } })).toBe(1);
    expect(callsOf('{ practitioners(name: "Lopez", first: 0) { fullName } }')).toBe(0);
  });

  it('prices organizations by id in batches, together with their lookups', () => {
    const ids = Array.from({ length: 11 }, (_, index) => `e${index}`);
    const text = 'query ($ids: [ID!]!) { organizations(ids: $ids) { name } organization(id: "e0") { name } }';
    expect(callsOf(text, { variables: { ids } })).toBe(2);
  });
});

describe('the administrations and dispenses of an order', () => {
  it('are one search per patient each, however many orders the operation selects', () => {
    const ofOrders = 'administrations(first: 20) { id } dispenses { id }';
    expect(callsOf(ofPatient(`medications(first: 50) { ${ofOrders} }`))).toBe(1 + 1 + 2);
    expect(callsOf(`{ patients(first: 5) { medications { ${ofOrders} } } }`)).toBe(1 + 1 + 5 * 3);
    expect(callsOf(`{ medicationRequest(id: "e1") { ${ofOrders} } }`)).toBe(1 + 2);
    const represented = entities('MedicationRequest', 3);
    const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on MedicationRequest { ${ofOrders} } } }`;
    expect(callsOf(text, { variables: { of: represented } })).toBe(1 + 3 * 2);
  });

  it('read what their records reference in batches', () => {
    const text = ofPatient('medications(first: 2) { dispenses(first: 10) { location { resource { id } } } }');
    expect(callsOf(text)).toBe(1 + 1 + 1 + (1 + 1));
  });
});

describe('the reports of imaging studies', () => {
  it('are one search per patient, however many studies the operation selects', () => {
    const reports = 'reports { id }';
    expect(callsOf(ofPatient(`imagingStudies(first: 50) { ${reports} }`))).toBe(1 + 1 + 1);
    expect(callsOf(`{ patients(first: 5) { imagingStudies(first: 1) { ${reports} } } }`)).toBe(1 + 1 + 5 * 2);
    expect(callsOf(`{ imagingStudy(id: "e1") { ${reports} } }`)).toBe(1 + 1);
  });

  it('read what the reports reference, because their search includes nothing', () => {
    const text = ofPatient('imagingStudies(first: 3) { reports { results { resource { id } } } }');
    const settings = { isIncluded: () => true };
    expect(callsOf(text, { settings })).toBe(callsOf(text));
  });
});

const panelOf = (count: number): PriceSettings['panel'] => ({
  kind: 'ids',
  ids: Array.from({ length: count }, (_, index) => `e${index}`),
});

describe('the appointments of a day', () => {
  const DAY = '{ appointments(date: "2026-11-27") { id } }';
  it.each<[what: string, settings: Partial<PriceSettings>, calls: number]>([
    ['each patient of a panel, and reads of the patients', { panel: panelOf(12) }, 12 + 2],
    ['at most 100 patients', { panel: panelOf(200) }, 100 + 10],
    ['a list of unknown size', {}, 1 + 100 + 10],
    ['the only patient of a caller without a panel', { panel: { kind: 'none' } }, 1 + 1],
    ['a server that searches by day', { panel: panelOf(12), searchesByDay: () => true }, 1],
  ])('prices the searches of %s', (_what, settings, calls) => {
    expect(callsOf(DAY, { settings })).toBe(calls);
  });

  it('prices the given patients, and the resources that the searches do not include', () => {
    const given = '{ appointments(date: "2026-11-27", patients: ["e1", "e2", "e2"], first: 20) ';
    expect(callsOf(`${given} { id } }`)).toBe(2 + 1);
    const patients = `${given} { patient { resource { fullName } } } }`;
    expect(callsOf(patients)).toBe(2 + 1 + 2);
    expect(callsOf(patients, { settings: { isIncluded: () => true } })).toBe(2 + 1);
  });
});

describe('patients', () => {
  const panels: Record<string, PriceSettings['panel']> = {
    list: { kind: 'list', identifier: 'clinic' },
    group: { kind: 'group', id: 'eGroup' },
    ids: { kind: 'ids', ids: Array.from({ length: 12 }, (_, index) => `e${index}`) },
    search: { kind: 'search' },
    none: { kind: 'none' },
  };

  it.each<[panel: string, first: number, calls: number]>([
    ['list', 10, 2],
    ['list', 100, 11],
    ['group', 11, 3],
    ['ids', 10, 1],
    ['ids', 100, 2],
    ['search', 100, 1],
    ['none', 100, 1],
  ])('prices patients of the panel kind %s, for the first %i, at %i', (kind, first, calls) => {
    const panel = panels[kind] ?? { kind: 'none' };
    const settings = { panel };
    const text = `{ patients(first: ${first}) { fullName } }`;
    expect(callsOf(text, { settings })).toBe(calls);
    const paged = `{ patientsConnection(first: ${first}) { edges { node { fullName } } pageInfo { endCursor } } }`;
    expect(callsOf(paged, { settings })).toBe(calls);
  });

  it('assumes ten patients by default', () => {
    expect(callsOf('{ patients { labResults { id } } }')).toBe(12);
    expect(callsOf('query ($first: Int! = 30) { patients(first: $first) { labResults { id } } }')).toBe(34);
  });

  it('prices a read per patient if batching is off', () => {
    expect(callsOf('{ patients { id } }', { settings: { idBatchSize: 1 } })).toBe(11);
  });

  it('prices a filtered list by the patients that the filter can find', () => {
    const text = 'query ($filter: PatientFilter) { patients(first: 100, filter: $filter) { goals { id } } }';
    const ids = Array.from({ length: 12 }, (_, index) => `e${index}`);
    expect(callsOf(text, { variables: { filter: { ids } } })).toBe(2 + 12);
    expect(callsOf(text, { variables: { filter: { ids: ['e1', 'e1', 'no id'] } } })).toBe(1 + 1);
    expect(callsOf(text, { variables: { filter: { family: 'Lopez' } } })).toBe(1 + 100);
    expect(callsOf(text, { variables: { filter: { family: null } } })).toBe(1 + 10 + 100);
    expect(callsOf(text.replace('100', '10'), { variables: { filter: { ids } } })).toBe(1 + 10);
  });

  it('prices finding the panel once per operation', () => {
    expect(callsOf('{ a: patients { id } b: patients(first: 20) { id } }')).toBe(1 + 1 + 2);
  });

  it('batches references of all patients that one search returns', () => {
    const text =
      '{ patients(first: 30, filter: { family: "Lopez" }) { managingOrganization { resource { name } } } }';
    expect(callsOf(text)).toBe(1 + 3);
  });

  it('prices a search for each patient by identifier', () => {
    const one = 'patientByIdentifier(system: "MRN", value: "1") { id }';
    expect(callsOf(`{ a: ${one} b: ${one} }`)).toBe(2);
  });
});

describe('lookups', () => {
  it('batches lookups of one type, and counts each id once', () => {
    expect(callsOf(`{ ${lookups('patient', 10)} }`)).toBe(1);
    expect(callsOf(`{ ${lookups('patient', 11)} }`)).toBe(2);
    expect(callsOf('{ a: patient(id: "e1") { id } b: patient(id: "e1") { id } }')).toBe(1);
    expect(callsOf(`{ ${lookups('patient', 5)} ${lookups('encounter', 5)} }`)).toBe(2);
    expect(callsOf(`{ ${lookups('patient', 9)} patients(filter: { ids: ["e100"] }) { id } }`)).toBe(1);
  });

  it('batches lookups with the entities that a router requests', () => {
    const text = `query ($entities: [_Any!]!) { ${lookups('patient', 5, 100)} _entities(representations: $entities) { __typename } }`;
    expect(callsOf(text, { variables: { entities: entities('Patient', 5) } })).toBe(1);
    expect(callsOf(text, { variables: { entities: entities('Patient', 6) } })).toBe(2);
  });

  it('prices entities by type, each with the selection of its type', () => {
    const text = `query ($entities: [_Any!]!) {
      _entities(representations: $entities) { ... on Patient { goals { id } } ... on Encounter { locations { location { resource { name } } } } }
    }`;
    expect(callsOf(text, { variables: { entities: entities('Patient', 12) } })).toBe(2 + 12);
    expect(callsOf(text, { variables: { entities: entities('Encounter', 5) } })).toBe(1 + 1);
    const both = [...entities('Patient', 12), ...entities('Encounter', 5), ...entities('Nobody', 9)];
    expect(callsOf(text, { variables: { entities: both } })).toBe(14 + 2);
  });
});

describe('patients by medical record number', () => {
  const text = `query ($entities: [_Any!]!) { _entities(representations: $entities) { ... on Patient { goals { id } } } }`;

  it.each<[count: number, calls: number]>([
    [1, 1 + 1],
    [10, 1 + 10],
    [12, 2 + 12],
    [100, 10 + 100],
  ])('prices %i patients by medical record number like patients by id', (count, calls) => {
    expect(callsOf(text, { variables: { entities: byMrn(count) } })).toBe(calls);
    expect(callsOf(text, { variables: { entities: entities('Patient', count) } })).toBe(calls);
  });

  it('prices patients by MRN apart from patients by id, and each MRN once', () => {
    const both = [...byMrn(5), ...entities('Patient', 5)];
    expect(callsOf(text, { variables: { entities: both } })).toBe(1 + 1 + 10);
    const bare = text.replace('goals { id }', 'id');
    const twice = [...byMrn(10), ...byMrn(10), { __typename: 'Patient', mrn: ' 1 ' }];
    expect(callsOf(bare, { variables: { entities: twice } })).toBe(1);
  });

  it.each([
    { __typename: 'Patient', mrn: 7 },
    { __typename: 'Patient', mrn: ' ' },
    { __typename: 'Patient', id: 'no id', mrn: '7' },
    { __typename: 'Encounter', mrn: '7' },
  ])('prices an entity without a usable MRN, or with an id as well, at 0: %j', (entity) => {
    expect(callsOf(text, { variables: { entities: [entity] } })).toBe(0);
  });
});

describe('the lists of a patient', () => {
  it.each<[selection: string, calls: number]>([
    ['fullName', 1],
    ['labResults { name }', 2],
    ['labResultsConnection { nodes { name } }', 2],
    ['labResults(first: 0) { name }', 1],
    ['labResults { name } goals { id } problems { name }', 4],
    ['a: labResults(code: "1") { name } b: labResults(code: "2") { name }', 3],
    // Both fields share one search.
    ['allergyStatus allergies { name } more: allergies(first: 100) { name }', 2],
    ['allergyStatus', 2],
    ['a: problems { name } b: problems(clinicalStatus: ACTIVE) { name }', 3],
    ['a: encounters { id } b: encounters(first: 5) { id }', 2],
    // The search for the second list includes the organizations.
    ['a: encounters { id } b: encounters(first: 1) { serviceProvider { resource { name } } }', 3 + 1],
  ])('prices a search for each list: %s', (selection, calls) => {
    expect(callsOf(ofPatient(selection))).toBe(calls);
  });

  it('prices the lists of each patient', () => {
    expect(callsOf('{ patients(first: 30) { goals { id } labResults { name } } }')).toBe(1 + 3 + 30 + 30);
  });
});

const isIncluded: PriceSettings['isIncluded'] = (type, include) =>
  `${type}?${include}` === 'Encounter?Encounter:location';

describe('references', () => {
  const places = 'encounters { locations { location { resource { name } } } }';

  it.each<[what: string, selection: string, calls: number]>([
    ['reference texts are free', 'encounters { locations { location { reference type display } } }', 0],
    ['twenty encounters have at most forty locations', places, 4],
    ['fewer encounters have fewer locations', places.replace('encounters', 'encounters(first: 5)'), 1],
    [
      'forty participants may have seven types',
      'encounters { participants { individual { resource { __typename } } } }',
      10,
    ],
    [
      'two participants have at most two types',
      'encounters(first: 1) { participants { individual { resource { __typename } } } }',
      2,
    ],
    [
      'a referenced resource has references',
      'encounters(first: 1) { serviceProvider { resource { partOf { resource { name } } } } }',
      2,
    ],
    ['a study can have several reports', 'imagingStudies { reports { encounter { resource { id } } } }', 5],
    ['reports have many results', 'diagnosticReports { results { resource { name } } }', 20],
  ])('prices references by their types and batches: %s', (_what, selection, calls) => {
    expect(callsOf(ofPatient(selection))).toBe(2 + calls);
  });

  it('prices references per search, so for each patient apart', () => {
    const text = '{ patients(first: 4) { encounters(first: 5) { serviceProvider { resource { name } } } } }';
    expect(callsOf(text)).toBe(1 + 1 + 4 + 5);
  });

  it('prices references at 0 if the search includes them', () => {
    expect(callsOf(ofPatient(places), { settings: { isIncluded } })).toBe(2);
    expect(
      callsOf(
        ofPatient('encountersConnection { edges { node { locations { location { resource { name } } } } } }'),
        { settings: { isIncluded } },
      ),
    ).toBe(2);
    expect(
      callsOf(ofPatient('encounters { serviceProvider { resource { name } } }'), {
        settings: { isIncluded },
      }),
    ).toBe(4);
    expect(
      callsOf('{ encounter(id: "e1") { locations { location { resource { name } } } } }', {
        settings: { isIncluded },
      }),
    ).toBe(1);
    expect(
      callsOf('{ patients(first: 20) { managingOrganization { resource { name } } } }', {
        settings: { isIncluded: () => true },
      }),
    ).toBe(1 + 2);
    // The gateway reads shared resources from its cache, so it does not search for them with includes.
    expect(
      callsOf('{ practitionerRole(id: "e1") { organization { resource { name } } } }', {
        settings: { isIncluded: () => true },
      }),
    ).toBe(2);
  });

  it('prices the references of included resources', () => {
    const deeper =
      'encounters { locations { location { resource { managingOrganization { resource { name } } } } } }';
    expect(callsOf(ofPatient(deeper), { settings: { isIncluded: () => true } })).toBe(2 + 4);
  });
});

describe('the contents of documents', () => {
  it.each<[selection: string, calls: number]>([
    ['title content { contentType }', 0],
    ['content { text }', 5],
    ['content { text html data }', 5],
    ['content { a: text b: text }', 5],
    ['contents { text }', 10],
  ])('prices a request for each document content: %s', (selection, calls) => {
    expect(callsOf(ofPatient(`clinicalNotes(first: 5) { ${selection} }`))).toBe(2 + calls);
  });
});

describe('mutations', () => {
  it('prices a request for each mutation field', () => {
    const schema = buildSchema(
      'type Query { same: Int } type Mutation { note(text: String): Int, forget: Int }',
    );
    expect(callsOf('mutation { one: note other: note forget }', { schema })).toBe(3);
  });
});

describe('merging selections', () => {
  const text = `query ($some: Boolean!) { patient(id: "e1") {
    goals @include(if: $some) { id } labResults @skip(if: $some) { id } ...Problems @include(if: $some)
    ... on Patient @skip(if: $some) { devices { id } procedures { id } }
  } } fragment Problems on Patient { problems { id } conditions { id } coverages { id } }`;

  it('leaves out skipped fields and fragments', () => {
    expect(callsOf(text, { variables: { some: true } })).toBe(1 + 1 + 3);
    expect(callsOf(text, { variables: { some: false } })).toBe(1 + 1 + 2);
  });

  it('prices a field of several fragments once, with everything selected below it', () => {
    const merged = `{ patient(id: "e1") { ...A ...B labResults { id } } }
      fragment A on Patient { labResults { specimen { resource { id } } } }
      fragment B on Patient { ...A labResults { encounter { resource { id } } } }`;
    expect(callsOf(merged)).toBe(1 + 1 + 2 + 2);
  });

  it('prices each possible type of a reference', () => {
    const either = `{ observation(id: "e1") { performers { resource {
      ... on Practitioner { id } ... on PractitionerRole { organization { resource { id } } } ... on Actor { ... on CareTeam { id } }
    } } } }`;
    expect(callsOf(either)).toBe(1 + 2 + 2);
  });
});

describe('the costliest fields', () => {
  it('names the costliest fields by schema path, costliest first, with aliases summed', () => {
    const text = `{ a: patients(first: 30) { x: goals { id } y: goals(first: 5) { id } z: problems(clinicalStatus: ACTIVE) { id }
      c: encountersConnection(first: 1) { nodes { serviceProvider { resource { name } } } } } }`;
    expect(priceOf(text)).toMatchObject({
      calls: 1 + 3 + 30 + 30 + 30 + 30,
      costliest: [
        { path: 'patients.goals', calls: 30 },
        { path: 'patients.problems', calls: 30 },
        { path: 'patients.encountersConnection', calls: 30 },
      ],
    });
    expect(priceOf(text.replace('first: 1)', 'first: 100)'))?.costliest[0]).toEqual({
      path: 'patients.encountersConnection.nodes.serviceProvider.resource',
      calls: 327,
    });
  });
});
