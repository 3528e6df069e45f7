import { afterAll, expect, it } from 'vitest';
import { createNoteConverter } from '../src/converter.ts';
import { CDA_NOTES, CDA_START, filling, HTML_NOTES, RTF_NOTES } from './support/hostile-notes.ts';

const TIMEOUT_MS = 200_000;
/** The slowest note takes less than a second of CPU on an idle machine. */
const MAX_CPU_MS = 10_000;
/** The default of NOTE_CONVERSION_MAX_BYTES. */
const LARGEST = 2_000_000;

/** The forms that would be more than three times as long as the note. */
const GROWING: ReadonlyMap<string, readonly string[]> = new Map([
  ['ampersands', ['html']],
  ['brackets', ['html']],
]);

const STARTS = { html: '', rtf: String.raw`{\rtf1\ansi `, cda: CDA_START } as const;

const converter = createNoteConverter({ maxBytes: LARGEST, timeoutMs: TIMEOUT_MS, threads: 1 });
afterAll(() => converter.close());

it.each([
  ...HTML_NOTES.map(([what, , made]) => ['html', what, made] as const),
  ...RTF_NOTES.map(([what, made]) => ['rtf', what, made] as const),
  ...CDA_NOTES.map(([what, made]) => ['cda', what, made] as const),
])(
  'the largest note converts within 10 s of CPU and the memory of its thread, except for forms that grow too long: %s made of %s',
  async (format, what, made) => {
    const bytes = new TextEncoder().encode(STARTS[format] + made(filling(LARGEST))).slice(0, LARGEST);
    const note = { format, contentType: null, byteLength: bytes.length, copy: () => bytes };
    const before = process.cpuUsage();
    const conversion = converter.convert({ ...note, forms: ['text', 'html'] }, { caller: 'a' });
    await expect(conversion).resolves.toMatchObject({ tooLong: GROWING.get(what) ?? [] });
    // The process counts all of its threads, so also the one that converts.
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(MAX_CPU_MS);
  },
  TIMEOUT_MS,
);
