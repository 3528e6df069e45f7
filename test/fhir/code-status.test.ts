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
import { asSent } from '../support/as-sent.ts';
import type { RecordOfServer } from '../support/record-server.ts';

const endsOn = (end: string): RecordOfServer =>
  consent('a', 'DNR', { provision: { period: { end }, code: [{ text: 'DNR' }] } });

describe('orders about resuscitation', () => {
  it.each<[string, RecordOfServer, string | null]>([
    ['a Consent of the category code status', consent('a', 'DNR/DNI'), 'DNR/DNI'],
    [
      'a Consent of HL7’s category',
      consent('a', 'DNR', {
        category: [coded('http://terminology.hl7.org/CodeSystem/consentcategorycodes', 'dnr')],
      }),
      'DNR',
    ],
    [
      'a Consent with a nested provision',
      consent('a', '', { provision: { provision: [{ code: [{ text: 'No intubation' }] }] } }),
      'No intubation',
    ],
    [
      'a Consent with a denial',
      consent('a', '', { provision: { type: 'deny', code: [{ text: 'CPR' }] } }),
      'CPR (provision type: deny)',
    ],
    ...['Deny', ' deny ', 'refuse'].map((type): [string, RecordOfServer, string] => [
      `a Consent with a provision of the type "${type}"`,
      consent('a', '', { provision: asSent({ type, code: [{ text: 'CPR' }] }) }),
      `CPR (provision type: ${type.trim().toLowerCase()})`,
    ]),
    ...[{ type: 7 }, { _type: { extension: [{ url: 'urn:masked' }] } }].map(
      (type): [string, RecordOfServer, string] => [
        `a Consent with a provision whose type is not readable: ${JSON.stringify(type)}`,
        consent('a', '', { provision: asSent({ ...type, code: [{ text: 'CPR' }] }) }),
        'CPR (provision type: not readable)',
      ],
    ),
    [
      'a Consent with a permission',
      consent('a', '', { provision: asSent({ type: 'Permit', code: [{ text: 'CPR' }] }) }),
      'CPR',
    ],
    [
      'a Consent whose period has no end',
      consent('a', 'DNR', { provision: { period: { start: '2026-01' }, code: [{ text: 'DNR' }] } }),
      'DNR',
    ],
    ['a ServiceRequest with LOINC’s category', request('a'), 'DNR'],
    [
      'a ServiceRequest by its code',
      request('a', { category: [], code: coded(LOINC, 'LA33471-6', 'No CPR') }),
      'No CPR',
    ],
    [
      'a ServiceRequest with only a code',
      request('a', { category: [], code: coded(LOINC, 'LA33471-6') }),
      'LOINC LA33471-6',
    ],
    [
      'a ServiceRequest with doNotPerform',
      request('a', { code: { text: 'CPR' }, doNotPerform: true }),
      'Do not perform: CPR',
    ],
    ['an Observation', observation('a', STATUS, 'Not for resuscitation'), 'Not for resuscitation'],
  ])('an order about resuscitation is read from %s [CS-58, CS-66]', (_what, record, expected) => {
    const { state, entries } = read([record]);
    expect(state).toBe('STATED');
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ kind: 'ORDER', text: expected, resource: record });
  });

  it.each<[string, RecordOfServer]>([
    ...['draft', 'proposed', 'rejected', 'inactive', 'entered-in-error'].map(
      (status): [string, RecordOfServer] => [`a Consent that is ${status}`, consent('a', 'DNR', { status })],
    ),
    [
      'a Consent whose period has ended',
      consent('a', 'DNR', { provision: { period: { end: '2026-11-20' }, code: [{ text: 'DNR' }] } }),
    ],
    [
      'a Consent about privacy',
      consent('a', 'share', { category: [{ text: 'Privacy' }], scope: coded('x', 'patient-privacy') }),
    ],
    ...['draft', 'revoked', 'completed', 'entered-in-error'].map((status): [string, RecordOfServer] => [
      `a ServiceRequest that is ${status}`,
      request('a', { status }),
    ]),
    ['a ServiceRequest that is a proposal', request('a', { intent: 'proposal' })],
    ['a ServiceRequest whose period has ended', request('a', { occurrencePeriod: { end: '2026-10-01' } })],
    ['a ServiceRequest for something else', request('a', { category: [], code: { text: 'Chest X-ray' } })],
    [
      'an Observation that was entered in error',
      observation('a', STATUS, 'DNR', { status: 'entered-in-error' }),
    ],
    [
      'an Observation without a value',
      observation('a', STATUS, '', {
        valueCodeableConcept: undefined,
        dataAbsentReason: { text: 'Unknown' },
      }),
    ],
  ])('no order about resuscitation is read from %s', (_what, record) => {
    const { state, entries, wishes, documents } = read([record]);
    expect({ state, entries, wishes, documents }).toEqual({
      state: 'NOT_STATED',
      entries: [],
      wishes: [],
      documents: [],
    });
  });

  it('an order is in force until its last day has ended in every time zone [CS-58]', () => {
    expect(read([endsOn('2026-11-26')]).state).toBe('STATED');
    expect(read([endsOn('whenever')]).state).toBe('STATED');
  });

  it('orders that say different things conflict, whatever their dates', () => {
    const { state, entries } = read([
      consent('old', 'Full Code', { dateTime: '2020-01-01' }),
      request('new', { authoredOn: '2026-06-01' }),
    ]);
    expect(state).toBe('CONFLICTING');
    expect(idsOf(entries)).toBe('new old');
    expect(entries[0]?.text).toBe('DNR');
  });

  it('orders agree if all words and shared codes are equal', () => {
    const byWords = read([consent('a', 'DNR'), request('b', { code: { text: 'dnr.' } })]);
    expect([byWords.state, idsOf(byWords.entries)]).toEqual(['STATED', 'b a']);
    const code = coded(SNOMED, '304253006');
    const byCode = read([
      consent('a', '', { provision: { code: [code] } }),
      observation('b', STATUS, '', { valueCodeableConcept: code }),
    ]);
    expect([byCode.state, byCode.entries.length]).toEqual(['STATED', 2]);
    const forbidden = read([
      request('a', { code: { text: 'CPR' } }),
      request('b', { code: { text: 'CPR' }, doNotPerform: true }),
    ]);
    expect(forbidden.state).toBe('CONFLICTING');
  });

  it('only the newest observation counts, ignoring dates far in the future [CS-58]', () => {
    const { state, entries } = read([
      observation('old', STATUS, 'For resuscitation', { effectiveDateTime: '2024-01-01' }),
      observation('new', STATUS, 'Not for resuscitation', { effectiveDateTime: '2026-08-01' }),
    ]);
    expect([state, idsOf(entries)]).toEqual(['STATED', 'new']);
    const typo = read([consent('typo', 'DNR', { dateTime: '2062-01-01' }), consent('dated', 'DNR')]);
    expect(idsOf(typo.entries)).toBe('dated typo');
  });
});

describe('wishes and documents', () => {
  it('wishes and documents are listed separately, never as orders [CS-59]', () => {
    const { state, entries, wishes, documents } = read([
      observation('thoughts', coded(LOINC, '75779-9', 'Thoughts on CPR'), 'Wants no CPR'),
      observation('goals', coded(LOINC, '75773-2', 'Goals'), 'Comfort', { effectiveDateTime: '2026-09-09' }),
      observation('directive', coded(LOINC, '45473-6', 'Advance directive'), 'Yes'),
      observation('type', coded(LOINC, '81352-7', 'Type of directive'), 'Living will', {
        effectiveDateTime: '2025-01-01',
      }),
      document('dnr'),
      document('superseded', { status: 'superseded' }),
      consent('directive-consent', 'Living will', {
        category: [coded('http://terminology.hl7.org/CodeSystem/consentcategorycodes', 'acd')],
      }),
    ]);
    expect({ state, entries }).toEqual({ state: 'NOT_STATED', entries: [] });
    expect(wishes.map(({ kind, text }) => [kind, text])).toEqual([
      ['WISH', 'Goals: Comfort'],
      ['WISH', 'Thoughts on CPR: Wants no CPR'],
    ]);
    expect(idsOf(documents)).toBe('directive directive-consent dnr type');
    expect(new Set(documents.map(({ kind }) => kind))).toEqual(new Set(['DOCUMENT']));
  });
});
