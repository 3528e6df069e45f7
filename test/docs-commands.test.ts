import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BUILT_SDL } from '../scripts/published-sdl.ts';
import { VARIABLES } from '../src/config/variables.ts';
import {
  DOCS_PAGES,
  COMMAND_RULES,
  commandsToRun,
  type DocsCommand,
  findRule,
  readBlocks,
  readCommands,
} from './support/docs-commands.ts';

const COMMANDS = DOCS_PAGES.flatMap(readCommands);

/** Files of this repository that a command names. `overlays/mine` is the reader's copy. */
const FILES =
  /(?<![\w/.-])(?:deploy\/(?:kubernetes|observability|supergraph)|examples|sdl|bench|src|scripts|e2e|test)\/[\w./-]+|(?<![\w/-])compose[\w.-]*\.yaml/g;
const isMadeByReader = (path: string): boolean => path.startsWith('deploy/kubernetes/overlays/mine');

const optionsOf = (text: string): string[] => text.match(/(?<=\s)--[a-z][\w-]*/g) ?? [];

const UNKNOWN =
  'No test runs this command. Add a row to COMMAND_RULES in test/support/docs-commands.ts: run(…) if it works in a copy of the ' +
  'repository, tested(…) with the test that runs it, or checked(…) with the reason why none can.';

function problemsOf(command: DocsCommand): string[] {
  const rule = findRule(command);
  if (rule === undefined) return [UNKNOWN];
  if ('environment' in rule) return [];
  const missing = rule.testedIn.filter((path) => !existsSync(path));
  if (missing.length > 0) return missing.map((path) => `${path} does not exist.`);
  const tests = rule.testedIn.map((path) => readFileSync(path, 'utf8')).join('\n');
  // npm's own options come before the name of the script.
  const options = /^npm run (?:--silent |--prefix \w+ )*[\w:-]+ -- (.*)$/s.exec(command.text)?.[1] ?? '';
  return [...rule.contains, ...optionsOf(` ${options}`)]
    .filter((part) => !tests.includes(part))
    .map((part) => `${rule.testedIn.join(' and ')} does not contain ${part}.`);
}

describe('the commands in the docs', () => {
  it('are read as a shell would, over several lines and without comments', () => {
    const texts = COMMANDS.map(({ text }) => text);
    expect(texts).toContain('npm ci && npm start');
    expect(texts.filter((text) => /^[#}\])]|^\s|^done|^select/.test(text))).toEqual([]);
    expect(texts.filter((text) => text.startsWith('for ')).every((text) => text.endsWith('done'))).toBe(true);
  });

  it.each(COMMANDS)('run in a test: $text in $page', (command) => {
    expect(problemsOf(command)).toEqual([]);
  });

  it('name only files that exist, or that npm run build writes', () => {
    const missing = COMMANDS.flatMap(({ page, text }: DocsCommand) =>
      (text.match(FILES) ?? [])
        .map((path) => path.replace(/\/$/, ''))
        .filter((path) => !isMadeByReader(path) && !(path in BUILT_SDL) && !existsSync(path))
        .map((path) => `${path} in ${page}`),
    );
    expect(missing).toEqual([]);
  });

  it('have no rule that is no longer needed', () => {
    const used = new Set(COMMANDS.map(findRule));
    expect(COMMAND_RULES.filter((rule) => !used.has(rule)).map(({ command }) => command.source)).toEqual([]);
  });

  it('include some that test/docs-commands.system.test.ts runs', () => {
    expect(DOCS_PAGES.filter((page) => commandsToRun(page).length > 0).length).toBeGreaterThan(8);
  });
});

/** Where the programs of npm scripts read their options. */
const OPTIONS: Readonly<Record<string, string>> = {
  bench: 'bench/options.ts',
  doctor: 'src/doctor/options.ts',
  example: 'scripts/example.ts',
  bundle: 'scripts/explorer.ts',
  keys: 'src/keys/arguments.ts',
  sandbox: 'packages/epic-sandbox/src/command.ts',
  soak: 'scripts/soak/options.ts',
  token: 'src/local-issuer/arguments.ts',
};

/** Scripts whose first argument names a program. */
const CHOOSES_PROGRAM: ReadonlySet<string> = new Set(['gateway', 'nightly']);

const scriptsOf = (folder: string): readonly string[] =>
  Object.keys(
    z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).scripts,
  );

describe('the commands in sentences of the docs', () => {
  const commands = DOCS_PAGES.flatMap((page) =>
    Array.from(
      readFileSync(page, 'utf8').matchAll(
        /`npm run (?:--silent )?(?:--prefix (\S+) )?([\w:-]+) ([^`\n]*--\w[^`\n]*)`/g,
      ),
      ([, folder = '.', script = '', rest = '']) => ({ page, folder, script, rest }),
    ),
  );

  it.each(commands)(
    'have a script and options that exist: $script $rest in $page',
    ({ folder, script, rest }) => {
      expect(scriptsOf(folder)).toContain(script);
      const program = CHOOSES_PROGRAM.has(script) ? (/^-- (\w+)/.exec(rest)?.[1] ?? '') : script;
      const path = OPTIONS[program];
      const source = path === undefined ? '' : readFileSync(path, 'utf8');
      expect(optionsOf(` ${rest}`).filter((option) => !source.includes(option.slice(2)))).toEqual([]);
    },
  );
});

describe('the settings in the docs', () => {
  const settings = DOCS_PAGES.flatMap((page) =>
    readBlocks(page)
      .filter(({ language }) => language === 'ini')
      .flatMap(({ content }) =>
        Array.from(content.matchAll(/^([A-Z_]+)=/gm), ([, name = '']) => ({ page, name })),
      ),
  );

  it('are variables of the configuration', () => {
    expect(settings.length).toBeGreaterThan(10);
    expect(settings.filter(({ name }) => !VARIABLES.has(name))).toEqual([]);
  });
});
