import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBlocks } from './support/docs-commands.ts';

const PAGE = 'docs/clients.md';
const LANGUAGES = new Set(['ts', 'js', 'json', 'python']);

const [clients = ''] = readFileSync(PAGE, 'utf8').split(/^## A client in another language$/m);
const blocks = readBlocks(PAGE).filter(
  ({ language, content }) => LANGUAGES.has(language) && clients.includes(content),
);
const files = globSync('e2e/clients/*/**/*.{ts,js,json,py}', {
  exclude: ['e2e/clients/node_modules/**'],
}).map((file) => ({ file, content: readFileSync(file, 'utf8') }));

/** A new client belongs here. */
const FOLDERS = ['apollo-client', 'gql-tada', 'graphql-request', 'houdini', 'python', 'relay', 'urql'];

describe('docs/clients.md', () => {
  it.each(blocks)('shows a file of a tested project, or some of its lines: $content', ({ content }) => {
    expect(files.some((file) => `\n${file.content}`.includes(`\n${content}`))).toBe(true);
  });

  it.each(FOLDERS)('shows a whole file of the project of %s', (folder) => {
    const own = files.filter(({ file }) => file.startsWith(`e2e/clients/${folder}/`));
    expect(blocks.filter(({ content }) => own.some((file) => file.content === content))).not.toEqual([]);
  });

  it.each(files.filter(({ file }) => file.endsWith('/labs.ts')))(
    'sends a typed query in less than ten lines, without its text: $file',
    ({ content }) => {
      const program = content.replace(/(?<=graphql\(`)[^`]*/, '');
      expect(program.split('\n').filter((line) => line.trim() !== '').length).toBeLessThan(10);
    },
  );
});
