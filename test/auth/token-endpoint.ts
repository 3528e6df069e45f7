/** A token source with a scripted token endpoint, and a clock that tests set. */
import { signAssertion } from '../../src/auth/client-assertion.ts';
import { assertionCredentials, type ClientCredentials } from '../../src/auth/client-credentials.ts';
import type { SharedToken } from '../../src/auth/shared-token.ts';
import { createSigningKeys } from '../../src/auth/signing-keys.ts';
import { createTokenSource, type TokenSource } from '../../src/auth/token-source.ts';
import type { TokenAuthentication } from '../../src/config/authentication.ts';
import { createHttpClient } from '../../src/http/got-client.ts';
import { createLog } from '../../src/observability/log.ts';
import { type Handler, type LocalServer, startLocalServer } from '../http/local-server.ts';
import { keyAuthentication } from './connection.ts';

export interface TokenBench {
  readonly source: TokenSource;
  readonly server: LocalServer;
  readonly clock: { now: number };
  readonly logLines: readonly string[];
  /** Returns the log lines, parsed as JSON. */
  readonly logged: () => unknown[];
  /** Returns the posted forms. */
  readonly forms: () => Record<string, string>[];
  close(): Promise<void>;
}

export interface TokenBenchOptions {
  readonly scope?: string;
  readonly timeoutMs?: number;
  readonly tokenUrl?: () => Promise<string>;
  /** How the client authenticates; with an assertion by default. */
  readonly credentials?: ClientCredentials;
  readonly method?: TokenAuthentication['kind'];
  /** Creates the token that replicas share, with this clock. */
  readonly shared?: (now: () => number) => SharedToken;
}

export async function startTokenBench(
  handler: Handler,
  options: TokenBenchOptions = {},
): Promise<TokenBench> {
  const server = await startLocalServer(handler);
  const http = createHttpClient({ timeoutMs: options.timeoutMs ?? 5_000 });
  const { signing } = await createSigningKeys(keyAuthentication({ EPIC_KEY_ID: 'key-1' }));
  const clock = { now: Date.UTC(2026, 9, 1) };
  const logLines: string[] = [];
  const source = createTokenSource({
    http,
    tokenUrl: options.tokenUrl ?? (async () => `${server.origin}/token`),
    credentials: async (url) =>
      options.credentials ??
      assertionCredentials(
        await signAssertion(signing, { clientId: 'client-1', audience: url, now: clock.now }),
      ),
    method: options.method ?? 'private_key_jwt',
    scope: options.scope ?? null,
    shared: options.shared?.(() => clock.now) ?? null,
    log: createLog('trace', { write: (line) => void logLines.push(line) }),
    now: () => clock.now,
  });
  return {
    source,
    server,
    clock,
    logLines,
    logged: () => logLines.map((line): unknown => JSON.parse(line)),
    forms: () => server.requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body))),
    close: async () => {
      http.close();
      await server.close();
    },
  };
}

/** Grants `token-1`, `token-2` and so on, with these members added or replaced. */
export function granting(members: Record<string, unknown> = {}): Handler {
  return (response, _request, count) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(
      JSON.stringify({
        access_token: `token-${count}`,
        token_type: 'bearer',
        expires_in: 3600,
        scope: 'system/Patient.read',
        ...members,
      }),
    );
  };
}

/** Responds with this JSON and status. */
export function answering(status: number, body: unknown): Handler {
  return (response) => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  };
}
