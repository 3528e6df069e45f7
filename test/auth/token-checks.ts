/** Verifies access tokens against an issuer for tests, and makes tokens that no issuer would make. */
import { createHmac, type KeyObject, sign } from 'node:crypto';
import { expect } from 'vitest';
import { type AccessTokenVerifier, createAccessTokenVerifier } from '../../src/auth/access-token-verifier.ts';
import type { TokenVerification } from '../../src/config/server-settings.ts';
import { createHttpClient } from '../../src/http/got-client.ts';
import { createLog } from '../../src/observability/log.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { PATIENCE } from '../support/patience.ts';

export interface TokenCheckBench {
  readonly issuer: IdentityProvider;
  /** Returns the fault of a token, or null if it is valid. */
  readonly fault: (token: string | Promise<string>) => Promise<string | null>;
  /** Returns the log lines so far, parsed as JSON. */
  logged(): unknown[];
  /** Creates another verifier of the same issuer, without cached keys. */
  fresh(changes?: Partial<TokenVerification>): AccessTokenVerifier;
  close(): Promise<void>;
}

/** Starts an issuer and a verifier. Time comes from `Date`, which tests can fake. */
export async function startTokenChecks(timeoutMs: number = PATIENCE.timeout): Promise<TokenCheckBench> {
  const issuer = await startIdentityProvider();
  const http = createHttpClient({ timeoutMs });
  const logLines: string[] = [];
  const log = createLog('trace', { write: (line) => void logLines.push(line) });
  const fresh = (more: Partial<TokenVerification> = {}): AccessTokenVerifier =>
    createAccessTokenVerifier({
      checks: issuer.tokenVerification(more),
      http,
      log,
      now: () => Date.now(),
    });
  const tokens = fresh();
  return {
    issuer,
    fault: async (token) => faultOf(tokens, await token),
    logged: () => logLines.map((line): unknown => JSON.parse(line)),
    fresh,
    async close() {
      http.close();
      await issuer.close();
      expect(logLines.join('')).not.toMatch(/eyJ|[\w-]{40,}/);
    },
  };
}

export async function faultOf(tokens: AccessTokenVerifier, token: string): Promise<string | null> {
  const checked = await tokens.verify(token);
  return checked.kind === 'bad' ? checked.fault : null;
}

export function encoded(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** Returns a token with any header and payload, signed with RS256 whatever the header says. */
export function signedAsRs256(header: unknown, payload: unknown, key: KeyObject): string {
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

/** Returns a token with any header and payload, with an HS256 hash as its signature. */
export function signedAsHs256(header: unknown, payload: unknown, secret: string | Buffer): string {
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

export function payloadOf(token: string): Record<string, unknown> {
  // oxlint-disable-next-line typescript/no-unsafe-return -- the test's own token
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
