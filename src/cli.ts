#!/usr/bin/env node
/** The package's command: which word starts which program. */
// As with npm start the cache comes first: Node has another one for other flags. All programs have the same flags, since V8 takes no code
// that was compiled under others.
import { writeCompileCacheSoon } from './compile-cache.js';
import './v8-flags.ts';
import { endWithNpm } from './npm-parent.ts';
import { readVersion } from './version.ts';

interface Program {
  readonly purpose: string;
  /** Whether it takes arguments; the others go by the environment alone. */
  readonly hasOptions: boolean;
  /** Reads `process.argv` as if it had been started alone. */
  readonly start: () => Promise<unknown>;
}

const PROGRAMS: Readonly<Record<string, Program>> = {
  start: {
    purpose: 'serve the graph; what is meant where there is no word',
    hasOptions: false,
    start: () => import('./main.ts'),
  },
  doctor: {
    purpose: 'walk the way to the FHIR server, and say what is in it',
    hasOptions: true,
    start: () => import('./doctor/main.ts'),
  },
  keys: {
    purpose: 'make the keys by which Epic knows the gateway, and change them',
    hasOptions: true,
    start: () => import('./keys/main.ts'),
  },
  sandbox: {
    purpose: 'serve the embedded Epic alone',
    hasOptions: false,
    start: async () => (await import('epic-fhir-sandbox')).serveSandbox(process.env['PORT']),
  },
};

const USAGE = `Usage: epic-fhir-graphql-gateway [${Object.keys(PROGRAMS).join('|')}] [options]

${Object.entries(PROGRAMS)
  .map(([word, { purpose }]) => `  ${word.padEnd(9)}${purpose}\n`)
  .join('')}
  --version  the version of this package
  --help     this; after doctor or keys, what these take

The environment, or .env in this folder, says all else: docs/configuration.md.
Exit code: 2 for words that are not these; else that of the program.
`;

/** The oldest Node with all that is used here; package.json says the same. */
const MIN_NODE_VERSION = '22.19';

if (process.versions.node.localeCompare(MIN_NODE_VERSION, 'en', { numeric: true }) < 0) {
  process.stderr.write(`Expects Node ${MIN_NODE_VERSION} or later, and this is ${process.versions.node}.\n`);
  process.exitCode = 1;
} else {
  await runCommand(process.argv.slice(2));
}

async function runCommand(words: readonly string[]): Promise<void> {
  const [word = 'start', ...options] = words;
  const program = Object.hasOwn(PROGRAMS, word) ? PROGRAMS[word] : undefined;
  const [flag] = program?.hasOptions === true ? [word] : [word, ...options].toReversed();
  if (flag === '--help' || flag === '-h') process.stdout.write(USAGE);
  else if (flag === '--version') process.stdout.write(`${readVersion()}\n`);
  else if (program === undefined) rejectUsage(`There is no program "${word}".`);
  else if (options.length > 0 && !program.hasOptions)
    rejectUsage(`"${word}" takes no options: the environment says all.`);
  else {
    endWithNpm(process.env);
    process.argv.splice(2, 1);
    await program.start();
    writeCompileCacheSoon();
  }
}

function rejectUsage(problem: string): void {
  process.stderr.write(`${problem}\n\n${USAGE}`);
  process.exitCode = 2;
}
