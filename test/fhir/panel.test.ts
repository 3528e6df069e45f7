import { describe, expect, it } from 'vitest';
import { createServerUrls } from '../../src/epic/server-urls.ts';
import {
  isPanelGroup,
  isPanelList,
  mayBeListId,
  patientListParameters,
  patientsOfGroup,
  patientsOfLists,
} from '../../src/fhir/panel.ts';
import type { Group, List, ListEntry } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

const SERVER = createServerUrls({ baseUrl: 'https://ehr.example.org/R4' });
const NOW = Date.parse('2026-06-15T12:00:00Z');

function listOf(...entry: ListEntry[]): List {
  return { resourceType: 'List', status: 'current', mode: 'working', entry };
}

const patient = (id: string): ListEntry => ({ item: { reference: `Patient/${id}` } });

const WARD = { identifier: [{ system: 'urn:x', value: 'ward' }] };
const NAMED = { status: 'current', identifier: [{ system: 'urn:oid:1.2', value: '4510' }] };

/** Returns whether the list is the panel, first without and then with `PANEL_ONLY`. */
function isPanel(content: object, identifier = 'urn:oid:1.2|4510'): boolean[] {
  const list = asSent<List>({ resourceType: 'List', ...content });
  return [false, true].map((isLimit) => isPanelList(list, { identifier, isLimit, isEpic: true }));
}

/** The same on other servers than Epic. */
function isPanelElsewhere(content: object, identifier: string): boolean[] {
  const list = asSent<List>({ resourceType: 'List', id: 'l1', status: 'current', ...content });
  return [false, true].map((isLimit) => isPanelList(list, { identifier, isLimit, isEpic: false }));
}

describe('a patient list', () => {
  it('a search for a patient list has its code and identifier', () => {
    expect(patientListParameters({ identifier: 'urn:oid:1.2|4510', isEpic: true })).toEqual({
      code: 'patients',
      identifier: 'urn:oid:1.2|4510',
    });
  });

  it('a search for a patient list has no code on other servers than Epic', () => {
    expect(patientListParameters({ identifier: 'urn:x|4510', isEpic: false })).toEqual({
      identifier: 'urn:x|4510',
    });
  });

  it.each<[what: string, content: object, identifier: string, isIt: boolean]>([
    ['its id', {}, 'l1', true],
    ['another id', {}, 'l2', false],
    ['its identifier, whatever its code', { ...WARD, code: { coding: [{ code: 'x' }] } }, 'urn:x|ward', true],
    ['its identifier without the system', WARD, 'ward', true],
    ['its identifier of another system', WARD, 'urn:y|ward', false],
    ['another identifier', WARD, 'urn:x|other', false],
    ['an identifier, although it has none', {}, 'urn:x|ward', false],
    ['its id, although it is retired', { status: 'retired' }, 'l1', false],
    ['its id, although it lists changes', { mode: 'changes' }, 'l1', false],
  ])(
    'on other servers than Epic, a list is recognized only by its name: %s',
    (_what, content, identifier, isIt) => {
      expect(isPanelElsewhere(content, identifier)).toEqual([isIt, isIt]);
    },
  );

  it('a list may be named by its id, except on Epic', () => {
    expect(
      [
        ['l1', false],
        ['urn:x|ward', false],
        ['l1', true],
      ].map(([identifier, isEpic]) =>
        mayBeListId({ identifier: String(identifier), isEpic: isEpic === true }),
      ),
    ).toEqual([true, false, false]);
  });

  it.each<[what: string, identifier: unknown, isIt: boolean[]]>([
    ['has its system and value', [{ system: 'urn:oid:1.2', value: '4510' }], [true, true]],
    ['has its value among others', [{ value: '7' }, { system: '1.2', value: ' 4510' }], [true, true]],
    ['has another value', [{ system: 'urn:oid:1.2', value: '4511' }], [false, false]],
    ['has an identifier without a value', [{ system: 'urn:oid:1.2' }], [true, false]],
    ['has none', undefined, [true, false]],
  ])(
    'a patient list that %s is recognized or not, by whether it limits access',
    (_what, identifier, isIt) => {
      expect(isPanel({ status: 'current', identifier })).toEqual(isIt);
      expect(isPanel({ status: 'current', identifier }, '4510')).toEqual(isIt);
    },
  );

  it.each<[status: unknown, isIt: boolean]>([
    ['current', true],
    ['retired', false],
    ['entered-in-error', false],
    [' current ', true],
    ['CURRENT', false],
    [undefined, false],
    [null, false],
  ])('a list with the status %j is the panel: %s', (status, isIt) => {
    expect(isPanel({ ...NAMED, status })).toEqual([isIt, isIt]);
  });

  it.each([
    ['working', true],
    ['snapshot', true],
    [undefined, true],
    ['changes', false],
    ['changes ', false],
    ['Changes', false],
  ])('a list with the mode %j is the panel: %s', (mode, isIt) => {
    expect(isPanel({ ...NAMED, mode })).toEqual([isIt, isIt]);
  });

  it.each<[what: string, code: unknown, isIt: boolean]>([
    ['the code of patient lists', { coding: [{ code: 'patients' }] }, true],
    ['that code among others', { coding: [{ code: 'x' }, { system: 'urn:x', code: ' patients' }] }, true],
    ['no code', undefined, true],
    ['text as code', { text: 'Patient List' }, true],
    ['another code', { coding: [{ system: 'http://loinc.org', code: '11450-4' }] }, false],
    ['another code and the right text', { coding: [{ code: 'problems' }], text: 'patients' }, false],
  ])('a list with %s is the panel: %s', (_what, code, isIt) => {
    expect(isPanel({ ...NAMED, code })).toEqual([isIt, isIt]);
  });

  it('the patients of several lists come in order and without duplicates', () => {
    const lists = [listOf(patient('b'), patient('a'), patient('b')), listOf(patient('c'), patient('a'))];
    expect(patientsOfLists(lists, SERVER)).toEqual(['b', 'a', 'c']);
  });

  it('a deleted entry is not on the list', () => {
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

  it('an entry that is not a reference to a patient is not on the list [T3-T4]', () => {
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

  it.each([undefined, null, 'x', {}])('a list is empty if its entries are %j', (entry) => {
    expect(patientsOfLists([asSent({ resourceType: 'List', entry })], SERVER)).toEqual([]);
    expect(patientsOfLists([], SERVER)).toEqual([]);
  });
});

describe('a group', () => {
  it('the active members of a group come in order and without duplicates', () => {
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

  it('a group has only members whose period covers the moment', () => {
    const periods = {
      none: undefined,
      open: {},
      begun: { start: '2026-06-15' },
      over: { start: '2020', end: '2026-06-14' },
      'not-begun': { start: '2026-07' },
      last: { end: '2026-06-15' },
      listed: [{ start: '2020' }],
      unreadable: { end: 'never' },
    };
    const member = Object.entries(periods).map(([id, period]) => ({
      entity: { reference: `Patient/${id}` },
      period,
    }));
    const group = asSent<Group>({ resourceType: 'Group', member });
    expect(patientsOfGroup(group, SERVER, NOW)).toEqual(['none', 'open', 'begun', 'last', 'listed']);
  });

  it.each<[what: string, content: object, isIt: boolean]>([
    ['is active', { active: true, actual: true }, true],
    ['does not say whether it is', {}, true],
    ['is inactive', { active: false, actual: true }, false],
    ['describes possible members', { active: true, actual: false }, false],
    ['has a text as active', { active: 'no' }, false],
  ])('a group that %s is the panel: %s', (_what, content, isIt) => {
    expect(isPanelGroup(asSent<Group>({ resourceType: 'Group', ...content }))).toBe(isIt);
  });

  it('a group excludes members with an unreadable flag', () => {
    const member = [{ entity: { reference: 'Patient/a' }, inactive: 'yes' }];
    expect(patientsOfGroup(asSent({ resourceType: 'Group', member }), SERVER, NOW)).toEqual([]);
  });

  it.each([undefined, null, 'x', [null, {}, { entity: null }]])(
    'a group is empty if its members are %j',
    (member) => {
      expect(patientsOfGroup(asSent({ resourceType: 'Group', member }), SERVER, NOW)).toEqual([]);
    },
  );
});
