#!/usr/bin/env node
/** The command of the package: starts the program that the first argument names. */
// Import the compile cache first, as npm start does: Node keeps a cache per set of V8 flags. All programs set the same flags, and load their modules
// with them, because V8 rejects code that was compiled with other flags.
import { writeCompileCacheSoon } from './compile-cache.js';
import { startInSmallYoungGeneration } from './v8-flags.ts';
import { endWithNpm } from './npm-parent.ts';
import { readVersion } from './version.ts';

interface Program {
  readonly purpose: string;
  /** Whether it takes arguments. Programs without options read only the environment. */
  readonly hasOptions: boolean;
  /** Runs the program, which reads `process.argv` as if it had been started directly. */
  readonly start: () => Promise<unknown>;
}

const PROGRAMS: Readonly<Record<string, Program>> = {
  start: {
    purpose: 'serve the graph (default)',
    hasOptions: false,
    start: () => import('./main.ts'),
  },
  doctor: {
    purpose: 'check the connection to the FHIR server step by step',
    hasOptions: true,
    start: () => import('./doctor/main.ts'),
  },
  keys: {
    purpose: 'create and rotate the keys that authenticate the gateway at Epic',
    hasOptions: true,
    start: () => import('./keys/main.ts'),
  },
  token: {
    purpose: 'issue an access token for development',
    hasOptions: true,
    start: () => import('./local-issuer/main.ts'),
  },
  sites: {
    purpose: 'validate, list and import the sites of a sites file',
    hasOptions: true,
    start: () => import('./sites/main.ts'),
  },
  documents: {
    purpose: "check a frontend's operations: refusals, cost, deprecated fields",
    hasOptions: true,
    start: () => import('./documents/main.ts'),
  },
  sandbox: {
    purpose: 'serve only the embedded Epic sandbox',
    hasOptions: true,
    start: async () =>
      (await import('epic-fhir-sandbox')).runSandboxCommand(process.argv.slice(2), process.env),
  },
};

const USAGE = `Usage: epic-fhir-graphql-gateway [${Object.keys(PROGRAMS).join('|')}] [options]

${Object.entries(PROGRAMS)
  .map(([word, { purpose }]) => `  ${word.padEnd(11)}${purpose}\n`)
  .join('')}
  --version    print the version of this package
  --help       print this help; after doctor, keys, token, sites, documents or sandbox, print the options of that program

Settings are environment variables, or lines of .env in the current folder: docs/configuration.md.
Exit code: 2 for invalid arguments, otherwise the exit code of the program.
`;

/** The oldest supported version of Node, as in package.json. */
const MIN_NODE_VERSION = '22.19';

if (process.versions.node.localeCompare(MIN_NODE_VERSION, 'en', { numeric: true }) < 0) {
  process.stderr.write(
    `This is Node ${process.versions.node}, and the gateway needs Node ${MIN_NODE_VERSION} or later. Install a later version.\n`,
  );
  process.exitCode = 1;
} else {
  await runCommand(process.argv.slice(2));
}

async function runCommand(words: readonly string[]): Promise<void> {
  const [word = 'start', ...options] = words;
  const program = Object.hasOwn(PROGRAMS, word) ? PROGRAMS[word] : undefined;
  // The server's output has its own rule (src/observability/buffered-output.ts).
  if (program !== PROGRAMS['start'])
    for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  const [flag] = program?.hasOptions === true ? [word] : [word, ...options].toReversed();
  if (flag === '--help' || flag === '-h') process.stdout.write(USAGE);
  else if (flag === '--version') process.stdout.write(`${readVersion()}\n`);
  else if (program === undefined) rejectUsage(`Unknown command "${word}".`);
  else if (options.length > 0 && !program.hasOptions)
    rejectUsage(`"${word}" takes no options. Set environment variables instead, such as PORT=4104.`);
  else {
    endWithNpm(process.env);
    process.argv.splice(2, 1);
    await startInSmallYoungGeneration(program.start);
    writeCompileCacheSoon();
  }
}

/** Lets a program finish its work after its reader, such as `head`, has read enough. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function rejectUsage(problem: string): void {
  process.stderr.write(`${problem}\n\n${USAGE}`);
  process.exitCode = 2;
}
