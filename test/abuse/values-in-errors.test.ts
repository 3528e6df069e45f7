import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import * as fc from 'fast-check';
import type { GraphQLFormattedError } from 'graphql';
import { expect, it } from 'vitest';
import { createErrorMask } from '../../src/graphql/plugins/mask-errors.ts';
import { getSchema } from '../../src/graphql/schema/schema.ts';
import { createLog } from '../../src/observability/log.ts';

/** A value of the caller that no error may contain. */
const CANARY = 'Lopez-19870912';

const apollo = new ApolloServer({
  schema: getSchema(),
  formatError: createErrorMask(createLog('silent')),
  includeStacktraceInErrorResponses: false,
  plugins: [ApolloServerPluginInlineTraceDisabled()],
});

/** Returns the masked errors of an operation on the real schema. */
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

/** Text that resembles messages of graphql-js, to surround the canary. */
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
const textWithCanary = fc.tuple(hostileText, hostileText).map(([before, after]) => before + CANARY + after);

it('the error for a variable of the wrong type omits its value [T1-I5]', async () => {
  const wrong = fc.oneof(
    textWithCanary.map((value): [string, Record<string, unknown>] => [GENDER, { gender: value }]),
    textWithCanary.map((value): [string, Record<string, unknown>] => [FIRST, { first: value }]),
    textWithCanary.map((value): [string, Record<string, unknown>] => [BORN, { born: value }]),
    textWithCanary.map((value): [string, Record<string, unknown>] => [FAMILY, { family: [value] }]),
    textWithCanary.map((value): [string, Record<string, unknown>] => [
      FAMILY,
      { family: { [value]: value } },
    ]),
    textWithCanary.map((value): [string, Record<string, unknown>] => [
      FILTER,
      { filter: { ids: [[value]] } },
    ]),
    textWithCanary.map((value): [string, Record<string, unknown>] => [
      FILTER,
      { filter: { [value]: value } },
    ]),
    textWithCanary.map((value): [string, Record<string, unknown>] => [FILTER, { filter: value }]),
  );
  await fc.assert(
    fc.asyncProperty(wrong, async ([query, variables]) => {
      const errors = await errorsOf(query, variables);
      expect(errors[0]?.message).toMatch(/^Variable "\$\w+" got an invalid value/);
      expect(JSON.stringify(errors)).not.toContain(CANARY);
    }),
    { numRuns: 300 },
  );
});

it('the error for a string in the wrong place of a document omits the string [T1-I5]', async () => {
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
    fc.asyncProperty(places, textWithCanary, async (place, value) => {
      const errors = await errorsOf(place(JSON.stringify(value.toWellFormed())));
      expect(errors.length).toBeGreaterThan(0);
      expect(JSON.stringify(errors)).not.toContain(CANARY);
    }),
    { numRuns: 300 },
  );
});
