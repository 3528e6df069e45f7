/** Sends an operation to a GraphQL server over kept-alive connections, and looks at every answer. */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { type Load, takeTurn, type Turn } from './turn.ts';

/** What is asked, and what has to come. */
export interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The ids of those whom the answer has, in this order. */
  readonly patients: readonly string[];
  /** How many lab results it has of each; 0 where it asks for none. */
  readonly labs: number;
  /** The `Authorization` header of the caller; null for one who does not sign in. */
  readonly authorization?: string;
}

export interface GraphqlLoad {
  /** Every answer has to be the first one again. */
  turn(load: Load): Promise<Turn>;
  /** The `data` of the first answer, as JSON. @throws Error where it is not what has to come, each patient with a name */
  firstAnswer(server: string): Promise<string>;
  close(): void;
}

const answer = z.object({
  data: z.object({
    patients: z.array(
      z.object({
        id: z.string(),
        fullName: z.string().min(1),
        labResults: z.array(z.object({ id: z.string() })).default([]),
      }),
    ),
  }),
});

export function createGraphqlLoad(port: number, asked: Asked): GraphqlLoad {
  const agent = new Agent({ keepAlive: true });
  const { query, variables, authorization } = asked;
  const sent = JSON.stringify({ query, variables });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(sent),
    ...(authorization === undefined ? {} : { authorization }),
  };
  let expected: string | null = null;

  const post = async (): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    request({ agent, host: '127.0.0.1', port, path: '/graphql', method: 'POST', headers })
      .once('error', reject)
      .once('response', (response) => {
        if (response.statusCode !== 200) reject(new Error(`HTTP ${response.statusCode} came.`));
        text(response).then(resolve, reject);
      })
      .end(sent);
    return promise;
  };

  return {
    turn: (load) =>
      takeTurn(load, async () => {
        if (dataOf(await post()) !== expected) throw new Error('The answer is not the first one again.');
      }),
    async firstAnswer(server) {
      const body = await post();
      if (!isExpected(body, asked)) {
        const labs = asked.labs === 0 ? '' : `, each with ${asked.labs} lab results`;
        throw new Error(
          `${server}: the first answer is not ${asked.patients.length} patients with a name, in the order of their list${labs}.`,
        );
      }
      expected = dataOf(body);
      return expected;
    },
    close: () => agent.destroy(),
  };
}

function isExpected(body: string, { patients, labs }: Asked): boolean {
  const found = answer.safeParse(JSON.parse(body)).data?.data.patients ?? [];
  return (
    found.map(({ id }) => id).join() === patients.join() &&
    found.every(({ labResults }) => labResults.length === labs)
  );
}

/** What costs a server nothing to add, such as `extensions`, is not compared. */
function dataOf(body: string): string {
  const parsed: unknown = JSON.parse(body);
  const { data } = z.object({ data: z.unknown() }).parse(parsed);
  return JSON.stringify(data);
}
