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
  ValueSetExpansionContains,
} from './types.ts';

/** Returns the possible answers of an item, also from a contained value set. Codes that people cannot choose are left out. */
export function optionsOf({
  value: { answerOption, answerValueSet },
  resource,
}: InResource<QuestionnaireItem>): QuestionnaireItemAnswerOption[] {
  const sets = containedTargets(resource, answerValueSet);
  const codings = sets.flatMap((set) => (set.resourceType === 'ValueSet' ? codingsIn(set) : []));
  return [...readObjects(answerOption), ...codings.map((valueCoding) => ({ valueCoding }))];
}

/** The expansion lists all codes; without one, `compose` may. */
function codingsIn({ expansion, compose }: ValueSet): Coding[] {
  const expanded = readObjects(readObject(expansion)?.contains).flatMap(expandedCodings);
  if (expanded.length > 0) return expanded;
  return readObjects(readObject(compose)?.include).flatMap(({ system, concept }) =>
    readObjects(concept).map((code) => toCoding(code, system)),
  );
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
