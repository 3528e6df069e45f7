import { describe, expect, it } from 'vitest';
import type { Observation } from '../src/types.ts';
import { servedObservation } from '../src/data/clinical/observation.ts';
import * as odd from '../src/data/clinical/shapes-observations.ts';
import { WARREN_MCGINNIS } from '../src/data/patients.ts';
import { toJson } from '../src/json.ts';
import { generateAll } from './support/clinical-record.ts';

const ALL = generateAll(servedObservation);

describe('Observations of odd shapes', () => {
  const byId = new Map(ALL.map((one) => [one.id, one]));
  const ids = Object.values(odd).filter(
    (value): value is Exclude<typeof value, (...args: never) => unknown> =>
      typeof value === 'string' && !value.startsWith('Observation/'),
  );

  it('one chart has all Observations of odd shapes, and no other has any', () => {
    const found = ALL.map(({ id }) => id).filter((id) => id.startsWith('eShape'));
    const owners = new Set(ids.map((id) => byId.get(id)?.subject?.reference));
    expect(new Set(found)).toEqual(new Set(ids));
    expect([...owners]).toEqual([`Patient/${WARREN_MCGINNIS}`]);
  });

  it('one panel has an existing member and one that does not exist', () => {
    expect(byId.get(odd.PANEL_OF_MEMBERS)?.hasMember).toMatchObject([
      { reference: `Observation/${odd.TRAILING_ZERO_VALUE}` },
      { reference: odd.DANGLING_MEMBER_RESULT },
    ]);
  });

  it.each<[id: string, element: keyof Observation, expected: unknown]>([
    [odd.BOOLEAN_VALUE, 'valueBoolean', true],
    [odd.INTEGER_VALUE, 'valueInteger', 200],
    [odd.TIME_VALUE, 'valueTime', '07:30:00'],
    [odd.DATE_TIME_VALUE, 'valueDateTime', '2023-09'],
    [odd.UNITLESS_VALUE, 'valueQuantity', { value: 5.1 }],
    [odd.UNKNOWN_CODES, 'status', 'verified'],
    [odd.TEXT_ONLY_CODE, 'code', { text: 'Outside lab: vitamin D' }],
  ])('the Observation %s has the value that its constant describes', (id, element, expected) => {
    expect(byId.get(id)?.[element]).toEqual(expected);
  });

  it.each([
    [odd.TRAILING_ZERO_VALUE, '"valueQuantity":{"value":7.0,'],
    [odd.PRECISE_VALUE, '"value":12345678901234567890.123456789,'],
    [odd.COMPARATOR_VALUE, '"value":0.010,'],
    [odd.RANGE_VALUE, '"low":{"value":4.0,'],
  ])('the Observation %s keeps all digits of its value', (id, expected) => {
    const observation = byId.get(id);
    expect(observation === undefined ? '' : toJson(observation)).toContain(expected);
  });

  it('the Observations have every type of value that FHIR defines', () => {
    const kinds = new Set(ALL.flatMap((one) => Object.keys(one).filter((name) => name.startsWith('value'))));
    expect([...kinds].toSorted()).toEqual([
      'valueBoolean',
      'valueCodeableConcept',
      'valueDateTime',
      'valueInteger',
      'valuePeriod',
      'valueQuantity',
      'valueRange',
      'valueRatio',
      'valueSampledData',
      'valueString',
      'valueTime',
    ]);
  });
});
