import { describe, expect, it } from 'vitest';
import { createOperationEvents } from '../../src/audit/operation-events.ts';
import type { AuditEvent } from '../../src/fhir/types.ts';
import { AUDIT_SOURCE, operationOf } from './actors.ts';
import { problemsOf } from './definitions.ts';

function createValidEvent(): AuditEvent {
  const operation = operationOf();
  operation.accessLog.addResource({
    resource: { resourceType: 'Patient', id: 'p1' },
    interaction: 'read',
  });
  const [event] = createOperationEvents(operation, AUDIT_SOURCE);
  if (event === undefined) throw new Error('There is no event.');
  return event;
}

/** Returns a valid event with some elements replaced, by invalid ones too. */
function alterEvent(change: (event: AuditEvent) => object): AuditEvent {
  const event = createValidEvent();
  return Object.assign(event, change(event));
}

describe('problemsOf', () => {
  it('finds no problem in a valid event', () => {
    expect(problemsOf(createValidEvent())).toEqual([]);
  });

  it.each<[what: string, change: (event: AuditEvent) => object, problem: RegExp]>([
    ['without a date', () => ({ recorded: undefined }), /Missing required property \(AuditEvent\.recorded\)/],
    ['with a date in place of an instant', () => ({ recorded: '2026-11-24' }), /Invalid instant format/],
    ['without agents', () => ({ agent: [] }), /AuditEvent\.agent/],
    [
      'with an agent without requestor',
      ({ agent }) => ({ agent: [...agent, { name: 'x' }] }),
      /Missing required property \(AuditEvent\.agent\[3\]\.requestor\)/,
    ],
    ['without an observer', () => ({ source: {} }), /AuditEvent\.source/],
    ['with an unknown element', () => ({ patient: 'p1' }), /Invalid additional property "patient"/],
    [
      'with a query that is not base64',
      () => ({ entity: [{ query: 'patient=p1&x' }] }),
      /Invalid base64Binary format/,
    ],
    [
      'with both a name and a query',
      () => ({ entity: [{ name: 'a', query: 'YQ==' }] }),
      /Constraint sev-1 not met/,
    ],
    ['with an unknown outcome', () => ({ outcome: '7' }), /audit-event-outcome has no code 7/],
    ['with an unknown action', () => ({ action: 'Q' }), /audit-event-action has no code Q/],
    [
      'with a code that is not in its system',
      () => ({ type: { system: 'http://hl7.org/fhir/restful-interaction', code: 'peek' } }),
      /restful-interaction has no code peek/,
    ],
    [
      'with a display that differs from the code system',
      ({ type }) => ({ type: { ...type, display: 'Rest' } }),
      /rest is "RESTful Operation", not "Rest"/,
    ],
    [
      'with a profile that BALP does not define',
      () => ({ meta: { profile: ['https://x'] } }),
      /not a BALP profile/,
    ],
    [
      'with the profile of a successful read and a failed outcome',
      () => ({ outcome: '8' }),
      /the outcome is success/,
    ],
    ['with the profile of a read and another action', () => ({ action: 'E' }), /the action is R/],
    ['with the profile of a read and no subtype', () => ({ subtype: [] }), /a subtype is read/],
    ['without a server agent', ({ agent }) => ({ agent: agent.slice(0, 1) }), /one client, and one server/],
    [
      'with a client without network',
      ({ agent: [client, ...others] }) => ({ agent: [{ ...client, network: undefined }, ...others] }),
      /client and server have who and network/,
    ],
    [
      'with two users',
      ({ agent }) => ({ agent: [...agent, ...agent.slice(2)] }),
      /there is at most one user/,
    ],
    [
      'without the patient',
      ({ entity = [] }) => ({ entity: entity.slice(1) }),
      /entities of .*audit-entity-type\|1/,
    ],
    [
      'with two resources in one read',
      ({ entity = [] }) => ({ entity: [...entity, ...entity.slice(1, 2)] }),
      /entities of .*audit-entity-type\|2/,
    ],
  ])('reports an event %s', (_what, change, problem) => {
    expect(problemsOf(alterEvent(change)).join('\n')).toMatch(problem);
  });
});
