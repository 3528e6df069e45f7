import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createBacklog } from '../../src/audit/backlog.ts';
import { createStdoutSink } from '../../src/audit/stdout-sink.ts';
import { createBufferedOutput } from '../../src/observability/buffered-output.ts';
import { rejectionOf } from '../support/refusal.ts';
import { until } from '../support/time.ts';

/** Returns a sink whose stream accepts a chunk only when the test says so. */
function createStalledSink() {
  const chunks: string[] = [];
  const taken: ((error?: Error) => void)[] = [];
  let isAccepting = false;
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      chunks.push(chunk);
      if (isAccepting) done();
      else taken.push(done);
    },
  });
  const output = createBufferedOutput(stream);
  /** Finishes the next write, once the stream received it. */
  const finishWrite = async (error?: Error): Promise<void> => {
    await until(() => taken.length > 0);
    taken.shift()?.(error);
  };
  /** Finishes each write from now on. */
  const accept = (): void => {
    isAccepting = true;
    for (const done of taken.splice(0)) done();
  };
  return { sink: createStdoutSink(output), output, stream, chunks, finishWrite, accept };
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
    let isAccepted = false;
    const stream = new Writable({
      write(_chunk, _encoding, done) {
        setImmediate(() => {
          isAccepted = true;
          done();
        });
      },
    });
    await createStdoutSink(createBufferedOutput(stream)).write(['{}']);
    expect(isAccepted).toBe(true);
  });

  it('bounds the events that wait for a stalled reader, and limits refusals to a small share', async () => {
    const { sink, stream, accept } = createStalledSink();
    const event = JSON.stringify({ text: 'x'.repeat(10_000) });
    const writeAll = (kind: 'access' | 'refusal', count: number) =>
      Array.from({ length: count }, () => rejectionOf(sink.write([event], kind)));
    const refusals = writeAll('refusal', 100);
    expect(sink.hasRoomForRefusals?.(1)).toBe(false);
    const others = writeAll('access', 1_500);
    expect(stream.writableLength).toBeLessThan(8_500_000);
    accept();
    const bytesOf = (results: readonly unknown[]) =>
      results.filter((error) => error === null).length * (event.length + 1);
    const [first, second] = [await Promise.all(refusals), await Promise.all(others)];
    expect(bytesOf(first)).toBeLessThan(450_000);
    expect(bytesOf([...first, ...second])).toBeGreaterThan(8_000_000);
    expect(bytesOf([...first, ...second])).toBeLessThan(8_500_000);
    const refused = [...first, ...second].filter((error) => error !== null);
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
    await until(() => chunks.length > 1);
    expect(settled).toEqual(['1']);
    expect(chunks).toEqual(['{"id":"1"}\n', '{"id":"2"}\n{"id":"3"}\n{"id":"4"}\n']);
    await finishWrite();
    await Promise.all(writes);
    expect(settled).toEqual(['1', '2', '3', '4']);
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
    await sink.write(['{"id":"alone"}']);
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
