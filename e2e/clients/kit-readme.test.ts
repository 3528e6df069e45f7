import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Program, startFhirGateway } from '../../examples/supergraph/programs.ts';
import { readBlocks } from '../../test/support/docs-commands.ts';

const README = 'packages/client/README.md';
const runFile = promisify(execFile);

let gateway: Program;
/** Below this folder, so that imports find the client libraries and the kit. */
let folder: string;

beforeAll(async () => {
  gateway = await startFhirGateway({ PORT: '0' });
  folder = mkdtempSync(join(import.meta.dirname, 'readme-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  // As if the gateway's package were installed.
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(resolve('.'), join(folder, 'node_modules/epic-fhir-graphql-gateway'));
});

afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true });
});

/** Writes the program of the README that contains this text. Returns the path of its file. */
function writeExample(text: string, file: string): string {
  const example = readBlocks(README).find(({ content }) => content.includes(text))?.content ?? '';
  const path = join(folder, file);
  writeFileSync(path, example.replace('http://localhost:4000/graphql', gateway.url));
  return path;
}

async function runNode(...args: readonly string[]): Promise<string> {
  const { stdout } = await runFile(process.execPath, ['-C', 'source', ...args], { cwd: folder });
  return stdout;
}

describe('the README of the client kit', () => {
  it('reads the lab results of a patient, and the warning that there are more', async () => {
    const printed = await runNode(writeExample('fetch(', 'errors.ts'));
    expect(printed).toMatch(/^\[ \{ name: '.+' \} \]\nfalse \[ 'LIST_CUT' \]\n$/);
  });

  it('fills the cache of Apollo Client, and clears it', async () => {
    const printed = await runNode(writeExample('new ApolloClient', 'apollo.ts'));
    expect(printed).toMatch(/^No error \{\n  patient: \{/);
    expect(printed).toContain("__typename: 'ObservationConnection'");
  });

  it('configures GraphQL Code Generator', async () => {
    const config = writeExample('clientPreset(', 'codegen.ts');
    const printed = await runNode(
      '--input-type=module',
      '--eval',
      `console.log(JSON.stringify((await import(${JSON.stringify(config)})).default.generates))`,
    );
    expect(JSON.parse(printed)).toHaveProperty(['./src/gql/', 'config', 'strictScalars'], true);
  });

  it('configures the Relay compiler', async () => {
    writeExample('customScalarTypes', 'relay.config.js');
    const printed = await runNode(
      '--input-type=module',
      '--eval',
      `console.log(JSON.stringify((await import('./relay.config.js')).default.customScalarTypes))`,
    );
    const scalars = readFileSync('sdl/schema.graphql', 'utf8').matchAll(/^scalar (\w+)/gm);
    const names = Array.from(scalars, ([, name = '']) => name);
    expect(JSON.parse(printed)).toEqual(Object.fromEntries(names.map((name) => [name, expect.any(String)])));
  });
});
