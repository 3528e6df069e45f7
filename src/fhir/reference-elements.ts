/** Recognizes references without a schema, and classifies their targets without reading them. */
import { systemName } from './code-systems.ts';
import { ABOUT_SEVERAL_PATIENTS } from './defined-targets.ts';
import { parseReference } from './ids.ts';
import { isObject, readText } from './lenient-read.ts';
import { type ElementPosition, targetTypesAt } from './reference-targets.ts';
import { factsOf, isResourceType } from './resources.ts';

/** Elements of a Coding that a Reference does not have. */
const ELEMENTS_OF_CODING = ['system', 'code', 'userSelected'];

/** R4 elements that contain a Coding. A Coding and a Reference look alike if they have only a `display`. */
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

/** R4 elements that contain another object with an `identifier`, which looks like a Reference. */
export const IDENTIFIED_ELEMENTS: ReadonlySet<string> = new Set([
  'isotope',
  'linkage',
  'moiety',
  'procedure',
  'sugar',
  'term',
  'valuedItem',
]);

/** Elements that name an actor: mostly staff, otherwise the patient, relatives, teams or devices. */
export const ELEMENTS_OF_ACTORS: ReadonlySet<string> = new Set([
  'actor',
  'author',
  'authorReference',
  'careManager',
  'contributor',
  'individual',
  'interpreter',
  'member',
  'operator',
  'owner',
  'performer',
  'recorder',
  'referrer',
  'requester',
  'resultsInterpreter',
  'source',
  'sender',
]);

/** Returns whether the reference points to a record of this type that belongs to the same patient as the record around it. */
export function targetsSamePatient({ within, element }: ElementPosition, type: string): boolean {
  return (
    isResourceType(within) &&
    factsOf(within).samePatient.includes(element) &&
    targetTypesAt({ within, element })?.includes(type) === true
  );
}

/** Returns whether the reference points to someone who acted for the patient of the record around it. */
export function targetsActor({ within, element }: ElementPosition): boolean {
  return ELEMENTS_OF_ACTORS.has(element) && !ABOUT_SEVERAL_PATIENTS.has(within);
}

/** Recognizes a Reference by its literal, its position or its shape. */
export function isReference(value: Record<string, unknown>, position: ElementPosition): boolean {
  if (typeof value['reference'] === 'string') return true;
  if ('resourceType' in value) return false;
  return targetTypesAt(position) !== null || hasShapeOfReference(value, position.element);
}

/** Recognizes references in misnamed extensions, and in contained resources of types outside the graph. */
function hasShapeOfReference(value: Record<string, unknown>, element: string): boolean {
  if (isObject(value['identifier'])) return !IDENTIFIED_ELEMENTS.has(element);
  const hasName = 'display' in value || '_display' in value;
  return hasName && !CODING_ELEMENTS.has(element) && !ELEMENTS_OF_CODING.some((name) => name in value);
}

/** Returns the target's type from the literal reference, otherwise from `type`; null without either. */
export function targetTypeOf(reference: Record<string, unknown>): string | null {
  const target = parseReference({ reference: readText(reference['reference']) ?? '' });
  // FHIR allows the URI of a structure definition in `type` (R4 §2.3.0).
  return target?.type ?? readText(reference['type'])?.replace(/^.*\//, '') ?? null;
}

/** FHIR's DataAbsentReason for information that "is not available due to security, privacy or related reasons". */
const MASKED = {
  url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason',
  valueCode: 'masked',
} as const;

/** Systems of US provider identifiers, in the form of `systemName`. They never identify a patient as such. */
const PROVIDER_SYSTEMS: ReadonlySet<string> = new Set(['us-npi', '2.16.840.1.113883.4.6']);

/** Returns true for a reference by National Provider Identifier (NPI). */
export function isByProviderIdentifier({ identifier }: Record<string, unknown>): boolean {
  return isObject(identifier) && PROVIDER_SYSTEMS.has(systemName(identifier['system']));
}

/** Elements of a Reference that do not describe its target. */
const ELEMENTS_OF_ADDRESS: ReadonlySet<string> = new Set(['reference', 'type']);

/** Returns true for a reference with more than an address: a display, an identifier, extensions, or words in place of the address. */
export function hasDescription(reference: Record<string, unknown>): boolean {
  return (
    Object.keys(reference).some((name) => !ELEMENTS_OF_ADDRESS.has(name)) ||
    !isAddressOrNone(reference['reference']) ||
    !isTypeOrNone(reference['type'])
  );
}

/** Reduces a reference to its address, and marks the rest as masked. */
export function maskDescription(reference: Record<string, unknown>): Record<string, unknown> {
  const { reference: literal, type } = reference;
  return {
    extension: [MASKED],
    ...(literal !== undefined && isAddressOrNone(literal) && { reference: literal }),
    ...(type !== undefined && isTypeOrNone(type) && { type }),
  };
}

/** Matches `#id`, `urn:uuid:…`, `Type/id` and the same below a URL. Anything else can contain words, such as `Patient?name=…`. */
const ADDRESS =
  /^(?:#[\w.~-]{0,256}|urn:(?:uuid|oid):[\w.-]{1,256}|(?:https?:\/\/[^\s?#]{1,1000}\/)?[A-Z][A-Za-z]{1,63}\/[\w.~-]{1,256}(?:\/_history\/[\w.~-]{1,256})?)$/;

/** Returns true for the address of a resource, which contains no words about it. */
export function isAddress(literal: string): boolean {
  return ADDRESS.test(literal);
}

function isAddressOrNone(literal: unknown): boolean {
  return literal === undefined || (typeof literal === 'string' && isAddress(literal.trim()));
}

/** Returns true for a missing type, the name of a type, or the URI of its definition. */
function isTypeOrNone(type: unknown): boolean {
  return (
    type === undefined ||
    (typeof type === 'string' && /^(?:https?:\/\/[\w./-]{1,200}\/)?[A-Za-z]{1,64}$/.test(type))
  );
}
