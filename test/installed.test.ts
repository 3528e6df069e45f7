import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';

/** A repository whose folder e2e has a lock file with one local package. */
let root: string;

const ROOT_LOCK = 'node_modules/.package-lock.json';
const INSTALLED_LOCK = 'e2e/node_modules/.package-lock.json';

function write(path: string, content: object): void {
  writeFileSync(join(root, path), JSON.stringify(content));
}

interface ThingOptions {
  readonly version?: string;
  readonly kind?: 'dependencies' | 'devDependencies';
  /** Further packages in the lock file. */
  readonly others?: object;
}

function lockThing({ version = '1.0.0', kind = 'dependencies', others = {} }: ThingOptions = {}): void {
  const manifest = { name: 'e2e', version: '1.0.0', [kind]: { thing: 'file:./thing' } };
  const dev = kind === 'devDependencies';
  const packages = {
    '': manifest,
    'node_modules/thing': { resolved: 'thing', link: true },
    thing: { version, dev },
    ...others,
  };
  write('e2e/thing/package.json', { name: 'thing', version });
  write('e2e/package.json', manifest);
  write('e2e/package-lock.json', { ...manifest, lockfileVersion: 3, requires: true, packages });
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gateway-installed-'));
  for (const folder of ['node_modules', 'scripts', 'e2e/thing'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const script of ['install', 'installed'])
    copyFileSync(`scripts/${script}.mjs`, join(root, `scripts/${script}.mjs`));
  write(ROOT_LOCK, {});
  lockThing();
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

function run(...folders: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts/install.mjs'), ...folders],
    { encoding: 'utf8', env: { ...process.env, npm_config_offline: 'true' } },
  );
  return { status, stdout, stderr };
}

const SILENT_SUCCESS = { status: 0, stdout: '', stderr: '' };

describe('scripts/install.mjs', () => {
  it('fails without the packages of the root, and names the command that installs them', () => {
    rmSync(join(root, ROOT_LOCK));
    const { status, stderr } = run('e2e');
    expect([status, existsSync(join(root, INSTALLED_LOCK))]).toEqual([1, false]);
    expect(stderr).toContain('Run "npm ci" first.');
  });

  it('fails if npm has not linked a package of packages/, and names it', () => {
    mkdirSync(join(root, 'packages/tool'), { recursive: true });
    write('packages/tool/package.json', { name: 'some-tool' });
    const { status, stderr } = run();
    expect(status).toBe(1);
    expect(stderr).toContain('npm has not linked some-tool of packages/. Run "npm ci" first.');
    mkdirSync(join(root, 'node_modules/some-tool'));
    write('node_modules/some-tool/package.json', { name: 'some-tool' });
    expect(run()).toEqual(SILENT_SUCCESS);
  });

  it('installs no packages if the script needs no folder', () => {
    expect([run(), existsSync(join(root, INSTALLED_LOCK))]).toEqual([SILENT_SUCCESS, false]);
  });

  it('installs the packages of a folder on first use, and reports it on stderr only', () => {
    const { status, stdout, stderr } = run('e2e');
    expect([status, stdout]).toEqual([0, '']);
    expect(stderr).toContain('Installing the packages of e2e/ (once)…');
    expect(existsSync(join(root, 'e2e/node_modules/thing/package.json'))).toBe(true);
    expect(run('e2e')).toEqual(SILENT_SUCCESS);
  });

  it('calls a folder what people call it', () => {
    expect(run('e2e:app').stderr).toContain("Installing the app's packages (once)…");
    expect(run('e2e:app')).toEqual(SILENT_SUCCESS);
  });

  it('installs the packages of a folder again when its lock file changes, whatever its modification time', () => {
    run('e2e');
    lockThing({ version: '1.0.1' });
    utimesSync(join(root, 'e2e/package-lock.json'), 0, 0);
    expect(run('e2e').stderr).toContain('Installing the packages of e2e/');
    expect(run('e2e')).toEqual(SILENT_SUCCESS);
  });

  it('installs nothing for a lock file that is only newer or adds optional packages of other platforms', () => {
    run('e2e');
    lockThing({ others: { 'node_modules/elsewhere': { version: '1.0.0', optional: true, os: ['none'] } } });
    expect(run('e2e')).toEqual(SILENT_SUCCESS);
  });

  it('installs development packages even if NODE_ENV is production', () => {
    lockThing({ kind: 'devDependencies' });
    vi.stubEnv('NODE_ENV', 'production');
    run('e2e');
    expect(existsSync(join(root, 'e2e/node_modules/thing/package.json'))).toBe(true);
  });

  it('fails when npm cannot install the packages of a folder', () => {
    rmSync(join(root, 'e2e/package-lock.json'));
    const { status, stdout, stderr } = run('e2e');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('The packages of e2e/ could not be installed: see above.');
  });
});

describe('the lock file of e2e/', () => {
  const { packages } = z
    .object({ packages: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(readFileSync('e2e/package-lock.json', 'utf8')));

  it.each(['graphql', 'vitest'])(
    'does not contain %s, so tests that import src/ load only one copy',
    (name) => {
      expect(Object.keys(packages).length).toBeGreaterThan(100);
      expect(Object.keys(packages).filter((path) => path.endsWith(`node_modules/${name}`))).toEqual([]);
    },
  );
});

describe('the scripts of package.json', () => {
  it('need the packages of the root, and say so without them', () => {
    const unchecked = Object.entries(scriptsOf('package.json'))
      .filter(
        ([, script]) => !/--import \.\/scripts\/installed\.mjs |^node scripts\/install\.mjs /.test(script),
      )
      .map(([name]) => name);
    expect(unchecked).toEqual(['codegen', 'build', 'prepack', 'bench']);
  });

  it('are at most the commands that a person uses, and a hook of npm', () => {
    const people = 'bench build check codegen dev doctor example gateway nightly start test';
    expect(Object.keys(scriptsOf('package.json')).toSorted()).toEqual(
      `${people} prepack`.split(' ').toSorted(),
    );
  });

  it('install the packages of e2e/ before they use them', () => {
    const { package: ofCheck, ...scripts } = scriptsOf('e2e/package.json');
    expect(ofCheck).toContain('publint');
    for (const script of Object.values(scripts))
      expect(script).toMatch(/^node \.\.\/scripts\/install\.mjs e2e\b/);
  });
});

function scriptsOf(path: string): Record<string, string> {
  return z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(readFileSync(path, 'utf8')))
    .scripts;
}
