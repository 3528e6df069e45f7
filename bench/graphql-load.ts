/** Sends the operation to a GraphQL server over kept-alive connections, and looks at every answer. */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { type Load, takeTurn, type Turn } from './turn.ts';

export const OPERATION = '{ patients(first: 10) { id fullName } }';

export interface GraphqlLoad {
  /** Every answer has to be the first one again. */
  turn(load: Load): Promise<Turn>;
  /** The `data` of the first answer, as JSON. @throws Error where it is not the patients with these ids, each with a name */
  firstAnswer(server: string, ids: readonly string[]): Promise<string>;
  close(): void;
}

const BODY = JSON.stringify({ query: OPERATION });
const HEADERS = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(BODY) };

const answer = z.object({
  data: z.object({ patients: z.array(z.object({ id: z.string(), fullName: z.string().min(1) })) }),
});

export function createGraphqlLoad(port: number): GraphqlLoad {
  const agent = new Agent({ keepAlive: true });
  let expected: string | null = null;

  const post = async (): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    request({ agent, host: '127.0.0.1', port, path: '/graphql', method: 'POST', headers: HEADERS })
      .once('error', reject)
      .once('response', (response) => {
        if (response.statusCode !== 200) reject(new Error(`HTTP ${response.statusCode} came.`));
        text(response).then(resolve, reject);
      })
      .end(BODY);
    return promise;
  };

  return {
    turn: (load) =>
      takeTurn(load, async () => {
        if (dataOf(await post()) !== expected) throw new Error('The answer is not the first one again.');
      }),
    async firstAnswer(server, ids) {
      const body = await post();
      const patients = answer.safeParse(JSON.parse(body)).data?.data.patients ?? [];
      if (patients.map(({ id }) => id).join() !== ids.join()) {
        throw new Error(
          `${server}: the first answer is not ${ids.length} patients with a name, in the order of their list.`,
        );
      }
      expected = dataOf(body);
      return expected;
    },
    close: () => agent.destroy(),
  };
}

/** What costs a server nothing to add, such as `extensions`, is not compared. */
function dataOf(body: string): string {
  const parsed: unknown = JSON.parse(body);
  const { data } = z.object({ data: z.unknown() }).parse(parsed);
  return JSON.stringify(data);
}
