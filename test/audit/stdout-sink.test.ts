import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createStdoutSink } from '../../src/audit/stdout-sink.ts';
import { createBufferedOutput } from '../../src/observability/buffered-output.ts';
import { rejectionOf } from '../support/refusal.ts';

describe('createStdoutSink', () => {
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
    const write = (kind: 'access' | 'refusal', count: number): void => {
      for (let written = 0; written < count; written += 1)
        results.push(rejectionOf(sink.write([event], kind)));
    };
    write('refusal', 100);
    expect(sink.hasRoomForRefusals?.(1)).toBe(false);
    expect(stream.writableLength).toBeLessThan(450_000);
    write('access', 1_500);
    expect(stream.writableLength).toBeGreaterThan(8_000_000);
    expect(stream.writableLength).toBeLessThan(8_500_000);
    while (taken.length > 0) {
      taken.shift()?.();
      await new Promise(setImmediate);
    }
    const refused = (await Promise.all(results)).filter((result) => result !== null);
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
