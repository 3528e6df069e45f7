/** Sends requests to the gateway over kept-alive connections. */
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** The outcome of an operation. `lost` means that no response arrived. */
export type Outcome =
  | { readonly kind: 'answer'; readonly body: unknown }
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'aborted' };

export interface Post {
  /** The id of the site. */
  readonly site: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Aborts the request after this time. */
  readonly abortAfterMs?: number;
}

export interface Page {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface SoakClient {
  post(post: Post): Promise<Outcome>;
  /** Gets a path without following redirects. @throws Error if no complete response arrives within the deadline */
  get(path: string, headers: Readonly<Record<string, string>>): Promise<Page>;
  close(): void;
}

/** @param deadlineMs the time after which a missing response counts as lost */
export function createClient(port: number, deadlineMs: number): SoakClient {
  const agent = new Agent({ keepAlive: true });
  const send = async (
    path: string,
    headers: Readonly<Record<string, string | number>>,
    signal: AbortSignal,
    body: string | null = null,
  ): Promise<Page> => {
    const { promise, resolve, reject } = Promise.withResolvers<Page>();
    const method = body === null ? 'GET' : 'POST';
    request({ agent, signal, host: '127.0.0.1', port, path, method, headers })
      .once('error', reject)
      .once('response', (response) => {
        const { statusCode: status = 0, headers: received } = response;
        buffer(response).then((read) => resolve({ status, headers: received, body: read }), reject);
      })
      .end(body ?? undefined);
    return promise;
  };
  return {
    async post({ site, query, variables, headers, abortAfterMs }) {
      const sent = JSON.stringify({ query, variables });
      const signal = AbortSignal.timeout(abortAfterMs ?? deadlineMs);
      const content = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) };
      try {
        const page = await send(`/sites/${site}/graphql`, { ...content, ...headers }, signal, sent);
        return { kind: 'answer', body: JSON.parse(page.body.toString()) };
      } catch (error) {
        if (signal.aborted && abortAfterMs !== undefined) return { kind: 'aborted' };
        const why = signal.aborted ? `no response within ${deadlineMs} ms` : String(error);
        return { kind: 'lost', why };
      }
    },
    get: (path, headers) => send(path, headers, AbortSignal.timeout(deadlineMs)),
    close: () => agent.destroy(),
  };
}
