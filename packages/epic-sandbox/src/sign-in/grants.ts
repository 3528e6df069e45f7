/** What people have granted: authorization codes, access tokens and refresh tokens. */
import { createHash, randomBytes } from 'node:crypto';
import type { RegisteredApp } from './apps.ts';
import type { SandboxPerson } from './people.ts';

/** One sign-in of a person with an app. */
export interface Grant {
  readonly app: RegisteredApp;
  readonly person: SandboxPerson;
  readonly scopes: readonly string[];
  readonly patient: string | null;
  readonly encounter: string | null;
  readonly nonce: string | null;
  /** Whether the app has to show who the patient is, because no EHR around it does. */
  readonly needsPatientBanner: boolean;
  /** Identifies the grant to searches. */
  readonly owner: string;
}

/** What binds a code to its request. */
export interface CodeBinding {
  readonly redirectUrl: string;
  readonly challenge: string;
}

/** A valid access token. */
export interface IssuedToken {
  readonly grant: Grant;
  readonly scopes: readonly string[];
  /** Epoch ms. */
  readonly expires: number;
}

export interface Grants {
  /** Returns an authorization code for the grant. */
  issueCode: (grant: Grant, binding: CodeBinding) => string;
  /** Returns the grant of a code on its first use, if everything fits; otherwise null. A second use ends the grant. */
  redeemCode: (
    code: string,
    app: RegisteredApp,
    proof: { redirectUrl: string; verifier: string },
  ) => Grant | null;
  issueAccessToken: (grant: Grant, scopes: readonly string[]) => string;
  issueRefreshToken: (grant: Grant) => string;
  /** Returns the grant of a refresh token and, if tokens rotate, retires the token. Using a retired token ends the grant. */
  redeemRefreshToken: (token: string, app: RegisteredApp) => Grant | null;
  /** Returns null for an unknown, expired or revoked token. */
  find: (accessToken: string) => IssuedToken | null;
  /** Returns the grant of a refresh token that is still good. */
  findRefreshable: (refreshToken: string) => Grant | null;
  /** Revokes an access token, or the whole grant of a refresh token, if it was issued to the app (RFC 7009 §2.1). */
  revoke: (token: string, app: RegisteredApp) => void;
  expireAccessTokens: () => void;
}

const CODE_LIFETIME_MS = 60_000;
/** RFC 7636 §4.1. */
const VERIFIER = /^[\w.~-]{43,128}$/;

export function createGrants(options: {
  /** Returns the time in epoch ms. */
  now: () => number;
  tokenLifetimeSeconds: number;
  rotatesRefreshTokens: boolean;
}): Grants {
  const { now, tokenLifetimeSeconds, rotatesRefreshTokens } = options;
  const codes = new Map<string, CodeBinding & { grant: Grant; expires: number; isUsed: boolean }>();
  const accessTokens = new Map<string, IssuedToken>();
  const refreshTokens = new Map<string, { grant: Grant; isRetired: boolean }>();
  const ended = new WeakSet<Grant>();

  function redeemCode(
    code: string,
    app: RegisteredApp,
    { redirectUrl, verifier }: { redirectUrl: string; verifier: string },
  ): Grant | null {
    const issued = codes.get(code);
    if (issued?.grant.app.clientId !== app.clientId) return null;
    if (issued.isUsed) {
      ended.add(issued.grant);
      return null;
    }
    issued.isUsed = true;
    const isProven = VERIFIER.test(verifier) && challengeOf(verifier) === issued.challenge;
    return isProven && issued.redirectUrl === redirectUrl && issued.expires > now() ? issued.grant : null;
  }

  function redeemRefreshToken(token: string, app: RegisteredApp): Grant | null {
    const issued = refreshTokens.get(token);
    if (issued?.grant.app.clientId !== app.clientId || ended.has(issued.grant)) return null;
    if (issued.isRetired) {
      ended.add(issued.grant);
      return null;
    }
    issued.isRetired = rotatesRefreshTokens;
    return issued.grant;
  }

  function find(accessToken: string): IssuedToken | null {
    const issued = accessTokens.get(accessToken);
    return issued === undefined || issued.expires <= now() || ended.has(issued.grant) ? null : issued;
  }

  return {
    issueCode: (grant, binding) => {
      const code = randomToken();
      codes.set(code, { ...binding, grant, expires: now() + CODE_LIFETIME_MS, isUsed: false });
      return code;
    },
    redeemCode,
    issueAccessToken: (grant, scopes) => {
      const token = randomToken();
      accessTokens.set(token, { grant, scopes, expires: now() + tokenLifetimeSeconds * 1000 });
      return token;
    },
    issueRefreshToken: (grant) => {
      const token = randomToken();
      refreshTokens.set(token, { grant, isRetired: false });
      return token;
    },
    redeemRefreshToken,
    find,
    findRefreshable: (refreshToken) => {
      const issued = refreshTokens.get(refreshToken);
      return issued === undefined || issued.isRetired || ended.has(issued.grant) ? null : issued.grant;
    },
    revoke: (token, { clientId }) => {
      const refreshable = refreshTokens.get(token);
      if (refreshable?.grant.app.clientId === clientId) ended.add(refreshable.grant);
      if (accessTokens.get(token)?.grant.app.clientId === clientId) accessTokens.delete(token);
    },
    expireAccessTokens: () => accessTokens.clear(),
  };
}

/** Returns the S256 challenge of a verifier (RFC 7636 §4.2). */
function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

function randomToken(): string {
  return randomBytes(48).toString('base64url');
}
