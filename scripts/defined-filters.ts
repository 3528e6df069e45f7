/** Derives the filters that every list of a type has from HL7's definitions and from Epic's CapabilityStatement. */
import { readFileSync } from 'node:fs';
import { type DefinitionNode, Kind, type TypeNode } from 'graphql';
import { memberFor } from '../src/fhir/codes.ts';
import { readCodedElements, readReferences } from '../test/support/fhir-definitions.ts';

/** The elements that each argument can filter by. The first that a type has counts. */
const ELEMENTS = {
  status: ['status', 'lifecycleStatus'],
  category: ['category'],
  code: ['code', 'code[x]'],
  encounter: ['encounter', 'context.encounter', 'context'],
} as const;

/** Returns src/fhir/defined-filters.ts, which has every type that Epic serves. */
export function definedFilters(schema: readonly DefinitionNode[]): string {
  const enums = enumsOfFields(schema);
  const rows = documentedParameters().map(({ type, documented }) => {
    const elements = Object.entries(ELEMENTS).flatMap(([argument, paths]) => {
      const [element] = paths.flatMap((path) => filterOf(type, path, enums) ?? []);
      return element === undefined ? [] : [`    ${argument}: ${element},`];
    });
    return [`  ${type}: {`, `    documented: '${documented}',`, ...elements, '  },'].join('\n');
  });
  return `/** The elements that lists of each type filter by, from HL7's definitions. Written by \`npm run codegen\` from test/fhir-definitions/; do not edit. */

export interface DefinedFilter {
  readonly path: string;
  /** The element that can be there instead, with a reference. */
  readonly reference?: string;
  /** For an element of type code: its codes, and the enum of the graph that has a member for each. */
  readonly coded?: { readonly codes: string; readonly type: string };
}

/** The filters of each type, by argument, and the search parameters that Epic documents for it. */
export type DefinedFilters = { readonly documented: string } & {
  readonly [A in ${Object.keys(ELEMENTS)
    .map((name) => `'${name}'`)
    .join(' | ')}]?: DefinedFilter;
};

export const DEFINED_FILTERS: Readonly<Record<string, DefinedFilters>> = {
${rows.join('\n')}
};
`;
}

/** Returns the search parameters that Epic documents, by type. */
function documentedParameters(): { readonly type: string; readonly documented: string }[] {
  const text = readFileSync('packages/epic-sandbox/test/support/epic-search-parameters.ts', 'utf8');
  return Array.from(
    text.matchAll(/^ {2}(\w+):\s+(?:'([^']*)'|null),$/gm),
    ([, type = '', documented = '']) => ({
      type,
      documented,
    }),
  );
}

/** Returns the filter for an element; null if the type does not have it, if it is of another datatype, or if the graph has no enum for it. */
function filterOf(type: string, element: string, enums: EnumsOfFields): string | null {
  const path = `${type}.${element}`;
  const codes = CODED.get(type)?.find((coded) => coded.path === path)?.codes;
  const datatypes = ELEMENTS_OF.get(type)?.find((defined) => defined.path === path)?.type ?? [];
  const isCode = datatypes.length === 0 || datatypes.some(({ code }) => code === 'code');
  if (codes !== undefined && isCode) {
    const found = enums.get(path);
    return found !== undefined && codes.every((code) => found.members.has(memberFor(code)))
      ? `{ path: '${element}', coded: { codes: '${codes.join(' ')}', type: '${found.type}' } }`
      : null;
  }
  const isFilterable = datatypes.some(
    ({ code, targetProfile }) =>
      code === 'CodeableConcept' || targetProfile.some((profile) => profile.endsWith('/Encounter')),
  );
  if (!isFilterable) return null;
  const isChoice = element.endsWith('[x]') && datatypes.some(({ code }) => code === 'Reference');
  const reference = isChoice ? `, reference: '${element.replace('[x]', 'Reference')}'` : '';
  return `{ path: '${element.replace('[x]', 'CodeableConcept')}'${reference} }`;
}

const CODED = readCodedElements();
const ELEMENTS_OF = readReferences();

type EnumsOfFields = ReadonlyMap<string, { readonly type: string; readonly members: ReadonlySet<string> }>;

/** Returns the enums of fields, by the path of the element that the field is named after: `AllergyIntolerance.category` for `categories`. */
function enumsOfFields(schema: readonly DefinitionNode[]): EnumsOfFields {
  const members = new Map(
    schema.flatMap((definition) =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION
        ? [[definition.name.value, new Set((definition.values ?? []).map(({ name }) => name.value))] as const]
        : [],
    ),
  );
  return new Map(
    schema.flatMap((definition) =>
      definition.kind !== Kind.OBJECT_TYPE_DEFINITION
        ? []
        : (definition.fields ?? []).flatMap(({ name, type: fieldType }) => {
            const type = namedType(fieldType);
            const found = members.get(type);
            const element = name.value.replace(/ies$/, 'y');
            return found === undefined
              ? []
              : [[`${definition.name.value}.${element}`, { type, members: found }]];
          }),
    ),
  );
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
