/** Reads the possible answers of a form's items. */
import type { InResource } from './in-resource.ts';
import { readObject, readObjects, readText } from './lenient-read.ts';
import { answerText } from './questionnaire-response.ts';
import { containedTargets } from './resource-names.ts';
import type {
  Coding,
  QuestionnaireItem,
  QuestionnaireItemAnswerOption,
  QuestionnaireItemEnableWhen,
  ValueSet,
  ValueSetExpansionContains,
} from './types.ts';

/** Returns the possible answers of an item, also those of a contained value set. Codes that people cannot choose are left out. */
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
    readObjects(concept).map(({ designation: _, ...code }) => ({
      ...(system !== undefined && { system }),
      ...code,
    })),
  );
}

function expandedCodings(entry: ValueSetExpansionContains): Coding[] {
  const { abstract, contains, designation: _, inactive: _inactive, ...code } = entry;
  const isChoosable = abstract !== true && readText(code.code) !== null;
  return [...(isChoosable ? [code] : []), ...readObjects(contains).flatMap(expandedCodings)];
}

/** Returns the answer that a condition compares with, for display. */
export function conditionText(condition: QuestionnaireItemEnableWhen, container: object): string | null {
  const valued = Object.fromEntries(
    Object.entries(condition).map(([name, value]) => [name.replace(/^answer(?=[A-Z])/, 'value'), value]),
  );
  return answerText(valued, container);
}
