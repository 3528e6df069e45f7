/** Derives the targets of each resource type's references from HL7's definitions. */
import { isDirectoryType } from '../src/fhir/resource-kinds.ts';
import { factsOf, RESOURCE_TYPES, type ResourceType } from '../src/fhir/resources.ts';
import { type BareElement, readReferences } from '../test/support/fhir-definitions.ts';

/** Returns src/fhir/defined-targets.ts. */
export function definedTargets(): string {
  const targets = RESOURCE_TYPES.map((type) => `  ${type}: { ${elementsOf(type)} },`);
  const severalPatients = RESOURCE_TYPES.filter(isAboutSeveralPatients).map((type) => `'${type}'`);
  return `/** The targets of references, from HL7's definitions. Written by \`npm run codegen\` from test/fhir-definitions/; do not edit. */

/** The types, other than shared ones, that a reference can point to, by resource type and element at any depth; \`*\` for any type. */
export const TARGETS_BEYOND_DIRECTORY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
${targets.join('\n')}
};

/** The types whose resources can name several patients. */
export const ABOUT_SEVERAL_PATIENTS: ReadonlySet<string> = new Set([${severalPatients.join(', ')}]);
`;
}

/** Returns whether the elements that name the patient, or elements around them, can repeat. */
function isAboutSeveralPatients(type: ResourceType): boolean {
  return factsOf(type).patient.some((path) =>
    definedElements(type).some(
      (element) => element.max !== '1' && `${type}.${path}.`.startsWith(`${element.path}.`),
    ),
  );
}

function elementsOf(type: ResourceType): string {
  return [...targetsOf(type)]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([element, targets]) => `${element}: '${listOf(targets)}'`)
    .join(', ');
}

function listOf(targets: ReadonlySet<string>): string {
  if (targets.has('Resource')) return '*';
  return [...targets]
    .filter((target) => !isDirectoryType(target))
    .toSorted()
    .join(' ');
}

/** Returns the targets of each reference of a type, by the last name of its path. */
function targetsOf(type: ResourceType): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { path, type: datatypes } of definedElements(type)) {
    const references = datatypes.filter(({ code }) => code === 'Reference');
    if (references.length === 0) continue;
    const element = (path.split('.').at(-1) ?? '').replace('[x]', 'Reference');
    const targets = references.flatMap(({ targetProfile }) =>
      targetProfile.map((profile) => profile.split('/').at(-1) ?? ''),
    );
    found.set(element, new Set([...(found.get(element) ?? []), ...targets]));
  }
  return found;
}

const REFERENCES = readReferences();

function definedElements(type: ResourceType): readonly BareElement[] {
  return REFERENCES.get(type) ?? [];
}
