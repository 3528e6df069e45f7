import { describe, expect, it } from 'vitest';
import { ANONYMOUS_CALLER } from '../../src/access/caller.ts';
import type { AccessLog } from '../../src/audit/access-log.ts';
import { type AuditedOperation, createOperationEvents } from '../../src/audit/operation-events.ts';
import { createSignInRefusalEvent } from '../../src/audit/refusal-events.ts';
import type { AuditEvent, Observation, Patient, Stored } from '../../src/fhir/types.ts';
import { having, matching } from '../support/expected.ts';
import { AUDIT_SOURCE, CLINICIAN, operationOf, ORIGIN, UPSTREAM } from './actors.ts';
import { problemsOf } from './definitions.ts';

const patient = (id: string): Stored<Patient> => ({ resourceType: 'Patient', id });
const lab = (id: string, ...patients: readonly string[]): Stored<Observation> => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: {},
  ...(patients[0] === undefined ? {} : { subject: { reference: `Patient/${patients[0]}` } }),
});

/** The events of an operation that touched what `touch` does; each of them is good by all definitions. */
function events(
  touch: (accessLog: AccessLog) => void,
  operation: AuditedOperation = operationOf(),
): AuditEvent[] {
  touch(operation.accessLog);
  const made = createOperationEvents(operation, AUDIT_SOURCE);
  expect(made.flatMap(problemsOf)).toEqual([]);
  return made;
}

/** What an event tells, in short. */
function told({ meta, action, outcome, outcomeDesc, entity = [] }: AuditEvent): unknown {
  const [profile = ''] = meta?.profile ?? [];
  return {
    ...(profile === '' ? {} : { profile: profile.replace(/.*\./, '') }),
    action,
    outcome,
    ...(outcomeDesc === undefined ? {} : { outcomeDesc }),
    entities: entity
      .filter(({ type }) => type?.code !== 'XrequestId')
      .map(({ type, what, query }) =>
        [
          type?.display ?? type?.code,
          what?.reference?.replace(`${UPSTREAM}/`, '') ??
            (query === undefined ? '' : Buffer.from(query, 'base64').toString().replace(`${UPSTREAM}/`, '')),
        ].join(' '),
      ),
  };
}

/** The event of the read of a patient. */
function readBy(actor: Parameters<typeof operationOf>[0]): AuditEvent | undefined {
  const [event] = events(
    (accessLog) => accessLog.addResource({ resource: patient('p1'), interaction: 'read' }),
    operationOf(actor),
  );
  return event;
}

function agentsFor(actor: Parameters<typeof operationOf>[0]): unknown {
  return readBy(actor)?.agent.map(({ who, requestor }) => ({ who, requestor }));
}

/** How an event names the person. */
function nameInEvent(subject: string): unknown {
  return readBy({ caller: { ...CLINICIAN, subject } })?.agent.at(-1)?.who?.identifier?.value;
}

function whole(codes: string): unknown {
  return { action: 'E', outcome: '4', outcomeDesc: `Refused: ${codes}.`, entities: [] };
}

function nothing(): void {}

function refuse(accessLog: AccessLog): void {
  accessLog.addRefusal({ type: 'Condition', interaction: 'search', id: null });
}

describe('the event of a read', () => {
  it('names the patient and the resource, and who asked, when, why and by which request', () => {
    const [event, ...more] = events((accessLog) =>
      accessLog.addResource({ resource: lab('o1', 'p1'), interaction: 'read' }),
    );
    expect(more).toEqual([]);
    expect(event).toEqual({
      resourceType: 'AuditEvent',
      id: matching(/^[\da-f-]{36}$/),
      meta: { profile: ['https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead'] },
      type: {
        system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
        code: 'rest',
        display: 'RESTful Operation',
      },
      subtype: [{ system: 'http://hl7.org/fhir/restful-interaction', code: 'read', display: 'read' }],
      action: 'R',
      recorded: '2026-11-24T10:30:00.250Z',
      outcome: '0',
      purposeOfEvent: [
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
              code: 'TREAT',
              display: 'treatment',
            },
          ],
        },
      ],
      agent: [
        {
          type: {
            coding: [
              {
                system: 'http://dicom.nema.org/resources/ontology/DCM',
                code: '110152',
                display: 'Destination Role ID',
              },
            ],
          },
          who: { identifier: { system: 'https://login.example.org', value: 'chart-app' } },
          requestor: false,
          network: { address: '192.0.2.17', type: '2' },
        },
        {
          type: {
            coding: [
              {
                system: 'http://dicom.nema.org/resources/ontology/DCM',
                code: '110153',
                display: 'Source Role ID',
              },
            ],
          },
          who: { display: UPSTREAM },
          requestor: false,
          network: { address: UPSTREAM, type: '5' },
        },
        {
          type: {
            coding: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
                code: 'IRCP',
                display: 'information recipient',
              },
            ],
          },
          who: { identifier: { system: 'https://login.example.org', value: 'clinician-7' } },
          requestor: true,
          purposeOfUse: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
                  code: 'TREAT',
                  display: 'treatment',
                },
              ],
            },
          ],
        },
      ],
      source: {
        site: 'gateway-1',
        observer: { display: 'epic-fhir-graphql-gateway' },
        type: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
            code: '4',
            display: 'Application Server',
          },
        ],
      },
      entity: [
        {
          what: { reference: `${UPSTREAM}/Patient/p1` },
          type: {
            system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
            code: '1',
            display: 'Person',
          },
          role: {
            system: 'http://terminology.hl7.org/CodeSystem/object-role',
            code: '1',
            display: 'Patient',
          },
        },
        {
          what: { reference: `${UPSTREAM}/Observation/o1` },
          type: {
            system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
            code: '2',
            display: 'System Object',
          },
          role: {
            system: 'http://terminology.hl7.org/CodeSystem/object-role',
            code: '4',
            display: 'Domain Resource',
          },
        },
        {
          what: { identifier: { value: ORIGIN.requestId } },
          type: {
            system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
            code: 'XrequestId',
          },
          detail: [
            { type: 'operationName', valueString: 'LabTrend' },
            { type: 'traceId', valueString: '0af7651916cd43dd8448eb211c80319c' },
          ],
        },
      ],
    });
  });

  it('is one for each resource and patient, and one alone however often a resource is read', () => {
    const two: Stored<Observation> = lab('o2', 'p1');
    const made = events((accessLog) => {
      for (const resource of [patient('p1'), two, two])
        accessLog.addResource({ resource, interaction: 'read' });
      accessLog.addResource({
        resource: {
          resourceType: 'Appointment',
          id: 'a1',
          status: 'booked',
          participant: [
            { status: 'accepted', actor: { reference: 'Patient/p1' } },
            { status: 'accepted', actor: { reference: 'Patient/p2' } },
          ],
        },
        interaction: 'read',
      });
    });
    const read = { profile: 'PatientRead', action: 'R', outcome: '0' };
    expect(made.map(told)).toEqual([
      { ...read, entities: ['Person Patient/p1', 'System Object Patient/p1'] },
      { ...read, entities: ['Person Patient/p1', 'System Object Observation/o2'] },
      { ...read, entities: ['Person Patient/p1', 'System Object Appointment/a1'] },
      { ...read, entities: ['Person Patient/p2', 'System Object Appointment/a1'] },
    ]);
  });

  it('is there for a record that does not name its patient, and for a document by whom the document is about', () => {
    const made = events((accessLog) => {
      accessLog.addResource({ resource: lab('o1'), interaction: 'read' });
      accessLog.addResource({
        resource: { resourceType: 'Binary', id: 'b1', contentType: 'text/rtf' },
        container: lab('o2', 'p1'),
        interaction: 'read',
      });
    });
    expect(made.map(told)).toEqual([
      { profile: 'Read', action: 'R', outcome: '0', entities: ['System Object Observation/o1'] },
      {
        profile: 'PatientRead',
        action: 'R',
        outcome: '0',
        entities: ['Person Patient/p1', 'System Object Binary/b1'],
      },
    ]);
  });

  it('is not there for what all patients share', () => {
    expect(
      events((accessLog) => {
        accessLog.addResource({
          resource: { resourceType: 'Location', id: 'l1' },
          interaction: 'read',
        });
        accessLog.addResource({
          resource: { resourceType: 'Practitioner', id: 'd1' },
          interaction: 'read',
        });
      }),
    ).toEqual([]);
  });

  it('is a PatientCreate where the resource was created, by an author', () => {
    const [event] = events((accessLog) =>
      accessLog.addResource({ resource: lab('o1', 'p1'), interaction: 'create' }),
    );
    expect(event === undefined ? null : told(event)).toEqual({
      profile: 'PatientCreate',
      action: 'C',
      outcome: '0',
      entities: ['Person Patient/p1', 'System Object Observation/o1'],
    });
    expect(event?.agent.map(({ type }) => type?.coding?.[0]?.code)).toEqual(['110153', '110152', 'AUT']);
  });
});

describe('the events of a search', () => {
  const labs = { type: 'Observation', text: 'category=laboratory&patient=p1', patientId: 'p1' };
  const vitals = { type: 'Observation', text: 'category=vital-signs&patient=p1', patientId: 'p1' };

  it('have the query, and each resource that it found, by its type', () => {
    const [event, ...more] = events((accessLog) => {
      accessLog.addSearch(labs);
      for (const id of ['o1', 'o2'])
        accessLog.addResource({
          resource: lab(id, 'p1'),
          interaction: 'search',
          search: labs.text,
        });
    });
    expect(more).toEqual([]);
    expect(event === undefined ? null : told(event)).toEqual({
      profile: 'PatientQuery',
      action: 'E',
      outcome: '0',
      entities: [
        'Person Patient/p1',
        'System Object Observation?category=laboratory&patient=p1',
        'Observation Observation/o1',
        'Observation Observation/o2',
      ],
    });
    expect(event?.agent.map(({ type }) => type?.coding?.[0]?.code)).toEqual(['110153', '110152', 'IRCP']);
  });

  it('keep what each search found apart', () => {
    const made = events((accessLog) => {
      accessLog.addSearch(labs);
      accessLog.addSearch(vitals);
      const found = { interaction: 'search' } as const;
      accessLog.addResource({ ...found, resource: lab('o1', 'p1'), search: labs.text });
      accessLog.addResource({ ...found, resource: lab('o2', 'p1'), search: vitals.text });
      accessLog.addResource({ ...found, resource: lab('o1', 'p1'), search: vitals.text });
    });
    expect(made.map((event) => event.entity?.map(({ what }) => what?.reference?.split('/').at(-1)))).toEqual([
      ['p1', undefined, 'o1', undefined],
      ['p1', undefined, 'o2', 'o1', undefined],
    ]);
  });

  it('name the patient even where nothing was found', () => {
    expect(events((accessLog) => accessLog.addSearch(labs)).map(told)).toEqual([
      {
        profile: 'PatientQuery',
        action: 'E',
        outcome: '0',
        entities: ['Person Patient/p1', 'System Object Observation?category=laboratory&patient=p1'],
      },
    ]);
  });

  it('are one for each patient that was found, and one without a patient where none was', () => {
    const search = { type: 'Patient', text: 'family=Lopez', patientId: null };
    const made = events((accessLog) => {
      accessLog.addSearch({ ...search, text: 'family=Nobody' });
      accessLog.addSearch(search);
      for (const id of ['p1', 'p2'])
        accessLog.addResource({
          resource: patient(id),
          interaction: 'search',
          search: search.text,
        });
    });
    expect(made.map(told)).toEqual([
      {
        profile: 'PatientQuery',
        action: 'E',
        outcome: '0',
        entities: ['Person Patient/p1', 'System Object Patient?family=Lopez', 'Patient Patient/p1'],
      },
      {
        profile: 'PatientQuery',
        action: 'E',
        outcome: '0',
        entities: ['Person Patient/p2', 'System Object Patient?family=Lopez', 'Patient Patient/p2'],
      },
      { profile: 'Query', action: 'E', outcome: '0', entities: ['System Object Patient?family=Nobody'] },
    ]);
  });

  it('are one for a hundred that gave no record, by how they ended', () => {
    const made = events((accessLog) => {
      for (let number = 0; number < 250; number += 1) {
        accessLog.addSearch({ type: 'Patient', text: `identifier=MRN|${number}`, patientId: null });
        accessLog.addSearch({
          type: 'Patient',
          text: `identifier=MRN|x${number}`,
          patientId: null,
          failure: 'FORBIDDEN',
        });
      }
    });
    expect(made.map(({ meta, outcome, entity = [] }) => [meta?.profile, outcome, entity.length - 1])).toEqual(
      [
        ...[100, 100, 50].map((queries) => [undefined, '0', queries]),
        ...[100, 100, 50].map((queries) => [undefined, '4', queries]),
      ],
    );
  });

  it('claim nothing of an answer that was withheld, and name none of its records', () => {
    const operation = { ...operationOf({}, ['RESPONSE_TOO_LARGE']), isWithheld: true };
    const made = events((accessLog) => {
      accessLog.addSearch(vitals);
      accessLog.addResource({ resource: lab('o1', 'p1'), interaction: 'search', search: vitals.text });
      accessLog.addResource({ resource: patient('p1'), interaction: 'read' });
    }, operation);
    expect(made.map(told)).toEqual([
      {
        action: 'E',
        outcome: '4',
        outcomeDesc: 'The caller received none of its results.',
        entities: [`Person Patient/p1`, `System Object Observation?${vitals.text}`],
      },
      whole('RESPONSE_TOO_LARGE'),
    ]);
  });

  it('take in what was found by a search that was not told, and else are reads', () => {
    const made = events((accessLog) => {
      accessLog.addSearch(vitals);
      accessLog.addResource({ resource: lab('o1', 'p1'), interaction: 'search' });
      accessLog.addResource({ resource: lab('o2', 'p2'), interaction: 'search' });
    });
    expect(made.map(told)).toEqual([
      {
        profile: 'PatientRead',
        action: 'R',
        outcome: '0',
        entities: ['Person Patient/p2', 'System Object Observation/o2'],
      },
      {
        profile: 'PatientQuery',
        action: 'E',
        outcome: '0',
        entities: [
          'Person Patient/p1',
          'System Object Observation?category=vital-signs&patient=p1',
          'Observation Observation/o1',
        ],
      },
    ]);
  });

  it.each([
    ['UPSTREAM_UNAVAILABLE', '8'],
    ['RESTRICTED_RECORD', '4'],
  ] as const)('that ended with %s have its code and the outcome %s', (failure, outcome) => {
    const made = events((accessLog) => {
      accessLog.addSearch(labs);
      accessLog.addSearch({ ...labs, failure });
    });
    expect(made.map(told)).toEqual([
      {
        action: 'E',
        outcome,
        outcomeDesc: `The search failed: ${failure}.`,
        entities: ['Person Patient/p1', 'System Object Observation?category=laboratory&patient=p1'],
      },
    ]);
  });

  it('name no record and claim no success where no field used what was found', () => {
    const made = events((accessLog) => {
      accessLog.addSearch({ ...labs, isUnused: true });
      accessLog.addSearch({ ...vitals, isUnused: true });
      accessLog.addSearch(vitals);
      // The same search, started for another field after one has used it.
      accessLog.addSearch({ ...vitals, isUnused: true });
    });
    const query = { action: 'E' };
    expect(made.map(told)).toEqual([
      {
        ...query,
        outcome: '4',
        outcomeDesc: 'The caller received none of its results.',
        entities: ['Person Patient/p1', 'System Object Observation?category=laboratory&patient=p1'],
      },
      {
        ...query,
        profile: 'PatientQuery',
        outcome: '0',
        entities: ['Person Patient/p1', 'System Object Observation?category=vital-signs&patient=p1'],
      },
    ]);
  });

  it('tell of what was found where the same search failed too, as at a later page', () => {
    const [event] = events((accessLog) => {
      accessLog.addResource({
        resource: lab('o1', 'p1'),
        interaction: 'search',
        search: labs.text,
      });
      accessLog.addSearch({ ...labs, failure: 'UPSTREAM_TIMEOUT' });
    });
    expect(event).toMatchObject({ outcome: '0' });
  });
});

describe('the events of reads that gave nothing', () => {
  const missed = { action: 'R', outcome: '4', outcomeDesc: 'Not found, or not accessible to the caller.' };

  it('are one for the whole operation, with the ids in the request', () => {
    const made = events((accessLog) => {
      for (const id of ['p1', 'p2', 'p2']) accessLog.addMissedRead({ type: 'Patient', id });
      accessLog.addMissedRead({ type: 'Observation', id: 'o1' });
      accessLog.addMissedRead({ type: 'Location', id: 'l1' });
    });
    expect(made.map(told)).toEqual([
      {
        ...missed,
        entities: [
          'Patient Patient/p1',
          'Patient Patient/p2',
          'Observation Observation/o1',
          'Location Location/l1',
        ],
      },
    ]);
  });

  it('name a hundred ids each, so that no event is too large for a FHIR server', () => {
    const made = events((accessLog) => {
      for (let count = 0; count < 250; count += 1)
        accessLog.addMissedRead({ type: 'Observation', id: `o${count}` });
      for (let count = 0; count < 101; count += 1)
        accessLog.addRefusal({ type: 'Condition', interaction: 'read', id: `c${count}` });
    });
    // The last entity of each is the request.
    expect(made.map(({ entity = [] }) => entity.length - 1)).toEqual([100, 100, 50, 100, 1]);
  });

  it('have the code of the failure where the FHIR server failed, apart from those that it answered', () => {
    const made = events((accessLog) => {
      accessLog.addMissedRead({ type: 'Observation', id: 'o1' });
      accessLog.addMissedRead({ type: 'Observation', id: 'o2', failure: 'UPSTREAM_TIMEOUT' });
    });
    expect(made.map(told)).toEqual([
      { ...missed, entities: ['Observation Observation/o1'] },
      {
        action: 'R',
        outcome: '8',
        outcomeDesc: 'The read failed: UPSTREAM_TIMEOUT.',
        entities: ['Observation Observation/o2'],
      },
    ]);
  });

  it('do not stand for a refusal that the caller sees', () => {
    const made = events(
      (accessLog) => accessLog.addMissedRead({ type: 'Observation', id: 'o1' }),
      operationOf({}, ['FORBIDDEN']),
    );
    expect(made.map(told)).toEqual([having({ outcomeDesc: missed.outcomeDesc }), whole('FORBIDDEN')]);
  });
});

describe('the events of a content', () => {
  it('are one for the patient of each document that it is shown in', () => {
    const content = { resourceType: 'Binary', id: 'b1', contentType: '' } as const;
    const made = events((accessLog) => {
      for (const container of [lab('d1', 'p1'), lab('d2', 'p2'), lab('d1', 'p1')])
        accessLog.addResource({ resource: content, interaction: 'read', container });
    });
    expect(made.map(told)).toMatchObject(
      ['p1', 'p2'].map((id) => ({ entities: [`Person Patient/${id}`, 'System Object Binary/b1'] })),
    );
  });
});

describe('the events of refusals', () => {
  it('name what was not even asked for: ids that are patients as such, and types', () => {
    const made = events(
      (accessLog) => {
        accessLog.addRefusal({ type: 'Patient', interaction: 'read', id: 'p1' });
        accessLog.addRefusal({ type: 'Patient', interaction: 'read', id: 'p2' });
        accessLog.addRefusal({ type: 'Patient', interaction: 'read', id: 'p2' });
        accessLog.addRefusal({ type: 'Observation', interaction: 'read', id: 'o1' });
        accessLog.addRefusal({ type: 'Condition', interaction: 'search', id: null });
      },
      operationOf({}, ['FORBIDDEN']),
    );
    const refused = {
      outcome: '4',
      outcomeDesc: 'Not accessible to the caller, or withheld by the FHIR server.',
    };
    expect(made.map(told)).toEqual([
      {
        action: 'R',
        ...refused,
        entities: ['Person Patient/p1', 'Person Patient/p2', 'Observation Observation/o1'],
      },
      { action: 'E', ...refused, entities: ['Condition '] },
    ]);
  });

  it('tell of an operation that was refused as a whole, and do not repeat what others tell', () => {
    expect(events(nothing, operationOf({}, ['OPERATION_TOO_EXPENSIVE'])).map(told)).toEqual([
      whole('OPERATION_TOO_EXPENSIVE'),
    ]);
    expect(events(nothing, operationOf({}, ['FORBIDDEN', 'RESTRICTED_RECORD'])).map(told)).toEqual([
      whole('FORBIDDEN, RESTRICTED_RECORD'),
    ]);
    expect(events(refuse, operationOf({}, ['FORBIDDEN', 'RATE_LIMITED'])).map(told)).toEqual([
      having({ entities: ['Condition '] }),
      whole('RATE_LIMITED'),
    ]);
  });

  it('tell of a request that did not sign in, though not by whom', () => {
    const event = createSignInRefusalEvent(
      operationOf({ caller: null }),
      'Not signed in: expired.',
      AUDIT_SOURCE,
    );
    expect(problemsOf(event)).toEqual([]);
    expect(event).toMatchObject({
      type: { code: '110114', display: 'User Authentication' },
      outcome: '4',
      outcomeDesc: 'Not signed in: expired.',
      agent: [
        { who: { display: 'not signed in' }, requestor: true, network: { address: '192.0.2.17' } },
        { requestor: false },
      ],
    });
    expect(event.subtype).toBeUndefined();
  });
});

describe('the agents of an event', () => {
  const server = { who: { display: UPSTREAM }, requestor: false };

  it('are no person where a program signs in as itself', () => {
    const program = { identifier: { system: 'https://login.example.org', value: 'batch-job' } };
    for (const caller of [
      { ...CLINICIAN, subject: 'batch-job', client: 'batch-job' },
      { ...CLINICIAN, subject: 'batch-job', client: null },
    ]) {
      expect(agentsFor({ caller })).toEqual([{ who: program, requestor: true }, server]);
    }
  });

  it('have names as issuers give them, apart from what cannot be read: that is escaped, and two names stay two', () => {
    const plain = [String.raw`WARD\user`, String.raw`a\u0007`, 'Zoë 山田 🙂', 'a|b@c'];
    expect(plain.map(nameInEvent)).toEqual(plain);
    const odd = ['a\u0007', String.raw`a\u{7}`, 'a\u202e', 'a\u200b', 'a\ud83d', 'a\u{e0041}', 'a\ufffe'];
    expect(odd.map(nameInEvent)).toEqual([
      String.raw`a\u{7}`,
      String.raw`a\u{5c}u{7}`,
      String.raw`a\u{202e}`,
      String.raw`a\u{200b}`,
      String.raw`a\u{d83d}`,
      String.raw`a\u{e0041}`,
      String.raw`a\u{fffe}`,
    ]);
  });

  it('are unnamed where callers do not sign in', () => {
    expect(agentsFor({ caller: ANONYMOUS_CALLER })).toEqual([
      { who: { display: 'anonymous' }, requestor: true },
      server,
    ]);
  });
});

describe('the request of an event', () => {
  it('has no purpose, trace and name where none is told', () => {
    const event = readBy({
      origin: { ...ORIGIN, traceId: null, purposeOfUse: null },
      operationName: null,
    });
    expect(event).not.toHaveProperty('purposeOfEvent');
    expect(JSON.stringify(event)).not.toMatch(/purposeOfUse|detail/);
  });

  it('has no more than the first hundred characters of a name', () => {
    expect(JSON.stringify(readBy({ operationName: 'N'.repeat(5_000) }))).toMatch(/"N{100}"/);
  });
});
