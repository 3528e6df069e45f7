import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersAt, comparable, type ElementValue, elementValues } from './support/element-values.ts';
import { at } from './support/expected.ts';
import { allFieldsOf } from './support/all-fields.ts';
import { type Gateway, startGateway } from './support/gateway.ts';
import { type RecordServer, startRecordServer } from './support/record-server.ts';
import { OBJECT_TYPES } from './support/schema-files.ts';
import {
  areUsCoreExamplesThere,
  SKIPS_WITHOUT_EXAMPLES,
  type UsCoreExample,
  usCoreExamples,
  VERSIONS,
} from './support/us-core-examples.ts';
import { ELEMENT_ROWS, type ElementRow, isReworded, typeAt } from './support/us-core-page.ts';

/** Elements of every resource that describe the record itself; only the field `resource` contains them. */
const COMMON_ELEMENTS = /^(resourceType|id|meta|text|language|contained|_\w+)(\.|$)/;

const DISPLAY_FIELDS = /\.(fullName|name|title|valueText)$/;

describe.skipIf(!areUsCoreExamplesThere).each(VERSIONS)(
  `the examples of US Core %s ${SKIPS_WITHOUT_EXAMPLES}`,
  (version) => {
    const examples = areUsCoreExamplesThere ? usCoreExamples(version) : [];
    let server: RecordServer;
    let gateway: Gateway;

    beforeAll(async () => {
      server = await startRecordServer(examples.map(({ resource }) => resource));
      gateway = await startGateway(server);
    });

    afterAll(async () => {
      await gateway.close();
      await server.close();
    });

    it('include every type of the graph with a profile in this version', () => {
      const types = new Set(examples.map(({ type }) => type));
      expect(examples.length).toBeGreaterThan(150);
      expect(
        [...new Set(ELEMENT_ROWS.map(({ type }) => type))].filter(
          (type) => !hasExpectedExamples(type, types),
        ),
      ).toEqual([]);
    });

    it.each(examples.filter(({ type }) => hasRows(type)).map(withName))(
      'have every value of $name in the fields that docs/us-core.md names [CS-126, CS-127]',
      async ({ type, resource }) => {
        const { data, errors, extensions } = await gateway.query<{ those: unknown[] }>(
          `query ($those: [_Any!]!) { those: _entities(representations: $those) { ... on ${type} ${allFieldsOf(type)} } }`,
          { those: [{ __typename: type, id: resource.id }] },
        );
        expect(errors).toBeUndefined();
        expect(extensions?.fhir.warnings).toEqual([]);
        const [answer] = data.those;
        const values = elementValues(withoutSsns(resource)).filter(
          ({ path }) => !COMMON_ELEMENTS.test(path) || rowFor(type, path) !== undefined,
        );
        expect(values.length).toBeGreaterThan(1);
        expect(values.filter(({ path }) => rowFor(type, path) === undefined)).toEqual([]);
        expect(values.filter(({ path, value }) => isMissing(answer, type, path, value))).toEqual([]);
        expect(nullDisplayFields(answer, type, values)).toEqual([]);
      },
    );
  },
);

/** Returns false for a type without a profile, such as Questionnaire. */
function hasRows(type: string): boolean {
  return ELEMENT_ROWS.some((row) => row.type === type);
}

/** Returns false for a type that should have examples in a version and lacks them. */
function hasExpectedExamples(type: string, types: ReadonlySet<string>): boolean {
  const rows = ELEMENT_ROWS.filter((row) => row.type === type && row.fields.length > 0);
  const isLater = rows.every(({ since }) => since === '9.0.0');
  // 8.0.1 has no example of Provenance.
  return types.has(type) || isLater || type === 'Provenance';
}

function withName({ type, resource, profiles }: UsCoreExample) {
  return { type, resource, name: `${type}/${resource.id} (${profiles.join(', ')})` };
}

/** Returns the row whose longest element contains the path. */
function rowFor(type: string, path: string): ElementRow | undefined {
  const candidates = ELEMENT_ROWS.filter((row) => row.type === type).flatMap((row) =>
    row.elements.filter((element) => covers(element, path)).map((element) => ({ row, element })),
  );
  return candidates.toSorted((one, other) => other.element.length - one.element.length)[0]?.row;
}

/** Compares segment by segment. A slice means the whole element, except for a slice of extension. */
function covers(element: string, path: string): boolean {
  const names = path.split('.');
  return element.split('.').every((segment, index) => {
    const name = names[index] ?? '';
    if (segment.startsWith('extension:')) return segment === name;
    const [plain = ''] = segment.split(':');
    return plain.endsWith('[x]') ? name.startsWith(plain.slice(0, -3)) : plain === name;
  });
}

function isMissing(answer: unknown, type: string, path: string, value: string): boolean {
  const row = rowFor(type, path);
  const fields = (row?.fields ?? []).filter((field) => field.startsWith(`${type}.`));
  if (fields.length === 0) return false;
  // An enum stands for a code, without its system and display.
  const isEnum = fields.every((field) => !OBJECT_TYPES.has(typeAt(field) ?? ''));
  if (isEnum && /\.(coding\.(system|display|version)|text)$/.test(path)) return false;
  const shown = fields.flatMap((field) => answersAt(answer, field.split('.').slice(1)));
  // The fields reword the value, so any value of theirs will do.
  if (row !== undefined && isReworded(row, path)) return shown.length === 0;
  return !shown.some((text) => comparable(text) === comparable(value));
}

/** Returns the display fields, such as a name, that are null although their element has a value. */
function nullDisplayFields(answer: unknown, type: string, values: readonly ElementValue[]): string[] {
  const rows = new Set(values.map(({ path }) => rowFor(type, path)));
  return [...rows]
    .flatMap((row) => row?.fields ?? [])
    .filter((field) => DISPLAY_FIELDS.test(field) && field.startsWith(`${type}.`))
    .filter((field) => answersAt(answer, field.split('.').slice(1)).length === 0);
}

/** The gateway never shows social security numbers. */
function withoutSsns(resource: Readonly<Record<string, unknown>>): unknown {
  const { identifier } = resource;
  if (!Array.isArray(identifier)) return resource;
  return {
    ...resource,
    identifier: identifier.filter((one: unknown) => at(one, 'system') !== 'http://hl7.org/fhir/sid/us-ssn'),
  };
}
