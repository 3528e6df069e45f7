import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createBacklog } from '../../src/audit/backlog.ts';
import { createStdoutSink } from '../../src/audit/stdout-sink.ts';
import { createBufferedOutput } from '../../src/observability/buffered-output.ts';
import { rejectionOf } from '../support/refusal.ts';

/** Returns a sink whose stream accepts a chunk only when the test says so. */
function createStalledSink() {
  const chunks: string[] = [];
  const taken: ((error?: Error) => void)[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      chunks.push(chunk);
      taken.push(done);
    },
  });
  const output = createBufferedOutput(stream);
  const finishWrite = async (error?: Error): Promise<void> => {
    await new Promise(setImmediate);
    taken.shift()?.(error);
    await new Promise(setImmediate);
  };
  return { sink: createStdoutSink(output), output, chunks, finishWrite };
}

describe('createStdoutSink [T5-D3]', () => {
  it('writes each event as one line', async () => {
    const stream = new PassThrough();
    const sink = createStdoutSink(createBufferedOutput(stream));
    await sink.write(['{"id":"1"}', '{"id":"2"}']);
    await sink.write(['{"id":"3"}']);
    stream.end();
    expect(await text(stream)).toBe('{"id":"1"}\n{"id":"2"}\n{"id":"3"}\n');
  });

  it('resolves a write only after the stream has accepted its events', async () => {
    const taken: (() => void)[] = [];
    const stream = new Writable({ write: (_chunk, _encoding, done) => void taken.push(done) });
    let isKept = false;
    const kept = createStdoutSink(createBufferedOutput(stream))
      .write(['{}'])
      .then(() => (isKept = true));
    await new Promise(setImmediate);
    expect(isKept).toBe(false);
    taken.forEach((done) => done());
    await kept;
    expect(isKept).toBe(true);
  });

  it('bounds the events that wait for a stalled reader, and limits refusals to a small share', async () => {
    const taken: (() => void)[] = [];
    const stream = new Writable({ write: (_chunk, _encoding, done) => void taken.push(done) });
    const sink = createStdoutSink(createBufferedOutput(stream));
    const event = JSON.stringify({ text: 'x'.repeat(10_000) });
    const results: Promise<unknown>[] = [];
    const refused: unknown[] = [];
    const write = (kind: 'access' | 'refusal', count: number): void => {
      for (let written = 0; written < count; written += 1)
        results.push(
          rejectionOf(sink.write([event], kind)).then((error) => error !== null && refused.push(error)),
        );
    };
    const waitingBytes = () => (results.length - refused.length) * (event.length + 1);
    write('refusal', 100);
    expect(sink.hasRoomForRefusals?.(1)).toBe(false);
    await new Promise(setImmediate);
    expect(waitingBytes()).toBeLessThan(450_000);
    write('access', 1_500);
    await new Promise(setImmediate);
    expect(waitingBytes()).toBeGreaterThan(8_000_000);
    expect(waitingBytes()).toBeLessThan(8_500_000);
    expect(stream.writableLength).toBeLessThan(8_500_000);
    while (taken.length > 0) {
      taken.shift()?.();
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
    await Promise.all(results);
    expect(refused.length).toBeGreaterThan(700);
    expect(refused[0]).toEqual({
      code: 'AUDIT_UNAVAILABLE',
      message: 'Too many audit events are waiting to be written.',
    });
    expect(sink.hasRoomForRefusals?.(1)).toBe(true);
  });

  it('accepts all events of one operation, however many, while no event waits', async () => {
    const stream = new PassThrough();
    const sink = createStdoutSink(createBufferedOutput(stream));
    const read = text(stream);
    const event = JSON.stringify({ text: 'x'.repeat(100_000) });
    await sink.write(Array.from({ length: 120 }, () => event));
    stream.end();
    expect((await read).length).toBeGreaterThan(12_000_000);
  });

  it('writes the events of concurrent operations together, in order, while an earlier write is in progress', async () => {
    const { sink, chunks, finishWrite } = createStalledSink();
    const settled: string[] = [];
    const writes = ['1', '2', '3', '4'].map((id) =>
      sink.write([`{"id":"${id}"}`]).then(() => void settled.push(id)),
    );
    expect(chunks).toEqual(['{"id":"1"}\n']);
    await finishWrite();
    expect(settled).toEqual(['1']);
    expect(chunks).toEqual(['{"id":"1"}\n', '{"id":"2"}\n{"id":"3"}\n{"id":"4"}\n']);
    await finishWrite();
    expect(settled).toEqual(['1', '2', '3', '4']);
    await Promise.all(writes);
    expect(chunks).toHaveLength(2);
  });

  it('needs two writes for the operations that end in one turn of the event loop', async () => {
    const chunks: string[] = [];
    const stream = new Writable({
      decodeStrings: false,
      write(chunk: string, _encoding, done) {
        chunks.push(chunk);
        done();
      },
    });
    const sink = createStdoutSink(createBufferedOutput(stream));
    await Promise.all(Array.from({ length: 50 }, (_, id) => sink.write([`{"id":"${id}"}`])));
    expect(chunks).toHaveLength(2);
    await new Promise(setImmediate);
    void sink.write(['{"id":"alone"}']);
    expect(chunks.at(-1)).toBe('{"id":"alone"}\n');
  });

  it('rejects exactly the operations whose events are in the write that failed', async () => {
    const { sink, finishWrite } = createStalledSink();
    const outcomes = ['1', '2', '3'].map((id) => rejectionOf(sink.write([`{"id":"${id}"}`])));
    await finishWrite();
    const later = finishWrite(Object.assign(new Error('write EIO'), { code: 'EIO' }));
    const message = 'Standard output could not be written (EIO).';
    expect(await Promise.all(outcomes)).toEqual([
      null,
      { code: 'AUDIT_UNAVAILABLE', message },
      { code: 'AUDIT_UNAVAILABLE', message },
    ]);
    await later;
  });

  it('divides the backlog among sites while a write is in progress', async () => {
    const { output, finishWrite } = createStalledSink();
    const sink = createStdoutSink(output, createBacklog({ capacity: 100, isShared: true }));
    const write = (site: string) =>
      rejectionOf(sink.write(['x'.repeat(29)], 'access', { site, destination: '' }));
    const outcomes = [write('a'), write('a'), write('a'), write('b')];
    await new Promise(setImmediate);
    await finishWrite();
    await finishWrite();
    const codes = (await Promise.all(outcomes)).map((error) => error?.code ?? null);
    expect(codes).toEqual([null, null, 'AUDIT_UNAVAILABLE', null]);
  });

  it('rejects a write after the reader has closed the stream, without crashing the process', async () => {
    const stream = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    expect(await rejectionOf(createStdoutSink(createBufferedOutput(stream)).write(['{}']))).toEqual({
      code: 'AUDIT_UNAVAILABLE',
      message: 'Standard output could not be written (EPIPE).',
    });
  });
});
