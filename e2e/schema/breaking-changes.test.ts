import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { including } from '../../test/support/expected.ts';
import { breakingChanges, unannounced } from './schema-changes.ts';

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
type Query { patients(filter: Filter): [Patient!] actor: Actor }
`;

/** The paths of what breaks where this is replaced in the released schema. */
async function pathsOf(...replacements: readonly (readonly [was: string, is: string])[]): Promise<string[]> {
  let present = RELEASED;
  for (const [was, is] of replacements) {
    expect(present).toContain(was);
    present = present.replace(was, is);
  }
  const changes = await breakingChanges(RELEASED, present);
  return changes.map(({ path }) => path);
}

describe('a change of the schema', () => {
  it.each<[what: string, was: string, is: string, path: string]>([
    ['a field that is gone', '  mrn: String\n', '', 'Patient.mrn'],
    [
      'a deprecated field that is gone',
      `  "Older." born: String @deprecated(reason: "Use \`birthDate\`.")\n`,
      '',
      'Patient.born',
    ],
    [
      'a field of an extension that is gone',
      'goals(first: Int! = 20)',
      'aims(first: Int! = 20)',
      'Patient.goals',
    ],
    ['a field of another type', 'text: String', 'text: Int', 'Name.text'],
    ['a field that can be null now', 'style: Int): Name!', 'style: Int): Name', 'Patient.name'],
    ['an argument that is gone', ', style: Int', '', 'Patient.name.style'],
    ['an argument that is needed', 'actor: Actor', 'actor(id: ID!): Actor', 'Query.actor.id'],
    ['an input field that is needed', 'family: String', 'family: String!', 'Filter.family'],
    ['an enum value that is gone', 'USUAL OLD', 'USUAL', 'NameUse.OLD'],
    ['a member of a union that is gone', 'Patient | Name', 'Patient', 'Actor'],
    ['a key that is gone', ' @key(fields: "mrn")', '', 'Patient.@key(fields: "mrn")'],
    [
      'another key in place of one',
      '@key(fields: "mrn")',
      '@key(fields: "born")',
      'Patient.@key(fields: "mrn")',
    ],
    [
      'a key by which nothing is resolved',
      'fields: "mrn"',
      'fields: "mrn", resolvable: false',
      'Patient.@key(fields: "mrn")',
    ],
    ['a value type that others may not have any more', ' @shareable', '', 'Name.@shareable'],
    ['a tag that contracts leave patient data out by', ' @tag(name: "phi")', '', 'Patient.@tag(name: "phi")'],
  ])('breaks: %s', async (_what, was, is, path) => {
    expect(await pathsOf([was, is])).toContain(path);
  });

  it('breaks: a type that is gone', async () => {
    expect(
      await pathsOf(
        ['type Name @shareable { text: String }', ''],
        ['name(use: NameUse = USUAL, style: Int): Name!', 'x: Int'],
        ['| Name', ''],
      ),
    ).toEqual(including('Name', 'Patient.name'));
  });

  it.each<[what: string, was: string, is: string]>([
    ['nothing', 'type', 'type'],
    ['a new field', '  mrn: String\n', '  mrn: String\n  age: Int\n'],
    ['a field that is never null any more', '  mrn: String\n', '  mrn: String!\n'],
    ['a new argument that can be left out', 'actor: Actor', 'actor(id: ID): Actor'],
    ['an input field that can be left out', 'family: String', 'family: String given: String'],
    ['a new enum value', 'USUAL OLD', 'USUAL OLD NICKNAME'],
    ['a new type', 'union Actor', 'type Room { id: ID! } union Actor'],
    ['a description', '"A person."', '"Somebody."'],
    ['a deprecation', '  mrn: String\n', '  mrn: String @deprecated(reason: "Use `id`.")\n'],
    ['a new key', '@key(fields: "id")', '@key(fields: "id") @key(fields: "born")'],
    [
      'keys in another order',
      '@key(fields: "id") @key(fields: "mrn")',
      '@key(fields: "mrn") @key(fields: "id")',
    ],
    ['another weight', 'weight: 10', 'weight: 5'],
    ['what federation defines itself', 'directive @cost(weight: Int!) on FIELD_DEFINITION', ''],
  ])('breaks nothing: %s', async (_what, was, is) => {
    expect(await pathsOf([was, is])).toEqual([]);
  });
});

function changelog(unreleased: string): string {
  return `# Changelog\n\n## [Unreleased]\n\n${unreleased}\n\n## [0.1.0] - 2026-01-01\n\n### Breaking\n\n- \`Name\` is gone.\n`;
}

describe('a change that breaks', () => {
  const CHANGES = [
    { path: 'Patient.mrn', message: 'Field was removed' },
    { path: 'Name', message: 'Type was removed' },
  ];

  it('is announced where its path stands below the heading for it', () => {
    const text = changelog(
      '### Added\n\n- `x`\n\n### Breaking\n\n- `Patient.mrn` is gone; use\n  `Patient.id`.\n#### More\n- `Name` too.',
    );
    expect(unannounced(CHANGES, text)).toEqual([]);
  });

  it.each([
    ['under another heading', changelog('### Breaking\n\n- `Name`\n\n### Removed\n\n- `Patient.mrn`')],
    ['as a part of a longer path', changelog('### Breaking\n\n- `Name` and `Patient.mrns`')],
    ['in plain words', changelog('### Breaking\n\n- `Name` and Patient.mrn')],
    ['in another release', changelog('').replace('`Name`', '`Patient.mrn`')],
    ['nowhere', '# Changelog\n'],
  ])('is not announced %s', (_where, text) => {
    expect(unannounced(CHANGES, text).map(({ path }) => path)).toContain('Patient.mrn');
  });
});

describe('the published schema', () => {
  it('breaks nothing of the last release that is not announced', async () => {
    const [released, present] = ['released/subgraph.graphql', 'sdl/subgraph.graphql'].map((path) =>
      readFileSync(path, 'utf8'),
    );
    const changes = await breakingChanges(released ?? '', present ?? '');
    expect(unannounced(changes, readFileSync('CHANGELOG.md', 'utf8'))).toEqual([]);
  });
});
