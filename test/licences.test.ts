import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { trackedFiles } from './support/tracked-files.ts';

/** SPDX identifiers of licences that ask for no more than their notice. */
const PERMISSIVE: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
]);

/** The licence of fonts, which may go with any software as long as its text does. */
const FONT_LICENCE = 'OFL-1.1';
const RULE = `${'='.repeat(80)}\n`;

interface Package {
  /** Below node_modules, as in the lock file. */
  readonly path: string;
  readonly version: string;
  /** As its package.json said when it was locked. */
  readonly licence: string;
  /** True where it is installed for work on this repository, and is not part of what runs. */
  readonly isForDevelopment: boolean;
}

const LOCK = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().default(''),
      license: z.string().optional(),
      dev: z.boolean().default(false),
      link: z.boolean().default(false),
    }),
  ),
});

const PACKAGES = packagesOf('.');

/** What ships with the explorer: the packages of its bundle, and their licences. */
const NOTICES = readFileSync('explorer/bundle/licences.txt', 'utf8');
const BUNDLED = [...NOTICES.slice(0, NOTICES.indexOf(RULE)).matchAll(/^(\S+) (\S+) \((.+)\)$/gm)].map(
  ([, name = '', version = '', licence = '']) => ({ name, version, licence }),
);

/** The packages of the shipped code, the tests, the tools and the examples. */
const ALL_PACKAGES = trackedFiles('package-lock.json', '**/package-lock.json')
  .map(dirname)
  .flatMap(packagesOf);

/** Returns the packages in the lock file of a folder, whether or not they are installed. */
function packagesOf(folder: string): readonly Package[] {
  const lock = LOCK.parse(JSON.parse(readFileSync(`${folder}/package-lock.json`, 'utf8')));
  return (
    Object.entries(lock.packages)
      // A link leads to a package of packages/, which has a row of its own.
      .filter(([path, { link }]) => path !== '' && !link)
      .map(([path, { version, license = 'none', dev }]) => ({
        path,
        version,
        licence: license,
        isForDevelopment: dev,
      }))
  );
}

function nameOf({ path }: Package): string {
  return path.replace(/^.*node_modules\//, '');
}

/** An SPDX expression without nesting: of alternatives one is enough, of licences that go together all must be permissive. */
function isPermissive(expression: string): boolean {
  return expression
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((alternative) => alternative.split(' AND ').every((licence) => PERMISSIVE.has(licence)));
}

describe('what ships', () => {
  it('has permissive licences alone', () => {
    const shipped = PACKAGES.filter(({ isForDevelopment }) => !isForDevelopment);
    expect(shipped.length).toBeGreaterThan(100);
    expect(shipped.filter(({ licence }) => !isPermissive(licence))).toEqual([]);
  });

  it('has in the explorer’s bundle only permissive licences and those of its fonts', () => {
    const others = BUNDLED.filter(({ licence }) => !isPermissive(licence));
    expect(BUNDLED.length).toBeGreaterThan(50);
    expect(others.filter(({ licence }) => licence !== FONT_LICENCE)).toEqual([]);
    expect(others.filter(({ name }) => !name.startsWith('@fontsource/'))).toEqual([]);
  });

  it('has in the explorer’s bundle the licence of each package, in the version of its lock file', () => {
    const locked = new Set(
      packagesOf('explorer').map((one) => `${nameOf(one)} ${one.version} (${one.licence})`),
    );
    const titles = BUNDLED.map(({ name, version, licence }) => `${name} ${version} (${licence})`);
    expect(titles.filter((title) => !locked.has(title))).toEqual([]);
    expect(titles.filter((title) => !NOTICES.includes(`${RULE}${title}\n\n`))).toEqual([]);
  });

  it('includes the router for production, which has permissive licences only', () => {
    const router = packagesOf('deploy/supergraph');
    expect(router.length).toBeGreaterThan(100);
    expect(router.filter(({ licence }) => !isPermissive(licence))).toEqual([]);
  });

  it('nor has what the example app brings to a browser any other', () => {
    const brought = packagesOf('examples/chart').filter(({ isForDevelopment }) => !isForDevelopment);
    expect(brought.length).toBeGreaterThan(20);
    expect(brought.filter(({ licence }) => !isPermissive(licence))).toEqual([]);
  });
});

describe('what the tests and the tools need', () => {
  it('has its other licences named in NOTICE.md, and no more than these', () => {
    // All six lock files.
    expect(ALL_PACKAGES.length).toBeGreaterThan(2_000);
    // The fonts of the explorer ship; their test is above.
    const restricted = new Map(
      ALL_PACKAGES.filter(({ licence }) => !isPermissive(licence) && licence !== FONT_LICENCE).map((one) => [
        nameOf(one),
        one.licence,
      ]),
    );
    // Builds for platforms are named after what they are builds of.
    const isBuild = (name: string): boolean =>
      [...restricted.keys()].some((other) => name.startsWith(`${other}-`));
    const named = [...readFileSync('NOTICE.md', 'utf8').matchAll(/^\| `([^`]+)` +\| ([\w.-]+) +\|/gm)];
    expect(named.map(([, name, licence]) => `${name} ${licence}`)).toEqual(
      [...restricted]
        .filter(([name]) => !isBuild(name))
        .map(([name, licence]) => `${name} ${licence}`)
        .toSorted(),
    );
  });
});

describe('a licence', () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0)', true],
    ['(MIT AND BSD-3-Clause)', true],
    ['(MIT AND GPL-3.0)', false],
    ['Elastic-2.0', false],
    ['none', false],
  ])('%s is permissive: %s', (expression, expected) => {
    expect(isPermissive(expression)).toBe(expected);
  });
});
