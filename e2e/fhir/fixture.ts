/**
 * The parts of FHIR R4's definitions that the tests in test/ need. As a program, it writes them to test/fhir-definitions/, so that only
 * e2e/ installs all 93 MB: `npm run fhir-definitions`.
 */
import { writeFileSync } from 'node:fs';
import type {
  CodeSystem,
  CodeSystemConcept,
  ElementDefinition,
  StructureDefinition,
} from '../../src/fhir/types.ts';
import { codeSystemsIn, structuresIn } from './definitions.ts';

const FOLDER = new URL('../../test/fhir-definitions/', import.meta.url);

/** The resource that tests validate; the file also holds the datatypes that it is made of. */
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

/** Documentation: no test depends on it, and it is nine tenths of the definitions. */
const LEFT_OUT: ReadonlySet<string> = new Set([
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

export function fixtureFiles(): FixtureFile[] {
  const datatypes = structuresIn('fhir/r4/profiles-types.json');
  const resources = structuresIn('fhir/r4/profiles-resources.json').filter(({ kind }) => kind === 'resource');
  const validated = resources.filter(({ name }) => name === VALIDATED);
  const systems = ['fhir/r4/valuesets.json', 'fhir/r4/v3-codesystems.json'].flatMap(codeSystemsIn);
  return [
    fileOf('structures.json', withDatatypes(validated, datatypes)),
    fileOf(
      'references.json',
      resources.map(({ type, snapshot }) => ({ type, elements: referenceElements(snapshot?.element ?? []) })),
    ),
    fileOf(
      'code-systems.json',
      CODE_SYSTEMS.map((url) => codeSystem(url, systems)),
    ),
  ];
}

/** A line for each definition: short, and still readable in a diff. */
function fileOf(name: string, definitions: readonly object[]): FixtureFile {
  const lines = definitions.map((definition) =>
    JSON.stringify(definition, (key, value: unknown) => (LEFT_OUT.has(key) ? undefined : value)),
  );
  return { name, url: new URL(name, FOLDER), text: `[\n${lines.join(',\n')}\n]\n` };
}

/** Adds the datatypes that the elements of the structures can have. */
function withDatatypes(
  structures: readonly StructureDefinition[],
  datatypes: readonly StructureDefinition[],
): StructureDefinition[] {
  const needed = new Set(structures);
  // A set also visits the members that are added during the walk.
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

/** The elements of a resource that are references, those around them, and its category. */
function referenceElements(all: readonly ElementDefinition[]): object[] {
  const paths = all.flatMap(({ path, type = [] }) =>
    type.some(({ code }) => code === 'Reference') ? [path] : [],
  );
  const isNeeded = (path: string): boolean =>
    /^\w+\.category$/.test(path) || paths.some((reference) => `${reference}.`.startsWith(`${path}.`));
  return all
    .filter(({ path }) => path.includes('.') && isNeeded(path))
    .map(({ path, max, type }) => ({ path, max, type }));
}

/** A code system, and of DICOM's 4,600 concepts only the audit codes (PS3.15, A.5). */
function codeSystem(url: string, all: readonly CodeSystem[]): object {
  const found = all.find((system) => system.url === url);
  if (found === undefined) throw new Error(`The definitions have no code system ${url}.`);
  const isNeeded = ({ code }: CodeSystemConcept): boolean =>
    !url.includes('dicom') || code.startsWith('1101');
  return { resourceType: 'CodeSystem', url, concept: (found.concept ?? []).filter(isNeeded) };
}

if (import.meta.main) {
  for (const { url, text } of fixtureFiles()) writeFileSync(url, text);
}
