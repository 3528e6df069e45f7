import { describe, expect, it } from 'vitest';
import { LOG_LEVELS, type LogLevel } from '../../src/config/values.ts';
import { createLog, type LogFields, stackFrames } from '../../src/observability/log.ts';

/** Returns the lines that were logged, parsed, without their time. */
function logLinesOf(level: LogLevel, write: (log: ReturnType<typeof createLog>) => void): unknown[] {
  const lines: string[] = [];
  write(createLog(level, { write: (line) => void lines.push(line) }));
  return lines.map((line) => {
    const { time, ...rest } = asRecord(JSON.parse(line));
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    return rest;
  });
}

function asRecord(value: unknown): Record<string, unknown> {
  return { ...(typeof value === 'object' ? value : null) };
}

describe('the log', () => {
  it('writes one JSON line per event, with its fields', () => {
    const fields: LogFields = {
      attempt: 2,
      codes: ['FORBIDDEN'],
      host: '127.0.0.1',
      resourceType: 'Patient',
    };
    expect(logLinesOf('info', (log) => log.info('operation', fields))).toEqual([
      { level: 'info', event: 'operation', ...fields },
    ]);
  });

  it('writes a single line for every reader, whatever the fields contain [T5-T2]', () => {
    const reason = 'one\u0085two\u2028three\u2029four\u202efive\u009b31m';
    const lines: string[] = [];
    createLog('info', { write: (line) => void lines.push(line) }).info('operation', { reason });
    expect(lines.join('')).toMatch(/^[\x20-\x7e]+\n$/);
    expect(logLinesOf('info', (log) => log.info('operation', { reason }))).toMatchObject([{ reason }]);
  });

  it('writes an event without fields', () => {
    expect(logLinesOf('info', (log) => log.warn('upstream'))).toEqual([{ level: 'warn', event: 'upstream' }]);
  });

  it('drops fields that are not on the allow-list [T6-I6]', () => {
    const fields = {
      status: 200,
      url: 'CANARY',
      patientId: 'CANARY',
      err: new Error('CANARY'),
      error: new Error('CANARY'),
      variables: { family: 'CANARY' },
      level: 'CANARY',
      event: 'CANARY',
      msg: 'CANARY',
      toJSON: () => 'CANARY',
    };
    expect(logLinesOf('info', (log) => log.info('operation', fields))).toEqual([
      { level: 'info', event: 'operation', status: 200 },
    ]);
  });

  it.each([
    ['status', 'CANARY'],
    ['status', { CANARY: 1 }],
    ['port', ['CANARY']],
    ['reason', new Error('CANARY')],
    ['reason', { toString: () => 'CANARY' }],
    ['host', ['CANARY']],
    ['operationName', 12_345],
    ['requestId', null],
    ['resourceType', undefined],
    ['codes', 'CANARY'],
    ['codes', [['CANARY']]],
    ['warnings', ['4101', { message: 'CANARY' }]],
    ['stack', new Set(['CANARY'])],
  ])('drops the field %s with a value of the wrong type: %o', (name, value) => {
    const fields: LogFields = { attempt: 1 };
    Reflect.set(fields, name, value);
    expect(logLinesOf('info', (log) => log.info('operation', fields))).toEqual([
      { level: 'info', event: 'operation', attempt: 1 },
    ]);
  });

  it('ignores inherited properties', () => {
    class Inherited {
      get host(): string {
        return 'CANARY';
      }
    }
    expect(logLinesOf('info', (log) => log.info('operation', new Inherited()))).toEqual([
      { level: 'info', event: 'operation' },
    ]);
  });

  it.each([
    ['silent', []],
    ['fatal', []],
    ['error', ['error']],
    ['warn', ['error', 'warn']],
    ['info', ['error', 'warn', 'info']],
    ['debug', ['error', 'warn', 'info', 'debug']],
    ['trace', ['error', 'warn', 'info', 'debug']],
  ] as const)('writes at the level %s only %j', (level, written) => {
    const lines = logLinesOf(level, (log) => {
      for (const name of ['error', 'warn', 'info', 'debug'] as const) log[name](name);
    });
    expect(lines).toEqual(written.map((name) => ({ level: name, event: name })));
  });

  it('supports only the documented levels', () => {
    expect(LOG_LEVELS).toEqual(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);
  });
});

describe('stackFrames', () => {
  const MESSAGES = [
    'CANARY',
    'e',
    'Error',
    'CANARY on\nseveral\nlines',
    'CANARY\n    at CANARY (file:///CANARY.ts:1:1)',
    'at CANARY\n    at CANARY (file:///CANARY.ts:1:1)\n    at CANARY',
    '\n    at CANARY\n',
    '    at CANARY (x:1:1)\n    at stackFrames (y:1:1)\n    at CANARY (x:1:1)',
    'CANARY $& \\n (unescaped [pattern',
  ];

  it.each(MESSAGES)('returns the origin of an error, and nothing of its message: %j', (message) => {
    const frames = stackFrames(new Error(message));
    expect(frames.length).toBeGreaterThan(0);
    expect(frames[0]).toMatch(/^at .*log\.test\.ts:\d+:\d+\)?$/);
    expect(frames.join('\n')).not.toContain('CANARY');
  });

  it('returns the origin of an error without a message', () => {
    const error = new TypeError();
    expect(stackFrames(error)[0]).toMatch(/^at .*log\.test\.ts:\d+:\d+\)?$/);
  });

  it.each(MESSAGES)('returns nothing of a message that was changed later: %j', (message) => {
    for (const other of ['', 'another', 'at', 'log.test.ts']) {
      const error = new Error(message);
      // The stack is formatted when it is first read.
      expect(error.stack).toContain(message);
      error.message = other;
      expect(stackFrames(error).join('\n')).not.toContain('CANARY');
    }
  });

  it('returns nothing of a message that was cut to its first line later', () => {
    const error = new Error('Not found\n    at CANARY, Lin (203711)');
    expect(error.stack).toContain('203711');
    error.message = 'Not found';
    expect(stackFrames(error).join('\n')).not.toContain('CANARY');
  });

  it('returns nothing of a cause', () => {
    const error = new Error('outer', { cause: new Error('CANARY') });
    expect(stackFrames(error).join('\n')).not.toContain('CANARY');
  });

  it('returns at most the innermost twelve frames', () => {
    const deep = (depth: number): string[] => (depth === 0 ? stackFrames(new Error('x')) : deep(depth - 1));
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 50;
    const frames = deep(30);
    Error.stackTraceLimit = limit;
    expect(frames).toHaveLength(12);
    expect(new Set(frames.map((frame) => frame.split(' ')[1]))).toEqual(new Set(['deep']));
  });

  it.each([undefined, null, 'CANARY', 42, { stack: 'Error\n    at CANARY', message: '' }])(
    'returns no frames for a value that is not an error: %o',
    (thrown) => {
      expect(stackFrames(thrown)).toEqual([]);
    },
  );

  it('returns no frames for an error without a stack', () => {
    const error = new Error('CANARY');
    delete error.stack;
    expect(stackFrames(error)).toEqual([]);
    Reflect.set(error, 'stack', ['at CANARY']);
    expect(stackFrames(error)).toEqual([]);
  });
});
