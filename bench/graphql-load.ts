/** Sends operations to a GraphQL server over kept-alive connections, and looks at every answer. */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** One GraphQL request. */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export interface Answered {
  /** As JSON, without what costs a server nothing to add, such as `extensions`. */
  readonly data: string;
  /** Of the body. */
  readonly bytes: number;
}

/** @throws Error where anything but data came */
export type Post = (operation: GraphqlRequest) => Promise<Answered>;

export interface GraphqlClient {
  readonly post: Post;
  close(): void;
}

const answer = z.object({ data: z.record(z.string(), z.unknown()), errors: z.undefined().optional() });

/** @param authorization the header of the caller; null for one who does not sign in */
export function createGraphqlClient(port: number, authorization: string | null): GraphqlClient {
  const agent = new Agent({ keepAlive: true });
  const send = async (body: string): Promise<string> => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(authorization === null ? {} : { authorization }),
    };
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    request({ agent, host: '127.0.0.1', port, path: '/graphql', method: 'POST', headers })
      .once('error', reject)
      .once('response', (response) => {
        if (response.statusCode !== 200) reject(new Error(`HTTP ${response.statusCode} came.`));
        text(response).then(resolve, reject);
      })
      .end(body);
    return promise;
  };
  return {
    async post(operation) {
      const body = await send(JSON.stringify(operation));
      const { data } = answer.safeParse(JSON.parse(body)).data ?? {};
      if (data === undefined) throw new Error('An answer with errors came.');
      return { data: JSON.stringify(data), bytes: Buffer.byteLength(body) };
    },
    close: () => agent.destroy(),
  };
}
