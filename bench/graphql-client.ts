import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

export interface GraphqlRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export interface GraphqlResponse {
  /** `data` as JSON. Leaves out `extensions`, so contenders can be compared. */
  readonly data: string;
  /** Size of the body. */
  readonly bytes: number;
}

/** @throws Error for any status but 200 and for a response with `errors` or without `data` */
export type Post = (operation: GraphqlRequest) => Promise<GraphqlResponse>;

export interface GraphqlClient {
  readonly post: Post;
  close(): void;
}

const RESPONSE = z.object({ data: z.record(z.string(), z.unknown()), errors: z.undefined().optional() });

/**
 * Creates a client that sends operations over kept-alive connections.
 * @param authorization the caller's header; null for an anonymous caller
 */
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
        if (response.statusCode !== 200)
          reject(new Error(`The server returned HTTP ${response.statusCode}.`));
        text(response).then(resolve, reject);
      })
      .end(body);
    return promise;
  };
  return {
    async post(operation) {
      const body = await send(JSON.stringify(operation));
      const { data } = RESPONSE.safeParse(JSON.parse(body)).data ?? {};
      if (data === undefined) throw new Error('The response has errors or no data.');
      return { data: JSON.stringify(data), bytes: Buffer.byteLength(body) };
    },
    close: () => agent.destroy(),
  };
}
