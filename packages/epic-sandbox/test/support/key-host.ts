/** An HTTP server on which a client publishes its keys, under control of a test. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK } from 'jose';

export interface KeyHost {
  /** `http://127.0.0.1:port/jwks`. */
  readonly url: string;
  /** The number of requests so far. */
  readonly requestCount: number;
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Serves the public halves of these keys from now on. */
  publish(...keys: readonly { readonly privateKey: KeyObject; readonly keyId: string }[]): Promise<void>;
  close(): Promise<void>;
}

export async function startKeyHost(): Promise<KeyHost> {
  const server = createServer((_request, response) => {
    count += 1;
    response.writeHead(host.status, host.headers).end(host.body);
  });
  let count = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('Expected a port.');
  const host: KeyHost = {
    url: `http://127.0.0.1:${address.port}/jwks`,
    get requestCount() {
      return count;
    },
    status: 200,
    headers: {},
    body: '',
    async publish(...keys) {
      const published = await Promise.all(
        keys.map(async ({ privateKey, keyId }) =>
          Object.assign(await exportJWK(createPublicKey(privateKey)), { kid: keyId }),
        ),
      );
      host.body = JSON.stringify({ keys: published });
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return host;
}
