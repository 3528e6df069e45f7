import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createStdoutSink } from '../../src/audit/sink-stdout.ts';
import { rejectionOf } from '../support/refusal.ts';

describe('standard output', () => {
  it('has a line for each event', async () => {
    const output = new PassThrough();
    const sink = createStdoutSink(output);
    await sink.write(['{"id":"1"}', '{"id":"2"}']);
    await sink.write(['{"id":"3"}']);
    output.end();
    expect(await text(output)).toBe('{"id":"1"}\n{"id":"2"}\n{"id":"3"}\n');
  });

  it('keeps events waiting until it has taken them', async () => {
    const taken: (() => void)[] = [];
    const output = new Writable({ write: (_chunk, _encoding, done) => void taken.push(done) });
    let isKept = false;
    const kept = createStdoutSink(output)
      .write(['{}'])
      .then(() => (isKept = true));
    await new Promise(setImmediate);
    expect(isKept).toBe(false);
    taken.forEach((done) => done());
    await kept;
    expect(isKept).toBe(true);
  });

  it('that nobody reads any more is an error of who writes, not of the process', async () => {
    const output = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    expect(await rejectionOf(createStdoutSink(output).write(['{}']))).toEqual({
      code: 'AUDIT_UNAVAILABLE',
      message: 'Standard output could not be written (EPIPE).',
    });
  });

  it('is left as it was once the sink is closed', async () => {
    const output = new PassThrough();
    const before = output.listenerCount('error');
    const sink = createStdoutSink(output);
    await sink.close();
    expect(output.listenerCount('error')).toBe(before);
    expect(output.writable).toBe(true);
  });
});
