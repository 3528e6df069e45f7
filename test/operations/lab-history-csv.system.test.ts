/** examples/lab-history-csv.sh writes every result of every page, and fails instead of writing half of them as if they were all. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type LocalServer, startLocalServer } from '../http/local-server.ts';

const HAS_JQ = spawnSync('jq', ['--version']).status === 0;

interface Page {
  readonly values: readonly string[];
  readonly endCursor?: string;
  readonly warning?: string;
}

const bodyOf = ({ values, endCursor, warning }: Page): object => ({
  data: {
    patient: {
      labResultsConnection: {
        nodes: values.map((valueText) => ({
          effective: '2019-03',
          valueText,
          isAbnormal: null,
          isCorrected: true,
        })),
        pageInfo: { hasNextPage: endCursor !== undefined, endCursor: endCursor ?? null },
      },
    },
  },
  extensions: { fhir: { warnings: warning === undefined ? [] : [{ code: warning, message: 'Look.' }] } },
});

async function runScript(...bodies: readonly object[]) {
  const server: LocalServer = await startLocalServer((response, _request, count) => {
    response.end(JSON.stringify(bodies[count - 1]));
  });
  const child = spawn('sh', ['examples/lab-history-csv.sh', 'e1'], {
    env: { PATH: process.env['PATH'], GATEWAY: server.origin, TOKEN: 'token-1' },
  });
  const closed = once(child, 'close');
  const [csv, messages] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await closed;
  await server.close();
  return {
    rows: csv.trimEnd().split('\n').slice(1),
    messages,
    code: child.exitCode,
    requests: server.requests,
  };
}

const rowOf = (value: string): string => `"2019-03",,"${value}",,,,,true,,,`;

describe.skipIf(!HAS_JQ)('the lab history as CSV', () => {
  it('has the results of all pages, and warnings apart', async () => {
    const { rows, messages, code, requests } = await runScript(
      bodyOf({ values: ['7.0 %'], endCursor: 'c"1', warning: 'ORDER_UNCERTAIN' }),
      bodyOf({ values: ['Text "quoted", with a comma'] }),
    );
    expect(rows).toEqual([rowOf('7.0 %'), rowOf('Text ""quoted"", with a comma')]);
    expect([messages, code]).toEqual(['ORDER_UNCERTAIN: Look.\n', 0]);
    expect(requests.map(({ body }) => z.unknown().parse(JSON.parse(body)))).toMatchObject([
      { variables: { id: 'e1', first: 100, after: null } },
      { variables: { id: 'e1', first: 100, after: 'c"1' } },
    ]);
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
    ]);
  });

  it('contains no formula, and negative numbers unchanged', async () => {
    const { rows } = await runScript(
      bodyOf({
        values: [
          '=1+1',
          '+1',
          '@SUM(A1)',
          "-2+3+cmd|' /C calc'!A0",
          '-x',
          '-3 +HYPERLINK("x")',
          '-3.5 mmol/L',
          '-2',
          '<5 mg/dL',
        ],
      }),
    );
    expect(rows).toEqual(
      [
        "'=1+1",
        "'+1",
        "'@SUM(A1)",
        "'-2+3+cmd|' /C calc'!A0",
        "'-x",
        `'-3 +HYPERLINK(""x"")`,
        '-3.5 mmol/L',
        '-2',
        '<5 mg/dL',
      ].map(rowOf),
    );
  });

  it.each([
    ['has errors', { errors: [{ message: 'Epic is down.' }], data: { patient: null } }, 'Epic is down.\n'],
    ['has no patient', { data: { patient: null } }, 'The patient is unknown, or the list is missing.\n'],
    [
      'has no list',
      { data: { patient: { labResultsConnection: null } } },
      'The patient is unknown, or the list is missing.\n',
    ],
  ])('fails if a later page %s', async (_what, body, message) => {
    const { code, messages } = await runScript(bodyOf({ values: ['1'], endCursor: 'c' }), body);
    expect([code, messages]).toEqual([1, message]);
  });
});
