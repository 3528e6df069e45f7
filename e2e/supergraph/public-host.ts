/** The public host of the router and the gateway: a reverse proxy with the paths of deploy/supergraph/nginx.conf. */
import { readFileSync } from 'node:fs';
import { Agent, createServer, type IncomingHttpHeaders, request as sendRequest } from 'node:http';

/** Where nginx sends the requests of some paths. */
export interface Location {
  /** `=` for one path, `~` for a regular expression, and empty for a prefix. */
  readonly modifier: string;
  readonly pattern: string;
  /** The name of the upstream; null if the paths are not public. */
  readonly upstream: string | null;
}

export interface Proxy {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  /** The headers of each request that was forwarded. */
  readonly received: readonly IncomingHttpHeaders[];
  close(): Promise<void>;
}

const LOCATION = /^ {2}location (?:(?<modifier>[=~]) )?(?<pattern>\S+) \{\n(?<body>(?: {4}.*\n)+) {2}\}$/gm;

export function readLocations(): readonly Location[] {
  const text = readFileSync('deploy/supergraph/nginx.conf', 'utf8');
  return Array.from(
    text.matchAll(LOCATION),
    ({ groups: { modifier = '', pattern = '', body = '' } = {} }) => ({
      modifier,
      pattern,
      upstream: /proxy_pass http:\/\/(?<upstream>[\w-]+);/.exec(body)?.groups?.['upstream'] ?? null,
    }),
  );
}

/** Returns the location of a path: the one that is equal, the first regular expression, or the longest prefix. */
export function findLocation(path: string, locations: readonly Location[]): Location | undefined {
  const having = (modifier: string) => locations.filter((location) => location.modifier === modifier);
  return (
    having('=').find(({ pattern }) => pattern === path) ??
    having('~').find(({ pattern }) => new RegExp(pattern).test(path)) ??
    having('')
      .toSorted((one, other) => other.pattern.length - one.pattern.length)
      .find(({ pattern }) => path.startsWith(pattern))
  );
}

/**
 * Starts a proxy on a free port.
 * @param findOrigin returns the origin of the server for a path; null if there is none
 */
export async function startProxy(findOrigin: (path: string) => string | null): Promise<Proxy> {
  const received: IncomingHttpHeaders[] = [];
  // A kept connection can end at the moment of its next request, and a POST is not sent twice.
  const agent = new Agent({ keepAlive: false });
  const server = createServer((request, response) => {
    const { url = '/', method, headers } = request;
    const origin = findOrigin(url.replace(/\?.*$/s, ''));
    if (origin === null) {
      response.writeHead(404).end();
      return;
    }
    received.push(headers);
    const forwarded = sendRequest(origin + url, { method, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    received,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
