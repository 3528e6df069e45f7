/** Makes the sandbox return records of a test for the patient whose chart the tests open. */
import type { Sandbox } from 'epic-fhir-sandbox';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';

const CATEGORIES = 'http://terminology.hl7.org/CodeSystem/observation-category';
const UCUM = 'http://unitsofmeasure.org';
const INTERPRETATIONS = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';

/** The reference to the patient, under both names that FHIR uses. */
const OF_PATIENT = {
  subject: { reference: `Patient/${CAMILA_LOPEZ}` },
  patient: { reference: `Patient/${CAMILA_LOPEZ}` },
};

/** Makes the sandbox return these records for every search of a type, or for those whose address matches `query`. */
export function serveRecords(
  sandbox: Sandbox,
  resourceType: string,
  records: readonly object[],
  query = /(?:)/,
): void {
  const entry = records.map((record, index) => ({
    resource: { resourceType, id: `e${index}`, ...OF_PATIENT, ...record },
    search: { mode: 'match' },
  }));
  const body = { resourceType: 'Bundle', type: 'searchset', total: entry.length, entry };
  sandbox.fault({ match: { operation: 'search', resourceType, query }, times: Infinity, kind: 'json', body });
}

/** Serves final observations of 1 May 2026, unless a record says otherwise. */
export function serveObservations(
  sandbox: Sandbox,
  category: 'vital-signs' | 'laboratory',
  records: readonly object[],
): void {
  const shared = {
    status: 'final',
    category: [{ coding: [{ system: CATEGORIES, code: category }] }],
    effectiveDateTime: '2026-05-01T09:30:00Z',
  };
  // The chart also searches laboratory results by code, for their trend.
  const query = category === 'laboratory' ? /laboratory|code=/ : /vital-signs/;
  const observations = records.map((record) => ({ ...shared, ...record }));
  // Without the search that the sections share, each sends its own.
  sandbox.fault({
    match: {
      operation: 'search',
      resourceType: 'Observation',
      query: /category=laboratory(?:,|%2C)[^&]*vital-signs/,
    },
    times: Infinity,
    kind: 'html',
  });
  serveRecords(sandbox, 'Observation', observations, query);
}

export function loincOf(code: string, text: string) {
  return { coding: [{ system: 'http://loinc.org', code }], text };
}

export function quantityOf(value: number, unit: string, others: object = {}) {
  return { value, unit, system: UCUM, code: unit, ...others };
}

export function interpretationOf(code: 'H' | 'HH') {
  return [{ coding: [{ system: INTERPRETATIONS, code }] }];
}

/** A concept of one of HL7's code systems. */
export function conceptOf(system: string, code: string) {
  return { coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }] };
}
