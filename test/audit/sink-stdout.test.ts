import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createStdoutSink } from '../../src/audit/sink-stdout.ts';
import { createOutput } from '../../src/output.ts';
import { rejectionOf } from '../support/refusal.ts';

describe('standard output', () => {
  it('has a line for each event', async () => {
    const stream = new PassThrough();
    const sink = createStdoutSink(createOutput(stream));
    await sink.write(['{"id":"1"}', '{"id":"2"}']);
    await sink.write(['{"id":"3"}']);
    stream.end();
    expect(await text(stream)).toBe('{"id":"1"}\n{"id":"2"}\n{"id":"3"}\n');
  });

  it('keeps events waiting until it has taken them', async () => {
    const taken: (() => void)[] = [];
    const stream = new Writable({ write: (_chunk, _encoding, done) => void taken.push(done) });
    let isKept = false;
    const kept = createStdoutSink(createOutput(stream))
      .write(['{}'])
      .then(() => (isKept = true));
    await new Promise(setImmediate);
    expect(isKept).toBe(false);
    taken.forEach((done) => done());
    await kept;
    expect(isKept).toBe(true);
  });

  it('that nobody reads any more is an error of who writes, not of the process', async () => {
    const stream = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    expect(await rejectionOf(createStdoutSink(createOutput(stream)).write(['{}']))).toEqual({
      code: 'AUDIT_UNAVAILABLE',
      message: 'Standard output could not be written (EPIPE).',
    });
  });
});
