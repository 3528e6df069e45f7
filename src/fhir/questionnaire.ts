/** Reads the possible answers of a form's items, and the answers in their conditions. */
import type { InResource } from './in-resource.ts';
import { readObject, readObjects, readText } from './lenient-read.ts';
import { containedTargets } from './resource-names.ts';
import type {
  Coding,
  QuestionnaireItem,
  QuestionnaireItemAnswerOption,
  QuestionnaireItemEnableWhen,
  QuestionnaireResponseItemAnswer,
  ValueSet,
  ValueSetComposeInclude,
  ValueSetExpansionContains,
} from './types.ts';

type Options = readonly QuestionnaireItemAnswerOption[];

/**
 * Returns the possible answers of an item, also from a contained value set. Codes that people cannot choose are left out. Items with the
 * same value set share one array.
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

/** The expansion lists all codes; without one, `compose` may. */
function codingsIn({ expansion, compose }: ValueSet): Coding[] {
  const expanded = readObjects(readObject(expansion)?.contains).flatMap(expandedCodings);
  if (expanded.length > 0) return expanded;
  const { include, exclude } = readObject(compose) ?? {};
  const excluded = readObjects(exclude);
  // Only a terminology server knows which codes a filter or another value set excludes.
  if (excluded.some(({ filter, valueSet }) => filter !== undefined || valueSet !== undefined)) return [];
  const wholeSystems = excluded.filter(({ concept }) => readObjects(concept).length === 0);
  const systems = new Set(wholeSystems.map(({ system }) => system));
  const codes = new Set(excluded.flatMap(listedCodings).map(({ system, code }) => `${system}|${code}`));
  return readObjects(include)
    .flatMap(listedCodings)
    .filter(({ system, code }) => !systems.has(system) && !codes.has(`${system}|${code}`));
}

function listedCodings({ system, concept }: ValueSetComposeInclude): Coding[] {
  return readObjects(concept).map((code) => toCoding(code, system));
}

function expandedCodings(entry: ValueSetExpansionContains): Coding[] {
  const isChoosable = entry.abstract !== true && readText(entry.code) !== null;
  const own = isChoosable ? [toCoding(entry, entry.system)] : [];
  return [...own, ...readObjects(entry.contains).flatMap(expandedCodings)];
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
