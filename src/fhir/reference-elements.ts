/** Tells references from other elements without a schema, and what is known of the target of one that has no literal. */
import { parseReference } from './ids.ts';
import type { ResourceType } from './resources.ts';
import { isObject, text } from './shape.ts';

/** The elements of a Reference (FHIR R4 §2.3.0). */
const ELEMENTS: ReadonlySet<string> = new Set([
  'id',
  'extension',
  'reference',
  '_reference',
  'type',
  '_type',
  'identifier',
  'display',
  '_display',
]);
/** What a Coding, a concept of a value set or an Identifier has, and a Reference has not. */
const OF_OTHERS = ['system', 'code', 'value', 'userSelected'];

/** The elements of R4 that hold a Coding, which can be a display alone, as a Reference can. */
export const CODING_ELEMENTS: ReadonlySet<string> = new Set([
  'answerCoding',
  'bodySite',
  'category',
  'class',
  'classification',
  'code',
  'coding',
  'connectionType',
  'control',
  'eventCoding',
  'format',
  'keyword',
  'laterality',
  'lifecycle',
  'media',
  'modality',
  'operationalStatus',
  'purpose',
  'reason',
  'relationship',
  'role',
  'security',
  'securityLabel',
  'sopClass',
  'subtype',
  'tag',
  'type',
  'use',
  'valueCoding',
]);

/** The elements, wherever they stand in a resource of the type, that refer to nothing but the directory (FHIR R4). */
export const DIRECTORY_ELEMENTS: Readonly<Partial<Record<string, readonly string[]>>> = {
  CarePlan: ['location', 'productReference'],
  CareTeam: ['managingOrganization', 'onBehalfOf'],
  Device: ['location', 'owner'],
  DocumentReference: ['authenticator', 'custodian'],
  Encounter: ['destination', 'location', 'origin', 'serviceProvider'],
  Immunization: ['actor', 'authority', 'location', 'manufacturer'],
  Location: ['endpoint', 'managingOrganization', 'partOf'],
  Medication: ['itemReference', 'manufacturer'],
  MedicationRequest: ['medicationReference', 'recorder'],
  Organization: ['endpoint', 'partOf'],
  Patient: ['generalPractitioner', 'managingOrganization', 'organization'],
  Practitioner: ['issuer'],
  PractitionerRole: ['endpoint', 'healthcareService', 'location', 'organization', 'practitioner'],
  Procedure: ['location', 'onBehalfOf'],
  Provenance: ['location'],
  ServiceRequest: ['locationReference'],
  Specimen: ['additive', 'additiveReference', 'collector'],
} satisfies Partial<Record<ResourceType, readonly string[]>>;

/** Who issued an identifier: the one reference of R4's datatypes that leads to the directory alone. */
const ASSIGNER = 'assigner';

/** Whether an element of a resource leads to the directory, whatever the reference in it says. */
export function leadsToDirectory(resourceType: string, element: string): boolean {
  return element === ASSIGNER || DIRECTORY_ELEMENTS[resourceType]?.includes(element) === true;
}

/** @param element the name of the element that the value stands in */
export function isReference(value: Record<string, unknown>, element: string): boolean {
  if ('resourceType' in value) return false;
  if (typeof value['reference'] === 'string') return true;
  if (CODING_ELEMENTS.has(element) || OF_OTHERS.some((name) => name in value)) return false;
  return 'display' in value || (isObject(value['identifier']) && Object.keys(value).every(isOfReference));
}

function isOfReference(name: string): boolean {
  return ELEMENTS.has(name);
}

/** The type of the target: that of a literal, or the one that the reference states; null where neither tells it. */
export function targetTypeOf(reference: Record<string, unknown>): string | null {
  const target = parseReference({ reference: text(reference['reference']) ?? '' });
  // `type` is a URI in FHIR, which is relative to FHIR's own structure definitions (R4 §2.3.0).
  return target?.type ?? text(reference['type'])?.replace(/^.*\//, '') ?? null;
}

/** FHIR's DataAbsentReason for what "is not available due to security, privacy or related reasons". */
const MASKED = {
  url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
  valueCode: 'masked',
} as const;

/** True where the reference has more than the address of its target. */
export function tellsOfTarget(reference: Record<string, unknown>): boolean {
  return Object.keys(reference).some((name) => name !== 'reference' && name !== 'type' && name !== 'id');
}

/** The address alone, if the reference has one, and that the rest is withheld. */
export function withoutNames(reference: Record<string, unknown>): Record<string, unknown> {
  const { reference: literal, type } = reference;
  return {
    extension: [MASKED],
    ...(isAddress(literal) && { reference: literal }),
    ...(typeof type === 'string' && { type }),
  };
}

/** A search in the place of an address (`Patient?name=…`) tells what it is for. */
function isAddress(literal: unknown): boolean {
  return (
    typeof literal === 'string' &&
    (/^(#|urn:)/.test(literal) || parseReference({ reference: literal }) !== null)
  );
}
