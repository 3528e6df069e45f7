import { describe, expect, it } from 'vitest';
import { isNamed, patientListParameters, patientsOfGroup, patientsOfLists } from '../../src/fhir/panel.ts';
import type { List, ListEntry } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const BASE = 'https://ehr.example.org/R4';

function listOf(...entry: ListEntry[]): List {
  return { resourceType: 'List', status: 'current', mode: 'working', entry };
}

const patient = (id: string): ListEntry => ({ item: { reference: `Patient/${id}` } });

describe('a patient list', () => {
  it('is searched for by the code of patient lists and its identifier', () => {
    expect(patientListParameters('urn:oid:1.2|4510')).toEqual({
      code: 'patients',
      identifier: 'urn:oid:1.2|4510',
    });
  });

  it.each<[what: string, identifier: unknown, isIt: boolean]>([
    ['has its system and value', [{ system: 'urn:oid:1.2', value: '4510' }], true],
    ['has its value among others', [{ value: '7' }, { system: '1.2', value: ' 4510' }], true],
    ['has another value', [{ system: 'urn:oid:1.2', value: '4511' }], false],
    ['tells no value', [{ system: 'urn:oid:1.2' }], true],
    ['tells none', undefined, true],
  ])('that %s is told from others by its identifier', (_what, identifier, isIt) => {
    const list = asSent<List>({ resourceType: 'List', identifier });
    expect([isNamed(list, 'urn:oid:1.2|4510'), isNamed(list, '4510')]).toEqual([isIt, isIt]);
  });

  it('holds its patients in order and each once, over several lists', () => {
    const lists = [listOf(patient('b'), patient('a'), patient('b')), listOf(patient('c'), patient('a'))];
    expect(patientsOfLists(lists, BASE)).toEqual(['b', 'a', 'c']);
  });

  it('does not hold who is marked as deleted', () => {
    expect(
      patientsOfLists(
        [listOf({ ...patient('a'), deleted: true }, { ...patient('b'), deleted: false })],
        BASE,
      ),
    ).toEqual(['b']);
  });

  it('does not hold what is no patient, or no reference', () => {
    const entries = [
      { item: { reference: 'Practitioner/x' } },
      { item: { reference: '#contained' } },
      { item: { reference: 'Patient/..' } },
      { item: { display: 'Camila Maria Lopez' } },
      { item: 'Patient/x' },
      { item: { reference: 'https://elsewhere.example.org/R4/Patient/x' } },
      {},
      null,
      'Patient/x',
      patient('a'),
    ];
    expect(patientsOfLists([asSent({ entry: entries })], BASE)).toEqual(['a']);
  });

  it.each([undefined, null, 'x', {}])('is empty where its entries are %j', (entry) => {
    expect(patientsOfLists([asSent({ resourceType: 'List', entry })], BASE)).toEqual([]);
    expect(patientsOfLists([], BASE)).toEqual([]);
  });
});

describe('a group', () => {
  it('has its members in order and each once, without those who are inactive', () => {
    const member = [
      { entity: { reference: 'Patient/b' } },
      { entity: { reference: 'Patient/x' }, inactive: true },
      { entity: { reference: 'https://ehr.example.org/R4/Patient/a/_history/1' }, inactive: false },
      { entity: { reference: 'Patient/b' } },
      { entity: { reference: 'Device/d' } },
      { entity: { reference: 'https://elsewhere.example.org/R4/Patient/x' } },
    ];
    expect(patientsOfGroup({ resourceType: 'Group', type: 'person', actual: true, member }, BASE)).toEqual([
      'b',
      'a',
    ]);
  });

  it.each([undefined, null, 'x', [null, {}, { entity: null }]])(
    'has none where its members are %j',
    (member) => {
      expect(patientsOfGroup(asSent({ resourceType: 'Group', member }), BASE)).toEqual([]);
    },
  );
});
