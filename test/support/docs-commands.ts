/** The shell commands in the docs, and what runs each. */
import { globSync, readFileSync } from 'node:fs';

export interface DocsCommand {
  readonly page: string;
  /** As on the page, over several lines if it is so long, without comments. */
  readonly text: string;
}

/** A fenced block of a page. */
interface Block {
  readonly language: string;
  readonly content: string;
}

export const DOCS_PAGES: readonly string[] = globSync([
  '*.md',
  'docs/**/*.md',
  'bench/*.md',
  'e2e/*.md',
  'examples/*.md',
  'examples/*/*.md',
  'packages/*/*.md',
]).toSorted();

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'console', 'shell']);

export function readBlocks(page: string): Block[] {
  return findBlocks(readFileSync(page, 'utf8'));
}

function findBlocks(text: string): Block[] {
  return Array.from(
    text.matchAll(/^[ \t]*```(\w+)[^\n]*\n([\s\S]*?)^[ \t]*```/gm),
    ([, language = '', content = '']) => ({ language, content }),
  );
}

export function readCommands(page: string): DocsCommand[] {
  return readBlocks(page)
    .filter(({ language }) => SHELLS.has(language))
    .flatMap(({ content }) => splitCommands(content).map((text) => ({ page, text })));
}

/** A JSON document that a page shows as the response to curl commands in the shell block before it. */
export interface ShownResponse {
  readonly commands: readonly string[];
  readonly json: unknown;
}

export function readShownResponses(page: string): ShownResponse[] {
  // A new section is about something else.
  return readFileSync(page, 'utf8')
    .split(/^(?=#+ )/m)
    .flatMap((section) => {
      const shown: ShownResponse[] = [];
      let commands: readonly string[] = [];
      for (const { language, content } of findBlocks(section)) {
        if (SHELLS.has(language))
          commands = splitCommands(content).filter((text) => text.startsWith('curl '));
        else if (language === 'json' && commands.length > 0)
          shown.push({ commands, json: JSON.parse(content) });
      }
      return shown;
    });
}

/** Joins the lines of a command: after a backslash or a pipe, in quotes, and in a loop. */
function splitCommands(block: string): string[] {
  const commands: string[] = [];
  let command = '';
  for (const line of block.split('\n')) {
    const text = command === '' ? line.trim() : `${command}\n${line}`;
    const code = withoutComment(text);
    if (code.trim() === '') continue;
    command = text;
    if (isComplete(code)) {
      commands.push(code.trim());
      command = '';
    }
  }
  if (command !== '') throw new Error(`A command of the docs has no end: ${command}`);
  return commands;
}

function isComplete(code: string): boolean {
  const unquoted = withoutQuoted(code);
  return !/['"]|[\\|]\s*$/.test(unquoted) && (!/^for\b/.test(unquoted) || /\bdone\s*$/.test(unquoted));
}

const QUOTED = /'[^']*'|"(?:\\.|[^"\\])*"/g;

function withoutQuoted(code: string): string {
  return code.replaceAll(QUOTED, '');
}

function withoutComment(text: string): string {
  const masked = text.replaceAll(QUOTED, (quoted) => '_'.repeat(quoted.length));
  const comment = /(?:^|\s)#/.exec(masked.split('\n').at(-1) ?? '');
  if (comment === null) return text;
  return text.slice(0, masked.lastIndexOf('\n') + 1 + comment.index);
}

interface Executed {
  readonly command: RegExp;
  /** test/docs-commands.system.test.ts runs it as the page shows it, with this in addition to its environment. */
  readonly environment: Readonly<Record<string, string>>;
}

interface Covered {
  readonly command: RegExp;
  /** The files that run it, or check what it names. */
  readonly testedIn: readonly string[];
  /** Texts that these files contain. Long options of the command must be there too, unless the program is not ours. */
  readonly contains: readonly string[];
  /** Why the test does not run the command as the page shows it. */
  readonly because?: string;
}

export type CommandRule = Executed | Covered;

const SITES_FILE = 'examples/sites/sites.yaml';

const run = (command: RegExp, environment: Executed['environment'] = {}): Executed => ({
  command,
  environment,
});
const tested = (command: RegExp, testedIn: string | readonly string[], ...contains: string[]): Covered => ({
  command,
  testedIn: [testedIn].flat(),
  contains,
});
const checked = (
  command: RegExp,
  because: string,
  testedIn: string | readonly string[],
  ...contains: string[]
): Covered => ({
  command,
  because,
  testedIn: [testedIn].flat(),
  contains,
});

const NO_DOCKER =
  'Docker is not installed where the tests run. CI builds the image, starts it and runs its doctor.';
const NO_CLUSTER = 'There is no cluster. CI renders each overlay, and the test reads the manifests.';
const NO_REGISTRY = 'It needs an account at a schema registry.';
const BENCH = ['test/bench.system.test.ts', 'test/bench.nightly.test.ts'];
const CLIENTS = 'e2e/clients/projects.test.ts';
const WORKFLOW = '.github/workflows/ci.yaml';
const KUBERNETES = 'e2e/deploy/kubernetes.test.ts';

/** The first rule that matches a command applies. Each rule must match a command. */
export const COMMAND_RULES: readonly CommandRule[] = [
  tested(/^npm ci && npm test$/, 'scripts/check.ts', 'npm --silent test --'),
  run(/(?:^| )npm start$/),
  run(/^curl -s http:\/\/(?:localhost|127\.0\.0\.1):\d+\/(?!graphql .*<value>)/s),
  run(/^name=[\w-]+$/),
  run(/^jq -n --rawfile .*\| *\n? *curl -s http:\/\/localhost:4000\/graphql/s),
  run(/^jq -r .* audit\.ndjson/s),
  run(/^GATEWAY=\S+ sh examples\/lab-history-csv\.sh /),
  checked(
    /^curl .*__Host-session-<handle>=<value>/s,
    'The page lets the reader put in a cookie.',
    'test/signing-in-doc.test.ts',
    'me { ',
  ),
  checked(
    /^curl -o endpoints\.json https:/,
    'It reads a list on the internet.',
    'test/sites/endpoints.test.ts',
    'open.epic.com/Endpoints/R4',
  ),

  checked(/^npm run doctor -- --site st-marys$/, 'The site is made up.', 'test/doctor/sites.test.ts', 'site'),
  checked(
    /^npm run doctor -- --launch(?: --site \w+)?$/,
    'It waits for a person who signs in.',
    'test/doctor/launch/program.system.test.ts',
    '--launch',
  ),
  run(/^npm run (?:--silent )?doctor -- .*(?:--all|--site lakeview)\b/, { SITES_FILE }),
  run(/^npm run (?:--silent )?doctor\b/),
  run(/^npm run gateway -- keys create$/),
  run(/^npm run gateway -- keys (?:rotate|jwks)\b/, {
    EPIC_BASE_URL: 'https://fhir.example.org/api/FHIR/R4',
    EPIC_CLIENT_ID: 'client-1',
    EPIC_PRIVATE_KEY_FILE: 'epic-private-key.pem',
  }),
  run(/^npm run (?:--silent )?gateway -- token /),
  run(/^npm run gateway -- sites /, { SITES_FILE }),
  run(/^npm run gateway -- documents check /),
  checked(
    /^kill -HUP <pid>$/,
    'The page lets the reader put in a process.',
    'test/main-credentials.system.test.ts',
    'SIGHUP',
  ),

  checked(
    /^npm run (?:--silent )?bench(?: -- .*)?$/,
    'A run with these options takes minutes. The test runs each part with few operations.',
    BENCH,
    "bench('--contenders'",
  ),
  checked(/^npx node .*bench\/main\.ts/, 'It takes minutes.', BENCH, "bench('--contenders'"),
  checked(/^npm run --prefix bench start -- /, 'It needs another checkout.', BENCH, 'bench/start.ts'),
  checked(
    /^npm run --prefix bench first-answer\b/,
    'It installs all packages from the registry several times.',
    BENCH,
    'bench/first-answer.ts',
  ),
  checked(
    /^npm run --prefix bench first-client\b/,
    'It installs packages from the registry several times.',
    BENCH,
    'bench/first-client.ts',
  ),
  tested(/^npm run (?:--silent )?--prefix bench failing-sites\b/, BENCH, 'bench/failing-sites.ts'),
  tested(/^npm run (?:--silent )?--prefix bench replicas\b/, BENCH, 'bench/replicas.ts'),
  tested(
    /^npm run (?:--silent )?--prefix e2e bench-supergraph\b/,
    'e2e/supergraph/bench.test.ts',
    'e2e/supergraph/bench.ts',
  ),
  tested(
    /^sed -i .* deploy\/observability\/alerts\.yaml$/,
    'test/observability/metrics/deploy.test.ts',
    'sed -i',
  ),
  tested(/^npm run --prefix e2e supergraph$/, 'e2e/supergraph/script.test.ts', 'e2e/supergraph/main.ts'),
  tested(/^npm test --prefix e2e$/, 'scripts/check.ts', 'npm test --silent --prefix e2e'),
  checked(
    /^npm ci && npm run build$/,
    'It builds all packages. The test packs the result.',
    'test/package.system.test.ts',
    "'pack'",
  ),
  tested(/^npm ci$/, '.ci/run', 'npm ci'),
  tested(/^npm run example$/, 'e2e/browser/chart-programs.test.ts', 'scripts/example.ts'),
  tested(/^node --test labs\.test\.mjs$/, 'test/package.system.test.ts', "'--test'", 'labs.test.mjs'),
  checked(
    /^npm install --save-dev epic-fhir-graphql-gateway$/,
    'The test unpacks the packed file, because it does not reach a registry.',
    'test/package.system.test.ts',
    'docs/testing.md',
  ),
  checked(
    /^npm install epic-fhir-graphql-client$/,
    'It loads from a registry. The test unpacks the package instead.',
    'test/client-package.system.test.ts',
    "'pack'",
  ),
  checked(
    /^npm ci && npm pack --workspace epic-fhir-graphql-client --include-workspace-root$/,
    'It builds all packages. The test packs and unpacks the client kit, and test/package.system.test.ts the gateway.',
    'test/client-package.system.test.ts',
    "'pack'",
  ),
  tested(
    /^npx gql\.tada generate-output && npx gql\.tada check && npx tsc && node labs\.ts$/,
    CLIENTS,
    'gql.tada generate-output && gql.tada check',
    "run('tsc')",
    "'labs.ts'",
  ),
  tested(/^npx graphql-codegen && npx tsc && node labs\.ts$/, CLIENTS, "'graphql-codegen'", "run('tsc')"),
  tested(
    /^mkdir -p __generated__ && npx relay-compiler && npx tsc && node labs\.ts$/,
    CLIENTS,
    "'relay-compiler'",
    "run('tsc')",
  ),
  tested(/^npx houdini generate && npx tsc$/, CLIENTS, "'houdini generate'", "run('tsc')"),
  tested(
    /^npx esbuild labs\.ts /,
    CLIENTS,
    '--bundle --platform=node --format=esm | node --input-type=module',
  ),
  checked(
    /^npm (?:init -y --init-type=module|install (?:@urql|--save-dev @graphql-codegen|--save-dev relay|epic-fhir-graphql-client graphql|relay-runtime).*)$/,
    'The test links the packages. The bench installs the ones in the first section.',
    'e2e/clients/project.ts',
    'installPackages',
  ),
  tested(/^npx epic-fhir-graphql-gateway start$/, 'test/package.system.test.ts', "'start'"),
  tested(
    /^npx epic-fhir-sandbox$/,
    'test/package.system.test.ts',
    "spawn('npx', ['--offline', sandboxManifest",
  ),

  checked(/^docker build /, NO_DOCKER, WORKFLOW, 'docker/build-push-action'),
  checked(/^docker run .* hapiproject\/hapi/, NO_DOCKER, 'test/support/hapi-server.ts', 'HAPI FHIR 8'),
  checked(/^docker run .* epic-fhir-graphql-gateway\b/, NO_DOCKER, WORKFLOW, 'docker run', 'doctor'),
  checked(
    /(?:^|&& sudo chown \d+ .*)docker compose |&& sudo chown /,
    NO_DOCKER,
    'e2e/deploy/container.test.ts',
    'compose',
  ),
  checked(/^cp -r deploy\/kubernetes\/overlays\//, NO_CLUSTER, KUBERNETES, 'overlays'),
  checked(/^(?:for pod in \$\()?kubectl /, NO_CLUSTER, KUBERNETES, 'kustomization'),
  checked(/&& kustomize edit set image /, NO_CLUSTER, KUBERNETES, 'kustomization'),
  checked(
    /^gh attestation verify /,
    'It needs a published image.',
    '.github/workflows/release.yaml',
    'actions/attest-build-provenance',
  ),
  checked(/^rover supergraph compose /, NO_REGISTRY, 'e2e/supergraph/deployment.test.ts', 'supergraph.yaml'),
  checked(
    /^rover subgraph (?:check|publish) /,
    NO_REGISTRY,
    'e2e/supergraph/composition.test.ts',
    'sdl/subgraph.graphql',
  ),
];

export function findRule({ text }: DocsCommand): CommandRule | undefined {
  return COMMAND_RULES.find(({ command }) => command.test(text));
}

/** Returns the commands of a page that test/docs-commands.system.test.ts runs, in their order. */
export function commandsToRun(page: string): (DocsCommand & Pick<Executed, 'environment'>)[] {
  return readCommands(page).flatMap((command) => {
    const rule = findRule(command);
    return rule !== undefined && 'environment' in rule ? [{ ...command, environment: rule.environment }] : [];
  });
}
