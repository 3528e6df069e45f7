import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ConfigError, loadConfig } from '../../src/config/config.ts';
import { parseSitesCommand } from '../../src/sites/arguments.ts';
import {
  checkSites,
  importSites,
  listSites,
  type SitesEnvironment,
  SitesError,
} from '../../src/sites/commands.ts';
import { pkcs8, rsa } from '../config/key-material.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sites-commands-'));
  writeFileSync(join(folder, 'key.pem'), pkcs8(rsa().privateKey));
});

afterAll(() => rmSync(folder, { recursive: true }));

const SECRET = 'S3CRET'.repeat(8);

const SITES = {
  defaults: { clientId: 'client-1', privateKeyFile: 'key.pem' },
  sites: {
    'st-marys': {
      name: 'St. Mary’s',
      baseUrl: 'https://fhir.stmarys.example.org/R4',
      panel: `ids:${SECRET}`,
    },
    north: {
      baseUrl: 'https://fhir.north.example.org/R4',
      auth: 'client_secret_basic',
      privateKeyFile: null,
      clientSecretEnv: 'NORTH_SECRET',
      callers: { issuer: 'https://id.north.example.org' },
    },
  },
};

const ENV = {
  NORTH_SECRET: SECRET,
  AUTH_MODE: 'jwt',
  AUTH_ISSUER: 'https://id.example.org',
  AUTH_AUDIENCE: 'gateway',
};

function save(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

interface Printed {
  readonly output: string;
  readonly messages: string;
}

function print(run: (environment: SitesEnvironment) => void, env: SitesEnvironment['env'] = {}): Printed {
  const printed = { output: '', messages: '' };
  run({
    env,
    envFileNames: [],
    now: () => Date.parse('2026-06-15T12:00:00Z'),
    writeOutput: (text) => void (printed.output += text),
    writeMessage: (text) => void (printed.messages += text),
  });
  return printed;
}

function problemsOf(file: unknown, env: SitesEnvironment['env'] = ENV): readonly string[] {
  try {
    const path = save('checked.json', file);
    print((environment) => checkSites({ file: path }, environment), env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('sites check', () => {
  it('says that a file is valid', () => {
    const path = save('sites.json', SITES);
    const valid = {
      output: '',
      messages: 'The sites file is valid. 2 sites. Requests must name a site (DEFAULT_SITE is not set).\n',
    };
    expect(print((environment) => checkSites({ file: path }, environment), ENV)).toEqual(valid);
    const env = { ...ENV, SITES_FILE: path };
    expect(print((environment) => checkSites({ file: null }, environment), env)).toEqual(valid);
  });

  it('names the site of requests that name none', () => {
    const path = save('sites.json', SITES);
    const { messages } = print((environment) => checkSites({ file: path }, environment), {
      ...ENV,
      DEFAULT_SITE: 'north',
    });
    expect(messages).toContain('Requests that name no site reach north.');
  });

  it('prints every problem, and no secret [T6-I4]', () => {
    const { north, ...others } = SITES.sites;
    const broken = {
      ...SITES,
      sites: { ...others, north: { ...north, timeout: SECRET, baseUrl: 'ftp://x' }, a: {} },
    };
    const problems = problemsOf(broken, { ...ENV, PORT: 'abc' });
    expect(problems.map((problem) => problem.split(/[ :]/)[0])).toEqual(
      expect.arrayContaining(['PORT', 'sites.north', 'sites.north.baseUrl']),
    );
    expect(problems.join('\n')).not.toContain(SECRET);
  });

  it('reads the named file instead of SITES_FILE', () => {
    expect(problemsOf(SITES, { ...ENV, SITES_FILE: join(folder, 'none.json') })).toEqual([]);
  });

  it('needs a file', () => {
    expect(() => print((environment) => checkSites({ file: null }, environment))).toThrow(
      new SitesError('Set SITES_FILE, or name the sites file after the command.'),
    );
  });
});

describe('sites list', () => {
  it('prints a table without secrets and without the patients of panels [T6-I4]', () => {
    const path = save('sites.json', SITES);
    const { output } = print((environment) => listSites({ file: path }, environment), ENV);
    expect(output.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['id', 'name', 'base URL', 'auth', 'panel', 'own issuer'],
      ['st-marys', 'St. Mary’s', 'https://fhir.stmarys.example.org/R4', 'private_key_jwt', 'ids', '-'],
      [
        'north',
        '-',
        'https://fhir.north.example.org/R4',
        'client_secret_basic',
        'default',
        'https://id.north.example.org',
      ],
      [''],
    ]);
    expect(output).not.toContain(SECRET);
  });

  it('shows embedded sandboxes', () => {
    const path = save('sandbox.json', { sites: { a: { sandbox: 'standard' } } });
    const { output, messages } = print((environment) => listSites({ file: path }, environment));
    expect(output).toContain('sandbox standard');
    expect(messages).toBe('1 site. Requests that name no site reach a.\n');
  });
});

type Import = Parameters<typeof importSites>[0];

/** Returns the arguments of an import that prints YAML, with changes. */
function importOf(file: string, changes: Partial<Import> = {}): Import {
  return { file, into: null, names: [], format: 'yaml', ...changes };
}

const BUNDLE = {
  resourceType: 'Bundle',
  entry: ['St. Mary’s', 'yes', 'Old'].map((name) => ({
    resource: {
      resourceType: 'Endpoint',
      status: name === 'Old' ? 'off' : 'active',
      name,
      address: `https://${name === 'yes' ? 'yes' : 'fhir'}.example.org/R4`,
    },
  })),
};

const IMPORTED = {
  sites: {
    'st-marys': { name: 'St. Mary’s', baseUrl: 'https://fhir.example.org/R4' },
    yes: { name: 'yes', baseUrl: 'https://yes.example.org/R4' },
  },
};

describe('sites import', () => {
  it.each<['yaml' | 'json', (text: string) => unknown]>([
    ['yaml', (text): unknown => parse(text)],
    ['json', (text): unknown => JSON.parse(text)],
  ])('prints a sites file in %s, and reports what it leaves out', (format, parseText) => {
    const file = save('endpoints.json', `\uFEFF${JSON.stringify(BUNDLE)}`);
    const { output, messages } = print((environment) => importSites(importOf(file, { format }), environment));
    expect(parseText(output)).toEqual(IMPORTED);
    expect(messages).toContain('Left out: entry 3 (Old): its status is not active\n');
    expect(messages).toContain('Imported 2 sites, left out 1.');
  });

  it('prints a file that is valid once it has credentials', () => {
    const file = save('endpoints.json', BUNDLE);
    const { output } = print((environment) => importSites(importOf(file), environment));
    const path = save(
      'imported.yaml',
      `defaults: { clientId: client-1, privateKeyFile: key.pem }\n${output}`,
    );
    expect(Object.keys(loadConfig({ SITES_FILE: path }).sites?.byId ?? {})).toEqual(['st-marys', 'yes']);
  });

  it('says that a page is not the whole list', () => {
    const file = save('page.json', { ...BUNDLE, link: { relation: 'next' } });
    const { messages } = print((environment) => importSites(importOf(file, { format: 'json' }), environment));
    expect(messages).toContain('The Bundle is one page of several');
  });

  it('adds new sites to a sites file, and keeps the rest of it', () => {
    const file = save('endpoints.json', BUNDLE);
    const own = [
      '# Ask before you change it.',
      'defaults: { clientId: client-1 } # production',
      'sites:',
      '  # The first one',
      '  yes: { baseUrl: "https://FHIR.example.org/R4/", panel: search }',
    ].join('\n');
    const into = save('own.yaml', own);
    const run = (environment: SitesEnvironment): void => importSites(importOf(file, { into }), environment);
    const { output, messages } = print(run);
    expect(output).toBe('');
    expect(messages).toMatch(
      /Imported 1 site into .*own\.yaml, left out 1\. Already in the file: 1\. Add clientId/,
    );
    expect(readFileSync(into, 'utf8')).toBe(
      `${own}\n  yes-2:\n    name: yes\n    baseUrl: https://yes.example.org/R4\n`,
    );
    expect(print(run).messages).toContain('Imported 0 sites into');
    expect(print(run).messages).toContain('The file is unchanged.');
  });

  it('adds new sites to a JSON file, and creates a file that does not exist', () => {
    const file = save('endpoints.json', BUNDLE);
    const into = save('own.json', { $schema: './sites.schema.json', sites: { a: { sandbox: 'standard' } } });
    print((environment) => importSites(importOf(file, { into, names: ['MARY'] }), environment));
    const stMarys = IMPORTED.sites['st-marys'];
    expect(JSON.parse(readFileSync(into, 'utf8'))).toEqual({
      $schema: './sites.schema.json',
      sites: { a: { sandbox: 'standard' }, 'st-marys': stMarys },
    });
    const created = join(folder, 'created.yaml');
    print((environment) => importSites(importOf(file, { into: created }), environment));
    expect(parse(readFileSync(created, 'utf8'))).toEqual(IMPORTED);
    const empty = save('empty.yaml', '# nothing yet\nsites:\n');
    print((environment) => importSites(importOf(file, { into: empty }), environment));
    expect(parse(readFileSync(empty, 'utf8'))).toEqual(IMPORTED);
  });

  it.each(['a: [', '[]', 'sites: 5', '<html>'])(
    'leaves a file unchanged that is no sites file: %s',
    (text) => {
      const file = save('endpoints.json', BUNDLE);
      const into = save('broken.yaml', text);
      expect(() => print((environment) => importSites(importOf(file, { into }), environment))).toThrow(
        'Expected a sites file in YAML or JSON',
      );
      expect(readFileSync(into, 'utf8')).toBe(text);
    },
  );

  it('says that no endpoint has the name, or that there is no file', () => {
    const file = save('endpoints.json', BUNDLE);
    const runWith = (changes: Partial<Import>) => (): unknown =>
      print((environment) => importSites(importOf(file, changes), environment));
    expect(runWith({ names: ['zzz'] })).toThrow(/None of the 3 endpoints in .* has such a name/);
    expect(runWith({ file: join(folder, 'none.json') })).toThrow('Expected a readable file: ');
  });

  it.each<[what: string, content: unknown, message: string]>([
    ['no JSON', 'Endpoint', 'Expected JSON in '],
    ['a page', ' <html>', ', got XML or HTML.'],
    [
      'no Bundle',
      { resourceType: 'CapabilityStatement' },
      'Expected a FHIR Bundle (JSON) with active Endpoint',
    ],
  ])('fails for %s', (_what, content, message) => {
    const file = save('wrong.json', content);
    expect(() => print((environment) => importSites(importOf(file), environment))).toThrow(message);
  });
});

describe('the arguments of sites', () => {
  it.each<[args: string, command: unknown]>([
    ['', { name: 'help' }],
    ['check --help', { name: 'help' }],
    ['check', { name: 'check', file: null }],
    ['list sites.yaml', { name: 'list', file: 'sites.yaml' }],
    ['import a.json', { name: 'import', file: 'a.json', into: null, names: [], format: 'yaml' }],
    [
      'import a.json --format json',
      { name: 'import', file: 'a.json', into: null, names: [], format: 'json' },
    ],
    [
      'import a.json --into b.yaml --name a --name b',
      { name: 'import', file: 'a.json', into: 'b.yaml', names: ['a', 'b'], format: 'yaml' },
    ],
  ])('are accepted: %s', (args, command) => {
    expect(parseSitesCommand(args.split(' ').filter(Boolean))).toEqual(command);
  });

  it.each<[args: string, fault: string]>([
    ['show', 'Expected a command: check, list or import.'],
    ['check a b', 'Expected one file, without "b" after it.'],
    ['list --format json', '--format works only with import, not with list.'],
    ['check --into a.yaml', '--into works only with import, not with check.'],
    [
      'import https://example.org/R4',
      'import reads a file. Download it first: curl -o endpoints.json https://example.org/R4',
    ],
    ['import', 'import expects the file of a FHIR Bundle of endpoints.'],
    ['import a.json --format xml', '--format expects yaml or json.'],
  ])('are rejected: %s', (args, fault) => {
    expect(parseSitesCommand(args.split(' '))).toEqual({ fault });
  });
});
