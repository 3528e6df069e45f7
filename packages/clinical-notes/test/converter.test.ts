import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createNoteConverter,
  NoteConversionError,
  type NoteConverter,
  type NoteConverterOptions,
  type NoteSource,
} from '../src/index.ts';
import { type WatchedThreads, watchThreads } from './support/watched-threads.ts';

/** For `vi.waitFor` and `vi.waitUntil`, whose default of one second is too short on a busy machine. */
const PATIENCE = { timeout: 30_000 } as const;

/** Takes more than a second of CPU. */
const SLOW = '&'.repeat(2_000_000);
/** Takes far less. */
const SHORT_MS = 100;
/** So long that a test which waits for it fails. */
const NEVER_MS = 120_000;

let converter: NoteConverter;
let threads: WatchedThreads;

beforeEach(() => {
  threads = watchThreads();
});

afterEach(async () => {
  await converter.close();
  threads.end();
});

function start(options: Partial<NoteConverterOptions> = {}): void {
  converter = createNoteConverter({ maxBytes: 2_000_000, timeoutMs: NEVER_MS, threads: 1, ...options });
}

function html(written: string): NoteSource {
  const bytes = new TextEncoder().encode(written);
  const forms = ['text', 'html'] as const;
  return { format: 'html', contentType: null, byteLength: bytes.length, copy: () => bytes, forms };
}

function convert(written: string, signal?: AbortSignal, caller = 'a'): Promise<unknown> {
  return converter.convert(html(written), { caller, signal });
}

const CONVERTED = { kind: 'converted', text: 'BP ^9', html: '<p>BP <sup>9</sup></p>', tooLong: [] };

/** Returns the failure code of a conversion; null if it succeeds. Throws any other error. */
async function failureOf(conversion: Promise<unknown>): Promise<string | null> {
  try {
    await conversion;
    return null;
  } catch (error) {
    if (error instanceof NoteConversionError) return error.code;
    throw error;
  }
}

async function expectHealthy(): Promise<void> {
  await expect(convert('<p>BP <sup>9</sup></p>')).resolves.toEqual(CONVERTED);
}

describe('notes', () => {
  it('no thread starts before the first note', async () => {
    start();
    expect(threads.started).toBe(0);
    await expectHealthy();
    await expectHealthy();
    expect(threads.started).toBe(1);
  });

  it('a note is converted to the requested forms, and to no others', async () => {
    start();
    const note = { contentType: null, byteLength: 9, copy: () => new TextEncoder().encode('<b>9</b>') };
    const request = { caller: 'a' };
    await expect(converter.convert({ ...note, format: 'html', forms: ['text'] }, request)).resolves.toEqual({
      kind: 'converted',
      text: '9',
      html: null,
      tooLong: [],
    });
    await expect(converter.convert({ ...note, format: 'html', forms: ['html'] }, request)).resolves.toEqual({
      kind: 'converted',
      text: null,
      html: '<b>9</b>',
      tooLong: [],
    });
    await expect(converter.convert({ ...note, format: 'plain', forms: ['text'] }, request)).resolves.toEqual({
      kind: 'converted',
      text: '<b>9</b>',
      html: null,
      tooLong: [],
    });
  });

  it.each([
    ['text/html; charset=windows-1252', [0xb5], 'µ'],
    ['text/html; charset=utf-8', [0xc2, 0xb5], 'µ'],
    [null, [0xb5], 'µ'],
  ])('a note is decoded by the charset in its content type: %s', async (contentType, bytes, text) => {
    start();
    const note = { format: 'html', contentType, byteLength: bytes.length, forms: ['text'] } as const;
    const copy = () => Uint8Array.from(bytes);
    await expect(converter.convert({ ...note, copy }, { caller: 'a' })).resolves.toMatchObject({ text });
  });

  it('more notes than threads can be converted', async () => {
    start({ threads: 2 });
    const texts = Array.from({ length: 25 }, (_, number) => `note ${number}`);
    const converted = await Promise.all(texts.map((text) => convert(text)));
    expect(converted).toMatchObject(texts.map((text) => ({ text })));
    expect([threads.started, threads.most]).toEqual([2, 2]);
  });

  it('a waiting note takes no memory of its own', async () => {
    start();
    const copied: string[] = [];
    const note = (name: string): NoteSource => ({
      ...html(SLOW),
      copy() {
        copied.push(name);
        return new TextEncoder().encode(name);
      },
    });
    const first = converter.convert(note('first'), { caller: 'a' });
    const second = converter.convert(note('second'), { caller: 'a' });
    await first;
    expect(copied).toEqual(['first']);
    await second;
    expect(copied).toEqual(['first', 'second']);
  });

  it('callers take turns', async () => {
    start();
    const order: string[] = [];
    const conversions = ['a1', 'a2', 'a3', 'a4', 'b1'].map(async (name) => {
      await convert(name, undefined, name.slice(0, 1));
      order.push(name);
    });
    await Promise.all(conversions);
    expect(order.indexOf('b1')).toBeLessThan(order.indexOf('a3'));
    expect(order.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  it('sites take turns, however many callers one has', async () => {
    start();
    const order: string[] = [];
    const conversions = ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'b2'].map(async (name) => {
      await converter.convert(html(name), { site: name.slice(0, 1), caller: name });
      order.push(name);
    });
    await Promise.all(conversions);
    expect(order.indexOf('b1')).toBeLessThan(order.indexOf('a3'));
    expect(order.indexOf('b2')).toBeLessThan(order.indexOf('a4'));
    expect(order.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
  });

  it('one site uses all threads while no other has a note', async () => {
    start({ threads: 2 });
    const requests = ['a', 'b'].map((caller) => converter.convert(html(SLOW), { site: 'busy', caller }));
    await Promise.all(requests);
    expect(threads.most).toBe(2);
  });

  it('a site leaves places in the queue for another, however many callers it has', async () => {
    start({ maxWaiting: 6 });
    const codes = await Promise.all(
      ['a', 'a', 'a', 'a', 'a', 'a', 'b', 'c'].map((site, at) =>
        failureOf(converter.convert(html('x'), { site, caller: String(at) })),
      ),
    );
    // The first note gets a thread at once, and does not wait.
    expect(codes).toEqual([null, null, null, null, 'QUEUE_FULL', 'QUEUE_FULL', null, null]);
  });

  it('a caller leaves places in the queue for another of the same site', async () => {
    start({ maxWaiting: 6 });
    const codes = await Promise.all(
      ['a', 'a', 'a', 'a', 'b'].map((caller) =>
        failureOf(converter.convert(html('x'), { site: 'one', caller })),
      ),
    );
    expect(codes).toEqual([null, null, null, 'QUEUE_FULL', null]);
  });

  it('notes are refused if too many are waiting, of one caller or of all', async () => {
    start({ maxWaiting: 3 });
    // The first note gets a thread at once, and does not wait.
    const conversions = ['a', 'a', 'a', 'a', 'b', 'c'].map((caller) =>
      failureOf(convert('x', undefined, caller)),
    );
    const codes = await Promise.all(conversions);
    expect(codes).toEqual([null, null, null, 'QUEUE_FULL', null, 'QUEUE_FULL']);
    await expectHealthy();
  });

  it('a note larger than maxBytes is refused, and starts no thread', async () => {
    start({ maxBytes: 9 });
    await expect(convert('<b>10</b>.')).rejects.toMatchObject({
      code: 'TOO_LARGE',
      limit: 9,
      message: 'The note is larger than the converter accepts. The limit is 9.',
    });
    expect(threads.started).toBe(0);
    await expect(convert('<b>9</b>.')).resolves.toMatchObject({ text: '9.' });
  });

  it('a form that grows too long is null', async () => {
    start();
    await expect(convert('&'.repeat(10_000))).resolves.toEqual({
      kind: 'converted',
      text: '&'.repeat(10_000),
      html: null,
      tooLong: ['html'],
    });
  });
});

describe('a conversion [T3-D5]', () => {
  it('a conversion ends at its deadline together with its thread, and the next note gets another thread', async () => {
    start({ timeoutMs: SHORT_MS });
    const [slow, next] = [convert(SLOW), convert('next')];
    await expect(slow).rejects.toMatchObject({ code: 'TIMED_OUT', limit: SHORT_MS });
    await expect(next).resolves.toMatchObject({ text: 'next' });
    // The next note waited until the first thread had exited.
    expect([threads.started, threads.most, threads.running]).toEqual([2, 1, 1]);
  });

  it('a conversion that exceeds its memory limit fails, and affects nothing else', async () => {
    start({ maxBytes: 1_000, threads: 2 });
    const hungry = `{\\rtf1${String.raw`{\*`.repeat(5_000_000)}`;
    const note = { ...html(''), format: 'rtf' as const, copy: () => new TextEncoder().encode(hungry) };
    const others = Array.from({ length: 10 }, () => expectHealthy());
    await expect(failureOf(converter.convert(note, { caller: 'b' }))).resolves.toBe('OUT_OF_MEMORY');
    await Promise.all(others);
    await expectHealthy();
    await vi.waitFor(() => expect(threads.running).toBeLessThanOrEqual(2), PATIENCE);
  });

  it('a conversion ends with the reason of its aborted signal, and frees its thread', async () => {
    start();
    const operation = new AbortController();
    const begun = Promise.withResolvers<undefined>();
    const note = {
      ...html(SLOW),
      copy() {
        begun.resolve(undefined);
        return new TextEncoder().encode(SLOW);
      },
    };
    const reason = new Error('Too long.');
    const slow = converter.convert(note, { signal: operation.signal }).catch((error: unknown) => error);
    await begun.promise;
    operation.abort(reason);
    expect(await slow).toBe(reason);
    await expectHealthy();
    expect([threads.started, threads.most]).toEqual([2, 1]);
  });

  it('a waiting conversion leaves the queue when its signal is aborted, and never starts', async () => {
    start();
    const operation = new AbortController();
    let copies = 0;
    const note = {
      ...html(''),
      copy() {
        copies += 1;
        return new Uint8Array(1);
      },
    };
    const first = convert(SLOW);
    const waiting = converter.convert(note, { signal: operation.signal });
    operation.abort();
    await expect(waiting).rejects.toThrow('aborted');
    await expect(converter.convert(note, { signal: operation.signal })).rejects.toThrow('aborted');
    await first;
    await expectHealthy();
    expect(copies).toBe(0);
  });
});

describe('a thread', () => {
  it('an idle thread ends after idleMs, and the next note starts another', async () => {
    start({ idleMs: 1 });
    await expectHealthy();
    await vi.waitUntil(() => threads.running === 0, PATIENCE);
    await expectHealthy();
    expect(threads.started).toBe(2);
  });

  it('an idle thread does not keep the process alive', async () => {
    const program = `
      import { createNoteConverter } from '${resolve(import.meta.dirname, '../src/index.ts')}';
      const converter = createNoteConverter();
      const bytes = new TextEncoder().encode('<p>Walk &amp; rest</p>');
      const note = { format: 'html', contentType: null, byteLength: bytes.length, copy: () => bytes, forms: ['text'] };
      console.log((await converter.convert(note)).text);`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
    await expect(run).resolves.toEqual({ stdout: 'Walk & rest\n', stderr: '' });
  });
});

describe('closing', () => {
  it('close() rejects running and waiting conversions, and ends all threads', async () => {
    start({ threads: 2 });
    const conversions = [SLOW, SLOW, SLOW, 'short'].map((note) => failureOf(convert(note)));
    await vi.waitUntil(() => threads.running === 2, PATIENCE);
    await converter.close();
    expect(threads.running).toBe(0);
    expect(await Promise.all(conversions)).toEqual(conversions.map(() => 'CLOSED'));
    await expect(failureOf(convert('late'))).resolves.toBe('CLOSED');
    expect(threads.started).toBe(2);
  });
});
