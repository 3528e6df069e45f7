/** Recognizes references without a schema, and finds out what they refer to without reading it. */
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
/** The elements of a Coding or an Identifier that no Reference has. */
const ELEMENTS_OF_OTHERS = ['system', 'code', 'value', 'userSelected'];

/** The elements of R4 that hold a Coding. A Coding and a Reference look alike if they have only a `display`. */
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

/** The elements of each type that FHIR R4 lets refer only to the directory, at any depth. */
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

/** `Identifier.assigner`: the only reference in R4's datatypes whose targets are all of the directory. */
const ASSIGNER = 'assigner';

/** True for an element that can refer only to the directory. */
export function targetsDirectory(resourceType: string, element: string): boolean {
  return element === ASSIGNER || DIRECTORY_ELEMENTS[resourceType]?.includes(element) === true;
}

/**
 * True for a Reference.
 * @param element the name of the element that holds the value
 */
export function isReference(value: Record<string, unknown>, element: string): boolean {
  if ('resourceType' in value) return false;
  if (typeof value['reference'] === 'string') return true;
  if (CODING_ELEMENTS.has(element) || ELEMENTS_OF_OTHERS.some((name) => name in value)) return false;
  return (
    'display' in value || (isObject(value['identifier']) && Object.keys(value).every(isElementOfReference))
  );
}

function isElementOfReference(name: string): boolean {
  return ELEMENTS.has(name);
}

/** The type of the target, from the literal reference or from `type`; null if the reference has neither. */
export function targetTypeOf(reference: Record<string, unknown>): string | null {
  const target = parseReference({ reference: text(reference['reference']) ?? '' });
  // FHIR allows a URI in `type`: the structure definition's (R4 §2.3.0).
  return target?.type ?? text(reference['type'])?.replace(/^.*\//, '') ?? null;
}

/** FHIR's DataAbsentReason for information that "is not available due to security, privacy or related reasons". */
const MASKED = {
  url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
  valueCode: 'masked',
} as const;

/** True for a reference with more than the address of its target: a name, an identifier or extensions. */
export function describesTarget(reference: Record<string, unknown>): boolean {
  return Object.keys(reference).some((name) => name !== 'reference' && name !== 'type' && name !== 'id');
}

/** Reduces a reference to its address, and marks the rest as masked. */
export function withoutDescription(reference: Record<string, unknown>): Record<string, unknown> {
  const { reference: literal, type } = reference;
  return {
    extension: [MASKED],
    ...(isAddress(literal) && { reference: literal }),
    ...(typeof type === 'string' && { type }),
  };
}

/** False for a conditional reference (`Patient?name=…`), whose criteria describe the target. */
function isAddress(literal: unknown): boolean {
  return (
    typeof literal === 'string' &&
    (/^(#|urn:)/.test(literal) || parseReference({ reference: literal }) !== null)
  );
}
