import { describe, expect, it } from 'vitest';
import type { AccessLog } from '../../src/audit/access-log.ts';
import { createSignInRefusalEvent } from '../../src/audit/refusal-events.ts';
import { having } from '../support/expected.ts';
import { AUDIT_SOURCE, operationOf } from './actors.ts';
import { createValidEvents, summarizeEvent, summaryOfRefusal } from './created-events.ts';
import { problemsOf } from './definitions.ts';

function accessNothing(): void {}

function refuseConditionSearch(accessLog: AccessLog): void {
  accessLog.addRefusal({ type: 'Condition', interaction: 'search', id: null });
}

describe('the events of refusals', () => {
  it('names refused patients, other refused ids, and the types of refused searches', () => {
    const events = createValidEvents(
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
    expect(events.map(summarizeEvent)).toEqual([
      {
        action: 'R',
        ...refused,
        entities: ['Person Patient/p1', 'Person Patient/p2', 'Observation Observation/o1'],
      },
      { action: 'E', ...refused, entities: ['Condition '] },
    ]);
  });

  it('records an operation refused as a whole, without repeating codes of other events', () => {
    expect(
      createValidEvents(accessNothing, operationOf({}, ['OPERATION_TOO_EXPENSIVE'])).map(summarizeEvent),
    ).toEqual([summaryOfRefusal('OPERATION_TOO_EXPENSIVE')]);
    expect(
      createValidEvents(accessNothing, operationOf({}, ['FORBIDDEN', 'RESTRICTED_RECORD'])).map(
        summarizeEvent,
      ),
    ).toEqual([summaryOfRefusal('FORBIDDEN, RESTRICTED_RECORD')]);
    expect(
      createValidEvents(refuseConditionSearch, operationOf({}, ['FORBIDDEN', 'RATE_LIMITED'])).map(
        summarizeEvent,
      ),
    ).toEqual([having({ entities: ['Condition '] }), summaryOfRefusal('RATE_LIMITED')]);
  });

  it('records a refused sign-in without a name', () => {
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
