import { describe, expect, it } from 'vitest';
import type { Observation, Stored } from '../../src/fhir/types.ts';
import { having, matching } from '../support/expected.ts';
import { operationOf, ORIGIN, UPSTREAM } from './actors.ts';
import {
  createValidEvents,
  labResult,
  patientResource,
  summarizeEvent,
  summaryOfRefusal,
} from './created-events.ts';

describe('the event of a read', () => {
  it('names the patient, the resource, the caller, the time, the purpose and the request of a read', () => {
    const [event, ...more] = createValidEvents((accessLog) =>
      accessLog.addResource({ resource: labResult('o1', 'p1'), interaction: 'read' }),
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

  it('creates one event per resource and patient, however often the resource is read', () => {
    const two: Stored<Observation> = labResult('o2', 'p1');
    const events = createValidEvents((accessLog) => {
      for (const resource of [patientResource('p1'), two, two])
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
    expect(events.map(summarizeEvent)).toEqual([
      { ...read, entities: ['Person Patient/p1', 'System Object Patient/p1'] },
      { ...read, entities: ['Person Patient/p1', 'System Object Observation/o2'] },
      { ...read, entities: ['Person Patient/p1', 'System Object Appointment/a1'] },
      { ...read, entities: ['Person Patient/p2', 'System Object Appointment/a1'] },
    ]);
  });

  it('creates an event for a record without a patient, and names a Binary’s patient from its document', () => {
    const events = createValidEvents((accessLog) => {
      accessLog.addResource({ resource: labResult('o1'), interaction: 'read' });
      accessLog.addResource({
        resource: { resourceType: 'Binary', id: 'b1', contentType: 'text/rtf' },
        container: labResult('o2', 'p1'),
        interaction: 'read',
      });
    });
    expect(events.map(summarizeEvent)).toEqual([
      { profile: 'Read', action: 'R', outcome: '0', entities: ['System Object Observation/o1'] },
      {
        profile: 'PatientRead',
        action: 'R',
        outcome: '0',
        entities: ['Person Patient/p1', 'System Object Binary/b1'],
      },
    ]);
  });

  it('creates an event for a Group, which is about patients but names no subject', () => {
    const events = createValidEvents((accessLog) =>
      accessLog.addResource({
        resource: { resourceType: 'Group', id: 'g1', type: 'person', actual: true },
        interaction: 'read',
      }),
    );
    expect(events.map(summarizeEvent)).toEqual([
      { profile: 'Read', action: 'R', outcome: '0', entities: ['System Object Group/g1'] },
    ]);
  });

  it('creates no event for shared resources', () => {
    expect(
      createValidEvents((accessLog) => {
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

  it('records a creation as a PatientCreate with an author', () => {
    const [event] = createValidEvents((accessLog) =>
      accessLog.addResource({ resource: labResult('o1', 'p1'), interaction: 'create' }),
    );
    expect(event === undefined ? null : summarizeEvent(event)).toEqual({
      profile: 'PatientCreate',
      action: 'C',
      outcome: '0',
      entities: ['Person Patient/p1', 'System Object Observation/o1'],
    });
    expect(event?.agent.map(({ type }) => type?.coding?.[0]?.code)).toEqual(['110153', '110152', 'AUT']);
  });
});

describe('the events of missed reads', () => {
  const missed = { action: 'R', outcome: '4', outcomeDesc: 'Not found, or not accessible to the caller.' };

  it('lists all missed reads of an operation in one event', () => {
    const events = createValidEvents((accessLog) => {
      for (const id of ['p1', 'p2', 'p2']) accessLog.addMissedRead({ type: 'Patient', id });
      accessLog.addMissedRead({ type: 'Observation', id: 'o1' });
      accessLog.addMissedRead({ type: 'Location', id: 'l1' });
    });
    expect(events.map(summarizeEvent)).toEqual([
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

  it('lists at most a hundred ids per event, so no event is too large for a FHIR server', () => {
    const events = createValidEvents((accessLog) => {
      for (let count = 0; count < 250; count += 1)
        accessLog.addMissedRead({ type: 'Observation', id: `o${count}` });
      for (let count = 0; count < 101; count += 1)
        accessLog.addRefusal({ type: 'Condition', interaction: 'read', id: `c${count}` });
    });
    // The last entity of each is the request.
    expect(events.map(({ entity = [] }) => entity.length - 1)).toEqual([100, 100, 50, 100, 1]);
  });

  it('records reads that failed on the FHIR server in a separate event with the error code', () => {
    const events = createValidEvents((accessLog) => {
      accessLog.addMissedRead({ type: 'Observation', id: 'o1' });
      accessLog.addMissedRead({ type: 'Observation', id: 'o2', failure: 'UPSTREAM_TIMEOUT' });
    });
    expect(events.map(summarizeEvent)).toEqual([
      { ...missed, entities: ['Observation Observation/o1'] },
      {
        action: 'R',
        outcome: '8',
        outcomeDesc: 'The read failed: UPSTREAM_TIMEOUT.',
        entities: ['Observation Observation/o2'],
      },
    ]);
  });

  it('records both missed reads and a refusal that the caller sees', () => {
    const events = createValidEvents(
      (accessLog) => accessLog.addMissedRead({ type: 'Observation', id: 'o1' }),
      operationOf({}, ['FORBIDDEN']),
    );
    expect(events.map(summarizeEvent)).toEqual([
      having({ outcomeDesc: missed.outcomeDesc }),
      summaryOfRefusal('FORBIDDEN'),
    ]);
  });
});

describe('the events of a Binary', () => {
  it('creates one event per patient of the documents that contain a Binary', () => {
    const content = { resourceType: 'Binary', id: 'b1', contentType: '' } as const;
    const events = createValidEvents((accessLog) => {
      for (const container of [labResult('d1', 'p1'), labResult('d2', 'p2'), labResult('d1', 'p1')])
        accessLog.addResource({ resource: content, interaction: 'read', container });
    });
    expect(events.map(summarizeEvent)).toMatchObject(
      ['p1', 'p2'].map((id) => ({ entities: [`Person Patient/${id}`, 'System Object Binary/b1'] })),
    );
  });
});
