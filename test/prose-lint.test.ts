import { describe, expect, it } from 'vitest';
import { findBannedPhrases } from '../scripts/prose-lint.ts';
import { PROSE_RULES } from '../scripts/prose-rules.ts';

describe('the prose lint', () => {
  it.each(PROSE_RULES.map(({ instead, before, after }) => [instead, before, after] as const))(
    'finds the phrase to replace by "%s"',
    (instead, before, after) => {
      expect(findBannedPhrases('page.md', before).map((finding) => finding.instead)).toContain(instead);
      expect(findBannedPhrases('page.md', after)).toEqual([]);
    },
  );

  it.each([
    ['a document', 'page.md', 'First line.\n\nTwo are under way.', 3],
    ['a comment', 'file.ts', 'const a = 1;\n/**\n * Two are under way.\n */\n', 3],
    ['a trailing comment', 'file.ts', 'const a = 1; // Two are under way.', 1],
    ['a string', 'file.ts', "throw new Error(\n  'Two are under way',\n);", 2],
    ['a template', 'file.ts', 'const a = 1;\nconst b = `${a} are under way now`;', 2],
    ['the text of an element', 'file.tsx', 'const a = (\n  <p>Two are under way.</p>\n);', 2],
    ['a style sheet', 'file.css', 'a {}\n/* Two are under way. */', 2],
    ['a description', 'file.graphql', 'type A {\n  "Two are under way."\n  a: Int\n}', 2],
    ['a long description', 'file.graphql', '"""\nOne.\nTwo are under way.\n"""\ntype A { a: Int }', 3],
    ['a comment in YAML', 'file.yaml', 'a: 1\nb: 2 # Two are under way', 2],
    ['a comment in the example settings', '.env.example', '# One.\n# Two are under way.', 2],
  ])('finds a banned phrase in %s', (_where, file, text, line) => {
    expect(findBannedPhrases(file, text)).toEqual([
      { file, line, phrase: 'under way', instead: 'in flight, in progress, pending' },
    ]);
  });

  it.each([
    ['code in a document', 'page.md', 'Run `under way`.\n\n```sh\nunder way\n```'],
    ['the address of a link', 'page.md', '[More](behaviour.md)'],
    ['names and short strings', 'file.ts', "const beside = 'under way';"],
    [
      'patient data of the sandbox',
      'packages/epic-sandbox/src/data/notes.ts',
      "const note = 'Labor is under way now.';",
    ],
    ['values in YAML', 'file.yaml', 'a: under way'],
    ['files of other kinds', 'data.ndjson', 'under way'],
  ])('ignores %s', (_where, file, text) => {
    expect(findBannedPhrases(file, text)).toEqual([]);
  });
});
