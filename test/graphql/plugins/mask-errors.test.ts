import { ApolloServer } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorCode, GatewayError } from '../../../src/errors.ts';
import { createErrorMask } from '../../../src/graphql/plugins/mask-errors.ts';
import { createLog } from '../../../src/observability/log.ts';
import { including, matching } from '../../support/expected.ts';

/** Must appear neither in a response nor in the log. */
const CANARY = 'Lopez-19870912';

interface Masked {
  readonly error: GraphQLFormattedError;
  readonly logLines: string[];
}

/**
 * Returns what Apollo Server sends and logs for a value that a resolver threw, with the mask as its
 * `formatError`.
 */
async function mask(thrown: unknown): Promise<Masked> {
  const logLines: string[] = [];
  const apollo = new ApolloServer({
    typeDefs: 'type Query { patient: String }',
    resolvers: {
      Query: {
        patient: () => {
          throw thrown;
        },
      },
    },
    formatError: createErrorMask(createLog('trace', { write: (line) => void logLines.push(line) })),
    includeStacktraceInErrorResponses: true,
  });
  const { body } = await apollo.executeOperation({ query: '{ patient }' });
  const [error] = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
  if (error === undefined) throw new Error('Expected an error.');
  return { error, logLines };
}

const PLACE = { locations: [{ line: 1, column: 3 }], path: ['patient'] };

const CODES = Object.keys(ERROR_CODES).filter((code): code is ErrorCode => code !== 'INTERNAL_SERVER_ERROR');

describe('a coded error of the gateway', () => {
  it.each(CODES)('keeps only the code, message and location of %s', async (code) => {
    const { error, logLines } = await mask(
      Object.assign(new GatewayError(code, 'Expected this; do that.'), { patient: CANARY, cause: CANARY }),
    );
    expect(error).toEqual({ message: 'Expected this; do that.', ...PLACE, extensions: { code } });
    expect(logLines).toEqual([]);
  });
});

describe('an unexpected error', () => {
  /** Creates an error whose message quotes patient data over several lines. */
  function createDefect(): Error {
    return new TypeError(`Cannot read ${CANARY}\n    at ${CANARY} (of the chart)`);
  }

  it('replaces the message of an unexpected error, and adds a code and an id', async () => {
    const { error } = await mask(createDefect());
    expect(error).toEqual({
      message: matching(
        /^The gateway failed unexpectedly\. Give its operator the error id [\w-]{36}, which is in the log\.$/,
      ),
      ...PLACE,
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: matching(/^[\w-]{36}$/) },
    });
    expect(error.message).toContain(String(error.extensions?.['errorId']));
    expect(JSON.stringify(error)).not.toContain(CANARY);
  });

  it('logs an unexpected error under its id, with its stack', async () => {
    const { error, logLines } = await mask(createDefect());
    expect(logLines.map((line): unknown => JSON.parse(line))).toEqual([
      {
        level: 'error',
        event: 'unexpected_error',
        time: matching(/^\d{4}-\d\d-\d\dT/),
        errorId: error.extensions?.['errorId'],
        errorName: 'TypeError',
        stack: including(matching(/^at createDefect \(.*mask-errors\.test\.ts:\d+:\d+\)$/)),
      },
    ]);
    expect(logLines.join('')).not.toContain(CANARY);
  });

  it('gives each unexpected error its own id', async () => {
    const ids = [await mask(createDefect()), await mask(createDefect())].map(
      ({ error }) => error.extensions?.['errorId'],
    );
    expect(new Set(ids).size).toBe(2);
  });

  it('masks a GatewayError with the code INTERNAL_SERVER_ERROR', async () => {
    const { error } = await mask(new GatewayError('INTERNAL_SERVER_ERROR', CANARY));
    expect(JSON.stringify(error)).not.toContain(CANARY);
    expect(error.extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      errorId: matching(/^[\w-]{36}$/),
    });
  });

  it.each(Object.values(ApolloServerErrorCode))(
    'masks an error that a resolver throws with %s, a code of Apollo Server',
    async (code) => {
      const { error } = await mask(Object.assign(new Error(CANARY), { extensions: { code } }));
      expect(JSON.stringify(error)).not.toContain(CANARY);
      expect(error.extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
    },
  );

  it.each<[what: string, thrown: unknown]>([
    ['a string', CANARY],
    ['undefined', undefined],
    ['an object', { name: CANARY, message: CANARY, code: 'BAD_USER_INPUT' }],
  ])('masks %s that a resolver throws instead of an error', async (_what, thrown) => {
    const { error, logLines } = await mask(thrown);
    expect(error.extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(error) + logLines.join('')).not.toContain(CANARY);
  });
});
