/** The rules of the code: which layers a file may import, and how a file is written. */
import { exportedNames } from './exported-names.ts';
import { IMPORT, importsOf } from './imports.ts';

/** One TypeScript or JavaScript file. */
export interface SourceFile {
  /** From the project's root. */
  readonly path: string;
  readonly text: string;
}

/** The layers of docs/architecture.md, highest first. A file imports only from its own folder, its own layer, and the layers below. */
export const LAYERS: readonly (readonly string[])[] = [
  ['cli'],
  ['index', 'main', 'testing', 'doctor', 'documents', 'keys', 'local-issuer', 'sites'],
  ['gateway'],
  ['server'],
  ['graphql/schema', 'graphql/plugins'],
  ['graphql/resolvers', 'graphql/cost', 'generated'],
  ['graphql/context'],
  ['writes'],
  ['loaders'],
  ['audit'],
  ['access'],
  ['epic'],
  ['sessions'],
  ['smart'],
  ['fhir'],
  ['auth'],
  ['resilience'],
  ['state'],
  ['http'],
  ['observability/telemetry'],
  ['observability/metrics', 'observability/tracing'],
  ['observability'],
  ['json'],
  ['limits'],
  ['config'],
  ['errors', 'compile-cache', 'npm-parent', 'v8-flags', 'version', 'warning-codes'],
];

/** Where in src/ each dependency may be imported; a name that ends in `/` stands for a scope, or for a folder. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  '@apollo/': ['server/', 'graphql/schema/', 'graphql/plugins/'],
  '@as-integrations/': ['server/'],
  '@escape.tech/': ['graphql/plugins/'],
  '@fastify/': ['server/'],
  '@medplum/fhirtypes': ['fhir/types.ts'],
  '@opentelemetry/': ['observability/tracing/'],
  '@redis/client': ['state/'],
  'clinical-notes': ['gateway.ts', 'server/', 'loaders/'],
  cockatiel: ['state/', 'resilience/'],
  dataloader: ['loaders/'],
  'epic-fhir-sandbox': ['cli.ts', 'epic/embedded-sandbox.ts', 'epic/sandbox-connection.ts', 'testing/'],
  fastify: ['gateway.ts', 'server/'],
  got: ['http/'],
  'graphql/': ['graphql/resolvers/', 'graphql/cost/'],
  graphql: ['documents/', 'server/', 'graphql/', 'generated/'],
  helmet: ['server/'],
  jose: ['auth/', 'access/caller.ts', 'local-issuer/'],
  'lru-cache': ['loaders/'],
  'openid-client': ['smart/'],
  negotiator: ['server/explorer/', 'server/sign-in/'],
  pino: ['observability/'],
  'prom-client': ['observability/metrics/'],
  'rate-limiter-flexible': ['access/'],
  yaml: ['config/', 'sites/'],
  zod: ['config/', 'auth/', 'loaders/', 'sessions/', 'smart/', 'writes/'],
};

/** The composition roots, each of which is a program. */
const READS_ENVIRONMENT: ReadonlySet<string> = new Set([
  'src/cli.ts',
  'src/main.ts',
  'src/doctor/main.ts',
  'src/documents/main.ts',
  'src/keys/main.ts',
  'src/local-issuer/main.ts',
  'src/sites/main.ts',
  'packages/epic-sandbox/src/cli.ts',
]);

/** Each package has one barrel; src/ has two more. */
const BARREL = /^(src|packages\/[^/]+\/src|src\/graphql\/resolvers|src\/loaders)\/index\.ts$/;
/** The imports from a package that code outside of it may use. */
const PACKAGE_EXPORT =
  /^(clinical-notes|epic-fhir-graphql-client(\/(apollo|codegen|relay))?|epic-fhir-sandbox(\/data)?)$/;
const LONGEST_FILE = 320;

/** The folders that read resources. */
const READS_RECORDS = /^src\/(access|epic|fhir|graphql\/resolvers|loaders)\//;
/** Code elements whose names the gateway does not use for values of its own. */
const CODE_ELEMENTS = '(?:status|docStatus|lifecycleStatus|mode|actuality|criticality|intent|use|relation)';
/** Comparisons of a code as the server sent it. Promises have a status, too. */
const RAW_CODES = [
  new RegExp(String.raw`(?<!typeof )\b${CODE_ELEMENTS}(?:'\])? [=!]== '(?!rejected|fulfilled)[a-z-]+'`, 'g'),
  new RegExp(String.raw`\.(?:has|includes|get|indexOf)\((?:\w+\??\.)*${CODE_ELEMENTS}\)`, 'g'),
];

/** Returns the problems of a file, in words. */
export type Rule = (file: SourceFile) => readonly string[];

/** The rules of src/ only. */
export const GATEWAY_RULES: Readonly<Record<string, Rule>> = {
  'imports only point to the same layer or to a lower one': (file) =>
    filesImportedBy(file)
      .filter(({ to }) => folderOf(to) !== folderOf(file.path) && layerOf(to) < layerOf(file.path))
      .map(({ to }) => `imports ${to}`),

  'generated code has only types, and only resolvers import it': (file) =>
    filesImportedBy(file)
      .filter(({ to, typeOnly }) =>
        folderOf(file.path) === 'generated'
          ? !typeOnly
          : folderOf(to) === 'generated' && (folderOf(file.path) !== 'graphql/resolvers' || !typeOnly),
      )
      .map(({ to }) => `imports ${to}`),

  'each dependency stays with its owner': (file) =>
    dependenciesOf(file)
      .filter((specifier) => !ownersOf(specifier).some((owner) => isBelow(file.path, owner)))
      .map((specifier) => `imports ${specifier}`),

  'a code of the FHIR server is compared without the space around it': ({ path, text }) =>
    READS_RECORDS.test(path) ? RAW_CODES.flatMap((pattern) => found(text, pattern)) : [],
};

/** The rules of src/ and of every package. */
export const SOURCE_RULES: Readonly<Record<string, Rule>> = {
  'only composition roots read the environment': ({ path, text }) =>
    READS_ENVIRONMENT.has(path) ? [] : found(codeOf(text), /\bprocess\.env\b|\bnode:process\b/g),

  'exports have names': ({ text }) => found(codeOf(text), /^export default\b/gm),

  'barrels are few': ({ path, text }) =>
    (/(^|\/)index\.ts$/.test(path) && !BARREL.test(path)) || /^export \* from/m.test(text)
      ? ['is a barrel']
      : [],

  'file names are kebab-case nouns': ({ path }) => [
    ...found(path, /^(?!([a-z\d]+(-[a-z\d]+)*\/)*[a-z\d]+(-[a-z\d]+)*\.[jt]s$).*$/g),
    ...found(path, /\b(utils?|helpers?|common|misc)\b/g),
  ],

  'no comment leaves something to do': ({ text }) => found(text, /\b(TODO|FIXME|XXX)\b/g),

  'types are not asserted': ({ path, text }) =>
    // `[T in Type as Key]` renames the key of a mapped type.
    folderOf(path) === 'generated'
      ? []
      : found(codeOf(text), /(?<!\[\w+ in [^\]]+ )\bas (?!const\b)[\w{[(]+/g),

  // docs/decisions/0019-what-outlives-a-request.md: V8 keeps everything that it references until the next full garbage collection.
  'no function is assigned to a property where it is written': ({ text }) =>
    found(
      codeOf(text),
      /\.#?\w+ (?:\?\?)?= (?:async )?(?:function\b|\w+ =>|\([^()]*\)(?:: [\w<>[\] |]+)? =>)/g,
    ),

  'a file has at most 320 lines': ({ path, text }) => {
    const lines = text.trimEnd().split('\n').length;
    const isGenerated =
      folderOf(path) === 'generated' ||
      /^\/\*\*.*Written by `npm run (?:codegen|--prefix e2e fhir-definitions)`/.test(text);
    return lines > LONGEST_FILE && !isGenerated ? [`has ${lines} lines`] : [];
  },
};

/** Returns the rule of a package's sources. @param dependencies the names in its manifest */
export function packageImports(dependencies: readonly string[]): Rule {
  return (file) => [
    ...filesImportedBy(file)
      .filter(({ to }) => treeOf(to) !== treeOf(file.path))
      .map(({ to }) => `imports ${to}`),
    ...dependenciesOf(file)
      .filter((specifier) => !dependencies.some((name) => `${specifier}/`.startsWith(`${name}/`)))
      .map((specifier) => `imports ${specifier}`),
  ];
}

/** The rule of tests, benches, scripts and examples, which use only what a package exports. */
export const usesPackagesByName: Rule = (file) => [
  ...filesImportedBy(file)
    .filter(({ to }) => to.startsWith('packages/') && !to.endsWith('/package.json'))
    .map(({ to }) => `imports ${to}`),
  ...dependenciesOf(file)
    .filter((specifier) => /^(clinical-notes|epic-fhir-graphql-client|epic-fhir-sandbox)\b/.test(specifier))
    .filter((specifier) => !PACKAGE_EXPORT.test(specifier))
    .map((specifier) => `imports ${specifier}`),
];

export function problems(rule: Rule, files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => rule(file).map((problem) => `${file.path}: ${problem}`));
}

/** Returns each cycle of imports by the files on it. Imports of types count too: to understand one of the files, one has to read all of them. */
export function cyclesAmong(files: readonly SourceFile[]): string[] {
  const imports = new Map(files.map((file) => [file.path, filesImportedBy(file).map(({ to }) => to)]));
  const cycles: string[] = [];
  const finished = new Set<string>();
  const follow = (path: string, above: readonly string[]): void => {
    if (finished.has(path)) return;
    const start = above.indexOf(path);
    if (start !== -1) return void cycles.push([...above.slice(start), path].join(' → '));
    for (const to of imports.get(path) ?? []) follow(to, [...above, path]);
    finished.add(path);
  };
  for (const path of imports.keys()) follow(path, []);
  return cycles;
}

/** Returns the names that more than one of the files exports, with these files. */
export function namesExportedTwice(files: readonly SourceFile[]): ReadonlyMap<string, readonly string[]> {
  const exported = files.flatMap(({ path, text }) =>
    [...exportedNames(text)].map((name) => ({ name, path })),
  );
  const byName = Map.groupBy(exported, ({ name }) => name);
  return new Map(
    [...byName].flatMap(([name, places]) =>
      places.length > 1 ? [[name, places.map(({ path }) => path)] as const] : [],
    ),
  );
}

/** Returns the entry of {@link LAYERS} for a file: `graphql/cost` for `src/graphql/cost/price.ts`, `errors` for `src/errors.ts`. */
export function folderOf(path: string): string {
  const inTree = path.replace(/^src\//, '').replace(/\.[jt]s$/, '');
  const known = LAYERS.flat().filter((folder) => inTree === folder || inTree.startsWith(`${folder}/`));
  return known.toSorted((one, other) => other.length - one.length)[0] ?? inTree.replace(/\/.*$/, '');
}

function layerOf(path: string): number {
  const folder = folderOf(path);
  return LAYERS.findIndex((folders) => folders.includes(folder));
}

/** Returns the folder of sources that a file belongs to. */
function treeOf(path: string): string {
  return /^packages\/[^/]+/.exec(path)?.[0] ?? 'src';
}

function filesImportedBy({ path, text }: SourceFile): { readonly to: string; readonly typeOnly: boolean }[] {
  return importsOf(text)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier, typeOnly }) => ({
      to: new URL(specifier, `file:///${path}`).pathname.slice(1),
      typeOnly,
    }));
}

function dependenciesOf({ text }: SourceFile): string[] {
  return importsOf(text)
    .map(({ specifier }) => specifier)
    .filter((specifier) => !/^(\.|node:)/.test(specifier));
}

export function ownersOf(specifier: string): readonly string[] {
  const name = Object.keys(OWNERS).find(
    (known) => specifier === known || specifier.startsWith(known.endsWith('/') ? known : `${known}/`),
  );
  return name === undefined ? [] : (OWNERS[name] ?? []);
}

function isBelow(path: string, owner: string): boolean {
  return owner.endsWith('/') ? path.startsWith(`src/${owner}`) : path === `src/${owner}`;
}

/** Returns the text without imports, comments and literals. */
function codeOf(text: string): string {
  return text
    .replace(IMPORT, '')
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/gm, '');
}

function found(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([match]) => `has ${match}`);
}
