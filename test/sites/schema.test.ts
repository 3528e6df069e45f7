import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ConfigError, loadConfig } from '../../src/config/config.ts';
import { pkcs8, rsa } from '../config/key-material.ts';

const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('docs/sites.schema.json', 'utf8')),
);

const PAGE = 'docs/sites.md';
/** The sites files in the page and in examples/. */
const EXAMPLES = [
  ...[...readFileSync(PAGE, 'utf8').matchAll(/```(?:yaml|json)\n([\s\S]*?)```/g)]
    .map(([, text = '']): readonly [string, string] => [PAGE, text])
    // The others are responses.
    .filter(([, text]) => text.includes('schema')),
  ...globSync('examples/sites/*.{yaml,json}').map((path): readonly [string, string] => [
    path,
    readFileSync(path, 'utf8'),
  ]),
];

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sites-schema-'));
  for (const name of ['key.pem', 'gateway.pem', 'st-marys.pem'])
    writeFileSync(join(folder, name), pkcs8(rsa().privateKey));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Returns whether the gateway accepts a sites file. */
function isAccepted(file: unknown): boolean {
  const path = join(folder, 'sites.json');
  writeFileSync(path, JSON.stringify(file));
  try {
    loadConfig({
      SITES_FILE: path,
      AUTH_MODE: 'jwt',
      AUTH_ISSUER: 'https://all.example.org',
      AUTH_AUDIENCE: 'gateway',
      NORTH_SECRET: 'secret',
    });
    return true;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

const SITE = { baseUrl: 'https://fhir.example.org/R4', clientId: 'client-1', privateKeyFile: 'key.pem' };

describe('the JSON Schema of the sites file', () => {
  it('has several examples', () => {
    expect(EXAMPLES.length).toBeGreaterThan(1);
  });

  it.each(EXAMPLES)('accepts the example in %s, as the gateway does', (_path, text) => {
    const file: unknown = parse(text);
    isValid(file);
    expect(isValid.errors ?? []).toEqual([]);
    expect(isAccepted(file)).toBe(true);
  });

  it.each<[what: string, file: unknown]>([
    ['a site', { sites: { a: SITE } }],
    ['the location of the schema', { $schema: './sites.schema.json', sites: { a: SITE } }],
    ['defaults', { defaults: SITE, sites: { a: {} } }],
    ['numbers', { sites: { a: { ...SITE, timeoutMs: 5_000, maxRequestsPerSecond: 0 } } }],
    ['numbers as text', { sites: { a: { ...SITE, timeoutMs: '5000' } } }],
    [
      'null for a default that does not apply',
      { defaults: SITE, sites: { a: { ...SITE, keyId: null, auth: null } } },
    ],
    ['a sandbox in place of the default server', { sites: { a: { sandbox: 'standard', baseUrl: null } } }],
    ['a panel', { sites: { a: { ...SITE, panel: 'list:clinic' } } }],
    [
      'lists',
      { sites: { a: { ...SITE, callers: { issuer: ['https://id.example.org'], audience: 'a,b' } } } },
    ],
  ])('and the gateway accept %s', (_what, file) => {
    expect([isValid(file), isAccepted(file)]).toEqual([true, true]);
  });

  it.each<[what: string, file: unknown]>([
    ['no sites', {}],
    ['an empty object of sites', { sites: {} }],
    ['a list of sites', { sites: [SITE] }],
    ['another key at the top', { site: {}, sites: { a: SITE } }],
    ['an id with other characters', { sites: { 'St. Mary': SITE } }],
    ['an id of 64 characters', { sites: { ['a'.repeat(64)]: SITE } }],
    ['an unknown key', { sites: { a: { ...SITE, timeout: 5 } } }],
    ['an unknown key of callers', { sites: { a: { ...SITE, callers: { issuers: 'x' } } } }],
    ['an unknown default', { defaults: { baseURL: 'x' }, sites: { a: SITE } }],
    ['a number beyond its limits', { sites: { a: { ...SITE, timeoutMs: 1 } } }],
    ['text in place of a number', { sites: { a: { ...SITE, timeoutMs: '5s' } } }],
    ['an unknown algorithm', { sites: { a: { ...SITE, signingAlgorithm: 'HS256' } } }],
    ['an unknown authentication', { sites: { a: { ...SITE, auth: 'basic' } } }],
    ['an unknown panel', { sites: { a: { ...SITE, panel: 'everyone' } } }],
    ['a FHIR server and a sandbox', { sites: { a: { ...SITE, sandbox: 'standard' } } }],
    ['an unknown sandbox', { sites: { a: { sandbox: 'large' } } }],
    ['a flag in place of text', { sites: { a: { ...SITE, name: true } } }],
  ])('and the gateway refuse %s', (_what, file) => {
    expect([isValid(file), isAccepted(file)]).toEqual([false, false]);
  });
});
