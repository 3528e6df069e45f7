import { ApolloServer } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import type { GraphQLFormattedError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorCode, GatewayError } from '../../../src/errors.ts';
import { createErrorMask } from '../../../src/graphql/plugins/mask-errors.ts';
import { createLog } from '../../../src/observability/log.ts';
import { including, matching } from '../../support/expected.ts';

/** What must never come back, nor be logged. */
const MARKED = 'Lopez-19870912';

interface Masked {
  readonly answered: GraphQLFormattedError;
  readonly logLines: string[];
}

/** What Apollo Server makes of what a resolver threw, with the mask as its `formatError`. */
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
  const [answered] = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
  if (answered === undefined) throw new Error('Expected an error.');
  return { answered, logLines };
}

const PLACE = { locations: [{ line: 1, column: 3 }], path: ['patient'] };

const CODES = Object.keys(ERROR_CODES).filter((code): code is ErrorCode => code !== 'INTERNAL_SERVER_ERROR');

describe('a coded error of the gateway', () => {
  it.each(CODES)('%s keeps its code, its message and its place, and nothing else', async (code) => {
    const { answered, logLines } = await mask(
      Object.assign(new GatewayError(code, 'Expected this; do that.'), { patient: MARKED, cause: MARKED }),
    );
    expect(answered).toEqual({ message: 'Expected this; do that.', ...PLACE, extensions: { code } });
    expect(logLines).toEqual([]);
  });
});

describe('an unexpected error', () => {
  /** A defect deep in the code, whose message quotes what it was given over several lines. */
  function defect(): Error {
    return new TypeError(`Cannot read ${MARKED}\n    at ${MARKED} (of the chart)`);
  }

  it('leaves with a code, an id and its place, and never with its message', async () => {
    const { answered } = await mask(defect());
    expect(answered).toEqual({
      message: matching(
        /^The gateway failed unexpectedly\. Give its operator the error id [\w-]{36}, which is in the log\.$/,
      ),
      ...PLACE,
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: matching(/^[\w-]{36}$/) },
    });
    expect(answered.message).toContain(String(answered.extensions?.['errorId']));
    expect(JSON.stringify(answered)).not.toContain(MARKED);
  });

  it('is found in the log under its id, with where in the code it came from', async () => {
    const { answered, logLines } = await mask(defect());
    expect(logLines.map((line): unknown => JSON.parse(line))).toEqual([
      {
        level: 'error',
        event: 'unexpected_error',
        time: matching(/^\d{4}-\d\d-\d\dT/),
        errorId: answered.extensions?.['errorId'],
        errorName: 'TypeError',
        stack: including(matching(/^at defect \(.*mask-errors\.test\.ts:\d+:\d+\)$/)),
      },
    ]);
    expect(logLines.join('')).not.toContain(MARKED);
  });

  it('has an id of its own each time', async () => {
    const ids = [await mask(defect()), await mask(defect())].map(
      ({ answered }) => answered.extensions?.['errorId'],
    );
    expect(new Set(ids).size).toBe(2);
  });

  it('is masked too where a defect is told as a GatewayError', async () => {
    const { answered } = await mask(new GatewayError('INTERNAL_SERVER_ERROR', MARKED));
    expect(JSON.stringify(answered)).not.toContain(MARKED);
    expect(answered.extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      errorId: matching(/^[\w-]{36}$/),
    });
  });

  it.each(Object.values(ApolloServerErrorCode))(
    'is masked though it comes out of a resolver with %s, a code of Apollo Server',
    async (code) => {
      const { answered } = await mask(Object.assign(new Error(MARKED), { extensions: { code } }));
      expect(JSON.stringify(answered)).not.toContain(MARKED);
      expect(answered.extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
    },
  );

  it.each<[what: string, thrown: unknown]>([
    ['a text', MARKED],
    ['nothing', undefined],
    ['an object', { name: MARKED, message: MARKED, code: 'BAD_USER_INPUT' }],
  ])('is masked though %s was thrown in its place', async (_what, thrown) => {
    const { answered, logLines } = await mask(thrown);
    expect(answered.extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(answered) + logLines.join('')).not.toContain(MARKED);
  });
});
