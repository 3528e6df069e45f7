/** Reads the possible answers of a form's items, and the answers in their conditions. */
import type { InResource } from './in-resource.ts';
import { readInteger, readObject, readObjects, readText } from './lenient-read.ts';
import { containedTargets } from './resource-names.ts';
import type {
  Coding,
  QuestionnaireItem,
  QuestionnaireItemAnswerOption,
  QuestionnaireItemEnableWhen,
  QuestionnaireResponseItemAnswer,
  ValueSet,
  ValueSetComposeInclude,
  ValueSetExpansion,
  ValueSetExpansionContains,
} from './types.ts';

type Options = readonly QuestionnaireItemAnswerOption[];

/**
 * Returns the possible answers of an item, also from a contained value set that lists all its codes. Codes that people cannot choose are left
 * out. Items with the same value set share one array.
 */
export function optionsOf({
  value: { answerOption, answerValueSet },
  resource,
}: InResource<QuestionnaireItem>): Options {
  const sets = containedTargets(resource, answerValueSet);
  const lists = [
    readObjects(answerOption),
    ...sets.map((set) => (set.resourceType === 'ValueSet' ? optionsIn(set) : [])),
  ].filter((list) => list.length > 0);
  return lists.length > 1 ? lists.flat() : (lists[0] ?? []);
}

/** Many items of a form can name one large value set. */
const optionsOfSets = new WeakMap<ValueSet, Options>();

function optionsIn(set: ValueSet): Options {
  const options = optionsOfSets.get(set) ?? codingsIn(set).map((valueCoding) => ({ valueCoding }));
  optionsOfSets.set(set, options);
  return options;
}

/** Returns all codes of the expansion, otherwise of `compose`; an empty list if neither lists all, because a part would look like the whole. */
function codingsIn({ expansion, compose }: ValueSet): Coding[] {
  const expansionSent = readObject(expansion);
  const expanded = expansionSent === null ? [] : expandedCodings(expansionSent);
  if (expanded.length > 0) return expanded;
  const { include, exclude } = readObject(compose) ?? {};
  const [included, excluded] = [readObjects(include), readObjects(exclude)];
  if ([...included, ...excluded].some(isUnlisted)) return [];
  // An include without codes means a whole code system.
  if (included.some(({ concept }) => readObjects(concept).length === 0)) return [];
  const wholeSystems = excluded.filter(({ concept }) => readObjects(concept).length === 0);
  const systems = new Set(wholeSystems.map(({ system }) => readText(system)));
  const codes = new Set(excluded.flatMap(listedCodings).map(keyOf));
  return included
    .flatMap(listedCodings)
    .filter((coding) => !systems.has(readText(coding.system)) && !codes.has(keyOf(coding)));
}

function keyOf({ system, code }: Coding): string {
  return `${readText(system)}|${readText(code)}`;
}

/** Only a terminology server knows the codes of a filter and of another value set. */
function isUnlisted({ filter, valueSet }: ValueSetComposeInclude): boolean {
  return filter !== undefined || valueSet !== undefined;
}

function listedCodings({ system, concept }: ValueSetComposeInclude): Coding[] {
  return readObjects(concept).map((code) => toCoding(code, system));
}

/** Extensions of an expansion that does not list all codes. */
const INCOMPLETE = /^http:\/\/hl7\.org\/fhir\/StructureDefinition\/valueset-(?:toocostly|unclosed)$/;

function expandedCodings({ contains, total, offset, extension, parameter }: ValueSetExpansion): Coding[] {
  const nodes = nodesIn(contains);
  // Without a total, an expansion as long as the requested page can be its first page.
  const limits = readObjects(parameter).filter(({ name }) => readText(name) === 'count');
  const isCut = limits.some(({ valueInteger }) => (readInteger(valueInteger) ?? 0) <= nodes.length);
  const isIncomplete =
    (readInteger(total) ?? (isCut ? Infinity : 0)) > nodes.length ||
    (readInteger(offset) ?? 0) > 0 ||
    readObjects(extension).some(
      ({ url, valueBoolean }) => INCOMPLETE.test(url ?? '') && valueBoolean !== false,
    );
  if (isIncomplete) return [];
  const choosable = nodes.filter(({ abstract, code }) => abstract !== true && readText(code) !== null);
  return choosable.map((node) => toCoding(node, node.system));
}

function nodesIn(contains: ValueSetExpansion['contains']): ValueSetExpansionContains[] {
  return readObjects(contains).flatMap((node) => [node].concat(nodesIn(node.contains)));
}

/** Keeps the extensions, which can state points. */
function toCoding(
  { code, display, extension }: Pick<Coding, 'code' | 'display' | 'extension'>,
  system: string | undefined,
): Coding {
  return {
    ...(system !== undefined && { system }),
    ...(code !== undefined && { code }),
    ...(display !== undefined && { display }),
    ...(extension !== undefined && { extension }),
  };
}

/** Returns the answer that a condition compares with. */
export function conditionAnswer(condition: QuestionnaireItemEnableWhen): QuestionnaireResponseItemAnswer {
  return Object.fromEntries(
    Object.entries(condition).map(([name, value]) => [name.replace(/^answer(?=[A-Z])/, 'value'), value]),
  );
}
