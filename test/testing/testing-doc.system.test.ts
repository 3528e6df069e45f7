/** Runs the programs of docs/testing.md as the page shows them. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAILURE_CODES } from '../../src/testing/test-gateway.ts';
import { readBlocks } from '../support/docs-commands.ts';
import { FROM_SOURCE, SOURCE_CONDITIONS } from '../support/from-source.ts';

const PAGE = 'docs/testing.md';
const blocks = readBlocks(PAGE);
const programs = blocks.filter(({ language }) => language === 'js');

/** A folder of this repository, in which its package finds itself by name. */
let folder: string;

beforeAll(() => {
  mkdirSync('reports', { recursive: true });
  folder = mkdtempSync(resolve('reports/testing-doc-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]): string {
  const env = { ...process.env, NO_COLOR: '1' };
  return execFileSync(process.execPath, [...FROM_SOURCE, ...args], { cwd: folder, encoding: 'utf8', env });
}

describe('docs/testing.md', () => {
  it.each(programs.map(({ content }) => [/^test\('(.*)'/m.exec(content)?.[1], content]))(
    'has a test that passes: %s',
    (title, content) => {
      writeFileSync(join(folder, 'page.test.mjs'), content ?? '');
      const output = run('--test', '--test-reporter=tap', 'page.test.mjs');
      expect(output).toContain(title);
      expect(output).toMatch(/^# pass 1$[\s\S]*^# fail 0$/m);
    },
  );

  it('has a first test of less than 20 lines', () => {
    expect(programs[0]?.content.trimEnd().split('\n').length).toBeLessThan(20);
  });

  it('has a test for Vitest that passes', () => {
    const block = blocks.find(({ content }) => content.includes("from 'vitest'"));
    writeFileSync(join(folder, 'page.test.ts'), block?.content ?? '');
    const testing = JSON.stringify(resolve('src/testing/test-gateway.ts'));
    writeFileSync(
      join(folder, 'vitest.config.mjs'),
      `export default {
        resolve: {
          alias: [
            { find: /^graphql$/, replacement: 'graphql/index.js' },
            { find: 'epic-fhir-graphql-gateway/testing', replacement: ${testing} },
          ],
        },
        ssr: { resolve: { conditions: ${JSON.stringify(SOURCE_CONDITIONS)} } },
        test: { execArgv: ${JSON.stringify(FROM_SOURCE)}, include: ['*.test.ts'] },
      };`,
    );
    expect(run(resolve('node_modules/vitest/vitest.mjs'), 'run', '--root', folder)).toMatch(
      /Tests\s+1 passed/,
    );
  });

  it('names the codes that a test can script', () => {
    const [, sentence = ''] = /^The codes are ([^.]*)\./m.exec(readFileSync(PAGE, 'utf8')) ?? [];
    expect(Array.from(sentence.matchAll(/`(\w+)`/g), ([, code]) => code)).toEqual(FAILURE_CODES);
  });
});
