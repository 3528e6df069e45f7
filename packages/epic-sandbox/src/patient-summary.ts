/** FHIR's operation `Patient/[id]/$summary`: an International Patient Summary of the chart, whose resources have ids of the document only. */
import { createHash } from 'node:crypto';
import type { Bundle, Composition, CompositionSection, Patient, Resource, Stored } from './types.ts';
import type { ResourceTypeRow } from './resource-type-row.ts';

interface Section {
  readonly title: string;
  /** LOINC. */
  readonly code: string;
  readonly type: string;
}

const SECTIONS: readonly Section[] = [
  { title: 'Allergies and Intolerances', code: '48765-2', type: 'AllergyIntolerance' },
  { title: 'Problems', code: '11450-4', type: 'Condition' },
  { title: 'Medications', code: '10160-0', type: 'MedicationRequest' },
  { title: 'Immunizations', code: '11369-6', type: 'Immunization' },
  { title: 'Procedures', code: '47519-4', type: 'Procedure' },
];
/** A summary names the most recent records only. */
const MOST_OF_A_SECTION = 5;
const DATE = '2026-05-11T00:00:00Z';

export function summarize(patient: Stored<Patient>, types: ReadonlyMap<string, ResourceTypeRow>): Bundle {
  const sections = SECTIONS.map((section) => ({
    section,
    records: (types.get(section.type)?.ofPatient(patient.id) ?? []).slice(0, MOST_OF_A_SECTION),
  }));
  const subject = { reference: urnOf(patient) };
  const composition: Stored<Composition> = {
    resourceType: 'Composition',
    id: uuidOf(`Composition/${patient.id}`),
    status: 'final',
    type: { coding: [{ system: 'http://loinc.org', code: '60591-5', display: 'Patient summary Document' }] },
    subject,
    date: DATE,
    author: [{ display: 'Embedded sandbox' }],
    title: 'International Patient Summary',
    section: sections.map(({ section, records }) => createSection(section, records)),
  };
  const resources = [patient, ...sections.flatMap(({ records }) => records)];
  return {
    resourceType: 'Bundle',
    type: 'document',
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${composition.id}` },
    timestamp: DATE,
    entry: [
      { fullUrl: `urn:uuid:${composition.id}`, resource: composition },
      ...resources.map((resource) => ({ fullUrl: urnOf(resource), resource: toLocal(resource, patient) })),
    ],
  };
}

function createSection({ title, code }: Section, records: readonly Stored<Resource>[]): CompositionSection {
  const items = records.map((record) => `<li>${record.resourceType}</li>`).join('');
  const words = records.length === 0 ? '<p>No information</p>' : `<ul>${items}</ul>`;
  return {
    title,
    code: { coding: [{ system: 'http://loinc.org', code }] },
    text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${words}</div>` },
    entry: records.map((record) => ({ reference: urnOf(record) })),
  };
}

/** Gives the resource an id of the document, and refers to the patient by the patient's URL there. */
function toLocal(resource: Stored<Resource>, patient: Stored<Patient>): Resource {
  const copy = { ...structuredClone(resource), id: uuidOf(keyOf(resource)) };
  relink(copy, `Patient/${patient.id}`, urnOf(patient));
  return copy;
}

/** Replaces a reference everywhere in a resource. */
function relink(part: object, from: string, to: string): void {
  const members: [string, unknown][] = Object.entries(part);
  for (const [name, value] of members) {
    if (name === 'reference' && value === from) Reflect.set(part, name, to);
    if (typeof value === 'object' && value !== null) relink(value, from, to);
  }
}

function urnOf(resource: Stored<Resource>): string {
  return `urn:uuid:${uuidOf(keyOf(resource))}`;
}

function keyOf({ resourceType, id }: Stored<Resource>): string {
  return `${resourceType}/${id}`;
}

/** Returns the same UUID for the same text. */
function uuidOf(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
