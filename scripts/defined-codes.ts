/** Derives the tables of codes from HL7's definitions, for the enums of schema/ that are named after an element. */
import { type DefinitionNode, Kind } from 'graphql';
import { memberFor } from '../src/fhir/codes.ts';
import { RESOURCE_TYPES } from '../src/fhir/resources.ts';
import { readCodedElements } from '../test/support/fhir-definitions.ts';

/** The member of every enum for a code that FHIR does not define. */
const UNRECOGNIZED = 'UNRECOGNIZED';

/**
 * Returns src/fhir/defined-codes.ts: for an enum such as `FlagStatus`, the table FLAG_STATUS with the codes of `Flag.status`.
 * @throws Error for an enum that does not have exactly these codes
 */
export function definedCodes(schema: readonly DefinitionNode[]): string {
  const enums = new Map(
    schema.flatMap((definition) =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION
        ? [[definition.name.value, (definition.values ?? []).map(({ name }) => name.value)] as const]
        : [],
    ),
  );
  const tables = [...readCodedElements()]
    .filter(([type]) => RESOURCE_TYPES.some((known) => known === type))
    .flatMap(([, elements]) =>
      elements.flatMap(({ path, codes }) => {
        const name = path.split('.').map(capitalized).join('');
        const members = enums.get(name);
        return codes === undefined || members === undefined ? [] : [tableOf({ name, path, codes, members })];
      }),
    );
  return `/** The codes of FHIR R4 and the graph's enum members for them. Written by \`npm run codegen\` from test/fhir-definitions/; do not edit. */

${tables.join('\n\n')}
`;
}

interface DefinedEnum {
  readonly name: string;
  readonly path: string;
  readonly codes: readonly string[];
  readonly members: readonly string[];
}

function tableOf({ name, path, codes, members }: DefinedEnum): string {
  const expected = [...codes.map(memberFor), UNRECOGNIZED];
  const differing = [
    ...expected.filter((member) => !members.includes(member)),
    ...members.filter((member) => !expected.includes(member)),
  ];
  if (differing.length > 0)
    throw new Error(
      `The enum ${name} in schema/ differs from the codes of ${path} in FHIR R4: ${differing.join(', ')}. It needs each code and ${UNRECOGNIZED}.`,
    );
  const pairs = codes.map((code) => `${/^\w+$/.test(code) ? code : `'${code}'`}: '${memberFor(code)}'`);
  return `/** FHIR R4 ${path}. */\nexport const ${constantFor(name)} = { ${pairs.join(', ')} } as const;`;
}

function constantFor(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
