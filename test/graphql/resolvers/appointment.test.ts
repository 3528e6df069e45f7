import { describe, expect, it } from 'vitest';
import { resolveField } from '../../support/resolved-field.ts';

const room = { reference: 'Location/eRoom', display: 'Room 1' };
const camila = { reference: 'Patient/eCamila' };
const home = { type: 'Location', display: 'At home' };

function appointment(...actors: readonly unknown[]): object {
  return {
    resourceType: 'Appointment',
    participant: actors.map((actor) => ({ actor, status: 'accepted' })),
  };
}

describe('the participants of an appointment', () => {
  it('finds the patient and the locations by the type in the reference', () => {
    const resource = appointment(camila, room);
    expect(resolveField('Appointment', 'locations', resource)).toEqual([{ value: room, resource }]);
    expect(resolveField('Appointment', 'patient', resource)).toEqual({ value: camila, resource });
  });

  it('finds locations by their type if they have only a display', () => {
    const resource = appointment(home, room);
    expect(resolveField('Appointment', 'locations', resource)).toEqual([
      { value: home, resource },
      { value: room, resource },
    ]);
    expect(resolveField('Appointment', 'patient', resource)).toBeNull();
  });

  it('finds a participant that is not in a list', () => {
    const resource = { participant: { actor: room } };
    expect(resolveField('Appointment', 'locations', resource)).toEqual([{ value: room, resource }]);
  });

  it.each<[string, unknown]>([
    [
      'participants of the wrong kind',
      { participant: [null, 'Location/eRoom', {}, { actor: 'Location/eRoom' }] },
    ],
    [
      'references without a type',
      { participant: [{ actor: { reference: '#x' } }, { actor: { reference: 7 } }] },
    ],
    ['no participants', {}],
  ])('returns no locations and no patient for %s', (_what, sent) => {
    expect(resolveField('Appointment', 'locations', sent)).toEqual([]);
    expect(resolveField('Appointment', 'patient', sent)).toBeNull();
  });
});
