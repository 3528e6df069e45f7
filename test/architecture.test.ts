import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { IMPORT, importsOf } from './support/imports.ts';

/** One file of src/, by its path below it. */
interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** docs/architecture.md: imports only ever point down this line, or stay on their rung. */
const LINE = [
  ['cli'],
  ['index', 'main', 'doctor', 'keys'],
  ['gateway'],
  ['server', 'telemetry'],
  ['schema', 'plugins', 'explorer'],
  ['resolvers', 'cost', 'generated'],
  ['context'],
  ['writes'],
  ['caller', 'audit', 'loaders'],
  ['fhir'],
  ['auth'],
  ['throttle'],
  ['state'],
  ['http'],
  ['metrics', 'tracing'],
  ['observer', 'size'],
  ['config', 'log', 'errors'],
  ['compile-cache', 'npm-parent', 'output', 'v8-flags', 'version'],
];

/** Where each dependency may be imported; a name that ends in `/` stands for a scope, or for a folder. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  '@apollo/': ['server/', 'schema.ts', 'schema/', 'plugins/'],
  '@escape.tech/': ['plugins/'],
  '@as-integrations/': ['server.ts'],
  '@fastify/': ['server.ts'],
  '@medplum/fhirtypes': ['fhir/types.ts'],
  '@opentelemetry/': ['tracing/'],
  '@redis/client': ['state/'],
  'epic-fhir-sandbox': ['cli.ts', 'gateway.ts', 'doctor/main.ts'],
  'clinical-notes': ['gateway.ts', 'server.ts', 'server/', 'loaders/'],
  cockatiel: ['state/', 'throttle/'],
  dataloader: ['loaders/'],
  negotiator: ['explorer/'],
  fastify: ['gateway.ts', 'server.ts', 'server/', 'explorer/'],
  got: ['http/'],
  helmet: ['server/'],
  graphql: ['schema.ts', 'schema/', 'plugins/', 'resolvers/', 'cost/', 'generated/', 'server/'],
  'graphql/': ['resolvers/', 'cost/'],
  jose: ['auth/', 'caller.ts'],
  'lru-cache': ['loaders/'],
  pino: ['log.ts'],
  'prom-client': ['metrics/'],
  'rate-limiter-flexible': ['plugins/'],
  zod: ['config/', 'auth/', 'loaders/', 'writes/'],
};

/** The composition roots, each of which is a program. */
const READS_ENVIRONMENT: ReadonlySet<string> = new Set([
  'cli.ts',
  'main.ts',
  'doctor/main.ts',
  'keys/main.ts',
]);
const BARRELS: ReadonlySet<string> = new Set(['index.ts', 'resolvers/index.ts', 'loaders/index.ts']);
const LONGEST_FILE = 320;

/** What is wrong with a file, in words; nothing where all is well. */
type Rule = (file: SourceFile) => readonly string[];

const RULES: Readonly<Record<string, Rule>> = {
  'imports only point down the line': ({ path, text }) =>
    neighboursOf(path, text)
      .filter(({ to }) => roomOf(to) !== roomOf(path) && rungOf(to) < rungOf(path))
      .map(({ to }) => `imports ${to}`),

  'what is generated has types alone, for resolvers alone': ({ path, text }) =>
    neighboursOf(path, text)
      .filter(({ to, typeOnly }) =>
        roomOf(path) === 'generated'
          ? !typeOnly
          : roomOf(to) === 'generated' && (roomOf(path) !== 'resolvers' || !typeOnly),
      )
      .map(({ to }) => `imports ${to}`),

  'each dependency stays with its owner': ({ path, text }) =>
    importsOf(text)
      .map(({ specifier }) => specifier)
      .filter((specifier) => !/^(\.|node:)/.test(specifier))
      .filter((specifier) => !ownersOf(specifier).some((owner) => isBelow(path, owner)))
      .map((specifier) => `imports ${specifier}`),

  'the environment is read by the composition roots alone': ({ path, text }) =>
    READS_ENVIRONMENT.has(path) ? [] : found(codeOf(text), /\bprocess\.env\b|\bnode:process\b/g),

  'exports have names': ({ text }) => found(codeOf(text), /^export default\b/gm),

  'there are three barrels': ({ path, text }) =>
    (/(^|\/)index\.ts$/.test(path) && !BARRELS.has(path)) || /^export \* from/m.test(text)
      ? ['is a barrel']
      : [],

  'names are kebab-case and say what a file knows': ({ path }) => [
    ...found(path, /^(?!([a-z\d]+(-[a-z\d]+)*\/)*[a-z\d]+(-[a-z\d]+)*\.[jt]s$).*$/g),
    ...found(path, /\b(utils?|helpers?|common|lib|misc|shared)\b/g),
  ],

  'a file opens with a sentence that says what it knows': ({ path, text }) =>
    /^((#!|\/\/ @ts-check).*\n)?\/\*\*\s+(\*\s+)?[^\s*@][^*]{10,}/.test(text) || roomOf(path) === 'generated'
      ? []
      : ['has no opening comment'],

  'nothing is left to do': ({ text }) => found(text, /\b(TODO|FIXME|XXX)\b/g),

  'types are not asserted': ({ path, text }) =>
    // `[T in Type as Key]` renames the key of a mapped type.
    roomOf(path) === 'generated' ? [] : found(codeOf(text), /(?<!\[\w+ in [^\]]+ )\bas (?!const\b)[\w{[(]+/g),

  // docs/decisions/0019-what-outlives-a-request.md: V8 would keep all that it leads to until the next full garbage collection.
  'no function is assigned to a property where it is written': ({ text }) =>
    found(
      codeOf(text),
      /\.#?\w+ (?:\?\?)?= (?:async )?(?:function\b|\w+ =>|\([^()]*\)(?:: [\w<>[\] |]+)? =>)/g,
    ),

  'a file fits in the head': ({ path, text }) => {
    const lines = text.trimEnd().split('\n').length;
    return lines > LONGEST_FILE && roomOf(path) !== 'generated' ? [`has ${lines} lines`] : [];
  },
};

function problems(rule: Rule, files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => rule(file).map((problem) => `${file.path}: ${problem}`));
}

/** `fhir/ids.ts` is in the room `fhir`, and so is `config.ts` in `config`. */
function roomOf(path: string): string {
  return path.replace(/(\/.*|\.[jt]s)$/, '');
}

function rungOf(path: string): number {
  return LINE.findIndex((rooms) => rooms.includes(roomOf(path)));
}

/** The files of src/ that a file imports. */
function neighboursOf(path: string, text: string): { readonly to: string; readonly typeOnly: boolean }[] {
  return importsOf(text)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier, typeOnly }) => ({
      to: new URL(specifier, `file:///${path}`).pathname.slice(1),
      typeOnly,
    }));
}

function ownersOf(specifier: string): readonly string[] {
  const name = Object.keys(OWNERS).find(
    (known) => specifier === known || specifier.startsWith(known.endsWith('/') ? known : `${known}/`),
  );
  return name === undefined ? [] : (OWNERS[name] ?? []);
}

function isBelow(path: string, owner: string): boolean {
  return owner.endsWith('/') ? path.startsWith(owner) : path === owner;
}

/** The text without imports, comments and literals. */
function codeOf(text: string): string {
  return text
    .replace(IMPORT, '')
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/gm, '');
}

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([match]) => `has ${match}`);
}

const SOURCES: readonly SourceFile[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.[jt]s$/.test(path))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(`src/${path}`, 'utf8') }));

describe('the code of src/', () => {
  it.each(Object.entries(RULES))('holds: %s', (_name, rule) => {
    expect(problems(rule, SOURCES)).toEqual([]);
  });

  it('has a rung on the line for every room', () => {
    const rooms = new Set(SOURCES.map(({ path }) => roomOf(path)));
    expect([...rooms].toSorted()).toEqual(LINE.flat().toSorted());
  });

  it('has an owner for every dependency', () => {
    expect(Object.keys(manifest.dependencies).filter((name) => ownersOf(name).length === 0)).toEqual([]);
  });
});

describe('a file that breaks a rule is found:', () => {
  it.each<[rule: string, path: string, text: string, problem: string]>([
    [
      'imports only point down the line',
      'fhir/ids.ts',
      "import { a } from '../loaders/index.ts';",
      'imports loaders/index.ts',
    ],
    [
      'imports only point down the line',
      'errors.ts',
      "import {\n  a,\n  b,\n} from './http/http.ts';",
      'imports http/http.ts',
    ],
    [
      'imports only point down the line',
      'auth/keys.ts',
      "await import('../fhir/ids.ts');",
      'imports fhir/ids.ts',
    ],
    [
      'imports only point down the line',
      'http/a.ts',
      "export { b } from '../auth/keys.ts';",
      'imports auth/keys.ts',
    ],
    [
      'each dependency stays with its owner',
      'doctor/token.ts',
      "import { startSandbox } from 'epic-fhir-sandbox';",
      'imports epic-fhir-sandbox',
    ],
    [
      'what is generated has types alone, for resolvers alone',
      'loaders/pages.ts',
      "import type { A } from '../generated/resolver-types.ts';",
      'imports generated/resolver-types.ts',
    ],
    ['each dependency stays with its owner', 'fhir/client.ts', "import got from 'got';", 'imports got'],
    [
      'each dependency stays with its owner',
      'loaders/by-id.ts',
      "import { GraphQLError } from 'graphql/error';",
      'imports graphql/error',
    ],
    ['each dependency stays with its owner', 'log.ts', "import chalk from 'chalk';", 'imports chalk'],
    [
      'the environment is read by the composition roots alone',
      'config.ts',
      'const { PORT } = process.env;',
      'has process.env',
    ],
    ['exports have names', 'log.ts', '/** Logs. */\nexport default {};', 'has export default'],
    ['there are three barrels', 'fhir/index.ts', '', 'is a barrel'],
    ['there are three barrels', 'fhir/all.ts', "export * from './ids.ts';", 'is a barrel'],
    [
      'names are kebab-case and say what a file knows',
      'fhir/patientSearch.ts',
      '',
      'has fhir/patientSearch.ts',
    ],
    ['names are kebab-case and say what a file knows', 'fhir/date-utils.ts', '', 'has utils'],
    [
      'a file opens with a sentence that says what it knows',
      'log.ts',
      "import { a } from './errors.ts';\n/** Logs. */",
      'has no opening comment',
    ],
    ['nothing is left to do', 'log.ts', '// TODO: more', 'has TODO'],
    ['types are not asserted', 'log.ts', 'const a = b as unknown;', 'has as unknown'],
    [
      'no function is assigned to a property where it is written',
      'log.ts',
      'stream.onwrite = (error: Error): void => done(error);',
      'has .onwrite = (error: Error): void =>',
    ],
    ['a file fits in the head', 'log.ts', 'a;\n'.repeat(321), 'has 321 lines'],
  ])('%s (%s)', (rule, path, text, problem) => {
    expect(problems(RULES[rule] ?? (() => []), [{ path, text }])).toEqual([`${path}: ${problem}`]);
  });
});
