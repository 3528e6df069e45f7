import { readdirSync, readFileSync } from 'node:fs';
import { buildSchema, isObjectType, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { GRAPH_TYPES } from '../../src/fhir/graph-types.ts';
import { factsOf, isResourceType } from '../../src/fhir/resources.ts';
import { EXAMPLES, PERSON_EXAMPLES, WRITE_EXAMPLES } from '../support/example-operations.ts';
import { GUARDS_OF_EVERY_RECORD, missingGuards } from '../support/guards.ts';
import { OPERATIONS } from './app-documents.ts';

const SCHEMA = buildSchema(readFileSync('sdl/schema.graphql', 'utf8'));

const DOCS_OPERATIONS = ['README.md', ...readdirSync('docs').map((file) => `docs/${file}`)]
  .filter((page) => page.endsWith('.md'))
  .flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, text = '']) => ({
      name: `${/(?:query|mutation) (\w+)/.exec(text)?.[1] ?? 'query'} in ${page}`,
      text,
    })),
  )
  .filter(({ text }) => !text.includes('mutation'));

function fieldsOf(name: string): string[] {
  const type = SCHEMA.getType(name);
  return isObjectType(type) ? Object.keys(type.getFields()) : [];
}

const SCREENS = GRAPH_TYPES.flatMap((type) => {
  const { screen } = factsOf(type);
  return screen === undefined ? [] : Object.entries({ [type]: screen, ...screen.parts });
}).map(([type, { shownBy, guards }]) => ({ type, shownBy, guards }));

describe('the guard fields of a record', () => {
  it.each(SCREENS)(
    'exist as fields of $type, as its row in src/fhir/ declares',
    ({ type, shownBy, guards }) => {
      const fields = fieldsOf(type);
      expect(
        [...shownBy, ...guards, ...(isResourceType(type) ? GUARDS_OF_EVERY_RECORD : [])].filter(
          (name) => !fields.includes(name),
        ),
      ).toEqual([]);
    },
  );

  it('are reported missing if an operation omits one, even below a fragment or a connection', () => {
    const document = parse(`
      query { patient(id: "a") { ...Some labResultsConnection { nodes { name valueText isAbnormal isPreliminary } } } }
      fragment Some on Patient { problems { name ...Status } immunizationRecommendations { recommendations { name } } }
      fragment Status on Condition { clinicalStatus }
    `);
    expect(missingGuards(document, SCHEMA)).toEqual([
      'Query.patient.problems: verificationStatus',
      'Query.patient.immunizationRecommendations.recommendations: forecastStatus',
      'Query.patient.labResultsConnection.nodes: isCorrected',
    ]);
  });

  it('are reported missing if a screen omits what qualifies a part of a record', () => {
    const document = parse(`{ encounter(id: "a") {
      locations { location { display } }
      participants(onlyCurrent: true) { individual { display } isCurrent }
      period { start }
    } observation(id: "a") { value { ... on Quantity { value unit } } } }`);
    expect(missingGuards(document, SCHEMA, { isScreen: true })).toEqual([
      'Query.encounter.locations: period',
      'Query.encounter.locations: isCurrent',
      'Query.encounter.period: end',
      'Query.observation.value.Quantity: comparator',
    ]);
  });

  it.each([...EXAMPLES, ...WRITE_EXAMPLES, ...PERSON_EXAMPLES])(
    'are selected in the example $name, which the explorer includes [CS-129]',
    ({ text }) => {
      expect(missingGuards(parse(text), SCHEMA, { isScreen: true })).toEqual([]);
    },
  );

  it.each(OPERATIONS)('are selected in the operation $name of the example app [CS-129]', ({ text }) => {
    expect(missingGuards(parse(text), SCHEMA, { isScreen: true })).toEqual([]);
  });

  it.each(DOCS_OPERATIONS)('are selected in the operation $name of the docs [CS-129]', ({ text }) => {
    expect(missingGuards(parse(text), SCHEMA)).toEqual([]);
  });
});
