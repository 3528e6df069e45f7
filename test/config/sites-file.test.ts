import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { createSiteFiles, type SiteFiles, ST_MARYS } from './site-files.ts';

let files: SiteFiles;
const sitesOf: SiteFiles['sitesOf'] = (...file) => files.sitesOf(...file);
const problemsOf: SiteFiles['problemsOf'] = (...file) => files.problemsOf(...file);

beforeAll(() => {
  files = createSiteFiles();
});

afterAll(() => files.remove());

const range = <T>(length: number, item: (at: number) => T): T[] =>
  Array.from({ length }, (_none, at) => item(at));

describe('the form of the sites file', () => {
  it.each<[what: string, file: unknown]>([
    ['missing `sites`', { site: { a: ST_MARYS } }],
    ['a list', [ST_MARYS]],
    ['empty', ''],
    ['a comment', '# sites:'],
    ['text', 'sites'],
    ['a set', 'sites: !!set { a, b }'],
    ['null', { sites: null }],
  ])('expects an object of sites: %s', (_what, file) => {
    expect(problemsOf(file)).toEqual([
      'SITES_FILE: expected a readable JSON or YAML file with an object `sites`, and optionally an object `defaults`',
    ]);
  });

  it.each<[what: string, file: string, problem: string]>([
    ['no JSON', '{"sites": {"a": {"clientId": "S3CRET"', 'line 1, column 38 is not valid JSON or YAML'],
    [
      'a site twice',
      '{"sites": {\n"a": {},\n"a": {"clientId": "S3CRET"}}}',
      'line 3, column 1 repeats a key',
    ],
    ['a key twice', 'sites:\n  a:\n    name: S3CRET\n    name: other', 'line 4, column 5 repeats a key'],
    ['an unknown tag', 'sites: !S3CRET {}', 'line 1, column 8 is not valid JSON or YAML'],
    ['a tab', 'sites:\n\ta: {}', 'line 2, column 1 is indented by a tab: YAML allows only spaces'],
    ['an alias of nothing', 'sites: *S3CRET', 'an alias names no anchor, or there are too many aliases'],
    ['several documents', 'sites: {}\n---\nsites: {}', 'line 2, column 1 is not valid JSON or YAML'],
    [
      'aliases that multiply',
      [
        'sites: &a0 { x: S3CRET }',
        ...range(9, (at) => `s${at}: &a${at + 1} [${range(9, () => `*a${at}`).join()}]`),
      ].join('\n'),
      'an alias names no anchor, or there are too many aliases',
    ],
    ['too large', `sites: {}\n#${'S3CRET'.repeat(400_000)}`, 'it is larger than 2 MB'],
  ])('must be readable: %s', (_what, file, problem) => {
    expect(problemsOf(file)).toEqual([`SITES_FILE: expected a readable JSON or YAML file, but ${problem}`]);
  });

  it.each([
    ['none.json', `there is none at this path. A relative path starts at ${process.cwd()}`],
    ['.', 'the path names no file'],
    ['key.pem/x', 'reading it failed with ENOTDIR'],
  ])('must be a file: %s', (name, problem) => {
    expect(() => loadConfig({ SITES_FILE: join(files.folder, name) })).toThrow(
      `SITES_FILE: expected a readable JSON or YAML file, but ${problem}`,
    );
  });

  it('keeps numbers as they are written, and reads a byte order mark, anchors and tabs', () => {
    const { a, b } = sitesOf(
      '\uFEFF{"sites": {\n\t"a": &a {"baseUrl": "https://a.example.org", "clientId": 0012, "privateKeyFile": key.pem, "keyId": 1e3, "mrnSystem": 1.10},\n\t"b": *a}}',
    );
    for (const site of [a, b])
      expect(site).toMatchObject({
        epic: { authentication: { clientId: '0012', keyId: '1e3' } },
        mrnSystem: '1.10',
      });
  });

  it.each(['__proto__', 'A', 'a_b', 'a/b', '', 'a'.repeat(64)])(
    'expects ids that fit into URLs: "%s"',
    (id) => {
      expect(problemsOf(`{"sites": {"${id}": {"sandbox": "standard"}}}`)).toEqual([
        expect.stringMatching(/^sites\..*: expected an id of 1 to 63 characters/),
      ]);
    },
  );

  it('finds a repeated key, and takes linear time for many keys', () => {
    expect(problemsOf('sites: { 1: {}, "1": {} }').join()).toMatch(/line 1, column 17 repeats a key/);
    // Comparing each key with every other would take longer than a test may.
    const many = Array.from({ length: 160_000 }, (_, index) => `k${index}: 1`).join();
    expect(problemsOf(`{ sites: {}, x: { ${many} } }`)).toContain('SITES_FILE: unknown key x');
  });

  it('quotes no key on standard error', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    problemsOf('sites: { ? [S3CRET] : {} }');
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('accepts an id that is the name of a property of objects', () => {
    expect(Object.keys(sitesOf({ sites: { constructor: { sandbox: 'standard' } } }))).toEqual([
      'constructor',
    ]);
    expect(
      problemsOf('{"sites": {"a": {"sandbox": "standard", "__proto__": {}, "callers": {"constructor": 1}}}}'),
    ).toEqual(['sites.a: unknown key __proto__', 'sites.a: unknown key callers.constructor']);
  });

  it.each([
    ['nmae', 'name'],
    ['base_url', 'baseUrl'],
    ['privateKey', 'privateKeyFile'],
    ['EPIC_CLIENT_ID', 'clientId'],
  ])('names the key that an unknown one resembles: %s', (written, meant) => {
    expect(problemsOf({ sites: { a: { sandbox: 'standard', [written]: 'S3CRET' } } })).toEqual([
      `sites.a: unknown key ${written} (did you mean ${meant}?)`,
    ]);
  });
});
