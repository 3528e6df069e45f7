/** Validates answers against their form, and arranges them as its items. */
import { InvalidInput, type InputProblem } from '../errors.ts';
import type { InResource } from '../fhir/in-resource.ts';
import { readInteger, readObjects, readText, readTexts } from '../fhir/lenient-read.ts';
import { hasUnknownModifier } from '../fhir/modifier-extensions.ts';
import type {
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
  Stored,
} from '../fhir/types.ts';
import type { GivenAnswer, NewAnswers } from '../fhir/write-questionnaire-response.ts';
import { valueReaderFor } from './answer-values.ts';
import { isEnabled } from './form-conditions.ts';

/** An item of a form with its answers. */
interface FormItem {
  readonly item: InResource<QuestionnaireItem>;
  readonly linkId: string;
  readonly above: FormItem | null;
  readonly below: readonly FormItem[];
  answers: readonly QuestionnaireResponseItemAnswer[];
}

/**
 * Returns the items of the response, in the order of the form. Each group occurs once, so a repeating group cannot be answered twice.
 * @throws InvalidInput listing every problem, with the `linkId` and never with a value
 */
export function arrangeAnswers(
  form: Stored<Questionnaire> | null,
  { answers, status }: Pick<NewAnswers, 'answers' | 'status'>,
): QuestionnaireResponseItem[] {
  const usable = requireUsableForm(form);
  const top = readItems(usable.item, usable, null);
  const byLinkId = new Map<string, FormItem>();
  for (const one of top.flatMap(withAllBelow)) if (!byLinkId.has(one.linkId)) byLinkId.set(one.linkId, one);
  const problems = answers.flatMap((answer, at) =>
    readAnswer(answer, byLinkId.get(answer.linkId), `input.answers.${at}`),
  );
  if (problems.length > 0) throw new InvalidInput(problems);
  const enabled = decideEnabled(byLinkId);
  const inconsistent = [
    ...answers.flatMap(({ linkId }, at) =>
      findMisplaced(byLinkId.get(linkId), enabled, `input.answers.${at}.linkId`),
    ),
    ...(status === 'completed' ? [...byLinkId.values()].flatMap((one) => findMissing(one, enabled)) : []),
  ];
  if (inconsistent.length > 0) throw new InvalidInput(inconsistent);
  return top.flatMap(toResponseItem);
}

/** Statuses of forms that are not for use. */
const UNUSABLE: ReadonlySet<string | null> = new Set(['draft', 'retired']);

function requireUsableForm(form: Stored<Questionnaire> | null): Stored<Questionnaire> {
  const types = readTexts(form?.subjectType);
  const isUsable =
    form !== null &&
    !UNUSABLE.has(readText(form.status)) &&
    (types.length === 0 || types.includes('Patient')) &&
    !hasUnknownModifier(form);
  if (isUsable) return form;
  const rule =
    form === null
      ? 'expects a form. No form with this id is visible to you.'
      : 'expects an active form about patients, without modifier extensions that the gateway does not know.';
  throw new InvalidInput([{ path: 'input.questionnaireId', message: rule }]);
}

function readItems(
  items: readonly QuestionnaireItem[] | undefined,
  resource: Stored<Questionnaire>,
  above: FormItem | null,
): FormItem[] {
  return readObjects(items).map((value) => {
    const below: FormItem[] = [];
    const one = {
      item: { value, resource },
      linkId: readText(value.linkId) ?? '',
      above,
      below,
      answers: [],
    };
    for (const item of readItems(value.item, resource, one)) below.push(item);
    return one;
  });
}

function withAllBelow(one: FormItem): FormItem[] {
  return [one, ...one.below.flatMap(withAllBelow)];
}

/** Sets the answers of an item. Returns the problems with their values. */
function readAnswer(
  { values, unit = null }: GivenAnswer,
  one: FormItem | undefined,
  path: string,
): InputProblem[] {
  if (one === undefined || one.linkId === '' || isWithoutAnswer(one))
    return [{ path: `${path}.linkId`, message: 'expects the linkId of a question of the form.' }];
  const { item, linkId } = one;
  const expects = (rule: string): InputProblem[] => [
    { path: `${path}.values`, message: `expects ${rule} for the question "${linkId}".` },
  ];
  if (isReadOnly(one)) return expects('no answer, because people cannot change it,');
  const reader = valueReaderFor(item);
  if (reader === null) return expects('no answer, because the gateway cannot write its type,');
  if (unit !== null && readText(item.value.type) !== 'quantity')
    return [{ path: `${path}.unit`, message: `expects no unit for the question "${linkId}".` }];
  if (values.length > 1 && item.value.repeats !== true) return expects('one value');
  const maxLength = readInteger(item.value.maxLength) ?? Infinity;
  if (values.some((value) => value.length > maxLength)) return expects(`at most ${maxLength} characters`);
  const read = values.map((value) => reader.read(value, unit));
  one.answers = read.filter((answer) => answer !== null);
  return read.includes(null) ? expects(reader.rule) : [];
}

function isWithoutAnswer({ item }: FormItem): boolean {
  return ['group', 'display'].includes(readText(item.value.type) ?? '');
}

/** Only the server fills in such an item, so the gateway does not know its answers. */
function isReadOnly({ item }: FormItem): boolean {
  return item.value.readOnly === true;
}

/** Returns the question that an item belongs to, also through groups. */
function questionAbove({ above }: FormItem): FormItem | null {
  let one = above;
  while (one !== null && isWithoutAnswer(one)) one = one.above;
  return one;
}

/** Returns whether an item applies, and every item above it; null if that cannot be decided, also for conditions in a circle. */
type Enabled = (one: FormItem) => boolean | null;

function decideEnabled(byLinkId: ReadonlyMap<string, FormItem>): Enabled {
  const known = new Map<FormItem, boolean | null>();
  const decide = (one: FormItem): boolean | null => {
    const above = one.above === null ? true : (known.get(one.above) ?? null);
    const own = isEnabled(one.item.value, (linkId) => {
      const question = byLinkId.get(linkId);
      if (question === undefined || isReadOnly(question)) return null;
      return known.get(question) === false ? [] : question.answers;
    });
    return above === false || own === false ? false : above === null || own === null ? null : true;
  };
  return (asked) => {
    // A chain of conditions can be as long as the form, too long for recursion.
    const pending = known.has(asked) ? [] : [asked];
    for (let one = pending.at(-1); one !== undefined; one = pending.at(-1)) {
      const first = known.has(one)
        ? []
        : itemsToDecideFirst(one, byLinkId).filter((item) => !known.has(item));
      if (!known.has(one)) known.set(one, null);
      for (const item of first) pending.push(item);
      if (first.length > 0) continue;
      known.set(one, decide(one));
      pending.pop();
    }
    return known.get(asked) ?? null;
  };
}

function itemsToDecideFirst(one: FormItem, byLinkId: ReadonlyMap<string, FormItem>): FormItem[] {
  const questions = readObjects(one.item.value.enableWhen).map(({ question }) =>
    byLinkId.get(readText(question) ?? ''),
  );
  return [one.above ?? undefined, ...questions].filter((item) => item !== undefined);
}

/** Finds an answer to a question that does not apply, or that belongs to a question with no answer, or with several. */
function findMisplaced(one: FormItem | undefined, enabled: Enabled, path: string): InputProblem[] {
  if (one === undefined) return [];
  const { linkId } = one;
  const above = questionAbove(one);
  if (enabled(one) === false)
    return [
      {
        path,
        message: `expects no answer to the question "${linkId}", which does not apply to the other answers.`,
      },
    ];
  // The input does not say to which of several answers this one belongs.
  return above === null || above.answers.length === 1
    ? []
    : [
        {
          path,
          message: `expects one answer to "${above.linkId}", which the question "${linkId}" belongs to.`,
        },
      ];
}

/** Finds a required question that applies and has no answer. */
function findMissing(one: FormItem, enabled: Enabled): InputProblem[] {
  const { item, linkId, answers } = one;
  const isRequired = item.value.required === true && !isWithoutAnswer(one) && !isReadOnly(one);
  const above = questionAbove(one);
  const isAsked = above === null || above.answers.length > 0;
  if (!isRequired || !isAsked || answers.length > 0 || enabled(one) !== true) return [];
  return [{ path: 'input.answers', message: `expects an answer to the required question "${linkId}".` }];
}

/** Places the items below a question into its answer (FHIR R4 QuestionnaireResponse.item.answer.item). Leaves out empty items. */
function toResponseItem({ item, linkId, answers, below }: FormItem): QuestionnaireResponseItem[] {
  const text = readText(item.value.text);
  const items = below.flatMap(toResponseItem);
  const [first, ...others] = answers;
  if (first === undefined && items.length === 0) return [];
  return [
    {
      linkId,
      ...(text !== null && { text }),
      ...(first === undefined
        ? { item: items }
        : { answer: [{ ...first, ...(items.length > 0 && { item: items }) }, ...others] }),
    },
  ];
}
