import { describe, expect, it } from 'vitest';
import { participantsOf } from '../../src/fhir/appointment.ts';
import type { Appointment } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const room = { reference: 'Location/eRoom', display: 'Room 1' };
const camila = { reference: 'Patient/eCamila' };
const named = { type: 'Location', display: 'At home' };

function appointment(...actors: readonly unknown[]): Appointment {
  return asSent({
    resourceType: 'Appointment',
    participant: actors.map((actor) => ({ actor, status: 'accepted' })),
  });
}

describe('the participants of an appointment', () => {
  it('are told apart by the type of the reference', () => {
    expect(participantsOf(appointment(camila, room), 'Location')).toEqual([room]);
    expect(participantsOf(appointment(camila, room), 'Patient')).toEqual([camila]);
    expect(participantsOf(appointment(camila, room), 'Device')).toEqual([]);
  });

  it('are told apart by the type that is said, where there is no reference', () => {
    expect(participantsOf(appointment(named, room), 'Location')).toEqual([named, room]);
  });

  it.each<[string, unknown]>([
    ['no list', { participant: { actor: room } }],
    [
      'participants that are none',
      { participant: [null, 'Location/eRoom', {}, { actor: 'Location/eRoom' }] },
    ],
    ['references of no type', { participant: [{ actor: { reference: '#x' } }, { actor: { reference: 7 } }] }],
    ['nothing', {}],
  ])('are none for %s', (_what, sent) => {
    expect(participantsOf(asSent(sent), 'Location')).toEqual([]);
  });
});
