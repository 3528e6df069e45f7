import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Sandbox } from 'epic-fhir-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { generatedDocs } from '../scripts/generated-docs.ts';
import { BUILT_SDL } from '../scripts/published-sdl.ts';
import { VARIABLES } from '../src/config/variables.ts';
import { DOCS_PAGES } from './support/docs-commands.ts';
import { type Gateway, startGateway } from './support/gateway.ts';
import { findMissingScripts } from './support/npm-scripts.ts';
import { borrowSandbox } from './support/sandbox.ts';
import { memoryStore } from './support/writing.ts';

const PAGES = [...DOCS_PAGES, 'test/fhir-definitions/README.md'];

const textOf = (page: string): string => readFileSync(page, 'utf8');
const matchesIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = '']) => found);

describe('the docs', () => {
  it.each(generatedDocs())('match the code in $path (npm run codegen updates it)', ({ path, text }) => {
    expect(textOf(path)).toBe(text);
  });

  it.each(PAGES)('name only paths in %s that exist, or that npm run build writes', (page) => {
    const text = textOf(page);
    const inCode = matchesIn(
      text,
      /`((?:src|test|packages|e2e|schema|sdl|docs|bench|scripts|examples|deploy|explorer)\/[^\s`*{}<>…]*)`/g,
    );
    const linked = matchesIn(text, /\]\((?!https?:|#)([^)#]+)[^)]*\)/g).map((path) =>
      join(dirname(page), path),
    );
    const exists = (path: string): boolean => existsSync(path) || existsSync(join(dirname(page), path));
    expect(
      [...inCode.filter((path) => !(path in BUILT_SDL)), ...linked].filter((path) => !exists(path)),
    ).toEqual([]);
  });

  it.each(PAGES)('name only existing npm scripts in %s', (page) => {
    expect(findMissingScripts(textOf(page))).toEqual([]);
  });

  it('name the two commands that a newcomer needs', () => {
    expect(textOf('README.md')).toContain('npm ci && npm start');
    expect(textOf('README.md')).toContain('npm ci && npm test');
  });
});

describe('.env.example', () => {
  const lines = textOf('.env.example').split('\n');
  const named = lines.flatMap((line) => matchesIn(line, /^# ([A-Z_]+)=/g));

  it('names the variables of the configuration in their order', () => {
    expect([...new Set(named)]).toEqual([...VARIABLES.keys()]);
  });

  it('shows the default of each variable with one', () => {
    const defaults = [...VARIABLES].filter(([, facts]) => facts.default !== undefined);
    expect(lines).toEqual(
      expect.arrayContaining(defaults.map(([name, facts]) => `# ${name}=${facts.default}`)),
    );
  });
});

describe('the operations in the docs', () => {
  let sandbox: Sandbox;
  let gateway: Gateway;

  beforeAll(async () => {
    sandbox = await borrowSandbox();
    gateway = await startGateway(sandbox, {
      panel: { kind: 'list', identifier: sandbox.panels.list },
      store: memoryStore(),
    });
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  const operations = PAGES.flatMap((page) =>
    matchesIn(textOf(page), /```graphql\n([\s\S]*?)```/g).map((document) => ({
      page,
      document,
      name: /(?:query|mutation) (\w+)/.exec(document)?.[1] ?? 'without a name',
    })),
  );

  it.each(operations)('succeed without null fields: $name in $page', async ({ document }) => {
    const { data, errors } = await gateway.query(document);
    expect(errors).toBeUndefined();
    expect(Object.values(data).every((value) => value !== null)).toBe(true);
  });

  it('return what the README shows for its query', async () => {
    const readme = textOf('README.md');
    const [query = ''] = matchesIn(readme, /^curl [^`]* -d '\{"query":"([^"]+)"\}'/gm);
    const [shown = ''] = matchesIn(readme, /```json\n([\s\S]*?)```/g);
    // As after a start, without a panel in memory.
    const started = await startGateway(sandbox, {
      panel: { kind: 'list', identifier: sandbox.panels.list },
    });
    const { data, extensions } = await started.query<{ patients: unknown[] }>(query);
    await started.close();
    expect({ data: { patients: data.patients.slice(0, 1) }, extensions }).toEqual(JSON.parse(shown));
  });
});

const versionsNamedIn = (page: string): (readonly [name: string, version: string])[] =>
  [...textOf(page).matchAll(/`([@\w/.-]+)` (\d+\.\d+\.\d+)/g)].map(([, name = '', version = '']) => [
    name,
    version,
  ]);

describe('the versions in the docs', () => {
  const MANIFEST = z.object({
    dependencies: z.record(z.string(), z.string()).default({}),
    devDependencies: z.record(z.string(), z.string()).default({}),
  });
  const versionsIn = (folder: string): Record<string, string> => {
    const manifest = MANIFEST.parse(JSON.parse(textOf(`${folder}/package.json`)));
    return { ...manifest.dependencies, ...manifest.devDependencies };
  };
  const CLIENTS = versionsIn('e2e/clients');
  const INSTALLED = new Map(
    Object.entries({ ...CLIENTS, ...versionsIn('e2e'), ...versionsIn('deploy/supergraph') }),
  );
  it.each(['docs/clients.md', 'docs/supergraph.md'])(
    'are the versions that the tests install, in %s',
    (page) => {
      const named = versionsNamedIn(page);
      expect(named.length).toBeGreaterThan(4);
      expect(named.filter(([name, version]) => INSTALLED.get(name) !== version)).toEqual([]);
    },
  );

  it('cover every client and composition library', () => {
    const named = ['docs/clients.md', 'docs/supergraph.md'].flatMap(versionsNamedIn).map(([name]) => name);
    // Peer dependencies of the clients.
    const peers = ['graphql', 'rxjs'];
    expect(Object.keys(CLIENTS).filter((name) => ![...named, ...peers].includes(name))).toEqual([]);
  });
});
