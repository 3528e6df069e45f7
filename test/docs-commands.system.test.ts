/** Runs the commands of the docs as the pages show them, in a copy of the repository without its settings, keys and data. */
import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isObject } from '../src/fhir/lenient-read.ts';
import { unusedOrigin } from './http/local-server.ts';
import { DOCS_PAGES, commandsToRun, readBlocks, readShownResponses } from './support/docs-commands.ts';
import { type HapiServer, startHapiServer } from './support/hapi-server.ts';

const HAS_JQ = spawnSync('jq', ['--version']).status === 0;

/** Files that a copy of the repository must not share with it. */
const OWN = /^\.git$|^\.env$|^\.local-issuer$|\.pem$|\.sqlite|\.ndjson$|^reports$/;

const endpoint = (name: string, host: string): object => ({
  resource: {
    resourceType: 'Endpoint',
    status: 'active',
    connectionType: {
      system: 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type',
      code: 'hl7-fhir-rest',
    },
    name,
    address: `https://${host}/api/FHIR/R4/`,
  },
});

const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2_048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

/** Returns an event as one line. */
function auditEvent(): string {
  const event = readBlocks('docs/audit.md').find(({ content }) => content.includes('"AuditEvent"'));
  return `${JSON.stringify(JSON.parse(event?.content ?? ''))}\n`;
}

/** The files that the commands of a page require. */
const FILES: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
  'docs/keys.md': () => ({ 'one.pem': newKey(), 'two.pem': newKey() }),
  'docs/runbook.md': () => ({ 'audit.ndjson': auditEvent() }),
  'docs/sites.md': () => ({
    'endpoints.json': JSON.stringify({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [
        endpoint('St. Mary Hospital', 'mary.example.org'),
        endpoint('North Clinic', 'north.example.org'),
      ],
    }),
  }),
};

function copyRepository(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-docs-'));
  for (const name of readdirSync('.').filter((entry) => !OWN.test(entry)))
    symlinkSync(resolve(name), join(folder, name));
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), content, { mode: 0o600 });
  return folder;
}

const STARTS = /(?:^| )npm start$/;

/** Runs the commands of one page. */
class Reader {
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #addresses = new Map<string, string>();
  /** Assignments of shell variables, for the commands after them. */
  #assignments = '';
  #stopGateway = async (): Promise<void> => undefined;
  readonly outputs = new Map<string, string>();

  constructor(page: string) {
    this.#folder = copyRepository(FILES[page]?.() ?? {});
    // The folder of this Node comes first, so npm scripts use it.
    const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
    this.#environment = { PATH: path, HOME: this.#folder, npm_config_update_notifier: 'false' };
  }

  replace(address: string, by: string): void {
    this.#addresses.set(address, by);
  }

  async run(text: string, environment: Readonly<Record<string, string>>): Promise<string> {
    if (/^\w+=\S+$/.test(text)) {
      this.#assignments += `${text}\n`;
      return '';
    }
    if (STARTS.test(text)) return this.#start(text);
    if (text.includes('localhost:4000') && !this.#addresses.has('localhost:4000'))
      await this.#start('npm start');
    const child = this.#spawn(this.#assignments + text, environment);
    const closed = once(child, 'close');
    const [stdout, stderr] = await Promise.all([readText(child.stdout), readText(child.stderr)]);
    await closed;
    if (child.exitCode !== 0)
      throw new Error(`The command exited with ${child.exitCode}: ${stdout}${stderr}`);
    this.outputs.set(text, stdout);
    return stdout;
  }

  async #start(text: string): Promise<string> {
    await this.#stopGateway();
    const [gateway, metrics] = await Promise.all([unusedOrigin(), unusedOrigin()]);
    const { port } = new URL(gateway);
    this.replace('localhost:4000', `localhost:${port}`);
    this.replace('9464', new URL(metrics).port);
    const child = this.#spawn(text.replace('npm ci && ', ''), { PORT: port });
    let printed = '';
    const listening = Promise.withResolvers<undefined>();
    const ended = once(child, 'exit');
    this.#stopGateway = async () => {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      await ended;
    };
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => {
        printed += part;
        if (printed.includes(`http://localhost:${port}/`)) listening.resolve(undefined);
      });
    void ended.then(() => listening.reject(new Error(`The gateway exited: ${printed}`)));
    await listening.promise;
    return printed;
  }

  /** In a process group, which ends as a whole. */
  #spawn(text: string, environment: Readonly<Record<string, string>>) {
    const command = [...this.#addresses].reduce((result, [from, to]) => result.replaceAll(from, to), text);
    return spawn('sh', ['-c', command], {
      cwd: this.#folder,
      env: { ...this.#environment, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  }

  async close(): Promise<void> {
    await this.#stopGateway();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Whether a response contains the part that a page shows: fewer members, or fewer entries of a list. */
function contains(response: unknown, shown: unknown): boolean {
  if (Array.isArray(shown))
    return (
      Array.isArray(response) && shown.every((entry) => response.some((other) => contains(other, entry)))
    );
  if (!isObject(shown)) return response === shown;
  return (
    isObject(response) && Object.entries(shown).every(([name, value]) => contains(response[name], value))
  );
}

const RESPONSE = z.object({ data: z.unknown(), errors: z.array(z.unknown()).default([]) });
const errorsOf = (printed: string): unknown[] => RESPONSE.parse(JSON.parse(printed)).errors;

describe.each(DOCS_PAGES.filter((page) => commandsToRun(page).length > 0))('the commands of %s', (page) => {
  let reader: Reader;
  let hapi: HapiServer;

  beforeAll(async () => {
    reader = new Reader(page);
    hapi = await startHapiServer([]);
    reader.replace('http://localhost:8080/fhir', hapi.baseUrl);
  });

  afterAll(async () => {
    await reader.close();
    await hapi.close();
  });

  it.for(commandsToRun(page))('work: $text', async ({ text, environment }, { skip }) => {
    skip(/\bjq /.test(text) && !HAS_JQ, 'jq is not installed');
    const printed = await reader.run(text, environment);
    // The page uses the id that the first resource of an empty HAPI server gets.
    const created = text.includes('/Patient -H') ? /"id":"(\w+)"/.exec(printed)?.[1] : undefined;
    if (created !== undefined) reader.replace(String.raw`id: \"1\"`, String.raw`id: \"${created}\"`);
    expect(text.includes('/graphql') ? errorsOf(printed) : []).toEqual([]);
  });

  it.each(readShownResponses(page))('return what the page shows: $json', ({ commands, json }) => {
    const responses = commands

      .flatMap((text) => reader.outputs.get(text) ?? [])
      .map((output) => z.unknown().parse(JSON.parse(output)));
    // A page can show the whole response, or only its data.
    const candidates = responses.flatMap((response) =>
      isObject(response) ? [response, response['data']] : [],
    );
    expect(candidates.some((response) => contains(response, json))).toBe(true);
  });
});
