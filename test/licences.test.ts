import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { trackedFiles } from './support/tracked-files.ts';

/** SPDX identifiers of licenses that require at most a notice. */
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

/** The license of fonts, which allows distribution with any software if its text is included. */
const FONT_LICENSE = 'OFL-1.1';
const RULE = `${'='.repeat(80)}\n`;

interface Package {
  /** The path in the lock file, below node_modules. */
  readonly path: string;
  readonly version: string;
  /** From its package.json. */
  readonly license: string;
  /** True for a package that is only needed for work on this repository. */
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

/** The packages in the bundle of the explorer, and their license texts. */
const NOTICES = readFileSync('explorer/bundle/licences.txt', 'utf8');
const BUNDLED = [...NOTICES.slice(0, NOTICES.indexOf(RULE)).matchAll(/^(\S+) (\S+) \((.+)\)$/gm)].map(
  ([, name = '', version = '', license = '']) => ({ name, version, license }),
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
      // A link points to a package of packages/, which has a row of its own.
      .filter(([path, { link }]) => path !== '' && !link)
      .map(([path, { version, license = 'none', dev }]) => ({
        path,
        version,
        license,
        isForDevelopment: dev,
      }))
  );
}

function nameOf({ path }: Package): string {
  return path.replace(/^.*node_modules\//, '');
}

/** Evaluates an SPDX expression without nesting: one alternative of OR, or all licenses of AND, must be permissive. */
function isPermissive(expression: string): boolean {
  return expression
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((alternative) => alternative.split(' AND ').every((license) => PERMISSIVE.has(license)));
}

describe('the shipped packages', () => {
  it('have only permissive licenses', () => {
    const shipped = PACKAGES.filter(({ isForDevelopment }) => !isForDevelopment);
    expect(shipped.length).toBeGreaterThan(100);
    expect(shipped.filter(({ license }) => !isPermissive(license))).toEqual([]);
  });

  it('have permissive licenses in the explorer, except for its fonts', () => {
    const others = BUNDLED.filter(({ license }) => !isPermissive(license));
    expect(BUNDLED.length).toBeGreaterThan(50);
    expect(others.filter(({ license }) => license !== FONT_LICENSE)).toEqual([]);
    expect(others.filter(({ name }) => !name.startsWith('@fontsource/'))).toEqual([]);
  });

  it('have their license texts in the explorer, in the locked versions', () => {
    const locked = new Set(
      packagesOf('explorer').map((one) => `${nameOf(one)} ${one.version} (${one.license})`),
    );
    const titles = BUNDLED.map(({ name, version, license }) => `${name} ${version} (${license})`);
    expect(titles.filter((title) => !locked.has(title))).toEqual([]);
    expect(titles.filter((title) => !NOTICES.includes(`${RULE}${title}\n\n`))).toEqual([]);
  });

  it('have only permissive licenses in the production router', () => {
    const router = packagesOf('deploy/supergraph');
    expect(router.length).toBeGreaterThan(100);
    expect(router.filter(({ license }) => !isPermissive(license))).toEqual([]);
  });

  it('have only permissive licenses in the example app', () => {
    const shipped = packagesOf('examples/chart').filter(({ isForDevelopment }) => !isForDevelopment);
    expect(shipped.length).toBeGreaterThan(20);
    expect(shipped.filter(({ license }) => !isPermissive(license))).toEqual([]);
  });
});

describe('the packages of tests and tools', () => {
  it('have their other licenses listed in NOTICE.md, and no more', () => {
    // This count covers all six lock files.
    expect(ALL_PACKAGES.length).toBeGreaterThan(2_000);
    // Another test covers the fonts, which ship with the explorer.
    const restricted = new Map(
      ALL_PACKAGES.filter(({ license }) => !isPermissive(license) && license !== FONT_LICENSE).map((one) => [
        nameOf(one),
        one.license,
      ]),
    );
    // The name of a platform's build starts with the name of its package.
    const isBuild = (name: string): boolean =>
      [...restricted.keys()].some((other) => name.startsWith(`${other}-`));
    const named = [...readFileSync('NOTICE.md', 'utf8').matchAll(/^\| `([^`]+)` +\| ([\w.-]+) +\|/gm)];
    expect(named.map(([, name, license]) => `${name} ${license}`)).toEqual(
      [...restricted]
        .filter(([name]) => !isBuild(name))
        .map(([name, license]) => `${name} ${license}`)
        .toSorted(),
    );
  });
});

describe('isPermissive', () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0)', true],
    ['(MIT AND BSD-3-Clause)', true],
    ['(MIT AND GPL-3.0)', false],
    ['Elastic-2.0', false],
    ['none', false],
  ])('returns for %s: %s', (expression, expected) => {
    expect(isPermissive(expression)).toBe(expected);
  });
});
