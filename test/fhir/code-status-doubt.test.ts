import { describe, expect, it } from 'vitest';
import {
  coded,
  consent,
  document,
  idsOf,
  LOINC,
  observation,
  readCodeStatus as read,
  request,
  SNOMED,
  STATUS,
} from '../support/code-status-records.ts';
import type { RecordOfServer } from '../support/record-server.ts';

const LOCAL = coded('urn:oid:1.2.840.114350.1.13.0.1.7.2.1', 'COD1');
const provided = (...words: string[]) => ({ provision: { code: words.map((text) => ({ text })) } });

const on = (id: string, effectiveDateTime: string, words: string): RecordOfServer =>
  observation(id, STATUS, words, { effectiveDateTime });

const scoped = (scope: string, category: string, words: string): RecordOfServer =>
  consent('a', words, {
    scope: coded('http://terminology.hl7.org/CodeSystem/consentscope', scope),
    category: [{ text: category }],
  });

describe('two orders conflict [CS-60]', () => {
  it.each<[string, RecordOfServer, RecordOfServer]>([
    [
      'if they share the local code of all such orders but differ in detail',
      request('a', {
        code: { ...LOCAL, text: 'Code status' },
        orderDetail: [{ text: 'Do not resuscitate' }],
      }),
      request('b', { code: { ...LOCAL, text: 'Code status' }, orderDetail: [{ text: 'Full code' }] }),
    ],
    [
      'if only one of them has a detail',
      request('a', { code: { ...LOCAL, text: 'Code status' } }),
      request('b', { code: { ...LOCAL, text: 'Code status' }, orderDetail: [{ text: 'Full code' }] }),
    ],
    [
      'if they share only one of two provisions',
      consent('a', '', provided('No CPR', 'Intubation OK')),
      consent('b', '', provided('CPR', 'Intubation OK')),
    ],
    [
      'if one has more provisions than the other',
      consent('a', '', provided('No CPR')),
      consent('b', '', provided('No CPR', 'No intubation')),
    ],
    [
      'if a nested provision denies what the other permits',
      consent('a', '', {
        provision: { code: [{ text: 'CPR' }], provision: [{ type: 'deny', code: [{ text: 'Intubation' }] }] },
      }),
      consent('b', '', provided('CPR', 'Intubation')),
    ],
    ['if only a sign differs', consent('a', 'CPR: +'), consent('b', 'CPR: -')],
    [
      'if their texts are equal but their codes of one system differ',
      consent('a', '', { provision: { code: [coded(SNOMED, '304253006', 'See note')] } }),
      consent('b', '', { provision: { code: [coded(SNOMED, '304252001', 'See note')] } }),
    ],
    [
      'if long texts differ only at the end',
      consent('a', `${'See the note of the team. '.repeat(10)} No CPR`),
      consent('b', `${'See the note of the team. '.repeat(10)} CPR`),
    ],
  ])('two orders conflict %s', (_where, one, other) => {
    const { state, entries } = read([one, other]);
    expect([state, entries.length]).toEqual(['CONFLICTING', 2]);
  });

  it('two orders agree if they say the same with codes of different systems', () => {
    const { state, entries } = read([
      consent('a', '', { provision: { code: [coded(SNOMED, '304253006', 'DNR')] } }),
      request('b', { code: { ...LOCAL, text: 'Code status' }, orderDetail: [{ text: 'DNR' }] }),
    ]);
    expect([state, entries.length]).toEqual(['STATED', 2]);
  });
});

describe('an earlier observation [CS-61]', () => {
  it.each([
    ['2026-05-01', '2026-05-01T08:00:00-05:00'],
    ['2026-05', '2026-05-02'],
    ['2026-05-01', '2026-05-02T08:00:00+14:00'],
  ])('an observation of %s remains next to one of %s, because their times overlap', (early, late) => {
    const { state, entries } = read([
      on('a', early, 'Not for resuscitation'),
      on('b', late, 'For resuscitation'),
    ]);
    expect([state, entries.length]).toEqual(['CONFLICTING', 2]);
  });

  it.each([
    ['2026-05-01', '2026-05-02'],
    ['2026-05-01T08:00:00-05:00', '2026-05-01T09:00:00-05:00'],
    ['2026-05-01', '2026-05-03T08:00:00-05:00'],
    ['2026-04', '2026-05-02'],
  ])('an observation of %s gives way to one of %s', (early, late) => {
    const { state, entries } = read([
      on('a', early, 'Not for resuscitation'),
      on('b', late, 'For resuscitation'),
    ]);
    expect([state, idsOf(entries)]).toEqual(['STATED', 'b']);
  });
});

describe('an order on hold or of unknown status [CS-62]', () => {
  const suspended = [
    ...['on-hold', 'unknown'].map((status): [string, RecordOfServer] => [
      status,
      request('held', { status }),
    ]),
    ['unknown', observation('held', STATUS, 'DNR', { status: 'unknown' })],
  ] satisfies [string, RecordOfServer][];

  it.each(suspended)(
    'an order with the status %s is listed, and makes the state NOT_READABLE',
    (status, held) => {
      const { state, entries } = read([held]);
      expect(state).toBe('NOT_READABLE');
      expect(entries).toMatchObject([{ text: 'DNR', resource: { id: 'held', status } }]);
    },
  );

  it.each(suspended)(
    'an order with the status %s conflicts with a different order in force',
    (_status, held) => {
      expect(read([held, consent('a', 'Full code')]).state).toBe('CONFLICTING');
      expect(read([held, consent('a', 'DNR')]).state).toBe('STATED');
    },
  );
});

describe('a Consent [CS-63]', () => {
  it.each([true, false])(
    'a Consent with an order as provision is shown in its own words (on Epic: %s)',
    (isEpic) => {
      for (const words of ['DNR', 'DNR/DNI', 'Full Code', 'Do not intubate', 'Comfort measures only']) {
        const { state, entries } = read([scoped('treatment', 'ACP', words)], isEpic);
        expect([state, entries[0]?.text]).toEqual(['STATED', words]);
      }
    },
  );

  it.each([true, false])(
    'a Consent of the category code status is an order whatever it says (on Epic: %s)',
    (isEpic) => {
      const { state, entries } = read([scoped('treatment', 'Code Status', 'Ask Dr. Odd')], isEpic);
      expect([state, entries[0]?.text]).toEqual(['STATED', 'Ask Dr. Odd']);
    },
  );

  it.each([true, false])(
    'a Consent that is an advance directive is a document, even if it mentions an order (on Epic: %s)',
    (isEpic) => {
      for (const record of [
        scoped('adr', 'Living will', 'As signed'),
        scoped('adr', 'Living will', 'DNR'),
        scoped('adr', 'Odd', 'As signed'),
        scoped('treatment', 'Health Care Proxy', 'Jo Odd'),
      ]) {
        const { state, entries, documents } = read([record], isEpic);
        expect([state, entries.length, idsOf(documents)]).toEqual(['NOT_STATED', 0, 'a']);
      }
    },
  );

  it.each([true, false])(
    'a Consent about privacy, research or general treatment is neither (on Epic: %s)',
    (isEpic) => {
      for (const record of [
        scoped('treatment', 'General consent to treat', 'Signed'),
        scoped('patient-privacy', 'Odd', 'Share all'),
        scoped('research', 'Odd', 'Signed'),
        { ...scoped('treatment', '', 'Signed'), category: [coded(LOINC, '57016-8')] },
      ]) {
        const { state, entries, documents } = read([record], isEpic);
        expect([state, entries, documents]).toEqual(['NOT_STATED', [], []]);
      }
    },
  );

  it('a Consent of an unknown kind may be an order on Epic, unless it is no longer in force', () => {
    const odd = scoped('treatment', 'Odd', 'Team decision');
    expect(read([odd], true)).toMatchObject({ state: 'NOT_READABLE', entries: [] });
    expect(read([odd], false)).toMatchObject({ state: 'NOT_STATED', entries: [] });
    expect(read([{ ...odd, status: 'inactive' }], true).state).toBe('NOT_STATED');
  });
});

it('a document is never an order, whatever its category says', () => {
  const { state, entries, documents } = read([document('a', { category: [{ text: 'Code Status' }] })]);
  expect([state, entries.length, idsOf(documents)]).toEqual(['NOT_STATED', 0, 'a']);
});
