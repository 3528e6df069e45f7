import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { ask } from '../support/upstream.ts';
import { withGateway } from '../support/with-gateway.ts';

const used = withGateway();

const ORDINAL = 'http://hl7.org/fhir/StructureDefinition/ordinalValue';

/** Returns the selected fields of a response with these elements. */
async function readResponse(selection: string, more: object): Promise<unknown> {
  const subject = { reference: `Patient/${CAMILA_LOPEZ}` };
  const body = { resourceType: 'QuestionnaireResponse', id: 'eOne', status: 'completed', subject, ...more };
  used.sandbox.fault({ match: { resourceType: 'QuestionnaireResponse' }, kind: 'json', body });
  const { data, errors } = await used.gateway.query(`{ questionnaireResponse(id: "eOne") { ${selection} } }`);
  expect(errors).toBeUndefined();
  return at(data, 'questionnaireResponse');
}

describe('the forms of a list of responses', () => {
  it('reads the forms of all responses in one more request', async () => {
    const { data, errors, calls } = await ask(
      used.gateway,
      used.sandbox,
      `{ patient(id: "${CAMILA_LOPEZ}") { questionnaireResponses(include: [ENTERED_IN_ERROR]) {
        status questionnaire { resource { title status } } scores { valueText isAnswer item { text } }
      } } }`,
    );
    expect(errors).toBeUndefined();
    expect(calls.map((call) => call.split('?')[0])).toEqual(['QuestionnaireResponse', 'Questionnaire']);
    const titles = [at(data, 'patient', 'questionnaireResponses')]
      .flat()
      .map((one) => at(one, 'questionnaire', 'resource', 'title'));
    expect(new Set(titles)).toEqual(new Set(['Mood Screening', 'Visit Preparation']));
  });

  it('follows a canonical URL of this server with a version, and names the form of another server', async () => {
    const { data } = await used.gateway.query(
      `{ patient(id: "${CAMILA_LOPEZ}") { questionnaireResponses(first: 9) { questionnaire { reference } } } }`,
    );
    const form = String(at(data, 'patient', 'questionnaireResponses', 0, 'questionnaire', 'reference'));
    const selection = 'questionnaireUrl questionnaire { reference display resource { id } }';
    const own = `${used.sandbox.baseUrl}/${form}`;
    expect(await readResponse(selection, { questionnaire: `${own}|2` })).toEqual({
      questionnaireUrl: `${own}|2`,
      questionnaire: { reference: own, display: null, resource: { id: form.split('/')[1] } },
    });
    const foreign = 'https://forms.example.org/fhir/Questionnaire/eForm';
    const named = {
      extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/display', valueString: 'Falls' }],
    };
    expect(await readResponse(selection, { questionnaire: foreign, _questionnaire: named })).toEqual({
      questionnaireUrl: foreign,
      questionnaire: { reference: foreign, display: 'Falls', resource: null },
    });
  });
});

describe('the items of a response', () => {
  const NESTED = {
    item: [
      {
        linkId: '1',
        text: 'Group',
        item: [
          {
            linkId: '1.1',
            answer: [{ valueBoolean: true, item: [{ linkId: '1.1.1' }] }],
            item: [{ linkId: '1.2' }],
          },
        ],
      },
      { text: 'No id' },
    ],
  };

  it('lists the items of all levels in document order, those below an answer first', async () => {
    expect(await readResponse('allItems { path depth text }', NESTED)).toEqual({
      allItems: [
        { path: ['1'], depth: 0, text: 'Group' },
        { path: ['1', '1.1'], depth: 1, text: null },
        { path: ['1', '1.1', '1.1.1'], depth: 2, text: null },
        { path: ['1', '1.1', '1.2'], depth: 2, text: null },
        { path: [''], depth: 0, text: 'No id' },
      ],
    });
  });

  it('shows the same items as a tree, as deep as the operation selects', async () => {
    expect(
      await readResponse(
        'items { linkId items { linkId answers { valueText items { path } } items { linkId } } }',
        NESTED,
      ),
    ).toEqual({
      items: [
        {
          linkId: '1',
          items: [
            {
              linkId: '1.1',
              answers: [{ valueText: 'Yes', items: [{ path: ['1', '1.1', '1.1.1'] }] }],
              items: [{ linkId: '1.2' }],
            },
          ],
        },
        { linkId: null, items: [] },
      ],
    });
  });

  it.each<[string, object, string | null, string | undefined]>([
    ['a boolean', { valueBoolean: false }, 'No', 'BooleanValue'],
    ['a decimal with its digits', { valueDecimal: 7.5 }, '7.5', 'Quantity'],
    ['a decimal sent as a string', { valueDecimal: '7.50' }, '7.50', 'Quantity'],
    ['an integer', { valueInteger: 0 }, '0', 'IntegerValue'],
    ['a partial date', { valueDate: '2026-05' }, '2026-05', 'DateTimeValue'],
    ['a date and time', { valueDateTime: '2026-05-01T09:30:00Z' }, '2026-05-01T09:30:00Z', 'DateTimeValue'],
    ['a time', { valueTime: '06:30:00' }, '06:30:00', 'TimeValue'],
    ['a string', { valueString: ' fine ' }, 'fine', 'StringValue'],
    ['a URI', { valueUri: 'urn:a' }, 'urn:a', 'StringValue'],
    [
      'a code without display',
      { valueCoding: { system: 'http://loinc.org', code: 'LA6568-5' } },
      'LOINC LA6568-5',
      'CodeableConcept',
    ],
    ['a code sent as a string', { valueCoding: 'often' }, 'often', 'StringValue'],
    [
      'a quantity that is a bound',
      { valueQuantity: { value: 5, comparator: '<', unit: 'kg' } },
      '<5 kg',
      'Quantity',
    ],
    [
      'a record',
      { valueReference: { reference: 'Practitioner/e1', display: 'Dr. May' } },
      'Dr. May',
      undefined,
    ],
    [
      'a record without a name',
      { valueReference: { reference: 'Practitioner/e1' } },
      'Practitioner/e1',
      undefined,
    ],
    [
      'a file without a title',
      { valueAttachment: { contentType: 'image/png' } },
      'File (image/png)',
      undefined,
    ],
    ['no value', {}, null, undefined],
  ])('shows an answer that is %s [CS-69]', async (_what, answer, text, type) => {
    const item = [{ linkId: '1', answer: [answer] }];
    expect(await readResponse('items { answers { valueText value { __typename } } }', { item })).toEqual({
      items: [{ answers: [{ valueText: text, value: type === undefined ? null : { __typename: type } }] }],
    });
  });
});

const scored = (display: string, points: unknown): object => ({
  linkId: display,
  text: display,
  answer: [{ valueCoding: { display, extension: [{ url: ORDINAL, valueDecimal: points }] } }],
});

describe('the scores of a response', () => {
  it('shows the points of answers and stated totals, and adds nothing up [CS-68]', async () => {
    const selection = 'scores { valueText value isAnswer item { text } }';
    expect(await readResponse(selection, { item: [scored('Never', 0), scored('Often', 2)] })).toEqual({
      scores: [
        { valueText: '0', value: '0', isAnswer: false, item: { text: 'Never' } },
        { valueText: '2', value: '2', isAnswer: false, item: { text: 'Often' } },
      ],
    });
    const total = { linkId: 't', text: 'Total score:', answer: [{ valueDecimal: 2 }] };
    const bound = {
      linkId: 'b',
      text: 'Risk score',
      answer: [{ valueQuantity: { value: 5, comparator: '<' } }],
    };
    const age = { linkId: 'a', text: 'Your age', answer: [{ valueInteger: 50 }] };
    const words = { linkId: 'w', text: 'Score', answer: [{ valueString: 'low' }] };
    const counts = ['Total number of pregnancies', 'Total cigarettes per day'].map((text) => ({
      linkId: text,
      text,
      answer: [{ valueInteger: 3 }],
    }));
    expect(await readResponse(selection, { item: [total, bound, age, words, ...counts] })).toEqual({
      scores: [
        { valueText: '2', value: '2', isAnswer: true, item: { text: 'Total score:' } },
        { valueText: '<5', value: null, isAnswer: true, item: { text: 'Risk score' } },
      ],
    });
  });
});

describe('a form', () => {
  it('shows questions with their conditions, and options from a contained value set', async () => {
    const body = {
      resourceType: 'Questionnaire',
      id: 'eForm',
      status: 'retired',
      name: 'Falls',
      contained: [
        {
          resourceType: 'ValueSet',
          id: 'how',
          status: 'active',
          expansion: {
            timestamp: '2026-01-01',
            contains: [
              {
                abstract: true,
                code: 'any',
                contains: [{ system: 'urn:s', code: 'slip', display: 'Slipped' }],
              },
            ],
          },
        },
      ],
      item: [
        { linkId: '1', type: 'boolean', text: 'Did you fall?', required: true },
        {
          linkId: '2',
          type: 'choice',
          answerValueSet: '#how',
          enableWhen: [{ question: '1', operator: '=', answerBoolean: true }],
        },
      ],
    };
    used.sandbox.fault({ match: { resourceType: 'Questionnaire' }, kind: 'json', body });
    const { data, errors } = await used.gateway.query(`{ questionnaire(id: "eForm") {
      title status
      items { linkId isRequired canRepeat enableWhen { question operator answerText } options { text coding { code } score } }
    } }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      questionnaire: {
        title: 'Falls',
        status: 'RETIRED',
        items: [
          { linkId: '1', isRequired: true, canRepeat: null, enableWhen: [], options: [] },
          {
            linkId: '2',
            isRequired: null,
            canRepeat: null,
            enableWhen: [{ question: '1', operator: '=', answerText: 'Yes' }],
            options: [{ text: 'Slipped', coding: { code: 'slip' }, score: null }],
          },
        ],
      },
    });
  });
});

describe('an operation with a deep tree', () => {
  it('is refused before any request if it follows references on many levels', async () => {
    const levels = 9;
    const selection = `${'items { '.repeat(levels)}answers { reference { resource { __typename } } }${' }'.repeat(levels)}`;
    const { errors, calls } = await ask(
      used.gateway,
      used.sandbox,
      `{ patient(id: "${CAMILA_LOPEZ}") { questionnaireResponses(first: 100) { ${selection} } } }`,
    );
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['OPERATION_TOO_EXPENSIVE']);
    expect(calls).toEqual([]);
  });
});
