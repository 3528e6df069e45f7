import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { createKeyConnection } from '../../src/config/connection.ts';
import { readSiteEnvironments, type SitesConfig } from '../../src/config/sites.ts';
import { checkSitesFile, nameKeysOfSite, readConfiguration } from '../../src/doctor/configuration.ts';
import { examine } from '../../src/doctor/examination.ts';
import type { EmbeddedSandbox } from '../../src/epic/connected-server.ts';
import { cause, checked, failed, type StepReport, STEPS } from '../../src/doctor/finding.ts';
import { worstOutcome } from '../../src/doctor/report.ts';
import {
  chooseSite,
  examineSites,
  type SiteExaminationOptions,
  type SiteReport,
} from '../../src/doctor/site-examinations.ts';
import { sitesInJson, sitesInWords, worstOutcomeOf } from '../../src/doctor/sites-report.ts';
import { pkcs8, rsa } from '../config/key-material.ts';
import { matching } from '../support/expected.ts';
import { passTime } from '../support/time.ts';
import { PLAIN, type Variables } from './examined.ts';

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  folder = mkdtempSync(join(tmpdir(), 'doctor-sites-'));
  writeFileSync(join(folder, 'key.pem'), pkcs8(sandbox.credentials.privateKey), { mode: 0o600 });
  writeFileSync(join(folder, 'other.pem'), pkcs8(rsa().privateKey), { mode: 0o600 });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => sandbox.clearFaults());

type Keys = Readonly<Record<string, unknown>>;

/** Returns the keys of a site of the sandbox, with changes. */
function keysOf(changes: Keys = {}): Keys {
  const { baseUrl, credentials, panels, mrnSystem } = sandbox;
  const { clientId, keyId } = credentials;
  const panel = `list:${panels.list}`;
  return { baseUrl, clientId, keyId, privateKeyFile: 'key.pem', panel, mrnSystem, ...changes };
}

interface Prepared {
  readonly env: Variables;
  readonly envOf: SiteExaminationOptions['envOf'];
}

function prepare(sites: Readonly<Record<string, Keys>>, variables: Variables = {}): Prepared {
  const path = join(folder, 'sites.json');
  writeFileSync(path, JSON.stringify({ sites }));
  const env = { SITES_FILE: path, ...variables };
  return { env, envOf: readSiteEnvironments(path, env) };
}

function examineAll(
  { env, envOf }: Prepared,
  options: Partial<SiteExaminationOptions> = {},
): Promise<readonly SiteReport[]> {
  return examineSites({
    config: loadConfig(env),
    envOf,
    readFrom: 'sites.json',
    keySetUrl: null,
    timeoutMs: 60_000,
    openSandbox: noSandbox,
    onSite: () => {},
    ...options,
  });
}

async function noSandbox(): Promise<never> {
  throw new Error('Every site has a FHIR server.');
}

async function embeddedSandbox(): Promise<EmbeddedSandbox> {
  const { baseUrl, credentials, panels, mrnSystem, launcherUrl } = sandbox;
  return {
    connection: createKeyConnection({ baseUrl, ...credentials }),
    panel: { kind: 'list', identifier: panels.list },
    mrnSystem,
    launcherUrl,
    close: async () => {},
  };
}

/** Returns the outcome of each site, and its failed steps. */
function outcomesOf(reports: readonly SiteReport[]): unknown[] {
  return reports.map(({ id, steps }) => [
    id,
    worstOutcome(steps),
    steps.filter(({ outcome }) => outcome === 'failed').map(({ step }) => step),
  ]);
}

/** Returns the whole output of the doctor, as text and as JSON. */
function outputOf({ env }: Prepared, sites: readonly SiteReport[]): string {
  const finding = checkSitesFile(
    readConfiguration(() => loadConfig(env)),
    'sites.json',
  );
  const report = { configuration: { step: 'configuration', durationMs: 0, ...finding }, sites } as const;
  return sitesInWords(report, PLAIN) + sitesInJson(report);
}

function causesOf(steps: readonly StepReport[]): unknown[] {
  return steps.map(({ step, outcome, causes }) => [step, outcome, causes]);
}

describe('the doctor with several sites', () => {
  it('reports for each site what it reports for a gateway of that site', async () => {
    const prepared = prepare({
      good: keysOf({ name: 'Good' }),
      wrong: keysOf({ tokenAudience: 'https://other.example/token' }),
      embedded: { sandbox: 'standard' },
    });
    const openSandbox = embeddedSandbox;
    const reports = await examineAll(prepared, { openSandbox });
    expect(outcomesOf(reports)).toEqual([
      ['good', 'passed', []],
      ['wrong', 'failed', ['token']],
      ['embedded', 'passed', []],
    ]);
    const alone = await examine({
      configuration: readConfiguration(() => loadConfig(prepared.env)),
      siteId: 'wrong',
      env: prepared.envOf('wrong'),
      readFrom: 'sites.json',
      keySetUrl: null,
      timeoutMs: 60_000,
      openSandbox,
      onStart: () => {},
      onReport: () => {},
    });
    expect(causesOf(reports[1]?.steps ?? [])).toEqual(causesOf(alone));
    expect(alone.find(({ step }) => step === 'token')?.causes).toEqual([
      {
        cause: `The audience https://other.example/token is wrong. With ${sandbox.tokenUrl}, the server grants a token.`,
        remedy: 'Remove tokenAudience. The default is right.',
      },
    ]);
  });

  it('names keys of the sites file, and shows no secret', async () => {
    const secret = 'S3CRET'.repeat(6);
    const prepared = prepare(
      {
        closed: keysOf({ baseUrl: 'http://127.0.0.1:9/api/FHIR/R4/metadata' }),
        wrong: keysOf({ privateKeyFile: 'other.pem', keySetUrl: 'http://127.0.0.1:9/jwks' }),
        'by-secret': {
          baseUrl: sandbox.baseUrl,
          auth: 'client_secret_basic',
          clientId: 'client-1',
          clientSecretEnv: 'NORTH_SECRET',
        },
        open: { baseUrl: sandbox.baseUrl, auth: 'none' },
        'no-panel': keysOf({ panel: null, mrnSystem: 'urn:oid:9.9' }),
      },
      { NORTH_SECRET: secret },
    );
    const reports = await examineAll(prepared);
    const outcomes = reports.map(({ steps }) => worstOutcome(steps));
    expect(outcomes).toEqual(['failed', 'failed', 'failed', 'failed', 'warning']);
    const output = outputOf(prepared, reports);
    expect(output).not.toMatch(/EPIC_|PATIENT_PANEL|MRN_SYSTEM/);
    expect(output).toContain('Set baseUrl: http://127.0.0.1:9/api/FHIR/R4');
    const { d = '' } = sandbox.credentials.privateKey.export({ format: 'jwk' });
    for (const hidden of [secret, Buffer.from(`client-1:${secret}`).toString('base64'), d])
      expect(output).not.toContain(hidden);
  });

  it('ends a site that never answers at its time limit, and delays no other', async () => {
    let connections = 0;
    const silent = createServer(() => (connections += 1));
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const baseUrl = `http://127.0.0.1:${port}/R4`;
    let finished = 0;
    const examined = prepare({ silent: keysOf({ baseUrl }), good: keysOf() });
    // The time passes once the good site is done, and the silent one has a connection test and a request.
    const reports = await passTime(
      9_000,
      () => finished === 1 && connections === 2,
      () => examineAll(examined, { timeoutMs: 9_000, onSite: (done) => (finished = done) }),
    );
    silent.close();
    expect(outcomesOf(reports)).toEqual([
      ['silent', 'failed', ['clock']],
      ['good', 'passed', []],
    ]);
    expect(reports[0]?.steps.find(({ step }) => step === 'clock')?.found[0]).toMatch(/within the 9 s/);
  });

  it('checks at most five sites at once, in the order of the file', async () => {
    const full = Promise.withResolvers<undefined>();
    let open = 0;
    let most = 0;
    const ids = Array.from({ length: 12 }, (_, at) => `site-${at}`);
    const prepared = prepare(Object.fromEntries(ids.map((id) => [id, { sandbox: 'standard' }])));
    const done: number[] = [];
    const reports = await examineAll(prepared, {
      async openSandbox() {
        open += 1;
        most = Math.max(most, open);
        if (open === 5) full.resolve(undefined);
        await full.promise;
        open -= 1;
        throw new Error('The test needs no sandbox.');
      },
      onSite: (count) => void done.push(count),
    });
    expect(most).toBe(5);
    expect(reports.map(({ id }) => id)).toEqual(ids);
    expect(done).toEqual(ids.map((_id, at) => at + 1));
  });

  it('reports every problem of an invalid sites file', () => {
    const { env } = prepare({ a: {}, b: keysOf({ timeout: 5 }) }, { PORT: 'abc' });
    const finding = checkSitesFile(
      readConfiguration(() => loadConfig(env)),
      'sites.json',
    );
    expect(finding.outcome).toBe('failed');
    expect(finding.causes).toEqual([
      { cause: matching(/^PORT: /), remedy: matching(/configuration\.md/) },
      { cause: 'sites.b: unknown key timeout (did you mean timeoutMs?).', remedy: matching(/sites\.md/) },
      { cause: 'sites.a.baseUrl or sandbox is required.', remedy: matching(/sites\.md/) },
    ]);
  });

  it('reports warnings of the environment once', async () => {
    const prepared = prepare({ a: { sandbox: 'standard' } }, { LOG_LEVLE: 'debug' });
    const output = outputOf(prepared, await examineAll(prepared, { openSandbox: embeddedSandbox }));
    expect(output.match(/Did you mean LOG_LEVEL/g)).toHaveLength(2);
  });
});

function sitesOf(defaultId: string | null, ...ids: readonly string[]): SitesConfig | null {
  const { env } = prepare(Object.fromEntries(ids.map((id) => [id, { sandbox: 'standard' }])), {
    ...(defaultId !== null && { DEFAULT_SITE: defaultId }),
  });
  return loadConfig(env).sites;
}

describe('the choice of a site', () => {
  it('is the named, the default or the only site', () => {
    expect(chooseSite(null, 'default')).toEqual({ siteId: null });
    expect(chooseSite(sitesOf(null, 'a', 'b'), { id: 'b' })).toEqual({ siteId: 'b' });
    expect(chooseSite(sitesOf('b', 'a', 'b'), 'default')).toEqual({ siteId: 'b' });
    expect(chooseSite(sitesOf(null, 'a'), 'default')).toEqual({ siteId: 'a' });
  });

  it('must be made among several sites, and exist', () => {
    expect(chooseSite(sitesOf(null, 'a', 'b'), 'default')).toEqual({
      fault:
        'SITES_FILE has 2 sites: a, b. Use --site ID to check one of them, or --all to check every site.',
    });
    expect(chooseSite(sitesOf(null, 'a'), { id: 'constructor' })).toEqual({
      fault: 'No site has the given id. SITES_FILE has one site: a.',
    });
    expect(chooseSite(null, { id: 'a' })).toEqual({
      fault: 'SITES_FILE is not set. Set it to the path of a sites file, or leave out --site and --all.',
    });
  });
});

function stepOf(step: StepReport['step'], finding: Omit<StepReport, 'step' | 'durationMs'>): StepReport {
  return { step, durationMs: 1, ...finding };
}

describe('the table of sites', () => {
  const passes = (step: StepReport['step']): StepReport =>
    stepOf(step, checked(true, { tried: '', found: ['Fine.'] }).finding);
  const configuration = stepOf(
    'configuration',
    checked(true, { tried: 'reading x', found: ['Three sites.'] }).finding,
  );
  const good = { id: 'good', name: 'Good\u001b[31m Hospital', steps: [passes('token'), passes('reads')] };
  const closed = {
    id: 'closed',
    name: '東京病院 附属小児医療センター',
    steps: [
      stepOf(
        'connection',
        failed({
          tried: '',
          found: ['Could not connect.'],
          causes: [cause`It is down. → Wait.`, cause`It moved. → Ask.`],
        }).finding,
      ),
    ],
  };
  const warned = {
    id: 'warned',
    name: null,
    steps: [
      passes('token'),
      stepOf(
        'reads',
        checked(true, { tried: '', found: ['x'], causes: [cause`One lacks. → Add it.`] }).finding,
      ),
    ],
  };

  it('has a row for each site, the ones to fix last, each with what to fix first', () => {
    const text = sitesInWords({ configuration, sites: [closed, warned, good] }, { ...PLAIN, width: 60 });
    expect(text.split('\n').slice(3)).toEqual([
      '    Site    Name                     Token    Reads',
      '  ✓ good    Good [31m Hospital       passed   passed',
      '  ! warned                           passed   warning',
      '    Reads: One lacks.',
      '    → Add it.',
      '  ✗ closed  東京病院 附属小児医療…   skipped  skipped',
      '    Connection: Could not connect.',
      '    Most likely: It is down.',
      '    → Wait.',
      '',
      '  1 failed, 1 warning, 1 passed. Fix what failed before you serve these sites.',
      '  The option --site ID shows the whole report of one site.',
      '',
      '',
    ]);
  });

  it('has no column for names that no site has, and no hint if every site passed', () => {
    const text = sitesInWords({ configuration, sites: [{ ...good, name: null }] }, PLAIN);
    expect(text).toContain(
      '    Site  Token    Reads\n  ✓ good  passed   passed\n\n  1 passed. The gateway works at every site.\n\n',
    );
  });

  it('is also JSON, in the order of the sites file', () => {
    const report = { configuration, sites: [closed, good] };
    expect(JSON.parse(sitesInJson(report))).toMatchObject({
      format: 1,
      outcome: 'failed',
      steps: [{ step: 'configuration', title: STEPS.configuration }],
      sites: [
        { id: 'closed', outcome: 'failed', steps: [{ step: 'connection', title: STEPS.connection }] },
        { id: 'good', name: good.name, outcome: 'passed' },
      ],
    });
    expect(worstOutcomeOf({ ...report, sites: [good] })).toBe('passed');
  });
});

describe('nameKeysOfSite', () => {
  it.each([
    ['Set EPIC_TOKEN_AUDIENCE=https://x.example.', 'Set tokenAudience: https://x.example.'],
    ['EPIC_CLIENT_SECRET is wrong.', 'The variable of clientSecretEnv is wrong.'],
    ['reading EPIC_PRIVATE_KEY', 'reading the variable of privateKeyEnv'],
    ['Use EPIC_PRIVATE_KEY_FILE.', 'Use privateKeyFile.'],
    ['Mutations are off (WRITES_ENABLED).', 'Mutations are off (WRITES_ENABLED).'],
  ])('turns %j into %j', (text, named) => {
    expect(nameKeysOfSite(text)).toBe(named);
  });
});
