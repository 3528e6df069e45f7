import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import * as fc from 'fast-check';
import type { GraphQLFormattedError } from 'graphql';
import { expect, it } from 'vitest';
import { createErrorMask } from '../../src/graphql/plugins/mask-errors.ts';
import { createSchema } from '../../src/graphql/schema/schema.ts';
import { createLog } from '../../src/observability/log.ts';

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

/** Text that looks like the words of graphql-js, around what must not come back. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        '"',
        '\\',
        '\n',
        '; ',
        '; Expected ',
        ' at "',
        ' at "filter.ids"; ',
        ', found ',
        ' value: ',
        '" enum. ',
      ),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));
const marked = fc.tuple(hostileText, hostileText).map(([before, after]) => before + MARKED + after);

it('a variable of the wrong kind is told without it', async () => {
  const wrong = fc.oneof(
    marked.map((value): [string, Record<string, unknown>] => [GENDER, { gender: value }]),
    marked.map((value): [string, Record<string, unknown>] => [FIRST, { first: value }]),
    marked.map((value): [string, Record<string, unknown>] => [BORN, { born: value }]),
    marked.map((value): [string, Record<string, unknown>] => [FAMILY, { family: [value] }]),
    marked.map((value): [string, Record<string, unknown>] => [FAMILY, { family: { [value]: value } }]),
    marked.map((value): [string, Record<string, unknown>] => [FILTER, { filter: { ids: [[value]] } }]),
    marked.map((value): [string, Record<string, unknown>] => [FILTER, { filter: { [value]: value } }]),
    marked.map((value): [string, Record<string, unknown>] => [FILTER, { filter: value }]),
  );
  await fc.assert(
    fc.asyncProperty(wrong, async ([query, variables]) => {
      const errors = await errorsOf(query, variables);
      expect(errors[0]?.message).toMatch(/^Variable "\$\w+" got an invalid value/);
      expect(JSON.stringify(errors)).not.toContain(MARKED);
    }),
    { numRuns: 300 },
  );
});

it('a document with a text in the wrong place is told without it', async () => {
  const places = fc.constantFrom(
    (text: string) => `{ patients(first: ${text}) { id } }`,
    (text: string) => `{ patients(filter: { birthDate: ${text} }) { id } }`,
    (text: string) => `{ patients(filter: { gender: ${text} }) { id } }`,
    (text: string) => `{ patients(filter: { family: [${text}] }) { id } }`,
    (text: string) => `{ patients(filter: ${text}) { id } }`,
    (text: string) => `{ patients(filter: { ids: { x: ${text} } }) { id } }`,
    (text: string) => `{ patients ${text} }`,
    (text: string) => `${text} { patients }`,
    (text: string) => `{ patients(first: $x = ${text}) { id } }`,
  );
  await fc.assert(
    fc.asyncProperty(places, marked, async (place, value) => {
      const errors = await errorsOf(place(JSON.stringify(value.toWellFormed())));
      expect(errors.length).toBeGreaterThan(0);
      expect(JSON.stringify(errors)).not.toContain(MARKED);
    }),
    { numRuns: 300 },
  );
});
