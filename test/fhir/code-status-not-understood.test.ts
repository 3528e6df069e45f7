import { describe, expect, it } from 'vitest';
import {
  coded,
  consent,
  idsOf,
  LOINC,
  observation,
  readCodeStatus as read,
  request,
  SNOMED,
  STATUS,
} from '../support/code-status-records.ts';
import type { RecordOfServer } from '../support/record-server.ts';

/** The code status of a chart with a record that may be an order, and that the gateway cannot read. */
const UNREAD = { state: 'NOT_READABLE', entries: [], mayBeIncomplete: true };
const LOCAL = 'urn:oid:1.2.840.114350.1.13.0.1.7.2.2';
const OTHER_LOCAL = 'urn:oid:1.2.840.114350.1.13.0.1.7.2.3';

const odd = (others: object): RecordOfServer =>
  consent('a', 'Signed', { category: [{ text: 'Odd' }], ...others });

const resus = (id: string, others: object): RecordOfServer =>
  request(id, { code: { text: 'Resus order' }, ...others });

const named = (system: string, code: string, display: string) => ({
  code: { text: 'Resus order', coding: [{ system, code, display }] },
});

const withPart = (id: string, valueString: string): RecordOfServer =>
  observation(id, STATUS, 'See parts', { component: [{ code: { text: 'Odd' }, valueString }] });

const unvalued = (others: object): RecordOfServer =>
  observation('a', STATUS, '', { valueCodeableConcept: undefined, ...others });

describe('an observation of the resuscitation status without a value', () => {
  it.each<[string, object]>([
    ['a component', { component: [{ code: { text: 'Odd' }, valueString: 'DNR' }] }],
    ['a component outside a list', { component: { code: { text: 'Odd' }, valueString: 'DNR' } }],
    ['a note', { note: [{ text: 'DNR' }] }],
    ['a note that is only text', { note: 'DNR' }],
    ['an interpretation', { interpretation: [{ text: 'DNR' }] }],
    ['a member', { hasMember: [{ reference: 'Observation/odd' }] }],
    ['a value of another FHIR version', { valueAttachment: { title: 'DNR' } }],
    ['a reason that mentions an order', { dataAbsentReason: { text: 'See the DNR form' } }],
    [
      'a code that is itself the order',
      { code: { coding: [...STATUS.coding, { system: SNOMED, code: '304253006' }] } },
    ],
  ])('a resuscitation status without a value, but with %s, may be an order', (_what, others) => {
    expect(read([unvalued(others)])).toMatchObject(UNREAD);
  });

  it.each<[string, object]>([
    ['nothing else', {}],
    ['empty elements', { component: [], note: [{}], interpretation: [{ text: ' ' }] }],
    ['an unrelated reason', { dataAbsentReason: { text: 'Not asked' }, method: { text: 'Interview' } }],
  ])('a resuscitation status without a value, and with %s, states nothing', (_what, others) => {
    expect(read([unvalued(others)]).state).toBe('NOT_STATED');
  });
});

describe('an order not to perform', () => {
  it.each([true, 'true', ' True'])(
    'an order with doNotPerform %j is never shown as its opposite',
    (doNotPerform) => {
      const { state, entries } = read([request('a', { code: { text: 'CPR' }, doNotPerform })]);
      expect([state, entries[0]?.text]).toEqual(['STATED', 'Do not perform: CPR']);
      const both = read([
        request('a', { code: { text: 'CPR' }, doNotPerform }),
        request('b', { code: { text: 'CPR' } }),
      ]);
      expect(both.state).toBe('CONFLICTING');
    },
  );

  it.each([false, 'false', null, undefined])(
    'an order with doNotPerform %j is one to perform',
    (doNotPerform) => {
      const { state, entries } = read([request('a', { code: { text: 'CPR' }, doNotPerform })]);
      expect([state, entries[0]?.text]).toEqual(['STATED', 'CPR']);
    },
  );

  it.each([['yes'], [1], [{ value: true }]])(
    'an order with doNotPerform %j is not understood',
    (doNotPerform) => {
      expect(read([request('a', { code: { text: 'CPR' }, doNotPerform })])).toMatchObject(UNREAD);
    },
  );
});

describe('a Consent about something else', () => {
  const privacy = {
    scope: coded('http://terminology.hl7.org/CodeSystem/consentscope', 'patient-privacy'),
    category: [coded(LOINC, '59284-0')],
  };
  const general = { category: [{ text: 'General consent' }] };
  const research = { ...privacy, scope: coded('x', 'research') };

  it.each<[string, object, object]>([
    ['general consent', general, { provision: { code: [{ text: 'DNR' }] } }],
    ['general consent', general, { provision: { code: [{ text: 'DNR order' }] } }],
    ['privacy', privacy, { provision: { provision: [{ code: [coded(LOINC, 'LA33471-6')] }] } }],
    ['privacy', privacy, { policyRule: { text: 'No CPR' } }],
    ['research', research, { sourceAttachment: { title: 'D.N.R. form' } }],
  ])('a Consent about something else may be an order if it mentions one (%s)', (_what, about, others) => {
    for (const isEpic of [true, false])
      expect(read([consent('a', 'Signed', { ...about, ...others })], isEpic)).toMatchObject(UNREAD);
  });

  it.each([general, privacy, research])(
    'a Consent about something else is not an order if it mentions none (%#)',
    (about) => {
      for (const words of ['Signed', 'DNA research', 'Share all; recorded in Cprwell'])
        for (const isEpic of [true, false])
          expect(read([consent('a', words, about)], isEpic).state).toBe('NOT_STATED');
    },
  );
});

describe('a Consent of an unknown kind on a server other than Epic', () => {
  it.each([
    'DNR order',
    'DNR (Do Not Resuscitate)',
    'dnr-cc, signed',
    'D.N.R.',
    'UK DNACPR form',
    'Not for attempted resuscitation',
    'Code status discussed',
    'Patient is full code',
    'No intubation, please',
    'MOLST form',
  ])('a Consent of an unknown kind may be an order if any element says "%s"', (words) => {
    for (const others of [
      { category: [{ text: words }] },
      { category: [{ coding: [{ system: LOCAL, code: '1', display: words }] }] },
      { provision: { code: [{ text: words }] } },
      { provision: { provision: { code: { text: words } } } },
      { policyRule: { text: words } },
      { sourceAttachment: { title: words } },
      { sourceReference: { display: words } },
    ])
      // A known phrase is a readable order.
      expect(['NOT_READABLE', 'STATED']).toContain(read([odd(others)]).state);
    expect(read([odd({ sourceAttachment: { title: words } })])).toMatchObject(UNREAD);
  });

  it.each(['Signed', 'DNA test', 'Discussed by phone', 'Dress code', 'Codes of practice', 'Udnr'])(
    'a Consent of an unknown kind is not an order if it says "%s"',
    (words) => {
      const record = odd({
        provision: { code: [{ text: words }], data: [{ reference: { reference: 'Odd/x-dnr' } }] },
      });
      expect(read([record]).state).toBe('NOT_STATED');
    },
  );
});

describe('two orders with equal words', () => {
  it.each<[string, object, object]>([
    ['displays of two systems', named(LOCAL, '1', 'DNR'), named(OTHER_LOCAL, '2', 'Full code')],
    ['notes', { note: [{ text: 'DNR' }] }, { note: [{ text: 'Full code' }] }],
    ['a note of one of them', { note: [{ text: 'Intubation is fine' }] }, {}],
    ['instructions', { patientInstruction: 'DNR' }, { patientInstruction: 'Full code' }],
  ])('two orders with equal words conflict by their %s', (_what, one, other) => {
    expect(read([resus('a', one), resus('b', other)]).state).toBe('CONFLICTING');
  });

  it.each<[string, object, object]>([
    ['displays of two systems', named(LOCAL, '1', 'DNR'), named(OTHER_LOCAL, '2', 'DNR')],
    ['notes', { note: [{ text: 'See chart', time: '2026-01-01' }] }, { note: [{ text: 'See chart' }] }],
  ])('two orders with equal words agree if their %s are equal', (_what, one, other) => {
    expect(read([resus('a', one), resus('b', other)]).state).toBe('STATED');
  });

  it('two observations with equal words conflict by their components', () => {
    expect(read([withPart('a', 'CPR'), withPart('b', 'No CPR')]).state).toBe('CONFLICTING');
  });
});

describe('an order with only its subject', () => {
  const subjects = [
    request('a', { code: { text: 'Code status' } }),
    request('a', { code: { ...coded(LOCAL, 'COD1'), text: 'Code Status' } }),
    request('a', { category: [], code: coded(LOINC, '100822-6') }),
    request('a', {
      category: [coded(LOINC, '100822-6', 'Cardiopulmonary resuscitation orders')],
      code: null,
    }),
    consent('a', '', { provision: {} }),
    observation('a', STATUS, 'Resuscitation status'),
  ];

  it.each(subjects)('a $resourceType with only the subject is listed, and states nothing', (record) => {
    const { state, entries } = read([record]);
    expect([state, idsOf(entries)]).toEqual(['NOT_READABLE', 'a']);
  });

  it.each(subjects)(
    'a $resourceType with only the subject conflicts with an order that says more',
    (record) => {
      const { state, entries } = read([record, consent('b', 'DNR', { dateTime: '2020' })]);
      expect([state, entries.length]).toEqual(['CONFLICTING', 2]);
    },
  );

  it('two orders with only the subject are not readable, nor is one with an order on hold', () => {
    const [subject] = subjects;
    if (subject === undefined) throw new Error('No record.');
    expect(read([subject, { ...subject, id: 'b' }]).state).toBe('NOT_READABLE');
    expect(read([subject, request('held', { status: 'on-hold' })]).state).toBe('NOT_READABLE');
  });

  it('an observation with only the subject does not replace an earlier one', () => {
    const { state, entries } = read([
      observation('old', STATUS, 'Not for resuscitation', { effectiveDateTime: '2025-01-01' }),
      observation('new', STATUS, 'Code status', { effectiveDateTime: '2026-01-01' }),
    ]);
    expect([state, idsOf(entries)]).toEqual(['CONFLICTING', 'new old']);
  });
});
