/** One caller of the gateway: posts operations, and says what became of each. */
import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';

/** What became of an operation. Lost is one that has neither an answer nor an error. */
export type Outcome =
  | { readonly kind: 'answer'; readonly body: unknown }
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'hung-up' };

export interface Post {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly authorization: string;
  /** Hangs up after so long. */
  readonly patienceMs?: number;
}

export interface Line {
  post(post: Post): Promise<Outcome>;
  close(): void;
}

/** @param deadlineMs by when an answer has to be there */
export function createLine(port: number, deadlineMs: number): Line {
  const agent = new Agent({ keepAlive: true });
  return {
    async post({ query, variables, authorization, patienceMs }) {
      const sent = JSON.stringify({ query, variables });
      const signal = AbortSignal.timeout(patienceMs ?? deadlineMs);
      try {
        const { promise, resolve, reject } = Promise.withResolvers<unknown>();
        request({
          agent,
          signal,
          host: '127.0.0.1',
          port,
          path: '/graphql',
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(sent),
            authorization,
          },
        })
          .once('error', reject)
          .once('response', (response) => void json(response).then(resolve, reject))
          .end(sent);
        return { kind: 'answer', body: await promise };
      } catch (error) {
        if (signal.aborted && patienceMs !== undefined) return { kind: 'hung-up' };
        const why = signal.aborted ? `no answer within ${deadlineMs} ms` : String(error);
        return { kind: 'lost', why };
      }
    },
    close: () => agent.destroy(),
  };
}
