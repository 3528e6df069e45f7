/** The patient Ann, and makers of the records in which servers send a code status. */
import { type CodeStatus, codeStatusOf } from '../../src/fhir/code-status.ts';
import { NOT_UNDERSTOOD } from '../../src/fhir/code-status-consent.ts';
import { CODE_STATUS_SEARCHES } from '../../src/fhir/code-status-records.ts';
import { asSent } from './as-sent.ts';
import type { RecordOfServer } from './record-server.ts';

export const NOW = Date.parse('2026-11-26T12:00:00Z');
export const LOINC = 'http://loinc.org';
export const SNOMED = 'http://snomed.info/sct';
export const ANN = { resourceType: 'Patient', id: 'ann', name: [{ family: 'Arden' }] };
const SUBJECT = { subject: { reference: 'Patient/ann' } };
export const coded = (system: string, code: string, text?: string) => ({
  coding: [{ system, code }],
  ...(text && { text }),
});

export const consent = (id: string, words: string, others: object = {}): RecordOfServer => ({
  resourceType: 'Consent',
  id,
  status: 'active',
  category: [{ text: 'Code Status' }],
  patient: { reference: 'Patient/ann' },
  dateTime: '2026-03-01',
  provision: { code: [{ text: words }] },
  ...others,
});
export const request = (id: string, others: object = {}): RecordOfServer => ({
  resourceType: 'ServiceRequest',
  id,
  status: 'active',
  intent: 'order',
  category: [coded('urn:oid:2.16.840.1.113883.6.1', '100822-6')],
  code: { text: 'DNR' },
  authoredOn: '2026-05-01',
  ...SUBJECT,
  ...others,
});
export const observation = (
  id: string,
  code: object,
  value: string,
  others: object = {},
): RecordOfServer => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code,
  valueCodeableConcept: { text: value },
  effectiveDateTime: '2026-04-01',
  ...SUBJECT,
  ...others,
});
export const document = (id: string, others: object = {}): RecordOfServer => ({
  resourceType: 'DocumentReference',
  id,
  status: 'current',
  type: coded(LOINC, '84095-9', 'Do not resuscitate'),
  category: [coded(LOINC, '42348-3')],
  date: '2026-02-02T10:00:00Z',
  content: [{ attachment: { title: 'x' } }],
  ...SUBJECT,
  ...others,
});
export const flag = (id: string, words: string, others: object = {}): RecordOfServer => ({
  resourceType: 'Flag',
  id,
  status: 'active',
  category: [coded('http://terminology.hl7.org/CodeSystem/flag-category', 'advance-directive')],
  code: { text: words },
  ...SUBJECT,
  ...others,
});
export const STATUS = coded(SNOMED, '304251008', 'Resuscitation status');

/** Reads the code status as the loader does, as if each search returned all of the records. */
export function readCodeStatus(records: RecordOfServer[], isEpic = false): CodeStatus {
  const found = CODE_STATUS_SEARCHES.flatMap((search) =>
    records.map((record) => search.read(asSent(record), { now: NOW, isEpic })),
  );
  return codeStatusOf(
    found.filter((entry) => entry !== null && entry !== NOT_UNDERSTOOD),
    { isComplete: !found.includes(NOT_UNDERSTOOD), now: NOW },
  );
}

export const idsOf = (entries: CodeStatus['entries']): string =>
  entries.map(({ resource }) => resource.id).join(' ');
