/** Derives the `_include` that saves the request of each reference in the graph: the search parameter of FHIR R4 that follows its element. */
import { type DefinitionNode, Kind, type ObjectTypeDefinitionNode, type TypeNode } from 'graphql';
import type { ResourceFacts } from '../src/fhir/resource-facts.ts';
import { factsOf, isResourceType, RESOURCE_TYPES, type ResourceType } from '../src/fhir/resources.ts';
import { readReferenceParameters, readReferences } from '../test/support/fhir-definitions.ts';

/** The elements of the fields that are not named after them, relative to the element of the field's type. A type after a colon narrows them. */
const ELEMENTS_OF_FIELDS: Readonly<Record<string, string>> = {
  'AdverseEvent.suspects': 'suspectEntity',
  'Appointment.locations': 'participant.actor:Location',
  'Appointment.patient': 'participant.actor:Patient',
  'CarePlanActivity.performers': 'detail.performer',
  'DeviceRequest.device': 'codeReference',
  'DiagnosticReport.interpreters': 'resultsInterpreter',
  'DocumentReference.encounter': 'context.encounter',
  'EpisodeOfCare.referrals': 'referralRequest',
  'ExplanationOfBenefit.coverages': 'insurance.coverage',
  'ImmunizationRecommendationItem.supportingInformation': 'supportingPatientInformation',
  'MedicationIngredient.medication': 'itemReference',
  'MedicationAdministration.encounter': 'context',
  'MedicationAdministration.performers': 'performer.actor',
  'MedicationDispense.encounter': 'context',
  'MedicationDispense.prescriptions': 'authorizingPrescription',
  'MedicationRequest.dispense': 'dispenseRequest',
  'Observation.members': 'hasMember',
  'Specimen.collector': 'collection.collector',
};

/** Returns the table INCLUDES: by type, the `_include` for the path of each reference that is selected in the graph. */
export function definedIncludes(definitions: readonly DefinitionNode[]): string {
  const objects = new Map<string, ObjectTypeDefinitionNode>();
  for (const definition of definitions)
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION) objects.set(definition.name.value, definition);
  const rows = RESOURCE_TYPES.flatMap((type) => {
    const pairs = pathsBelow(objects, { type, owner: type, path: [], element: type }).flatMap(
      ([path, element]) => {
        const parameter = parameterFor(type, element);
        return parameter === null ? [] : [`    '${path}.resource': '${type}:${parameter}',`];
      },
    );
    return pairs.length === 0 ? [] : [`  ${type}: {\n${pairs.join('\n')}\n  },`];
  });
  return `
/** The \`_include\` that returns the resource at a path of the graph together with the records of a type, by type and path. */
export const INCLUDES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
${rows.join('\n')}
};
`;
}

interface Position {
  readonly type: ResourceType;
  /** The type of the graph that has the fields. */
  readonly owner: string;
  /** The path of the owner in the graph. */
  readonly path: readonly string[];
  /** The path of its element in FHIR. */
  readonly element: string;
}

/** Returns the path of each reference below a position, with its element. */
function pathsBelow(
  objects: ReadonlyMap<string, ObjectTypeDefinitionNode>,
  { type, owner, path, element }: Position,
): (readonly [path: string, element: string])[] {
  return (objects.get(owner)?.fields ?? []).flatMap(({ name: { value: field }, type: fieldType }) => {
    const below = namedType(fieldType);
    const found = elementOf(type, owner, element, field);
    if (found === null || isResourceType(below)) return [];
    const fieldPath = [...path, field];
    if (isReferenceType(objects.get(below)))
      return isInOwnList(type, objects.get(below)) ? [] : [[fieldPath.join('.'), found] as const];
    return pathsBelow(objects, { type, owner: below, path: fieldPath, element: found });
  });
}

/** Returns the path of the reference, or of the element around references, that a field is named after; null if there is none. */
function elementOf(type: ResourceType, owner: string, around: string, field: string): string | null {
  const named = ELEMENTS_OF_FIELDS[`${owner}.${field}`];
  if (named !== undefined) return `${around}.${named}`;
  const elements = new Set((REFERENCES.get(type) ?? []).map(({ path }) => path.replace('[x]', 'Reference')));
  const names = [field, ...singularsOf(field)].flatMap((name) => [name, `${name}Reference`]);
  return names.map((name) => `${around}.${name}`).find((path) => elements.has(path)) ?? null;
}

function singularsOf(name: string): string[] {
  return [name.replace(/ies$/, 'y'), name.replace(/ses$/, 'sis'), name.replace(/s$/, '')];
}

/**
 * Returns the search parameter whose expression is exactly this element; null without one. The patient of a record needs none: the gateway
 * already knows the patient.
 */
function parameterFor(type: ResourceType, element: string): string | null {
  const path = element.slice(type.length + 1);
  if (factsOf(type).patient.includes(path) && path !== 'participant.actor') return null;
  const parameters = Object.entries(PARAMETERS.get(type) ?? {});
  const [exact] = parameters.find(([, paths]) => paths.length === 1 && paths[0] === path) ?? [];
  const [covering] = parameters.find(([, paths]) => paths.includes(path)) ?? [];
  return exact ?? covering ?? null;
}

const REFERENCES = readReferences();
const PARAMETERS = readReferenceParameters();

function isReferenceType(definition: ObjectTypeDefinitionNode | undefined): boolean {
  const names = new Set((definition?.fields ?? []).map(({ name }) => name.value));
  return ['reference', 'display', 'resource'].every((name) => names.has(name));
}

/** Whether a reference can only point to a record of the same list, which a search returns as a match. */
function isInOwnList(type: ResourceType, reference: ObjectTypeDefinitionNode | undefined): boolean {
  const target = reference?.fields?.find(({ name }) => name.value === 'resource');
  const { screen }: ResourceFacts = factsOf(type);
  return screen !== undefined && target !== undefined && namedType(target.type) === type;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
