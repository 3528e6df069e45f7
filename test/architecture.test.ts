import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import notesManifest from '../packages/clinical-notes/package.json' with { type: 'json' };
import sandboxManifest from '../packages/epic-sandbox/package.json' with { type: 'json' };
import manifest from '../package.json' with { type: 'json' };
import {
  cyclesAmong,
  GATEWAY_RULES,
  LAYERS,
  namesExportedTwice,
  ownersOf,
  packageImports,
  problems,
  folderOf,
  type Rule,
  SOURCE_RULES,
  type SourceFile,
  usesPackagesByName,
} from './support/architecture-rules.ts';
import { exportedNames } from './support/exported-names.ts';
import { trackedFiles } from './support/tracked-files.ts';

const SOURCES = sourcesBelow('src');
const PACKAGES = {
  // It imports none of its peers, which are for its users.
  'packages/client': { files: sourcesBelow('packages/client/src'), dependencies: [] },
  'packages/clinical-notes': {
    files: sourcesBelow('packages/clinical-notes/src'),
    dependencies: Object.keys(notesManifest.dependencies),
  },
  'packages/epic-sandbox': {
    files: sourcesBelow('packages/epic-sandbox/src'),
    dependencies: [
      ...Object.keys(sandboxManifest.dependencies),
      ...Object.keys(sandboxManifest.peerDependencies),
    ],
  },
} as const;

/** Names that several files export, each with a reason. */
const EXPORTED_TWICE: Readonly<Record<string, string>> = {};

function sourcesBelow(folder: string): SourceFile[] {
  return globSync(`${folder}/**/*.{js,ts}`)
    .toSorted()
    .map((path) => path.replaceAll('\\', '/'))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

describe('the code of src/', () => {
  it.each(Object.entries({ ...GATEWAY_RULES, ...SOURCE_RULES }))('follows the rule: %s', (_name, rule) => {
    expect(problems(rule, SOURCES)).toEqual([]);
  });

  it('has a layer for every folder', () => {
    const folders = new Set(SOURCES.map(({ path }) => folderOf(path)));
    expect([...folders].toSorted()).toEqual(LAYERS.flat().toSorted());
  });

  it('has an owner for every dependency [T6-T5]', () => {
    expect(Object.keys(manifest.dependencies).filter((name) => ownersOf(name).length === 0)).toEqual([]);
  });

  it('has no cycle of files', () => {
    expect(cyclesAmong(SOURCES)).toEqual([]);
  });

  it('exports each name once, except for the listed ones', () => {
    // The schema dictates the names of resolvers and of generated types.
    const files = SOURCES.filter(({ path }) => !['graphql/resolvers', 'generated'].includes(folderOf(path)));
    expect([...namesExportedTwice(files).keys()].toSorted()).toEqual(Object.keys(EXPORTED_TWICE).toSorted());
  });
});

describe.each(Object.entries(PACKAGES))('the code of %s', (_folder, { files, dependencies }) => {
  it.each(Object.entries(SOURCE_RULES))('follows the rule: %s', (_name, rule) => {
    expect(problems(rule, files)).toEqual([]);
  });

  it('imports itself and its dependencies only', () => {
    expect(problems(packageImports(dependencies), files)).toEqual([]);
  });

  it('has no cycle of files', () => {
    expect(cyclesAmong(files)).toEqual([]);
  });

  it('exports each name once', () => {
    expect([...namesExportedTwice(files)]).toEqual([]);
  });
});

describe('tests, benches, scripts and examples', () => {
  it('import only the exports of packages', () => {
    const folders = ['test', 'bench', 'scripts', 'examples'];
    const paths = folders.flatMap((folder) => trackedFiles(`:(glob)${folder}/**/*.ts`));
    expect(paths.length).toBeGreaterThan(300);
    const files = paths.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
    expect(problems(usesPackagesByName, files)).toEqual([]);
  });
});

describe('the rules for one file', () => {
  const sandboxImports = 'imports itself and its dependencies only';
  const packageNames = 'imports only the exports of packages';
  const rules: Readonly<Record<string, Rule>> = {
    ...GATEWAY_RULES,
    ...SOURCE_RULES,
    [sandboxImports]: packageImports(['jose']),
    [packageNames]: usesPackagesByName,
  };

  it.each<[rule: string, path: string, text: string, problem: string]>([
    [
      'imports only point to the same layer or to a lower one',
      'src/fhir/ids.ts',
      "import { a } from '../loaders/index.ts';",
      'imports src/loaders/index.ts',
    ],
    [
      'imports only point to the same layer or to a lower one',
      'src/errors.ts',
      "import {\n  a,\n  b,\n} from './http/http-client.ts';",
      'imports src/http/http-client.ts',
    ],
    [
      'imports only point to the same layer or to a lower one',
      'src/auth/signing-keys.ts',
      "await import('../fhir/ids.ts');",
      'imports src/fhir/ids.ts',
    ],
    [
      'imports only point to the same layer or to a lower one',
      'src/http/a.ts',
      "export { b } from '../auth/signing-keys.ts';",
      'imports src/auth/signing-keys.ts',
    ],
    [
      'imports only point to the same layer or to a lower one',
      'src/graphql/cost/price.ts',
      "import { a } from '../plugins/quota.ts';",
      'imports src/graphql/plugins/quota.ts',
    ],
    [
      'imports only point to the same layer or to a lower one',
      'src/observability/log.ts',
      "import type { A } from './metrics/labels.ts';",
      'imports src/observability/metrics/labels.ts',
    ],
    [
      'generated code has only types, and only resolvers import it',
      'src/loaders/pages.ts',
      "import type { A } from '../generated/resolver-types.ts';",
      'imports src/generated/resolver-types.ts',
    ],
    ['each dependency stays with its owner', 'src/epic/client.ts', "import got from 'got';", 'imports got'],
    [
      'each dependency stays with its owner',
      'src/loaders/by-id.ts',
      "import { GraphQLError } from 'graphql/error';",
      'imports graphql/error',
    ],
    ['each dependency stays with its owner', 'src/errors.ts', "import chalk from 'chalk';", 'imports chalk'],
    [
      'each dependency stays with its owner',
      'src/doctor/token.ts',
      "import { startSandbox } from 'epic-fhir-sandbox';",
      'imports epic-fhir-sandbox',
    ],
    [
      'a code of the FHIR server is compared without the space around it',
      'src/fhir/list.ts',
      "list.status === 'current' && RESULTS.get(result.status === 'rejected');",
      "has status === 'current'",
    ],
    [
      'a code of the FHIR server is compared without the space around it',
      'src/loaders/lists.ts',
      'ENDED.has(spelledAsCode(one.status)) || ENDED.has(other.status)',
      'has .has(other.status)',
    ],
    [
      sandboxImports,
      'packages/epic-sandbox/src/read.ts',
      "import type { A } from '../../../src/fhir/types.ts';",
      'imports src/fhir/types.ts',
    ],
    [sandboxImports, 'packages/epic-sandbox/src/read.ts', "import got from 'got';", 'imports got'],
    [
      packageNames,
      'test/a.test.ts',
      "import { read } from '../packages/epic-sandbox/src/read.ts';",
      'imports packages/epic-sandbox/src/read.ts',
    ],
    [
      packageNames,
      'bench/a.ts',
      "import { read } from 'epic-fhir-sandbox/src/read.ts';",
      'imports epic-fhir-sandbox/src/read.ts',
    ],
    [
      'only composition roots read the environment',
      'src/config/config.ts',
      'const { PORT } = process.env;',
      'has process.env',
    ],
    ['exports have names', 'src/errors.ts', '/** Errors. */\nexport default {};', 'has export default'],
    ['barrels are few', 'src/fhir/index.ts', '', 'is a barrel'],
    ['barrels are few', 'src/fhir/all.ts', "export * from './ids.ts';", 'is a barrel'],
    ['file names are kebab-case nouns', 'src/fhir/patientSearch.ts', '', 'has src/fhir/patientSearch.ts'],
    ['file names are kebab-case nouns', 'src/fhir/date-utils.ts', '', 'has utils'],
    ['no comment leaves something to do', 'src/errors.ts', '// TODO: more', 'has TODO'],
    ['types are not asserted', 'src/errors.ts', 'const a = b as unknown;', 'has as unknown'],
    [
      'no function is assigned to a property where it is written',
      'src/errors.ts',
      'stream.onwrite = (error: Error): void => done(error);',
      'has .onwrite = (error: Error): void =>',
    ],
    ['a file has at most 320 lines', 'src/errors.ts', 'a;\n'.repeat(321), 'has 321 lines'],
  ])('report a file that breaks the rule "%s": %s', (rule, path, text, problem) => {
    expect(problems(rules[rule] ?? (() => []), [{ path, text }])).toEqual([`${path}: ${problem}`]);
  });
});

describe('the rules for several files', () => {
  const one = {
    path: 'src/fhir/one.ts',
    text: "import type { Two } from './two.ts';\nexport const same = 1;\nexport type One = Two;",
  };
  const two = {
    path: 'src/fhir/two.ts',
    text: "export { one } from './three.ts';\nexport async function same() {}",
  };
  const three = {
    path: 'src/fhir/three.ts',
    text: "import './one.ts';\nexport type { One } from './one.ts';",
  };

  it('report a cycle of imports, even of types', () => {
    expect(cyclesAmong([three, one, two])).toEqual([
      'src/fhir/three.ts → src/fhir/one.ts → src/fhir/two.ts → src/fhir/three.ts',
    ]);
    expect(cyclesAmong([one, two])).toEqual([]);
  });

  it('report a name that two files export', () => {
    expect([...namesExportedTwice([one, two, three])]).toEqual([['same', [one.path, two.path]]]);
  });

  it.each([
    ['a list', 'const a = 1;\nexport { a };', ['a']],
    ['a list of types with new names', 'export {\n  type A,\n  b as c, // As before.\n};', ['A', 'c']],
    ['a re-export', "export { a, b as c } from './two.ts';", []],
    ['an imported name', "import { a } from './two.ts';\nexport { a };", []],
    ['an object pattern', 'export const { a, b: c = f(1), ...rest } = all;', ['a', 'c', 'rest']],
    ['an array pattern', 'export const [a, [b], , c]: Three = all;', ['a', 'b', 'c']],
    ['a comment', '/*\nexport { a };\n*/', []],
    ['a glob', "export const a = 'src/*.ts';\nexport const b = 'test/*.ts'; /* none */", ['a', 'b']],
  ])('find each name that a file exports with %s', (_how, text, names) => {
    expect([...exportedNames(text)].toSorted()).toEqual(names);
  });
});
