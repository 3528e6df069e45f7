export const createArray = (count: number, piece: string): string =>
  `[${`${piece},`.repeat(count - 1)}${piece}]`;

function joinNumbered(count: number, make: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => make(at)).join();
}

const MEGABYTES = 30 * 1024 * 1024;
const createTextOf = (piece: string): string => `{"a":"${piece.repeat(MEGABYTES / piece.length)}"}`;

/** JSON of the largest size, of the shapes that take the most time. */
export const LARGEST: readonly (readonly [what: string, createText: () => string])[] = [
  ['empty objects', () => createArray(499_999, '{}')],
  ['empty arrays', () => createArray(499_999, '[]')],
  ['numbers', () => createArray(499_999, '1.25e-7')],
  ['objects with different members', () => `[${joinNumbered(249_000, (at) => `{"k${at}":0}`)}]`],
  [
    'objects with the maximum of members',
    () => createArray(3_800, `{${joinNumbered(128, (at) => `"m${at}":0`)}}`),
  ],
  ['nested arrays', () => createArray(2_500, `${'['.repeat(190)}0${']'.repeat(190)}`)],
  ['one long string', () => createTextOf('QUJD')],
  ['one long string of escapes', () => createTextOf(String.raw`\u0041`)],
  ['one long string of newlines', () => createTextOf(String.raw`\n`)],
  ['one long string of quotes', () => createTextOf(String.raw`\"`)],
];
