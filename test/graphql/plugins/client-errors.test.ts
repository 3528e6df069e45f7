import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import type { GraphQLFormattedError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createErrorMask } from '../../../src/graphql/plugins/mask-errors.ts';
import { createSchema } from '../../../src/graphql/schema/schema.ts';
import { createLog } from '../../../src/observability/log.ts';

/** What must never come back. */
const MARKED = 'Lopez-19870912';

const apollo = new ApolloServer({
  schema: createSchema(),
  formatError: createErrorMask(createLog('silent')),
  includeStacktraceInErrorResponses: false,
  plugins: [ApolloServerPluginInlineTraceDisabled()],
});

/** The errors that the real graph has for an operation, as they leave. */
async function errorsOf(
  query: string,
  variables: Record<string, unknown> = {},
): Promise<readonly GraphQLFormattedError[]> {
  const { body } = await apollo.executeOperation({ query, variables });
  return body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
}

const FIRST = 'query ($first: Int!) { patients(first: $first) { id } }';
const FAMILY = 'query ($family: String) { patients(filter: { family: $family }) { id } }';
const GENDER = 'query ($gender: AdministrativeGender) { patients(filter: { gender: $gender }) { id } }';
const FILTER = 'query ($filter: PatientFilter) { patients(filter: $filter) { id } }';
const BORN = 'query ($born: FhirDate) { patients(filter: { birthDate: $born }) { id } }';

describe('mistakes in variables', () => {
  it.each<[mistake: string, query: string, variables: Record<string, unknown>, message: string]>([
    [
      'an object for a text',
      FAMILY,
      { family: { x: MARKED } },
      'Variable "$family" got an invalid value; String cannot represent a non string value.',
    ],
    [
      'a list for a text, with the words of the message in it',
      FAMILY,
      { family: [`; ${MARKED}"`] },
      'Variable "$family" got an invalid value; String cannot represent a non string value.',
    ],
    [
      'a text for a number',
      FIRST,
      { first: MARKED },
      'Variable "$first" got an invalid value; Int cannot represent non-integer value.',
    ],
    [
      'a number that is too large',
      FIRST,
      { first: 19870912000 },
      'Variable "$first" got an invalid value; Int cannot represent non 32-bit signed integer value.',
    ],
    [
      'a name in the place of an enum member',
      GENDER,
      { gender: MARKED },
      'Variable "$gender" got an invalid value; The value does not exist in the enum "AdministrativeGender".',
    ],
    [
      'a name that pretends to be the end of the message',
      GENDER,
      { gender: `x" does not exist in "${MARKED}" enum. ${MARKED}` },
      'Variable "$gender" got an invalid value; The value does not exist in the enum "AdministrativeGender".',
    ],
    [
      'an object in the place of an enum member',
      GENDER,
      { gender: { x: MARKED } },
      'Variable "$gender" got an invalid value; Enum "AdministrativeGender" cannot represent non-string value.',
    ],
    [
      'something else than a date',
      BORN,
      { born: MARKED },
      'Variable "$born" got an invalid value; Expected type "FhirDate". Expected a FhirDate, such as 1987-09-12.',
    ],
    [
      'a wrong value inside an input object',
      FILTER,
      { filter: { identifier: { system: 'MRN', value: [MARKED] } } },
      'Variable "$filter" got an invalid value at "filter.identifier.value"; String cannot represent a non string value.',
    ],
    [
      'a wrong value inside a list',
      FILTER,
      { filter: { ids: ['good', { x: MARKED }] } },
      'Variable "$filter" got an invalid value at "filter.ids[1]"; ID cannot represent value.',
    ],
    [
      'a null inside a list',
      FILTER,
      { filter: { ids: [null] } },
      'Variable "$filter" got an invalid value at "filter.ids[0]"; Expected non-nullable type "ID!" not to be null.',
    ],
    [
      'a field that is missing',
      FILTER,
      { filter: { identifier: { value: MARKED } } },
      'Variable "$filter" got an invalid value at "filter.identifier"; Field "system" of required type "String!" was not provided.',
    ],
    [
      'a field that is misspelt',
      FILTER,
      { filter: { famly: MARKED } },
      'Variable "$filter" got an invalid value; Field "famly" is not defined by type "PatientFilter".',
    ],
    [
      'a value in the place of a field name',
      FILTER,
      { filter: { [`Maria ${MARKED}`]: 1 } },
      'Variable "$filter" got an invalid value; A field is not defined by type "PatientFilter".',
    ],
    [
      'a text in the place of an input object',
      FILTER,
      { filter: `" at "filter.ids"; ${MARKED}` },
      'Variable "$filter" got an invalid value; Expected type "PatientFilter" to be an object.',
    ],
    ['no value', FIRST, {}, 'Variable "$first" of required type "Int!" was not provided.'],
    ['null', FIRST, { first: null }, 'Variable "$first" of non-null type "Int!" must not be null.'],
  ])('%s is told without its value', async (_mistake, query, variables, message) => {
    const [error] = await errorsOf(query, variables);
    expect(error).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
    expect(JSON.stringify(error)).not.toContain(MARKED);
  });
});

describe('mistakes in documents', () => {
  it.each<[mistake: string, query: string, message: string]>([
    [
      'a text for a number',
      `{ patients(first: "${MARKED}") { id } }`,
      'Int cannot represent non-integer value.',
    ],
    [
      'a number that is too large',
      '{ patients(first: 19870912000) { id } }',
      'Int cannot represent non 32-bit signed integer value.',
    ],
    [
      'null',
      '{ patients(first: null) { id } }',
      'Expected value of type "Int!"; got a value of another type.',
    ],
    [
      'an object for a text',
      `{ patients(filter: { family: { x: "${MARKED}" } }) { id } }`,
      'String cannot represent a non string value.',
    ],
    [
      'an object for an id',
      `{ patient(id: { x: "${MARKED}" }) { id } }`,
      'ID cannot represent a non-string and non-integer value.',
    ],
    [
      'a text in the place of an enum member',
      `{ patients(filter: { gender: "${MARKED}" }) { id } }`,
      'Enum "AdministrativeGender" cannot represent non-enum value.',
    ],
    [
      'a name in the place of an enum member',
      '{ patients(filter: { gender: Lopez }) { id } }',
      'The value does not exist in the enum "AdministrativeGender".',
    ],
    [
      'something else than a date',
      `{ patients(filter: { birthDate: "${MARKED}" }) { id } }`,
      'Expected value of type "FhirDate"; got a value of another type.',
    ],
    [
      'a text in the place of an input object',
      `{ patients(filter: "${MARKED}") { id } }`,
      'Expected value of type "PatientFilter"; got a value of another type.',
    ],
    [
      'an argument that is missing',
      `{ patientByIdentifier(value: "${MARKED}") { id } }`,
      'Field "patientByIdentifier" argument "system" of type "String!" is required, but it was not provided.',
    ],
    [
      'a field that the graph does not have',
      '{ patients { fulName } }',
      'Cannot query field "fulName" on type "Patient". Did you mean "fullName" or "name"?',
    ],
  ])('%s is told without its value', async (_mistake, query, message) => {
    const [error] = await errorsOf(query);
    expect(error).toMatchObject({ message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
    expect(JSON.stringify(error)).not.toContain(MARKED);
  });

  it.each<[mistake: string, query: string, message: string]>([
    ['a text out of place', `{ patients "${MARKED}" { id } }`, 'Syntax Error: Expected Name, found String.'],
    ['a block string out of place', `{ """${MARKED}""" }`, 'Syntax Error: Expected Name, found BlockString.'],
    ['a number out of place', '{ patients 19870912 }', 'Syntax Error: Expected Name, found Int.'],
    ['a fraction out of place', '{ patients 1987.0912 }', 'Syntax Error: Expected Name, found Float.'],
    [
      'a name without quotes',
      '{ patients(filter: { family: Maria Lopez Garcia }) }',
      'Syntax Error: Expected ":", found Name.',
    ],
    ['a name where nothing is due', 'Lopez { id }', 'Syntax Error: Unexpected Name.'],
    ['a text that is not closed', `{ patient(id: "${MARKED}) { id } }`, 'Syntax Error: Unterminated string.'],
    [
      'an escape that there is not',
      `{ patient(id: "\\u{${MARKED}}") { id } }`,
      'Syntax Error: Invalid Unicode escape sequence.',
    ],
    ['an end that comes too early', '{ patients { id }', 'Syntax Error: Expected Name, found <EOF>.'],
    [
      'nesting beyond all measure',
      `{ patients(filter: { ids: ${'['.repeat(20_000)}"${MARKED}" }) { id } }`,
      'Syntax Error: The document is nested too deeply.',
    ],
  ])('%s is a syntax error, told without its value', async (_mistake, query, message) => {
    const [error] = await errorsOf(query);
    expect(error).toMatchObject({ message, extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
    expect(JSON.stringify(error)).not.toMatch(/Lopez|1987/);
  });

  it('an operation name that the document does not have is not repeated', async () => {
    const { body } = await apollo.executeOperation({
      query: 'query A { __typename } query B { __typename }',
      operationName: MARKED,
    });
    expect(body).toMatchObject({
      singleResult: {
        errors: [
          {
            message: 'The document has no operation with the given operationName.',
            extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
          },
        ],
      },
    });
  });
});

describe('mistakes that are found while an operation runs', () => {
  it.each<
    [mistake: string, query: string, variables: Record<string, unknown>, code: string, message: string]
  >([
    [
      'a null for an argument that has a default',
      'query ($first: Int) { patients(first: $first) { id } }',
      { first: null },
      'BAD_USER_INPUT',
      'Argument "first" of non-null type "Int!" must not be null.',
    ],
    [
      'a null for a condition',
      'query ($if: Boolean = true) { __typename @include(if: $if) }',
      { if: null },
      'BAD_USER_INPUT',
      'Argument "if" of non-null type "Boolean!" must not be null.',
    ],
    [
      'a subscription',
      'subscription { __typename }',
      {},
      'OPERATION_RESOLUTION_FAILURE',
      'The graph has no subscription.',
    ],
    [
      'an entity of another subgraph',
      'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }',
      { of: [{ __typename: MARKED }] },
      'BAD_USER_INPUT',
      'A representation in _entities expects the __typename of an entity of this subgraph.',
    ],
  ])('%s is not taken for a defect of the gateway', async (_mistake, query, variables, code, message) => {
    const [error] = await errorsOf(query, variables);
    expect(error).toMatchObject({ message, extensions: { code } });
  });
});
