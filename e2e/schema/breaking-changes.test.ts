import { describe, expect, it } from 'vitest';
import { including } from '../../test/support/expected.ts';
import { findBreakingChanges, findUnannounced } from './schema-changes.ts';

const RELEASED = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@tag", "@cost"])
directive @cost(weight: Int!) on FIELD_DEFINITION
"A person."
type Patient @key(fields: "id") @key(fields: "mrn") @tag(name: "phi") {
  id: ID!
  mrn: String
  name(use: NameUse = USUAL, style: Int): Name!
  "Older." born: String @deprecated(reason: "Use \`birthDate\`.")
}
extend type Patient { goals(first: Int! = 20): [String!] @cost(weight: 10) }
type Name @shareable { text: String }
enum NameUse { USUAL OLD }
input Filter { family: String }
union Actor = Patient | Name
type Query { patients(filter: Filter): [Patient!] @semanticNonNull actor: Actor }
`;

/** Makes replacements in the released schema. Returns the paths of the breaking changes. */
async function findPaths(
  ...replacements: readonly (readonly [before: string, after: string])[]
): Promise<string[]> {
  let current = RELEASED;
  for (const [before, after] of replacements) {
    expect(current).toContain(before);
    current = current.replace(before, after);
  }
  const changes = await findBreakingChanges(RELEASED, current);
  return changes.map(({ path }) => path);
}

describe('findBreakingChanges', () => {
  it.each<[change: string, before: string, after: string, path: string]>([
    ['a removed field', '  mrn: String\n', '', 'Patient.mrn'],
    [
      'a removed deprecated field',
      `  "Older." born: String @deprecated(reason: "Use \`birthDate\`.")\n`,
      '',
      'Patient.born',
    ],
    ['a removed field of an extension', 'goals(first: Int! = 20)', 'aims(first: Int! = 20)', 'Patient.goals'],
    ['a changed type of a field', 'text: String', 'text: Int', 'Name.text'],
    ['a field that became nullable', 'style: Int): Name!', 'style: Int): Name', 'Patient.name'],
    ['a removed argument', ', style: Int', '', 'Patient.name.style'],
    ['a new required argument', 'actor: Actor', 'actor(id: ID!): Actor', 'Query.actor.id'],
    ['an input field that became required', 'family: String', 'family: String!', 'Filter.family'],
    ['a removed enum value', 'USUAL OLD', 'USUAL', 'NameUse.OLD'],
    ['a removed union member', 'Patient | Name', 'Patient', 'Actor'],
    ['a removed key', ' @key(fields: "mrn")', '', 'Patient.@key(fields: "mrn")'],
    ['a replaced key', '@key(fields: "mrn")', '@key(fields: "born")', 'Patient.@key(fields: "mrn")'],
    [
      'a key that is no longer resolvable',
      'fields: "mrn"',
      'fields: "mrn", resolvable: false',
      'Patient.@key(fields: "mrn")',
    ],
    ['a value type that is no longer shareable', ' @shareable', '', 'Name.@shareable'],
    ['a field whose null may not be an error', ' @semanticNonNull', '', 'Query.patients.@semanticNonNull'],
    [
      'a removed tag, by which contracts exclude patient data',
      ' @tag(name: "phi")',
      '',
      'Patient.@tag(name: "phi")',
    ],
  ])('reports %s', async (_change, before, after, path) => {
    expect(await findPaths([before, after])).toContain(path);
  });

  it('reports a removed type', async () => {
    expect(
      await findPaths(
        ['type Name @shareable { text: String }', ''],
        ['name(use: NameUse = USUAL, style: Int): Name!', 'x: Int'],
        ['| Name', ''],
      ),
    ).toEqual(including('Name', 'Patient.name'));
  });

  it.each<[change: string, before: string, after: string]>([
    ['an unchanged schema', 'type', 'type'],
    ['a new field', '  mrn: String\n', '  mrn: String\n  age: Int\n'],
    ['a field that became non-null', '  mrn: String\n', '  mrn: String!\n'],
    ['a new optional argument', 'actor: Actor', 'actor(id: ID): Actor'],
    ['a new optional input field', 'family: String', 'family: String given: String'],
    ['a new enum value', 'USUAL OLD', 'USUAL OLD NICKNAME'],
    ['a new type', 'union Actor', 'type Room { id: ID! } union Actor'],
    ['a changed description', '"A person."', '"Somebody."'],
    ['a deprecation', '  mrn: String\n', '  mrn: String @deprecated(reason: "Use `id`.")\n'],
    ['a new key', '@key(fields: "id")', '@key(fields: "id") @key(fields: "born")'],
    [
      'keys in another order',
      '@key(fields: "id") @key(fields: "mrn")',
      '@key(fields: "mrn") @key(fields: "id")',
    ],
    ['a changed cost weight', 'weight: 10', 'weight: 5'],
    ["a removed definition of federation's own", 'directive @cost(weight: Int!) on FIELD_DEFINITION', ''],
  ])('reports nothing for %s', async (_change, before, after) => {
    expect(await findPaths([before, after])).toEqual([]);
  });
});

function createChangelog(unreleased: string): string {
  return `# Changelog\n\n## [Unreleased]\n\n${unreleased}\n\n## [0.1.0] - 2026-01-01\n\n### Breaking\n\n- \`Name\` is gone.\n`;
}

describe('findUnannounced', () => {
  const CHANGES = [
    { path: 'Patient.mrn', message: 'Field was removed' },
    { path: 'Name', message: 'Type was removed' },
  ];

  it('finds each path below the heading "Breaking" of the unreleased changes', () => {
    const text = createChangelog(
      '### Added\n\n- `x`\n\n### Breaking\n\n- `Patient.mrn` is gone; use\n  `Patient.id`.\n#### More\n- `Name` too.',
    );
    expect(findUnannounced(CHANGES, text)).toEqual([]);
    // The commit of a release renames the heading, and its checks run again.
    expect(findUnannounced(CHANGES, text.replace('[Unreleased]', '[0.2.0] - 2026-02-01'))).toEqual([]);
  });

  it.each([
    ['below another heading', createChangelog('### Breaking\n\n- `Name`\n\n### Removed\n\n- `Patient.mrn`')],
    ['only as part of a longer path', createChangelog('### Breaking\n\n- `Name` and `Patient.mrns`')],
    ['without code formatting', createChangelog('### Breaking\n\n- `Name` and Patient.mrn')],
    ['in another release', createChangelog('').replace('`Name`', '`Patient.mrn`')],
    ['nowhere', '# Changelog\n'],
  ])('reports a path that the changelog names %s', (_where, text) => {
    expect(findUnannounced(CHANGES, text).map(({ path }) => path)).toContain('Patient.mrn');
  });
});
