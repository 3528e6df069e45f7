import { describe, expect, it } from 'vitest';
import { LOG_LEVELS, type LogLevel } from '../../src/config/values.ts';
import { createLog, type LogFields, stackFrames } from '../../src/observability/log.ts';

/** What each line said, with the time left out. */
function logged(level: LogLevel, write: (log: ReturnType<typeof createLog>) => void): unknown[] {
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
  it('writes one JSON line an event, with its fields', () => {
    const fields: LogFields = {
      attempt: 2,
      codes: ['FORBIDDEN'],
      host: '127.0.0.1',
      resourceType: 'Patient',
    };
    expect(logged('info', (log) => log.info('operation', fields))).toEqual([
      { level: 'info', event: 'operation', ...fields },
    ]);
  });

  it('is one line to every reader, whatever its fields hold', () => {
    const reason = 'one\u0085two\u2028three\u2029four\u202efive\u009b31m';
    const lines: string[] = [];
    createLog('info', { write: (line) => void lines.push(line) }).info('operation', { reason });
    expect(lines.join('')).toMatch(/^[\x20-\x7e]+\n$/);
    expect(logged('info', (log) => log.info('operation', { reason }))).toMatchObject([{ reason }]);
  });

  it('needs no fields', () => {
    expect(logged('info', (log) => log.warn('upstream'))).toEqual([{ level: 'warn', event: 'upstream' }]);
  });

  it('does not know a field that is off the allow-list', () => {
    const fields = {
      status: 200,
      url: 'MARKED',
      patientId: 'MARKED',
      err: new Error('MARKED'),
      error: new Error('MARKED'),
      variables: { family: 'MARKED' },
      level: 'MARKED',
      event: 'MARKED',
      msg: 'MARKED',
      toJSON: () => 'MARKED',
    };
    expect(logged('info', (log) => log.info('operation', fields))).toEqual([
      { level: 'info', event: 'operation', status: 200 },
    ]);
  });

  it.each([
    ['status', 'MARKED'],
    ['status', { MARKED: 1 }],
    ['port', ['MARKED']],
    ['reason', new Error('MARKED')],
    ['reason', { toString: () => 'MARKED' }],
    ['host', ['MARKED']],
    ['operationName', 12_345],
    ['requestId', null],
    ['resourceType', undefined],
    ['codes', 'MARKED'],
    ['codes', [['MARKED']]],
    ['warnings', ['4101', { message: 'MARKED' }]],
    ['stack', new Set(['MARKED'])],
  ])('leaves out %s where it is of the wrong kind: %o', (name, value) => {
    const fields: LogFields = { attempt: 1 };
    Reflect.set(fields, name, value);
    expect(logged('info', (log) => log.info('operation', fields))).toEqual([
      { level: 'info', event: 'operation', attempt: 1 },
    ]);
  });

  it('does not look at what a value inherits', () => {
    class Inherited {
      get host(): string {
        return 'MARKED';
      }
    }
    expect(logged('info', (log) => log.info('operation', new Inherited()))).toEqual([
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
    const lines = logged(level, (log) => {
      for (const name of ['error', 'warn', 'info', 'debug'] as const) log[name](name);
    });
    expect(lines).toEqual(written.map((name) => ({ level: name, event: name })));
  });

  it('has no level beyond these', () => {
    expect(LOG_LEVELS).toEqual(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);
  });
});

describe('stackFrames', () => {
  const MESSAGES = [
    'MARKED',
    'e',
    'Error',
    'MARKED on\nseveral\nlines',
    'MARKED\n    at MARKED (file:///MARKED.ts:1:1)',
    'at MARKED\n    at MARKED (file:///MARKED.ts:1:1)\n    at MARKED',
    '\n    at MARKED\n',
    '    at MARKED (x:1:1)\n    at stackFrames (y:1:1)\n    at MARKED (x:1:1)',
    'MARKED $& \\n (unescaped [pattern',
  ];

  it.each(MESSAGES)('tells where an error came from, and nothing of its message: %j', (message) => {
    const frames = stackFrames(new Error(message));
    expect(frames.length).toBeGreaterThan(0);
    expect(frames[0]).toMatch(/^at .*log\.test\.ts:\d+:\d+\)?$/);
    expect(frames.join('\n')).not.toContain('MARKED');
  });

  it('tells where an error without a message came from', () => {
    const error = new TypeError();
    expect(stackFrames(error)[0]).toMatch(/^at .*log\.test\.ts:\d+:\d+\)?$/);
  });

  it.each(MESSAGES)('tells nothing of a message that was changed after the fact: %j', (message) => {
    for (const other of ['', 'another', 'at', 'log.test.ts']) {
      const error = new Error(message);
      // Until it is first looked at, a stack has not been put into words.
      expect(error.stack).toContain(message);
      error.message = other;
      expect(stackFrames(error).join('\n')).not.toContain('MARKED');
    }
  });

  it('tells nothing of a message that was cut to its first line after the fact', () => {
    const error = new Error('Not found\n    at MARKED, Lin (203711)');
    expect(error.stack).toContain('203711');
    error.message = 'Not found';
    expect(stackFrames(error).join('\n')).not.toContain('MARKED');
  });

  it('tells nothing of a cause', () => {
    const error = new Error('outer', { cause: new Error('MARKED') });
    expect(stackFrames(error).join('\n')).not.toContain('MARKED');
  });

  it('tells the innermost twelve frames at most', () => {
    const deep = (depth: number): string[] => (depth === 0 ? stackFrames(new Error('x')) : deep(depth - 1));
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 50;
    const frames = deep(30);
    Error.stackTraceLimit = limit;
    expect(frames).toHaveLength(12);
    expect(new Set(frames.map((frame) => frame.split(' ')[1]))).toEqual(new Set(['deep']));
  });

  it.each([undefined, null, 'MARKED', 42, { stack: 'Error\n    at MARKED', message: '' }])(
    'has nothing to tell of what is no error: %o',
    (thrown) => {
      expect(stackFrames(thrown)).toEqual([]);
    },
  );

  it('has nothing to tell of an error without a stack', () => {
    const error = new Error('MARKED');
    delete error.stack;
    expect(stackFrames(error)).toEqual([]);
    Reflect.set(error, 'stack', ['at MARKED']);
    expect(stackFrames(error)).toEqual([]);
  });
});
