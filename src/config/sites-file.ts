/** Reads the structure of the sites file: the defaults, and the keys of each site. */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { CALLER_KEY_NAMES, findMeantKey, KEY_NAMES } from './site-keys.ts';
import { siteId } from './values.ts';

export type Keys = Readonly<Record<string, unknown>>;

interface SitesFile {
  readonly defaults: Keys;
  readonly sites: Readonly<Record<string, Keys>>;
}

/** Ten times the size of a file with 1,000 sites. A larger one would occupy the process for seconds. */
const MAX_BYTES = 2_000_000;
const EXPECTED_STRUCTURE =
  'SITES_FILE: expected a readable JSON or YAML file with an object `sites`, and optionally an object `defaults`';

/** @param problems receives every problem */
export function readSitesStructure(path: string, problems: string[]): SitesFile {
  const nothing: SitesFile = { defaults: {}, sites: {} };
  let parsed: unknown;
  try {
    parsed = parse(readText(path));
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problems.push(`SITES_FILE: expected a readable JSON or YAML file, but ${error.message}`);
    return nothing;
  }
  const { defaults, sites, ...others } = isMapping(parsed) ? parsed : {};
  const shared = defaults ?? {};
  if (!isMapping(shared) || !isMapping(sites)) {
    problems.push(EXPECTED_STRUCTURE);
    return nothing;
  }
  // `$schema` is for editors.
  const unknown = Object.keys(others).filter((key) => key !== '$schema');
  problems.push(...unknown.map((key) => `SITES_FILE: unknown key ${describeKey(key)}`));
  const valid = Object.entries(sites).flatMap(([id, keys]) => {
    const place = `sites.${describeKey(id)}`;
    if (!siteId.safeParse(id).success)
      problems.push(`${place}: expected an id of 1 to 63 characters from a–z, 0–9 and -`);
    else if (isMapping(keys)) return [[id, keys] as const];
    else problems.push(`${place}: expected an object of settings`);
    return [];
  });
  problems.push(...findUnknownKeys('defaults', shared));
  for (const [id, keys] of valid) problems.push(...findUnknownKeys(`sites.${id}`, keys));
  return { defaults: shared, sites: Object.fromEntries(valid) };
}

/** Its message quotes nothing from the file, because a misplaced secret can be anywhere in it. */
class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

function readText(path: string): string {
  try {
    // A pipe would block the process.
    const stats = statSync(path);
    if (!stats.isFile()) throw new UnreadableFile('the path names no file');
    if (stats.size > MAX_BYTES) throw new UnreadableFile(`it is larger than ${MAX_BYTES / 1e6} MB`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an unknown error';
    throw new UnreadableFile(
      code === 'ENOENT'
        ? `there is none at this path. A relative path starts at ${process.cwd()}`
        : `reading it failed with ${code}`,
    );
  }
}

/** Loads the parser only for a sites file: it is 80 modules, which the start of one site does not need. */
const load: (name: 'yaml') => typeof Yaml = createRequire(import.meta.url);

/**
 * JSON is YAML, so one parser reads both. It finds repeated keys, of which JSON.parse would drop all but the last. Numbers become
 * their text, because the key id 0012 is not 12.
 */
function parse(text: string): unknown {
  const { isScalar, LineCounter, parseDocument, visit } = load('yaml');
  const lineCounter = new LineCounter();
  // A warning on standard error would quote a key, which can be a misplaced secret. The parser would compare each key with every other.
  const options = { logLevel: 'error', uniqueKeys: false, lineCounter } as const;
  const document = parseDocument(text.replace(/^\uFEFF/, ''), options);
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined)
    throw new UnreadableFile(`${describePlace(fault.linePos?.[0])} ${describeFault(fault.code)}`);
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'number' && node.source !== undefined) node.value = node.source;
    },
  });
  visit(document, {
    Map(_key, { items }) {
      const names = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (names.has(key.value))
          throw new UnreadableFile(
            `${describePlace(lineCounter.linePos(key.range?.[0] ?? 0))} repeats a key`,
          );
        names.add(key.value);
      }
    },
  });
  try {
    return document.toJS();
  } catch {
    throw new UnreadableFile('an alias names no anchor, or there are too many aliases');
  }
}

function describePlace({ line, col }: { line: number; col: number } = { line: 1, col: 1 }): string {
  return `line ${line}, column ${col}`;
}

function describeFault(code: Yaml.ErrorCode): string {
  return code === 'TAB_AS_INDENT'
    ? 'is indented by a tab: YAML allows only spaces'
    : 'is not valid JSON or YAML';
}

export function isMapping(value: unknown): value is Keys {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** A key that does not look like one can be a misplaced secret. */
function describeKey(key: string): string {
  return /^[\w.-]{1,31}$/.test(key) ? key : '(not shown)';
}

function findUnknownKeys(place: string, keys: Keys): string[] {
  const { callers } = keys;
  return [
    ...describeUnknownKeys(keys, KEY_NAMES).map((unknown) => `${place}: unknown key ${unknown}`),
    ...describeUnknownKeys(isMapping(callers) ? callers : {}, CALLER_KEY_NAMES).map(
      (unknown) => `${place}: unknown key callers.${unknown}`,
    ),
  ];
}

function describeUnknownKeys(keys: Keys, known: ReadonlySet<string>): string[] {
  return Object.keys(keys)
    .filter((key) => !known.has(key))
    .map((key) => {
      const meant = findMeantKey(key, known);
      return describeKey(key) + (meant === null ? '' : ` (did you mean ${meant}?)`);
    });
}
