import { describe, expect, it } from 'vitest';
import { RESOURCES } from '../../src/fhir/resources.ts';
import type { Resource, Stored } from '../../src/fhir/types.ts';
import { createAuthorization } from '../../src/access/authorization.ts';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import { asSent } from '../support/as-sent.ts';
import { at } from '../support/expected.ts';
import { callerWith } from '../support/callers.ts';

const BASE = 'https://ehr.example.org/R4';
const SERVER = createServerUrls({ baseUrl: BASE });
const MASKED = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
};
const NOPAT = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'NOPAT' };
const NARRATIVE = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">With Bob B.</div>' };

interface CallerOptions {
  readonly scopes?: string;
  readonly members?: readonly string[];
}

/** Redacts a resource for a caller with the patient `a`, and returns it as JSON. */
function shown(resource: object, { scopes = 'patient/*.rs', members }: CallerOptions = {}): unknown {
  const caller = callerWith(scopes, { patient: 'a' });
  const authorization = createAuthorization({
    caller,
    members: members ?? null,
    patientSees: 'N',
    server: SERVER,
  });
  return JSON.parse(JSON.stringify(authorization.redact(asSent<Stored<Resource>>(resource))));
}

function appointment(...actors: object[]): object {
  return {
    resourceType: 'Appointment',
    id: 'x',
    participant: [
      { actor: { reference: 'Patient/a', display: 'Ann A' } },
      ...actors.map((actor) => ({ actor })),
    ],
  };
}

function actorOf(value: unknown): unknown {
  return at(value, 'participant', 1, 'actor');
}

describe('a reference', () => {
  it.each<[to: string, actor: object, redacted: object]>([
    [
      'another patient',
      { reference: 'Patient/b', display: 'Bob B (HIV group)' },
      { reference: 'Patient/b', ...MASKED },
    ],
    [
      'another patient, with an identifier',
      { reference: `${BASE}/Patient/b`, type: 'Patient', identifier: { value: '203711' } },
      { reference: `${BASE}/Patient/b`, type: 'Patient', ...MASKED },
    ],
    ['a patient by display only', { display: 'Bob B (HIV group)' }, MASKED],
    ['a patient by type and name', { type: 'Patient', display: 'Bob B' }, { type: 'Patient', ...MASKED }],
    ['a patient by a search', { reference: 'Patient?name=Bob', display: 'Bob' }, MASKED],
    [
      'a patient of another server with the same id',
      { reference: 'https://elsewhere.example.org/R4/Patient/a', display: 'Bob' },
      { reference: 'https://elsewhere.example.org/R4/Patient/a', ...MASKED },
    ],
    [
      'a related person',
      { reference: 'RelatedPerson/r', display: 'Mother of Bob' },
      { reference: 'RelatedPerson/r', ...MASKED },
    ],
    [
      'a record',
      { reference: 'Observation/o', display: 'HIV RNA 12,000' },
      { reference: 'Observation/o', ...MASKED },
    ],
    [
      'a record of a type outside the graph',
      { reference: 'Group/g', display: 'HIV group' },
      { reference: 'Group/g', ...MASKED },
    ],
    ['a patient by text instead of a URL', { reference: 'ServiceRequest/1/Bob B', display: 'Bob B' }, MASKED],
    ['a patient by a search without a display', { reference: 'Patient?name=Bob' }, MASKED],
    [
      'a patient by a type name',
      { reference: 'Patient/b', type: 'Bob B' },
      { reference: 'Patient/b', ...MASKED },
    ],
    [
      'a patient by type, with a name in an extension',
      { type: 'Patient', _display: { extension: [{ valueString: 'Bob' }] } },
      { type: 'Patient', ...MASKED },
    ],
    ['a patient by name, with an unexpected value', { display: 'Bob B', value: 'x' }, MASKED],
    ['a patient by name, with an unexpected code', { display: 'Bob B', code: 'x', system: 'x' }, MASKED],
    [
      'a patient by identifier, with an unexpected member',
      { identifier: { value: '203711' }, unknown: 1 },
      MASKED,
    ],
    [
      'a patient by name, with an unexpected resourceType',
      { resourceType: 'Observation', reference: 'Patient/b', display: 'Bob B' },
      { reference: 'Patient/b', ...MASKED },
    ],
    [
      'a person by name in an extension',
      { reference: 'Patient/b', _display: { extension: [{ valueString: 'Bob' }] } },
      { reference: 'Patient/b', ...MASKED },
    ],
  ])('loses its display if it references %s', (_to, actor, redacted) => {
    expect(actorOf(shown(appointment(actor)))).toEqual(redacted);
    expect(JSON.stringify(shown({ ...appointment(), extension: [{ valueReference: actor }] }))).not.toMatch(
      /Bob|HIV|203711/,
    );
  });

  it.each<[to: string, actor: object]>([
    ['the patient in context', { reference: 'Patient/a', display: 'Ann A' }],
    [
      'the patient in context by absolute URL',
      { reference: `${BASE}/Patient/a/_history/2`, display: 'Ann A' },
    ],
    ['a practitioner', { reference: 'Practitioner/p', display: 'Dr. P', identifier: { value: '1' } }],
    [
      'a practitioner of another server',
      { reference: 'https://elsewhere.example.org/Practitioner/p', display: 'P' },
    ],
    ['a practitioner by type and display', { type: 'Practitioner', display: 'Dr. P' }],
    ['a location', { reference: 'Location/l', display: 'Ward 7' }],
    ['a service', { reference: 'HealthcareService/h', display: 'Radiology' }],
    ['another patient, without a display', { reference: 'Patient/b' }],
  ])('stays unchanged if it references %s', (_to, actor) => {
    expect(actorOf(shown(appointment(actor)))).toEqual(actor);
  });

  it('keeps its display without a URL if FHIR allows only directory types in the element', () => {
    const encounter = {
      resourceType: 'Encounter',
      id: 'x',
      class: { display: 'ambulatory' },
      type: [{ coding: [{ display: 'Office Visit' }] }],
      serviceProvider: { display: 'Clinic' },
      identifier: [{ value: '7', assigner: { display: 'Hospital' } }],
    };
    expect(shown(encounter)).toEqual(encounter);
    const order = {
      resourceType: 'MedicationRequest',
      id: 'x',
      medicationReference: { display: 'Lisinopril' },
    };
    expect(shown(order)).toEqual(order);
    // In an element that allows other types, the display can name a patient.
    const task = { resourceType: 'Task', id: 't', location: { display: 'With Bob B' } };
    expect(JSON.stringify(shown({ ...encounter, contained: [task] }))).not.toContain('Bob');
  });

  it.each<[who: string, caller: CallerOptions]>([
    ['a user without a panel', { scopes: 'user/*.rs' }],
    ['a program', { scopes: 'system/*.cruds' }],
    ['a caller with a scope for Patient', { scopes: 'patient/*.rs user/Patient.rs' }],
    ['a user with both patients on the panel', { scopes: 'user/*.rs', members: ['a', 'b'] }],
  ])('shows the display of another patient to %s', (_who, caller) => {
    const actor = { reference: 'Patient/b', display: 'Bob B' };
    expect(actorOf(shown(appointment(actor), caller))).toEqual(actor);
  });

  it('hides the display of another patient from a caller with only a create scope', () => {
    const actor = { reference: 'Patient/b', display: 'Bob B' };
    expect(
      JSON.stringify(shown(appointment(actor), { scopes: 'patient/*.rs user/Patient.c' })),
    ).not.toContain('Bob');
  });

  it('hides displays of patients in unknown elements', () => {
    const actor = { reference: 'Patient/b', display: 'Bob B' };
    const text = JSON.stringify(actor);
    const odd = `{"resourceType":"Basic","id":"x","__proto__":${text},"a":[[[${text}]]],"reference":{"x":${text}},"display":"Basic"}`;
    expect(JSON.stringify(shown(asSent(JSON.parse(odd))))).not.toContain('Bob');
  });

  it('hides references that nest deeper than any FHIR element', () => {
    const deep = `${'{"extension":['.repeat(20_000)}{"display":"Bob B"}${']}'.repeat(20_000)}`;
    const record = asSent<object>(JSON.parse(`{"resourceType":"Basic","id":"x","extension":[${deep}]}`));
    expect(JSON.stringify(shown(record))).not.toContain('Bob');
  });
});

describe('a reference without a URL and a type', () => {
  const NPI = { system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567893' };
  const own = { subject: { reference: 'Patient/a' } };
  const encounter = (individual: object): object => ({
    resourceType: 'Encounter',
    id: 'x',
    ...own,
    participant: [{ individual }],
  });
  const document = (author: object): object => ({
    resourceType: 'DocumentReference',
    id: 'x',
    ...own,
    author: [author],
  });
  const EACH_TYPE = Object.keys(RESOURCES)
    .map((type) => `user/${type}.rs`)
    .join(' ');

  it.each<[who: string, caller: CallerOptions]>([
    ['the patient', {}],
    ['a clinician with a scope for each type', { scopes: EACH_TYPE }],
    ['a clinician with a panel', { scopes: 'user/*.rs', members: ['a'] }],
  ])('keeps the display of staff for %s', (_who, caller) => {
    for (const record of [
      encounter({ display: 'Dr. Smith' }),
      document({ display: 'Dr. Smith' }),
      document({ identifier: NPI, display: 'Dr. Smith' }),
      { resourceType: 'Procedure', id: 'x', ...own, performer: [{ actor: { display: 'Dr. Smith' } }] },
      {
        resourceType: 'Observation',
        id: 'x',
        ...own,
        note: [{ authorReference: { display: 'Dr. Smith' } }],
      },
    ])
      expect(shown(record, caller)).toEqual(record);
  });

  it.each<[what: string, record: object, caller: CallerOptions]>([
    [
      'in a record with actors that the caller may not see',
      document({ display: 'Bob' }),
      { scopes: 'patient/DocumentReference.rs' },
    ],
    [
      'in a record of another patient',
      { ...document({ display: 'Bob' }), subject: { reference: 'Patient/b' } },
      {},
    ],
    ['in a group appointment', appointment({ display: 'Bob' }), {}],
    [
      'of a target of a Provenance',
      { resourceType: 'Provenance', id: 'x', target: [{ reference: 'Patient/a' }, { display: 'Bob' }] },
      {},
    ],
    [
      'of an agent of a Provenance',
      {
        resourceType: 'Provenance',
        id: 'x',
        target: [{ reference: 'Patient/a' }],
        agent: [{ who: { display: 'Bob' } }],
      },
      {},
    ],
    ['of an asserter', { resourceType: 'Condition', id: 'x', ...own, asserter: { display: 'Bob' } }, {}],
    [
      'of a policy holder',
      { resourceType: 'Coverage', id: 'x', beneficiary: own.subject, policyHolder: { display: 'Bob' } },
      {},
    ],
    [
      'of an account',
      { resourceType: 'Encounter', id: 'x', ...own, account: [{ display: 'Bob' }] },
      { scopes: 'user/*.rs', members: ['a'] },
    ],
    ['of a record', { resourceType: 'Observation', id: 'x', ...own, basedOn: [{ display: 'Bob' }] }, {}],
    [
      'of a value that can be any record',
      { resourceType: 'Task', id: 'x', for: own.subject, input: [{ valueReference: { display: 'Bob' } }] },
      {},
    ],
    ['in an extension', { ...document({}), extension: [{ valueReference: { display: 'Bob' } }] }, {}],
  ])('loses a display %s', (_what, record, caller) => {
    expect(JSON.stringify(shown(record, caller))).not.toContain('Bob');
  });

  it('keeps the display of a reference by provider identifier in any element', () => {
    const actor = { identifier: NPI, display: 'Dr. Smith' };
    expect(actorOf(shown(appointment(actor)))).toEqual(actor);
    const patient = { ...actor, type: 'Patient' };
    expect(actorOf(shown(appointment(patient)))).toEqual({ type: 'Patient', ...MASKED });
  });
});

describe('a reference to a record of the same patient', () => {
  const observation = {
    resourceType: 'Observation',
    id: 'x',
    subject: { reference: 'Patient/a' },
    encounter: { reference: 'Encounter/e', display: 'Office Visit' },
    basedOn: [{ reference: 'ServiceRequest/s', display: 'Metabolic panel' }],
    specimen: { reference: 'Specimen/s', display: 'Blood' },
    hasMember: [{ reference: 'Observation/o', display: 'Sodium' }],
  };

  it('keeps the display of a reference for callers who are not subject to labels', () => {
    expect(shown(observation, { scopes: 'user/*.rs', members: ['a'] })).toEqual(observation);
  });

  it('keeps the display of an encounter, and no other, for the patient', () => {
    const redacted = shown(observation);
    expect(at(redacted, 'encounter')).toEqual(observation.encounter);
    expect(JSON.stringify(redacted)).not.toMatch(/Metabolic|Blood|Sodium/);
  });

  it.each<[why: string, caller: CallerOptions, more: object]>([
    ['the caller has no scope for its type', { scopes: 'patient/Observation.rs' }, {}],
    [
      'a scope for its type is granular',
      { scopes: 'patient/Observation.rs patient/Encounter.rs?class=AMB' },
      {},
    ],
    ['the record belongs to another patient', {}, { subject: { reference: 'Patient/b' } }],
    [
      'FHIR does not allow its type in the element',
      {},
      { encounter: { reference: 'Appointment/b', display: 'Office Visit' } },
    ],
    [
      'it is in another element',
      {},
      { encounter: undefined, focus: [{ reference: 'Encounter/e', display: 'Office Visit' }] },
    ],
  ])('loses the display of an encounter if %s', (_why, caller, more) => {
    expect(JSON.stringify(shown({ ...observation, ...more }, caller))).not.toContain('Office Visit');
  });

  it('never keeps the display of another patient in the encounter element', () => {
    const encounter = { reference: 'Patient/b', display: 'Bob B' };
    const redacted = shown({ ...observation, encounter }, { scopes: 'user/*.rs', members: ['a'] });
    expect(JSON.stringify(redacted)).not.toContain('Bob');
  });
});

describe('the narrative of a record', () => {
  it.each<[what: string, record: object]>([
    ['another patient with a display', appointment({ reference: 'Patient/b', display: 'Bob B' })],
    ['another patient without a display', appointment({ reference: 'Patient/b' })],
    [
      'a record with a display',
      {
        resourceType: 'Observation',
        id: 'x',
        encounter: { reference: 'Encounter/e', display: 'HIV clinic' },
      },
    ],
    [
      'only its patient, and contains a hidden resource',
      {
        resourceType: 'Observation',
        id: 'x',
        contained: [{ resourceType: 'Condition', id: 'c', meta: { security: [NOPAT] } }],
        subject: { reference: 'Patient/a' },
      },
    ],
  ])('loses the narrative of a record that references %s', (_what, record) => {
    const redacted = shown({ ...record, text: NARRATIVE });
    expect(redacted).not.toHaveProperty('text');
    expect(JSON.stringify(redacted)).not.toContain('Bob');
  });

  it('loses the narratives of contained resources too', () => {
    const contained = [{ resourceType: 'Practitioner', id: 'p', text: NARRATIVE }];
    const redacted = shown({ ...appointment({ reference: 'Patient/b', display: 'Bob B' }), contained });
    expect(at(redacted, 'contained')).toEqual([{ resourceType: 'Practitioner', id: 'p' }]);
  });

  it('keeps the narrative of a record without redactions', () => {
    const record = { ...appointment({ reference: 'Practitioner/p', display: 'Dr. P' }), text: NARRATIVE };
    expect(shown(record)).toEqual(record);
  });
});

describe('a contained resource', () => {
  const own = { subject: { reference: 'Patient/a' } };

  function containing(contained: unknown, more: object = {}): object {
    return { resourceType: 'Observation', id: 'x', ...own, contained, ...more };
  }

  it.each<[what: string, contained: object]>([
    ['is labeled', { resourceType: 'Condition', id: 'c', ...own, meta: { security: [NOPAT] } }],
    [
      'is a labeled document',
      { resourceType: 'DocumentReference', id: 'c', securityLabel: [{ coding: [NOPAT] }] },
    ],
    ['is a confidential composition', { resourceType: 'Composition', id: 'c', confidentiality: 'R' }],
    ['is about another patient', { resourceType: 'Condition', id: 'c', subject: { reference: 'Patient/b' } }],
    [
      'has a subject with only a display',
      { resourceType: 'Condition', id: 'c', subject: { display: 'Bob B' } },
    ],
    ['is another patient', { resourceType: 'Patient', id: 'a', name: [{ text: 'Bob B' }] }],
    [
      'is of a type that the gateway does not read, about another patient',
      { resourceType: 'RiskAssessment', id: 'c', subject: { reference: 'Patient/b' } },
    ],
  ])('is removed, with its display in references, if the contained resource %s', (_what, contained) => {
    const link = { reference: `#${String(at(contained, 'id'))}`, display: 'HIV' };
    const redacted = shown(containing([contained], { focus: [link] }));
    expect(redacted).not.toHaveProperty('contained');
    expect(at(redacted, 'focus')).toEqual([{ reference: link.reference, ...MASKED }]);
  });

  it.each<[what: string, contained: object]>([
    [
      'is a list of another patient',
      { resourceType: 'List', id: 'c', title: 'SECRET', subject: { reference: 'Patient/b' } },
    ],
    [
      'is a task for another patient',
      { resourceType: 'Task', id: 'c', description: 'SECRET', for: { reference: 'Patient/b' } },
    ],
    [
      'is a task for a person by display',
      { resourceType: 'Task', id: 'c', description: 'SECRET', for: { display: 'Bob' } },
    ],
    [
      'is a list without a subject, of other patients',
      {
        resourceType: 'List',
        id: 'c',
        title: 'HIV clinic SECRET',
        entry: [{ item: { reference: 'Patient/b' } }, { item: { reference: 'Patient/c' } }],
      },
    ],
    [
      'is a task without a patient that focuses on another patient',
      { resourceType: 'Task', id: 'c', description: 'SECRET', focus: { reference: 'Patient/b' } },
    ],
    [
      'is a form that refers to another patient',
      {
        resourceType: 'Questionnaire',
        id: 'c',
        title: 'SECRET',
        item: [{ initial: [{ valueReference: { reference: 'Patient/b' } }] }],
      },
    ],
    [
      'is a study that refers to another patient',
      {
        resourceType: 'ResearchStudy',
        id: 'c',
        title: 'SECRET',
        extension: [{ valueReference: { reference: 'Patient/b' } }],
      },
    ],
    ...[
      { performer: [{ reference: 'Patient/b' }] },
      { performer: [{ type: 'Patient', display: 'Bob' }] },
      { focus: [{ display: 'Bob' }] },
      { focus: [{ reference: 'Patient/a' }, { reference: 'Patient/b' }] },
      { performer: [{ reference: 'Patient/a' }], focus: [{ display: 'Bob' }] },
      { extension: [{ url: 'urn:x', valueReference: { display: 'Bob' } }] },
    ].map((parts): [string, object] => [
      `has no subject, but ${JSON.stringify(parts)}`,
      { resourceType: 'Observation', id: 'c', valueString: 'SECRET', ...parts },
    ]),
    [
      'is a task that the patient requested for another patient',
      {
        resourceType: 'Task',
        id: 'c',
        description: 'SECRET',
        requester: { reference: 'Patient/a' },
        focus: { reference: 'Patient/b' },
      },
    ],
    [
      'is a response of a person by display to an appointment',
      { resourceType: 'AppointmentResponse', id: 'c', comment: 'SECRET', actor: { display: 'Bob' } },
    ],
    [
      'is a group with the patient and another patient',
      {
        resourceType: 'Group',
        id: 'c',
        name: 'SECRET',
        member: [{ entity: { reference: 'Patient/a' } }, { entity: { reference: 'Patient/b' } }],
      },
    ],
    [
      'is a task for a contained patient',
      { resourceType: 'Task', id: 'c', description: 'SECRET', for: { reference: '#p' } },
    ],
    [
      'is a research subject record of another patient',
      {
        resourceType: 'ResearchSubject',
        id: 'c',
        assignedArm: 'SECRET',
        individual: { reference: 'Patient/b' },
      },
    ],
    [
      'is a Person linked to another patient',
      {
        resourceType: 'Person',
        id: 'c',
        name: [{ text: 'SECRET' }],
        link: [{ target: { reference: 'Patient/b' } }],
      },
    ],
    [
      'is a group with another patient',
      { resourceType: 'Group', id: 'c', name: 'SECRET', member: [{ entity: { reference: 'Patient/b' } }] },
    ],
    [
      'has no type and references another patient',
      { id: 'c', note: 'SECRET', extension: [{ valueReference: { reference: 'Patient/b' } }] },
    ],
  ])('is removed if the contained resource is outside the graph and %s', (_what, contained) => {
    const redacted = shown(containing([contained]));
    expect(redacted).not.toHaveProperty('contained');
    expect(shown(containing([contained]), { scopes: 'user/*.rs' })).toHaveProperty('contained');
  });

  it.each<[what: string, contained: object]>([
    [
      'is a task for the patient',
      { resourceType: 'Task', id: 'c', for: { reference: 'Patient/a' }, focus: { reference: '#' } },
    ],
    [
      'references only records and the directory',
      {
        resourceType: 'Task',
        id: 'c',
        focus: { reference: 'Observation/o' },
        owner: { reference: 'Practitioner/p' },
      },
    ],
    ['is a form', { resourceType: 'Questionnaire', id: 'c', title: 'Intake' }],
    ['is an endpoint', { resourceType: 'Endpoint', id: 'c', managingOrganization: { display: 'Hospital' } }],
    [
      'has an identifier with an assigner',
      { resourceType: 'Task', id: 'c', identifier: [{ value: '1', assigner: { display: 'Hospital' } }] },
    ],
  ])('stays if the contained resource is outside the graph and %s', (_what, contained) => {
    expect(at(shown(containing([contained])), 'contained', 0, 'resourceType')).toBe(
      at(contained, 'resourceType'),
    );
  });

  it.each<[where: string, around: (resource: object) => object]>([
    [
      'a Bundle',
      (resource) => ({ resourceType: 'Bundle', id: 'n', entry: [{ fullUrl: 'urn:uuid:1', resource }] }),
    ],
    [
      'Parameters',
      (resource) => ({ resourceType: 'Parameters', id: 'n', parameter: [{ name: 'n', resource }] }),
    ],
    [
      'another contained resource',
      (resource) => ({ resourceType: 'Condition', id: 'n', contained: [resource] }),
    ],
    [
      'an unknown element',
      (resource) => ({ resourceType: 'Condition', id: 'n', unknown: [[{ x: resource }]] }),
    ],
  ])('checks resources nested in %s', (_where, around) => {
    const hidden = [
      { resourceType: 'Observation', id: 'h', meta: { security: [NOPAT] }, valueString: 'SECRET' },
      { resourceType: 'Patient', id: 'h', name: [{ text: 'SECRET' }] },
      { resourceType: 'Task', id: 'h', description: 'SECRET', for: { reference: 'Patient/b' } },
      { resourceType: 7, id: 'h', note: 'SECRET', subject: { display: 'Bob' } },
    ];
    for (const resource of hidden) {
      const redacted = shown({ ...containing([around(resource)]), text: NARRATIVE });
      expect(JSON.stringify(redacted)).not.toMatch(/SECRET|Bob/);
      expect(at(redacted, 'contained', 0, 'id')).toBe('n');
    }
    const visible = containing([around({ resourceType: 'Observation', id: 'v', ...own, valueString: 'x' })]);
    expect(shown(visible)).toEqual(visible);
  });

  it('removes the data of a contained Binary with a securityContext', () => {
    const binary = { resourceType: 'Binary', id: 'c', contentType: 'text/plain', data: 'U0VDUkVU' };
    const securityContext = { reference: 'Observation/o' };
    expect(shown(containing([binary]))).toEqual(containing([binary]));
    const { data: _data, ...rest } = binary;
    expect(shown(containing([{ ...binary, securityContext }]))).toEqual(
      containing([{ ...rest, securityContext }]),
    );
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', ''])(
    'redacts a contained resource with the type %j',
    (resourceType) => {
      const contained = {
        resourceType,
        id: 'c',
        actor: { display: 'Bob B' },
        constructor: { display: 'Bob B' },
      };
      expect(JSON.stringify(shown(containing([contained])))).not.toContain('Bob');
    },
  );

  it.each<[what: string, contained: object]>([
    ['has no subject', { resourceType: 'Condition', id: 'c' }],
    ...[
      { performer: [{ display: 'Dr. P' }] },
      { performer: [{ identifier: { system: 'urn:oid:2.16.840.1.113883.4.6', value: '1234567893' } }] },
      { performer: [{ reference: 'Patient/a' }] },
      { note: [{ authorReference: { display: 'Dr. P' }, text: 'Fasting.' }] },
      { hasMember: [{ reference: '#other' }] },
    ].map((parts): [string, object] => [
      `has no subject, but ${JSON.stringify(parts)}`,
      { resourceType: 'Observation', id: 'c', ...parts },
    ]),
    [
      'has no subject, but an order by a doctor without an address',
      { resourceType: 'ServiceRequest', id: 'c', requester: { display: 'Dr. P' } },
    ],
    ['is about the patient', { resourceType: 'Condition', id: 'c', ...own }],
    ['is a directory resource', { resourceType: 'Practitioner', id: 'c' }],
    [
      'has a label that hides nothing',
      { resourceType: 'Condition', id: 'c', meta: { security: [{ code: 'N' }] } },
    ],
  ])('stays if the contained resource %s', (_what, contained) => {
    const record = containing([contained], {
      focus: [
        { reference: '#c', display: 'Shown' },
        { reference: '#', display: 'Itself' },
      ],
    });
    expect(shown(record)).toEqual(record);
  });

  it('keeps a labeled contained resource if a user/ scope covers its container', () => {
    const record = containing([{ resourceType: 'Condition', id: 'c', meta: { security: [NOPAT] } }]);
    expect(shown(record, { scopes: 'patient/*.rs user/Observation.rs' })).toEqual(record);
    expect(shown(record, { scopes: 'patient/*.rs user/Condition.rs' })).not.toHaveProperty('contained');
    expect(shown(record, { scopes: 'patient/*.rs user/Observation.rs', members: ['b'] })).not.toHaveProperty(
      'contained',
    );
  });

  it.each([null, 'x', 7, [null], ['x'], [null, 7]])(
    'removes invalid contained resources: %j',
    (contained) => {
      expect(at(shown(containing(contained)), 'contained') ?? []).toEqual([]);
    },
  );
});

it('never shows the credentials in the address of a Device', () => {
  const device = { resourceType: 'Device', id: 'd', patient: { reference: 'Patient/a' } };
  for (const scopes of ['patient/*.rs', 'system/*.rs'])
    expect(shown({ ...device, url: 'https://anna:SECRET@pump.example/status' }, { scopes })).toEqual({
      ...device,
      url: 'https://pump.example/status',
    });
});

it('redact returns the same object each time and leaves the original unchanged', () => {
  const record = asSent<Stored<Resource>>(appointment({ reference: 'Patient/b', display: 'Bob B' }));
  const before = structuredClone(record);
  const authorization = createAuthorization({
    caller: callerWith('patient/*.rs', { patient: 'a' }),
    members: null,
    patientSees: 'N',
    server: SERVER,
  });
  expect(authorization.redact(record)).toBe(authorization.redact(record));
  expect(record).toEqual(before);
});

it('redact returns a record without redactions itself, not a copy', () => {
  const record = asSent<Stored<Resource>>(appointment({ reference: 'Practitioner/p', display: 'Dr. P' }));
  for (const scopes of ['patient/*.rs', 'user/*.rs']) {
    const caller = callerWith(scopes, { patient: 'a' });
    const authorization = createAuthorization({ caller, members: null, patientSees: 'N', server: SERVER });
    expect(authorization.redact(record)).toBe(record);
  }
});

describe('an Endpoint', () => {
  const endpoint = {
    resourceType: 'Endpoint',
    id: 'e',
    status: 'active',
    address: 'https://imaging.example',
  };
  const secret = {
    ...endpoint,
    header: ['Authorization: Basic SECRET'],
    _header: [{ extension: [{ url: 'urn:x', valueString: 'SECRET' }] }],
    text: { div: '<div>SECRET</div>' },
  };
  const bundle = { resourceType: 'Bundle', id: 'b', entry: [{ resource: secret }] };

  it.each(['patient/*.rs', 'user/*.rs', 'system/*.rs'])('never shows %s its headers', (scopes) => {
    expect(JSON.parse(JSON.stringify(shown(secret, { scopes })))).toEqual(endpoint);
    const study = { resourceType: 'ImagingStudy', id: 's', subject: { reference: 'Patient/a' } };
    const containing = shown({ ...study, contained: [secret, bundle] }, { scopes });
    expect(JSON.stringify(containing)).not.toContain('SECRET');
    expect(at(containing, 'contained', 0, 'address')).toBe(endpoint.address);
    expect(at(containing, 'contained', 1, 'entry', 0, 'resource', 'id')).toBe('e');
  });

  it.each([
    ['https://anna:SECRET@imaging.example/wado', 'https://imaging.example/wado'],
    ['https://SECRET@imaging.example:8443', 'https://imaging.example:8443'],
    ['https://imaging.example/wado?apikey=SECRET#SECRET', 'https://imaging.example/wado'],
    ['jdbc:sqlserver://imaging.example;user=sa;password=SECRET', 'jdbc:sqlserver://imaging.example'],
    ['MLLP://anna:SECRET@10.0.0.1:2575', 'MLLP://10.0.0.1:2575'],
    ['https://anna:SEC/RET@imaging.example/wado', undefined],
    ['https://anna:SEC@RET@imaging.example/wado', undefined],
    ['https://anna:SEC?RET@imaging.example', undefined],
    ['https:\\\\anna:SECRET@imaging.example', undefined],
    ['anna:SECRET@imaging.example', undefined],
    ['mailto:anna:SECRET@imaging.example', undefined],
    [['https://anna:SECRET@imaging.example'], undefined],
    ['mailto:imaging@direct.example', 'mailto:imaging@direct.example'],
    ['imaging@direct.example', 'imaging@direct.example'],
    ['urn:oid:1.2.3', 'urn:oid:1.2.3'],
    ['ARCHIVE', 'ARCHIVE'],
  ])('shows its address %j as %j', (address, expected) => {
    const extended = { extension: [{ url: 'urn:x', valueString: 'SECRET' }] };
    const found = shown({ ...secret, address, _address: extended }, { scopes: 'system/*.rs' });
    expect(JSON.parse(JSON.stringify(found))).toEqual({ ...endpoint, address: expected });
  });
});
