import { describe, expect, it } from 'vitest';
import { operationOf } from './actors.ts';
import {
  createValidEvents,
  labResult,
  patientResource,
  summarizeEvent,
  summaryOfRefusal,
} from './created-events.ts';

describe('the events of a search', () => {
  const labs = { type: 'Observation', text: 'category=laboratory&patient=p1', patientId: 'p1' };
  const vitals = { type: 'Observation', text: 'category=vital-signs&patient=p1', patientId: 'p1' };

  it('lists the query and each resource that a search found', () => {
    const [event, ...more] = createValidEvents((accessLog) => {
      accessLog.addSearch(labs);
      for (const id of ['o1', 'o2'])
        accessLog.addResource({
          resource: labResult(id, 'p1'),
          interaction: 'search',
          search: labs.text,
        });
    });
    expect(more).toEqual([]);
    expect(event === undefined ? null : summarizeEvent(event)).toEqual({
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

  it('lists the results of each search in its own event', () => {
    const events = createValidEvents((accessLog) => {
      accessLog.addSearch(labs);
      accessLog.addSearch(vitals);
      const found = { interaction: 'search' } as const;
      accessLog.addResource({ ...found, resource: labResult('o1', 'p1'), search: labs.text });
      accessLog.addResource({ ...found, resource: labResult('o2', 'p1'), search: vitals.text });
      accessLog.addResource({ ...found, resource: labResult('o1', 'p1'), search: vitals.text });
    });
    expect(
      events.map((event) => event.entity?.map(({ what }) => what?.reference?.split('/').at(-1))),
    ).toEqual([
      ['p1', undefined, 'o1', undefined],
      ['p1', undefined, 'o2', 'o1', undefined],
    ]);
  });

  it('names the patient of a search that found nothing', () => {
    expect(createValidEvents((accessLog) => accessLog.addSearch(labs)).map(summarizeEvent)).toEqual([
      {
        profile: 'PatientQuery',
        action: 'E',
        outcome: '0',
        entities: ['Person Patient/p1', 'System Object Observation?category=laboratory&patient=p1'],
      },
    ]);
  });

  it('creates one event per patient found, and one without a patient if none was found', () => {
    const search = { type: 'Patient', text: 'family=Lopez', patientId: null };
    const events = createValidEvents((accessLog) => {
      accessLog.addSearch({ ...search, text: 'family=Absent' });
      accessLog.addSearch(search);
      for (const id of ['p1', 'p2'])
        accessLog.addResource({
          resource: patientResource(id),
          interaction: 'search',
          search: search.text,
        });
    });
    expect(events.map(summarizeEvent)).toEqual([
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
      { profile: 'Query', action: 'E', outcome: '0', entities: ['System Object Patient?family=Absent'] },
    ]);
  });

  it('groups searches without results by outcome, a hundred per event', () => {
    const events = createValidEvents((accessLog) => {
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
    expect(
      events.map(({ meta, outcome, entity = [] }) => [meta?.profile, outcome, entity.length - 1]),
    ).toEqual([
      ...[100, 100, 50].map((queries) => [undefined, '0', queries]),
      ...[100, 100, 50].map((queries) => [undefined, '4', queries]),
    ]);
  });

  it('names no record of a withheld response, and records a failure', () => {
    const operation = { ...operationOf({}, ['RESPONSE_TOO_LARGE']), isWithheld: true };
    const events = createValidEvents((accessLog) => {
      accessLog.addSearch(vitals);
      accessLog.addResource({ resource: labResult('o1', 'p1'), interaction: 'search', search: vitals.text });
      accessLog.addResource({ resource: patientResource('p1'), interaction: 'read' });
    }, operation);
    expect(events.map(summarizeEvent)).toEqual([
      {
        action: 'E',
        outcome: '4',
        outcomeDesc: 'The caller received none of its results.',
        entities: [`Person Patient/p1`, `System Object Observation?${vitals.text}`],
      },
      summaryOfRefusal('RESPONSE_TOO_LARGE'),
    ]);
  });

  it('assigns a result without a search to a search of its type and patient, and otherwise records a read', () => {
    const events = createValidEvents((accessLog) => {
      accessLog.addSearch(vitals);
      accessLog.addResource({ resource: labResult('o1', 'p1'), interaction: 'search' });
      accessLog.addResource({ resource: labResult('o2', 'p2'), interaction: 'search' });
    });
    expect(events.map(summarizeEvent)).toEqual([
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
  ] as const)('records a search that failed with %s and its outcome %s', (failure, outcome) => {
    const events = createValidEvents((accessLog) => {
      accessLog.addSearch(labs);
      accessLog.addSearch({ ...labs, failure });
    });
    expect(events.map(summarizeEvent)).toEqual([
      {
        action: 'E',
        outcome,
        outcomeDesc: `The search failed: ${failure}.`,
        entities: ['Person Patient/p1', 'System Object Observation?category=laboratory&patient=p1'],
      },
    ]);
  });

  it('records no success for a search whose results no field used', () => {
    const events = createValidEvents((accessLog) => {
      accessLog.addSearch({ ...labs, isUnused: true });
      accessLog.addSearch({ ...vitals, isUnused: true });
      accessLog.addSearch(vitals);
      // The same search, started for another field after one has used it.
      accessLog.addSearch({ ...vitals, isUnused: true });
    });
    const query = { action: 'E' };
    expect(events.map(summarizeEvent)).toEqual([
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

  it('records success for a search that found records before it failed on a later page', () => {
    const [event] = createValidEvents((accessLog) => {
      accessLog.addResource({
        resource: labResult('o1', 'p1'),
        interaction: 'search',
        search: labs.text,
      });
      accessLog.addSearch({ ...labs, failure: 'UPSTREAM_TIMEOUT' });
    });
    expect(event).toMatchObject({ outcome: '0' });
  });
});
