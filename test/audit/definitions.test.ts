import { describe, expect, it } from 'vitest';
import { createOperationEvents } from '../../src/audit/operation-events.ts';
import type { AuditEvent } from '../../src/fhir/types.ts';
import { AUDIT_SOURCE, operationOf } from './actors.ts';
import { problemsOf } from './definitions.ts';

function goodEvent(): AuditEvent {
  const operation = operationOf();
  operation.accessLog.addResource({
    resource: { resourceType: 'Patient', id: 'p1' },
    interaction: 'read',
  });
  const [event] = createOperationEvents(operation, AUDIT_SOURCE);
  if (event === undefined) throw new Error('There is no event.');
  return event;
}

/** The event with parts replaced, whatever the types say. */
function altered(change: (event: AuditEvent) => object): AuditEvent {
  const event = goodEvent();
  return Object.assign(event, change(event));
}

describe('the check of events', () => {
  it('finds nothing wrong with a good one', () => {
    expect(problemsOf(goodEvent())).toEqual([]);
  });

  it.each<[what: string, change: (event: AuditEvent) => object, problem: RegExp]>([
    ['without a date', () => ({ recorded: undefined }), /Missing required property \(AuditEvent\.recorded\)/],
    ['with a day for an instant', () => ({ recorded: '2026-11-24' }), /Invalid instant format/],
    ['without agents', () => ({ agent: [] }), /AuditEvent\.agent/],
    [
      'with an agent that may or may not ask',
      ({ agent }) => ({ agent: [...agent, { name: 'x' }] }),
      /Missing required property \(AuditEvent\.agent\[3\]\.requestor\)/,
    ],
    ['without an observer', () => ({ source: {} }), /AuditEvent\.source/],
    ['with an element of no AuditEvent', () => ({ patient: 'p1' }), /Invalid additional property "patient"/],
    [
      'with a query that is not base64',
      () => ({ entity: [{ query: 'patient=p1&x' }] }),
      /Invalid base64Binary format/,
    ],
    [
      'with a name beside a query',
      () => ({ entity: [{ name: 'a', query: 'YQ==' }] }),
      /Constraint sev-1 not met/,
    ],
    ['with an outcome of its own', () => ({ outcome: '7' }), /audit-event-outcome has no code 7/],
    ['with an action of its own', () => ({ action: 'Q' }), /audit-event-action has no code Q/],
    [
      'with a code that its system does not have',
      () => ({ type: { system: 'http://hl7.org/fhir/restful-interaction', code: 'peek' } }),
      /restful-interaction has no code peek/,
    ],
    [
      'with a display that is not its code’s',
      ({ type }) => ({ type: { ...type, display: 'Rest' } }),
      /rest is "RESTful Operation", not "Rest"/,
    ],
    [
      'with a profile that BALP does not have',
      () => ({ meta: { profile: ['https://x'] } }),
      /no profile of BALP/,
    ],
    ['that failed, and says that it was a read', () => ({ outcome: '8' }), /the outcome is success/],
    ['with another action than a read’s', () => ({ action: 'E' }), /the action is R/],
    ['with a read’s profile and no subtype', () => ({ subtype: [] }), /a subtype is read/],
    ['without the server', ({ agent }) => ({ agent: agent.slice(0, 1) }), /one client, and one server/],
    [
      'with a client from nowhere',
      ({ agent: [client, ...others] }) => ({ agent: [{ ...client, network: undefined }, ...others] }),
      /client and server have who and network/,
    ],
    [
      'with two users',
      ({ agent }) => ({ agent: [...agent, ...agent.slice(2)] }),
      /there is one user at most/,
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
  ])('finds what is wrong with one %s', (_what, change, problem) => {
    expect(problemsOf(altered(change)).join('\n')).toMatch(problem);
  });
});
