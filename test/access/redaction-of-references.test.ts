import { describe, expect, it } from 'vitest';
import { RESOURCES } from '../../src/fhir/resources.ts';
import { asSent } from '../support/as-sent.ts';
import { at } from '../support/expected.ts';
import { appointment, BASE, type CallerOptions, MASKED, shown } from './redacted-record.ts';

function actorOf(value: unknown): unknown {
  return at(value, 'participant', 1, 'actor');
}

describe('a reference [T1-I10]', () => {
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

describe('a reference without a URL and a type [T1-I11]', () => {
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
