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

/** Where an operation is sent. */
export interface Target {
  readonly path: string;
  /** The caller's headers; none for an anonymous caller. */
  readonly headers: CallerHeaders;
}

/** The headers with which a caller signs in, such as a bearer token or the cookie of a session. */
export type CallerHeaders = Readonly<Record<string, string>>;

export interface GraphqlClient {
  readonly post: Post;
  /** Sends an operation to another path, for another caller. */
  readonly postTo: (target: Target, operation: GraphqlRequest) => Promise<GraphqlResponse>;
  close(): void;
}

const RESPONSE = z.object({ data: z.record(z.string(), z.unknown()), errors: z.undefined().optional() });

/**
 * Creates a client that sends operations over kept-alive connections.
 * @param caller the caller's headers; none for an anonymous caller
 */
export function createGraphqlClient(port: number, caller: CallerHeaders = {}): GraphqlClient {
  const agent = new Agent({ keepAlive: true });
  const send = async (body: string, { path, headers: sent }: Target): Promise<string> => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...sent,
    };
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    request({ agent, host: '127.0.0.1', port, path, method: 'POST', headers })
      .once('error', reject)
      .once('response', (response) => {
        if (response.statusCode !== 200)
          reject(new Error(`The server returned HTTP ${response.statusCode}.`));
        text(response).then(resolve, reject);
      })
      .end(body);
    return promise;
  };
  const postTo: GraphqlClient['postTo'] = async (target, operation) => {
    const body = await send(JSON.stringify(operation), target);
    const { data } = RESPONSE.safeParse(JSON.parse(body)).data ?? {};
    if (data === undefined) throw new Error('The response has errors or no data.');
    return { data: JSON.stringify(data), bytes: Buffer.byteLength(body) };
  };
  return {
    post: (operation) => postTo({ path: '/graphql', headers: caller }, operation),
    postTo,
    close: () => agent.destroy(),
  };
}
