import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../../src/errors.ts';
import type {
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireItemEnableWhen,
  QuestionnaireResponseItem,
  Stored,
  ValueSet,
} from '../../src/fhir/types.ts';
import type { GivenAnswer } from '../../src/fhir/write-questionnaire-response.ts';
import { isEnabled } from '../../src/writes/form-conditions.ts';
import { arrangeAnswers } from '../../src/writes/questionnaire-answers.ts';

const form = (item: QuestionnaireItem[], more: Partial<Questionnaire> = {}): Stored<Questionnaire> => ({
  resourceType: 'Questionnaire',
  id: 'eForm',
  status: 'active',
  item,
  ...more,
});

const answer = (linkId: string, ...values: string[]): GivenAnswer => ({ linkId, values });

function arrange(
  item: QuestionnaireItem[],
  answers: readonly GivenAnswer[],
  status: 'completed' | 'in-progress' = 'completed',
): QuestionnaireResponseItem[] {
  return arrangeAnswers(form(item), { answers, status });
}

/** Returns the path and message of each problem. */
function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems.map(({ path, message }) => `${path} ${message}`);
    throw error;
  }
  return [];
}

const yesOrNo = (linkId: string, more: Partial<QuestionnaireItem> = {}): QuestionnaireItem => ({
  linkId,
  type: 'boolean',
  ...more,
});

describe('the value of an answer', () => {
  const options = [
    { valueCoding: { system: 'urn:a', code: 'x', display: 'X of A', extension: [{ url: 'urn:points' }] } },
    { valueCoding: { system: 'urn:b', code: 'x' } },
    { valueCoding: { system: 'urn:b', code: 'y' } },
  ];

  it.each<[QuestionnaireItem['type'], Partial<QuestionnaireItem>, string, object]>([
    ['boolean', {}, 'false', { valueBoolean: false }],
    ['decimal', {}, '-7.5', { valueDecimal: -7.5 }],
    ['integer', {}, '0', { valueInteger: 0 }],
    ['date', {}, '1987-09', { valueDate: '1987-09' }],
    ['dateTime', {}, '2026-05-01T09:30:00Z', { valueDateTime: '2026-05-01T09:30:00Z' }],
    ['time', {}, '06:30', { valueTime: '06:30:00' }],
    ['string', {}, ' a text ', { valueString: 'a text' }],
    ['text', {}, 'two\nlines', { valueString: 'two\nlines' }],
    ['url', {}, 'https://example.org', { valueUri: 'https://example.org' }],
    ['choice', { answerOption: options }, 'y', { valueCoding: { system: 'urn:b', code: 'y' } }],
    [
      'choice',
      { answerOption: options },
      'urn:a|x',
      { valueCoding: { system: 'urn:a', code: 'x', display: 'X of A' } },
    ],
    ['choice', { answerOption: [{ valueInteger: 3 }] }, '3', { valueInteger: 3 }],
    [
      'choice',
      { answerValueSet: 'urn:elsewhere' },
      'urn:c|z',
      { valueCoding: { system: 'urn:c', code: 'z' } },
    ],
    ['open-choice', { answerOption: options }, 'something else', { valueString: 'something else' }],
  ])('is read by the type of the question: %s %j from %j', (type, more, value, expected) => {
    expect(arrange([{ linkId: '1', type, ...more }], [answer('1', value)])).toEqual([
      { linkId: '1', answer: [expected] },
    ]);
  });

  it('has the unit of a quantity as UCUM code', () => {
    const quantity = { linkId: '1', values: ['70.5'], unit: ' kg ' };
    expect(arrange([{ linkId: '1', type: 'quantity' }], [quantity])).toEqual([
      {
        linkId: '1',
        answer: [
          { valueQuantity: { value: 70.5, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' } },
        ],
      },
    ]);
  });

  it.each(['F', 'C', 'lbs', 'deg', 'm', 'u', 'kg/F'])(
    'has the unit %s as text, because it is no UCUM code for what people mean',
    (unit) => {
      const answers = [{ linkId: '1', values: ['70'], unit }];
      expect(arrange([{ linkId: '1', type: 'quantity' }], answers)).toEqual([
        { linkId: '1', answer: [{ valueQuantity: { value: 70, unit } }] },
      ]);
    },
  );

  it.each(['lb', 'pounds'])('has the code of a unit that the form offers as %s', (unit) => {
    const extension = [
      {
        url: 'http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption',
        valueCoding: { system: 'urn:units', code: 'lb', display: 'pounds' },
      },
    ];
    const answers = [{ linkId: '1', values: ['70'], unit }];
    expect(arrange([{ linkId: '1', type: 'quantity', extension }], answers)).toEqual([
      {
        linkId: '1',
        answer: [{ valueQuantity: { value: 70, unit: 'pounds', system: 'urn:units', code: 'lb' } }],
      },
    ]);
  });

  const openChoice: QuestionnaireItem = {
    linkId: '1',
    type: 'open-choice',
    answerOption: [
      { valueCoding: { system: 'http://loinc.org', code: 'LA6568-5', display: 'Not at all' } },
      { valueCoding: { system: 'http://loinc.org', code: 'LA6569-3', display: 'Several days' } },
    ],
  };

  it.each(['LA6568-6', 'la6568-5', 'http://loinc.org|LA6568-6', 'not at all'])(
    'is refused in an open choice if it is almost an option: %s',
    (value) => {
      expect(problemsOf(() => arrange([openChoice], [answer('1', value)]))).toEqual([
        expect.stringMatching(
          /the code or exact text of one option.* does not look like a code for the question "1"/,
        ),
      ]);
    },
  );

  it('is the option for its exact text, and a text otherwise', () => {
    expect(arrange([openChoice], [answer('1', 'Not at all')])).toEqual([
      { linkId: '1', answer: [openChoice.answerOption?.[0]] },
    ]);
    expect(arrange([openChoice], [answer('1', 'On 2 days')])).toEqual([
      { linkId: '1', answer: [{ valueString: 'On 2 days' }] },
    ]);
  });

  it('is a text of many digits, which is compared with the options in linear time', () => {
    // In quadratic time, this would take longer than a test may.
    const text = `${'1'.repeat(500_000)} or so`;
    expect(arrange([openChoice], [answer('1', text)])).toEqual([
      { linkId: '1', answer: [{ valueString: text }] },
    ]);
  });

  it('is one of a large value set of many questions without searching it for each', () => {
    let expansions = 0;
    const concept = Array.from({ length: 20_000 }, (_none, at) => ({
      code: `c${at}`,
      display: `Code ${at}`,
    }));
    const set = {
      resourceType: 'ValueSet',
      id: 'v',
      status: 'active',
      get compose() {
        expansions += 1;
        return { include: [{ system: 'urn:s', concept }] };
      },
    } as const;
    const items = Array.from({ length: 400 }, (_none, at): QuestionnaireItem => ({
      linkId: String(at),
      type: 'choice',
      repeats: true,
      answerValueSet: '#v',
    }));
    const answers = items.map(({ linkId }, at) => answer(linkId, `c${at}`, `urn:s|c${at + 1}`));
    const arranged = arrangeAnswers(form(items, { contained: [set] }), { answers, status: 'completed' });
    expect(arranged).toHaveLength(400);
    // The search for modifier extensions reads the value set too.
    expect(expansions).toBe(2);
  });

  it('is none of the codes that a value set excludes', () => {
    const set: Stored<ValueSet> = {
      resourceType: 'ValueSet',
      id: 'v',
      status: 'active',
      compose: {
        include: [
          { system: 'urn:s', concept: [{ code: 'a' }, { code: 'b' }] },
          { system: 'urn:t', concept: [{ code: 'c' }] },
        ],
        exclude: [{ system: 'urn:s', concept: [{ code: 'a' }] }, { system: 'urn:t' }],
      },
    };
    const choice: QuestionnaireItem = { linkId: '1', type: 'choice', answerValueSet: '#v' };
    const run = (value: string) => () =>
      arrangeAnswers(form([choice], { contained: [set] }), {
        answers: [answer('1', value)],
        status: 'completed',
      });
    expect([run('a'), run('c')].flatMap(problemsOf)).toHaveLength(2);
    expect(run('b')()).toEqual([{ linkId: '1', answer: [{ valueCoding: { system: 'urn:s', code: 'b' } }] }]);
  });

  it.each<[QuestionnaireItem['type'], Partial<QuestionnaireItem>, string[], RegExp]>([
    ['boolean', {}, ['secret'], /expects `true` or `false` for the question "1"/],
    ['decimal', {}, ['secret'], /expects a decimal number/],
    ['integer', {}, ['1.5'], /expects a whole number/],
    ['date', {}, ['secret'], /expects a date/],
    ['dateTime', {}, ['2026-05-01T09:30:00'], /offset/],
    ['time', {}, ['24:00'], /time of day/],
    ['string', {}, ['secret\nline'], /one line/],
    ['string', { maxLength: 3 }, ['secret'], /at most 3 characters/],
    ['url', {}, ['secret'], /absolute URL/],
    ['url', {}, ['javascript:secret'], /absolute URL/],
    ['url', {}, ['data:text/html,secret'], /absolute URL/],
    ['text', { readOnly: true }, ['secret'], /no answer, because people cannot change it/],
    ['quantity', {}, ['70'], /and `unit`/],
    ['choice', { answerOption: options }, ['x'], /`system\|code` if two options share the code/],
    ['choice', { answerOption: options }, ['secret'], /the code or exact text of one option/],
    ['choice', {}, ['secret'], /a code with its system/],
    ['text', {}, ['secret', 'again'], /expects one value/],
    ['reference', {}, ['secret'], /cannot write its type/],
    ['group', {}, ['secret'], /the linkId of a question of the form/],
  ])('is refused without being quoted: %s %j from %j', (type, more, values, message) => {
    const problems = problemsOf(() => arrange([{ linkId: '1', type, ...more }], [answer('1', ...values)]));
    expect(problems).toEqual([expect.stringMatching(message)]);
    expect(problems.join(' ')).not.toContain('secret');
  });

  it('names the path of an unknown linkId, and refuses a unit of another type', () => {
    const given = [answer('secret', 'true'), { ...answer('1', 'true'), unit: 'kg' }];
    expect(problemsOf(() => arrange([yesOrNo('1')], given))).toEqual([
      'input.answers.0.linkId expects the linkId of a question of the form.',
      'input.answers.1.unit expects no unit for the question "1".',
    ]);
  });
});

describe('the arrangement of answers', () => {
  it('follows the form, with items below a question in its answer', () => {
    const items: QuestionnaireItem[] = [
      {
        linkId: 'g',
        type: 'group',
        text: 'Group',
        item: [yesOrNo('1', { item: [yesOrNo('1.1')] }), yesOrNo('2')],
      },
      yesOrNo('3'),
    ];
    expect(arrange(items, [answer('3', 'true'), answer('1.1', 'true'), answer('1', 'false')])).toEqual([
      {
        linkId: 'g',
        text: 'Group',
        item: [
          {
            linkId: '1',
            answer: [{ valueBoolean: false, item: [{ linkId: '1.1', answer: [{ valueBoolean: true }] }] }],
          },
        ],
      },
      { linkId: '3', answer: [{ valueBoolean: true }] },
    ]);
  });

  it('refuses an answer below an unanswered question', () => {
    const items = [yesOrNo('1', { item: [yesOrNo('1.1')] })];
    expect(problemsOf(() => arrange(items, [answer('1.1', 'true')]))).toEqual([
      'input.answers.0.linkId expects one answer to "1", which the question "1.1" belongs to.',
    ]);
  });

  it('refuses an answer below a question with several answers, also through a group', () => {
    const dose: QuestionnaireItem = { linkId: 'dose', type: 'string' };
    const medication: QuestionnaireItem = { linkId: 'medication', type: 'string', repeats: true };
    const given = [answer('medication', 'aspirin', 'warfarin'), answer('dose', '5 mg')];
    const group: QuestionnaireItem = { linkId: 'g', type: 'group', item: [dose] };
    for (const item of [[dose], [group]]) {
      expect(problemsOf(() => arrange([{ ...medication, item }], given))).toEqual([
        'input.answers.1.linkId expects one answer to "medication", which the question "dose" belongs to.',
      ]);
    }
  });
});

const missing = (linkId: string): string =>
  `input.answers expects an answer to the required question "${linkId}".`;

describe('a required question', () => {
  const items = [yesOrNo('1', { required: true, item: [yesOrNo('1.1', { required: true })] }), yesOrNo('2')];
  it('must be answered in complete answers, if the question above it is', () => {
    expect(problemsOf(() => arrange(items, [answer('2', 'true')]))).toEqual([missing('1')]);
    expect(problemsOf(() => arrange(items, [answer('1', 'true')]))).toEqual([missing('1.1')]);
    expect(problemsOf(() => arrange(items, [answer('2', 'true')], 'in-progress'))).toEqual([]);
  });
});

const withConditions = (
  enableWhen: QuestionnaireItem['enableWhen'],
  enableBehavior?: 'all' | 'any',
): QuestionnaireItem[] => [
  yesOrNo('1'),
  { linkId: '2', type: 'integer' },
  yesOrNo('3', {
    required: true,
    ...(enableWhen !== undefined && { enableWhen }),
    ...(enableBehavior !== undefined && { enableBehavior }),
  }),
];

describe('a question with conditions', () => {
  const ifYes = { question: '1', operator: '=', answerBoolean: true } as const;
  const ifMany = { question: '2', operator: '>', answerInteger: 3 } as const;
  const applies = 'input.answers expects an answer to the required question "3".';

  it.each<[QuestionnaireItem['enableWhen'], 'all' | 'any' | undefined, GivenAnswer[], boolean]>([
    [[ifYes], undefined, [answer('1', 'true')], true],
    [[ifYes], undefined, [answer('1', 'false')], false],
    [[ifYes], undefined, [answer('2', '1')], false],
    [[ifYes, ifMany], 'all', [answer('1', 'true'), answer('2', '4')], true],
    [[ifYes, ifMany], 'all', [answer('1', 'true'), answer('2', '3')], false],
    [[ifYes, ifMany], 'any', [answer('1', 'true'), answer('2', '3')], true],
    [[{ question: '1', operator: 'exists', answerBoolean: false }], undefined, [answer('2', '1')], true],
    [[{ question: '1', operator: 'exists', answerBoolean: true }], undefined, [answer('2', '1')], false],
    [[{ question: '1', operator: '!=', answerBoolean: true }], undefined, [answer('1', 'false')], true],
  ])('is required only if it applies: %j (%s) after %j', (conditions, behavior, given, isApplicable) => {
    const items = withConditions(conditions, behavior);
    expect(problemsOf(() => arrange(items, given))).toEqual(isApplicable ? [applies] : []);
    expect(problemsOf(() => arrange(items, [...given, answer('3', 'true')]))).toEqual(
      isApplicable
        ? []
        : [
            `input.answers.${given.length}.linkId expects no answer to the question "3", which does not apply to the other answers.`,
          ],
    );
  });

  it.each<[string, QuestionnaireItemEnableWhen['operator'], string, boolean | null]>([
    ['2026-05-01T09:30:00+02:00', '>', '2026-05-01T08:00:00Z', false],
    ['2026-05-01T09:30:00+02:00', '=', '2026-05-01T07:30:00.000Z', true],
    ['2026-05-01T09:30:00Z', '>', '2026-05-01T09:30:00', null],
    ['2026-05', '<', '2026-05-02', null],
    ['2026-05', '=', '2026', null],
    ['2026-05-01', '<', '2026-05-02', true],
  ])('compares dates by instant: %s %s %s is %s', (given, operator, answerDateTime, expected) => {
    expect(
      isEnabled(
        { linkId: '2', type: 'boolean', enableWhen: [{ question: '1', operator, answerDateTime }] },
        () => [{ valueDateTime: given }],
      ),
    ).toBe(expected);
  });

  it('is decided at the end of a long chain of conditions', () => {
    const chain = Array.from({ length: 4900 }, (_none, at) =>
      yesOrNo(String(at), {
        ...(at > 0 && {
          enableWhen: [{ question: String(at - 1), operator: 'exists', answerBoolean: true }],
        }),
      }),
    );
    expect(problemsOf(() => arrange(chain, [answer('0', 'true'), answer('4899', 'true')]))).toEqual([
      'input.answers.1.linkId expects no answer to the question "4899", which does not apply to the other answers.',
    ]);
  });

  it('cannot be decided by a read-only question, which is never required of people', () => {
    const items = [
      yesOrNo('0', { readOnly: true, required: true }),
      yesOrNo('1', {
        required: true,
        enableWhen: [{ question: '0', operator: 'exists', answerBoolean: false }],
      }),
      yesOrNo('2'),
    ];
    expect(problemsOf(() => arrange(items, [answer('2', 'true')]))).toEqual([]);
  });

  it('may be answered and left out if its condition is undecidable', () => {
    const items = withConditions([{ question: 'elsewhere', operator: '=', answerBoolean: true }]);
    expect(problemsOf(() => arrange(items, [answer('1', 'true')]))).toEqual([]);
    expect(problemsOf(() => arrange(items, [answer('3', 'true')]))).toEqual([]);
    const circular = [
      yesOrNo('1', { enableWhen: [{ question: '2', operator: 'exists', answerBoolean: true }] }),
      yesOrNo('2', { enableWhen: [{ question: '1', operator: 'exists', answerBoolean: true }] }),
    ];
    expect(problemsOf(() => arrange(circular, [answer('1', 'true'), answer('2', 'true')]))).toEqual([]);
  });
});

describe('a form', () => {
  it.each<[string, Stored<Questionnaire> | null]>([
    ['that does not exist', null],
    ['that is retired', form([yesOrNo('1')], { status: 'retired' })],
    ['that is a draft', form([yesOrNo('1')], { status: 'draft' })],
    ['about devices', form([yesOrNo('1')], { subjectType: ['Device'] })],
    ['with an unknown modifier', form([{ ...yesOrNo('1'), modifierExtension: [{ url: 'urn:not' }] }])],
  ])('is refused %s', (_what, refused) => {
    const run = (): unknown =>
      arrangeAnswers(refused, { answers: [answer('1', 'true')], status: 'completed' });
    expect(problemsOf(run)).toEqual([expect.stringMatching(/^input\.questionnaireId expects /)]);
  });
});
