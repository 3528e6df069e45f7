/** Finds the ids of threats and rules in the titles of tests, such as `it('refuses a token %s [T1-S1, CS-12]', …)`. */
import { readFileSync } from 'node:fs';
import { trackedFiles } from './tracked-files.ts';

const TITLE = /\(\s*(['"`])(?:\\.|(?!\1).)*\[([^[\]]+)\]\1,/g;

interface TestIds {
  /** The ids at the end of a title of a test or a group. */
  readonly inTitles: ReadonlySet<string>;
  /** Files that name an id anywhere else, where no failure shows it. */
  readonly misplaced: readonly string[];
}

/** @param id a global pattern */
export function findTitleIds(id: RegExp): TestIds {
  // A nightly test blocks no change, so it proves nothing about one.
  const blocking = trackedFiles('*.test.ts').filter((path) => !path.endsWith('.nightly.test.ts'));
  const files = blocking.map((path) => {
    const text = readFileSync(path, 'utf8');
    const inTitles = Array.from(text.matchAll(TITLE), ([, , ids = '']) => ids.match(id) ?? []).flat();
    return { path, inTitles, count: text.match(id)?.length ?? 0 };
  });
  return {
    inTitles: new Set(files.flatMap(({ inTitles }) => inTitles)),
    misplaced: files.flatMap(({ path, inTitles, count }) => (count > inTitles.length ? [path] : [])),
  };
}

export function findRepeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) < index);
}
