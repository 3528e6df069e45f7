/** Posts GraphQL operations to the gateway. */
import { Agent, request } from 'node:http';
import { json } from 'node:stream/consumers';

/** The outcome of an operation. `lost` means that no response arrived. */
export type Outcome =
  | { readonly kind: 'answer'; readonly body: unknown }
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'aborted' };

export interface Post {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly authorization: string;
  /** Aborts the request after this time. */
  readonly abortAfterMs?: number;
}

export interface SoakClient {
  post(post: Post): Promise<Outcome>;
  close(): void;
}

/** @param deadlineMs the time after which a missing response counts as lost */
export function createClient(port: number, deadlineMs: number): SoakClient {
  const agent = new Agent({ keepAlive: true });
  return {
    async post({ query, variables, authorization, abortAfterMs }) {
      const sent = JSON.stringify({ query, variables });
      const signal = AbortSignal.timeout(abortAfterMs ?? deadlineMs);
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
        if (signal.aborted && abortAfterMs !== undefined) return { kind: 'aborted' };
        const why = signal.aborted ? `no response within ${deadlineMs} ms` : String(error);
        return { kind: 'lost', why };
      }
    },
    close: () => agent.destroy(),
  };
}
