import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import type { GraphQLFormattedError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createErrorMask } from '../../../src/graphql/plugins/mask-errors.ts';
import { getSchema } from '../../../src/graphql/schema/schema.ts';
import { createLog } from '../../../src/observability/log.ts';

/** Must not appear in a response. */
const CANARY = 'Lopez-19870912';

const apollo = new ApolloServer({
  schema: getSchema(),
  formatError: createErrorMask(createLog('silent')),
  includeStacktraceInErrorResponses: false,
  plugins: [ApolloServerPluginInlineTraceDisabled()],
});

/** Returns the errors that the real schema produces for an operation, as clients receive them. */
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
      'an object for a string',
      FAMILY,
      { family: { x: CANARY } },
      'Variable "$family" got an invalid value; String cannot represent a non string value.',
    ],
    [
      'a list for a string, with text of the message in it',
      FAMILY,
      { family: [`; ${CANARY}"`] },
      'Variable "$family" got an invalid value; String cannot represent a non string value.',
    ],
    [
      'a string for a number',
      FIRST,
      { first: CANARY },
      'Variable "$first" got an invalid value; Int cannot represent non-integer value.',
    ],
    [
      'a number that is too large',
      FIRST,
      { first: 19870912000 },
      'Variable "$first" got an invalid value; Int cannot represent non 32-bit signed integer value.',
    ],
    [
      'an unknown enum value',
      GENDER,
      { gender: CANARY },
      'Variable "$gender" got an invalid value; The value does not exist in the enum "AdministrativeGender".',
    ],
    [
      'an enum value that imitates the end of the message',
      GENDER,
      { gender: `x" does not exist in "${CANARY}" enum. ${CANARY}` },
      'Variable "$gender" got an invalid value; The value does not exist in the enum "AdministrativeGender".',
    ],
    [
      'an object for an enum value',
      GENDER,
      { gender: { x: CANARY } },
      'Variable "$gender" got an invalid value; Enum "AdministrativeGender" cannot represent non-string value.',
    ],
    [
      'an invalid date',
      BORN,
      { born: CANARY },
      'Variable "$born" got an invalid value; Expected type "FhirDate". Expected a FhirDate, such as 1987-09-12.',
    ],
    [
      'a wrong value inside an input object',
      FILTER,
      { filter: { identifier: { system: 'MRN', value: [CANARY] } } },
      'Variable "$filter" got an invalid value at "filter.identifier.value"; String cannot represent a non string value.',
    ],
    [
      'a wrong value inside a list',
      FILTER,
      { filter: { ids: ['good', { x: CANARY }] } },
      'Variable "$filter" got an invalid value at "filter.ids[1]"; ID cannot represent value.',
    ],
    [
      'a null inside a list',
      FILTER,
      { filter: { ids: [null] } },
      'Variable "$filter" got an invalid value at "filter.ids[0]"; Expected non-nullable type "ID!" not to be null.',
    ],
    [
      'a missing field',
      FILTER,
      { filter: { identifier: { value: CANARY } } },
      'Variable "$filter" got an invalid value at "filter.identifier"; Field "system" of required type "String!" was not provided.',
    ],
    [
      'a misspelled field',
      FILTER,
      { filter: { famly: CANARY } },
      'Variable "$filter" got an invalid value; Field "famly" is not defined by type "PatientFilter".',
    ],
    [
      'a value for a field name',
      FILTER,
      { filter: { [`Maria ${CANARY}`]: 1 } },
      'Variable "$filter" got an invalid value; A field is not defined by type "PatientFilter".',
    ],
    [
      'a string for an input object',
      FILTER,
      { filter: `" at "filter.ids"; ${CANARY}` },
      'Variable "$filter" got an invalid value; Expected type "PatientFilter" to be an object.',
    ],
    ['a missing variable', FIRST, {}, 'Variable "$first" of required type "Int!" was not provided.'],
    [
      'null for a required variable',
      FIRST,
      { first: null },
      'Variable "$first" of non-null type "Int!" must not be null.',
    ],
  ])('reports %s without its value', async (_mistake, query, variables, message) => {
    const [error] = await errorsOf(query, variables);
    expect(error).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
    expect(JSON.stringify(error)).not.toContain(CANARY);
  });
});

describe('mistakes in documents', () => {
  it.each<[mistake: string, query: string, message: string]>([
    [
      'a string for a number',
      `{ patients(first: "${CANARY}") { id } }`,
      'Int cannot represent non-integer value.',
    ],
    [
      'a number that is too large',
      '{ patients(first: 19870912000) { id } }',
      'Int cannot represent non 32-bit signed integer value.',
    ],
    [
      'null for a required argument',
      '{ patients(first: null) { id } }',
      'Expected value of type "Int!"; got a value of another type.',
    ],
    [
      'an object for a string',
      `{ patients(filter: { family: { x: "${CANARY}" } }) { id } }`,
      'String cannot represent a non string value.',
    ],
    [
      'an object for an id',
      `{ patient(id: { x: "${CANARY}" }) { id } }`,
      'ID cannot represent a non-string and non-integer value.',
    ],
    [
      'a string for an enum value',
      `{ patients(filter: { gender: "${CANARY}" }) { id } }`,
      'Enum "AdministrativeGender" cannot represent non-enum value.',
    ],
    [
      'an unknown enum value',
      '{ patients(filter: { gender: Lopez }) { id } }',
      'The value does not exist in the enum "AdministrativeGender".',
    ],
    [
      'an invalid date',
      `{ patients(filter: { birthDate: "${CANARY}" }) { id } }`,
      'Expected a FhirDate, such as 1987-09-12.',
    ],
    [
      'an invalid date and time',
      `{ patient(id: "e1") { labResults(since: "${CANARY}") { id } } }`,
      'Expected a FhirDateTime, such as 1987-09-12, or 2026-05-01T09:30:00-05:00 with an offset of at most 14:00.',
    ],
    [
      'a string for an input object',
      `{ patients(filter: "${CANARY}") { id } }`,
      'Expected value of type "PatientFilter"; got a value of another type.',
    ],
    [
      'a missing argument',
      `{ patientByIdentifier(value: "${CANARY}") { id } }`,
      'Field "patientByIdentifier" argument "system" of type "String!" is required, but it was not provided.',
    ],
    [
      'an unknown field',
      '{ patients { fulName } }',
      'Cannot query field "fulName" on type "Patient". Did you mean "fullName" or "name"?',
    ],
  ])('reports %s without the value in the document', async (_mistake, query, message) => {
    const [error] = await errorsOf(query);
    expect(error).toMatchObject({ message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
    expect(JSON.stringify(error)).not.toContain(CANARY);
  });

  it.each<[mistake: string, query: string, message: string]>([
    ['a misplaced string', `{ patients "${CANARY}" { id } }`, 'Syntax Error: Expected Name, found String.'],
    ['a misplaced block string', `{ """${CANARY}""" }`, 'Syntax Error: Expected Name, found BlockString.'],
    ['a misplaced integer', '{ patients 19870912 }', 'Syntax Error: Expected Name, found Int.'],
    ['a misplaced float', '{ patients 1987.0912 }', 'Syntax Error: Expected Name, found Float.'],
    [
      'a name without quotes',
      '{ patients(filter: { family: Maria Lopez Garcia }) }',
      'Syntax Error: Expected ":", found Name.',
    ],
    ['a misplaced name', 'Lopez { id }', 'Syntax Error: Unexpected Name.'],
    ['an unterminated string', `{ patient(id: "${CANARY}) { id } }`, 'Syntax Error: Unterminated string.'],
    [
      'an invalid escape sequence',
      `{ patient(id: "\\u{${CANARY}}") { id } }`,
      'Syntax Error: Invalid Unicode escape sequence.',
    ],
    ['a document that ends too early', '{ patients { id }', 'Syntax Error: Expected Name, found <EOF>.'],
    [
      'excessive nesting',
      `{ patients(filter: { ids: ${'['.repeat(20_000)}"${CANARY}" }) { id } }`,
      'Syntax Error: The document is nested too deeply.',
    ],
  ])('reports %s as a syntax error without its value', async (_mistake, query, message) => {
    const [error] = await errorsOf(query);
    expect(error).toMatchObject({ message, extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
    expect(JSON.stringify(error)).not.toMatch(/Lopez|1987/);
  });

  it('does not repeat an operationName that the document lacks', async () => {
    const { body } = await apollo.executeOperation({
      query: 'query A { __typename } query B { __typename }',
      operationName: CANARY,
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

describe('mistakes that only execution finds', () => {
  it.each<
    [mistake: string, query: string, variables: Record<string, unknown>, code: string, message: string]
  >([
    [
      'null for an argument with a default',
      'query ($first: Int) { patients(first: $first) { id } }',
      { first: null },
      'BAD_USER_INPUT',
      'Argument "first" of non-null type "Int!" must not be null.',
    ],
    [
      'null for a condition',
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
      { of: [{ __typename: CANARY }] },
      'BAD_USER_INPUT',
      'A representation in _entities expects the __typename of an entity of this subgraph.',
    ],
  ])(
    'reports %s as a mistake of the client, not a defect of the gateway',
    async (_mistake, query, variables, code, message) => {
      const [error] = await errorsOf(query, variables);
      expect(error).toMatchObject({ message, extensions: { code } });
    },
  );
});
