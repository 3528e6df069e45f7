/** Derives from HL7's definitions what the references of each type that the gateway shows can point to. */
import { helpsToFind, isDirectoryType } from '../src/fhir/resource-kinds.ts';
import { isResourceType, RESOURCES } from '../src/fhir/resources.ts';
import { readReferences } from '../test/support/fhir-definitions.ts';

/** Returns src/fhir/defined-targets.ts. */
export function definedTargets(): string {
  const types = Object.keys(RESOURCES)
    .filter((type) => isResourceType(type) && !helpsToFind(type))
    .map((type) => `  ${type}: {\n${elementsOf(type)}\n  },`);
  return `/**
 * By type and element, at any depth: the types outside the directory that FHIR R4 lets a reference point to; \`*\` for any type. Written by
 * \`npm run codegen\` from test/fhir-definitions/; do not edit.
 */
export const TARGETS_BEYOND_DIRECTORY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
${types.join('\n')}
};
`;
}

function elementsOf(type: string): string {
  return [...targetsOf(type)]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([element, targets]) => `    ${element}: '${inWords(targets)}',`)
    .join('\n');
}

function inWords(targets: ReadonlySet<string>): string {
  if (targets.has('Resource')) return '*';
  return [...targets]
    .filter((target) => !isDirectoryType(target))
    .toSorted()
    .join(' ');
}

/** Returns the targets of each reference of a type, by the name of its element. */
function targetsOf(type: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { path, type: types } of readReferences().get(type) ?? []) {
    const references = types.filter(({ code }) => code === 'Reference');
    if (references.length === 0) continue;
    const element = (path.split('.').at(-1) ?? '').replace('[x]', 'Reference');
    const targets = references.flatMap(({ targetProfile }) =>
      targetProfile.map((profile) => profile.split('/').at(-1) ?? ''),
    );
    found.set(element, new Set([...(found.get(element) ?? []), ...targets]));
  }
  return found;
}
