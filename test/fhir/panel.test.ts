import { describe, expect, it } from 'vitest';
import {
  isPanelGroup,
  isPanelList,
  patientListParameters,
  patientsOfGroup,
  patientsOfLists,
} from '../../src/fhir/panel.ts';
import type { Group, List, ListEntry } from '../../src/fhir/types.ts';
import { createServerUrls } from '../../src/fhir/server-urls.ts';
import { asSent } from '../support/as-sent.ts';

const SERVER = createServerUrls({ baseUrl: 'https://ehr.example.org/R4' });
const NOW = Date.parse('2026-06-15T12:00:00Z');

function listOf(...entry: ListEntry[]): List {
  return { resourceType: 'List', status: 'current', mode: 'working', entry };
}

const patient = (id: string): ListEntry => ({ item: { reference: `Patient/${id}` } });

const NAMED = { status: 'current', identifier: [{ system: 'urn:oid:1.2', value: '4510' }] };

/** Whether it is the panel where that only shows patients, and where it limits what callers reach. */
function isPanel(content: object, identifier = 'urn:oid:1.2|4510'): boolean[] {
  const list = asSent<List>({ resourceType: 'List', ...content });
  return [false, true].map((isLimit) => isPanelList(list, { identifier, isLimit }));
}

describe('a patient list', () => {
  it('is searched for by the code of patient lists and its identifier', () => {
    expect(patientListParameters('urn:oid:1.2|4510')).toEqual({
      code: 'patients',
      identifier: 'urn:oid:1.2|4510',
    });
  });

  it.each<[what: string, identifier: unknown, isIt: boolean[]]>([
    ['has its system and value', [{ system: 'urn:oid:1.2', value: '4510' }], [true, true]],
    ['has its value among others', [{ value: '7' }, { system: '1.2', value: ' 4510' }], [true, true]],
    ['has another value', [{ system: 'urn:oid:1.2', value: '4511' }], [false, false]],
    ['has an identifier without a value', [{ system: 'urn:oid:1.2' }], [true, false]],
    ['has none', undefined, [true, false]],
  ])('that %s is recognized by its identifier, which it needs to limit access', (_what, identifier, isIt) => {
    expect(isPanel({ status: 'current', identifier })).toEqual(isIt);
    expect(isPanel({ status: 'current', identifier }, '4510')).toEqual(isIt);
  });

  it.each<[status: unknown, isIt: boolean]>([
    ['current', true],
    ['retired', false],
    ['entered-in-error', false],
    ['CURRENT', false],
    [undefined, false],
    [null, false],
  ])('with the status %j is the panel: %s', (status, isIt) => {
    expect(isPanel({ ...NAMED, status })).toEqual([isIt, isIt]);
  });

  it.each([
    ['working', true],
    ['snapshot', true],
    [undefined, true],
    ['changes', false],
  ])('with the mode %j is the panel: %s', (mode, isIt) => {
    expect(isPanel({ ...NAMED, mode })).toEqual([isIt, isIt]);
  });

  it.each<[what: string, code: unknown, isIt: boolean]>([
    ['the code of patient lists', { coding: [{ code: 'patients' }] }, true],
    ['that code among others', { coding: [{ code: 'x' }, { system: 'urn:x', code: ' patients' }] }, true],
    ['no code', undefined, true],
    ['text for a code', { text: 'Patient List' }, true],
    ['another code', { coding: [{ system: 'http://loinc.org', code: '11450-4' }] }, false],
    ['another code and the right text', { coding: [{ code: 'problems' }], text: 'patients' }, false],
  ])('with %s is the panel: %s', (_what, code, isIt) => {
    expect(isPanel({ ...NAMED, code })).toEqual([isIt, isIt]);
  });

  it('holds its patients in order and each once, over several lists', () => {
    const lists = [listOf(patient('b'), patient('a'), patient('b')), listOf(patient('c'), patient('a'))];
    expect(patientsOfLists(lists, SERVER)).toEqual(['b', 'a', 'c']);
  });

  it('does not hold who is marked as deleted', () => {
    expect(
      patientsOfLists(
        [
          listOf({ ...patient('a'), deleted: true }, { ...patient('b'), deleted: false }),
          asSent({ entry: [{ ...patient('c'), deleted: 'true' }] }),
        ],
        SERVER,
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
    expect(patientsOfLists([asSent({ entry: entries })], SERVER)).toEqual(['a']);
  });

  it.each([undefined, null, 'x', {}])('is empty where its entries are %j', (entry) => {
    expect(patientsOfLists([asSent({ resourceType: 'List', entry })], SERVER)).toEqual([]);
    expect(patientsOfLists([], SERVER)).toEqual([]);
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
    const group: Group = { resourceType: 'Group', type: 'person', actual: true, member };
    expect(patientsOfGroup(group, SERVER, NOW)).toEqual(['b', 'a']);
  });

  it('has only the members whose period covers the moment', () => {
    const periods = {
      none: undefined,
      open: {},
      begun: { start: '2026-06-15' },
      over: { start: '2020', end: '2026-06-14' },
      'not-begun': { start: '2026-07' },
      last: { end: '2026-06-15' },
      unreadable: { end: 'never' },
    };
    const member = Object.entries(periods).map(([id, period]) => ({
      entity: { reference: `Patient/${id}` },
      period,
    }));
    const group = asSent<Group>({ resourceType: 'Group', member });
    expect(patientsOfGroup(group, SERVER, NOW)).toEqual(['none', 'open', 'begun', 'last']);
  });

  it.each<[what: string, content: object, isIt: boolean]>([
    ['is active', { active: true, actual: true }, true],
    ['does not say whether it is', {}, true],
    ['is inactive', { active: false, actual: true }, false],
    ['describes possible members', { active: true, actual: false }, false],
    ['says that it is active in words', { active: 'no' }, false],
  ])('that %s is the panel: %s', (_what, content, isIt) => {
    expect(isPanelGroup(asSent<Group>({ resourceType: 'Group', ...content }))).toBe(isIt);
  });

  it('does not have members whose flag cannot be read', () => {
    const member = [{ entity: { reference: 'Patient/a' }, inactive: 'yes' }];
    expect(patientsOfGroup(asSent({ resourceType: 'Group', member }), SERVER, NOW)).toEqual([]);
  });

  it.each([undefined, null, 'x', [null, {}, { entity: null }]])(
    'has none where its members are %j',
    (member) => {
      expect(patientsOfGroup(asSent({ resourceType: 'Group', member }), SERVER, NOW)).toEqual([]);
    },
  );
});
