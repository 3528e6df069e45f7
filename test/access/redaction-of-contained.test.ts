import { describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { MASKED, NARRATIVE, NOPAT, shown } from './redacted-record.ts';

describe('a contained resource [T1-I12]', () => {
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
