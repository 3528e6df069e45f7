/** Provides the tokens of one session: renews them shortly before they expire, once for all callers and replicas. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { TokenProvider } from '../auth/token-source.ts';
import { hasCode, SessionExpired } from '../errors.ts';
import type { SmartClient } from '../smart/smart-client.ts';
import type { SessionRecord } from './session-record.ts';
import { CLAIM_MS, type RenewalClaim } from './session-storage.ts';

export interface VersionedRecord {
  readonly record: SessionRecord;
  readonly version: number;
}

/** The stored session that the tokens belong to. Each method throws STATE_UNAVAILABLE if the store is down. */
export interface SessionSlot {
  claim(
    version: number,
    attempt: string,
  ): Promise<
    Exclude<RenewalClaim, { readonly kind: 'changed' }> | ({ readonly kind: 'changed' } & VersionedRecord)
  >;
  replace(next: VersionedRecord, attempt: string): Promise<boolean>;
  release(attempt: string): Promise<void>;
  remove(): Promise<void>;
}

export interface SessionTokens extends TokenProvider {
  /** Returns the latest record that this replica knows. */
  latest(): SessionRecord;
  /** The version of that record. */
  readonly version: number;
  /** Takes over a record from the store, unless it is older. */
  adopt(stored: VersionedRecord): void;
  /** Whether the session has ended. */
  readonly hasEnded: boolean;
  /** Ends the session. Operations in flight fail with the returned error. */
  end(): SessionExpired;
}

interface SessionTokensOptions {
  readonly slot: SessionSlot;
  /** The app with which the person signed in. */
  readonly client: Pick<SmartClient, 'renew' | 'revoke'>;
  readonly stored: VersionedRecord;
  /** Called, perhaps repeatedly, when the session has ended. */
  readonly onEnd: () => void;
  /** Called when a renewal begins. It never rejects. */
  readonly onRenewal: (ended: Promise<unknown>) => void;
  /** Called when a renewal fails and the session stays. */
  readonly onFailure: (error: unknown) => void;
  /** Where the person signs in again. */
  readonly loginUrl: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const POLL_MS = 40;
const STORE_RETRY_MS = 250;
/** After a failure, callers that need no new token yet do not try again for this long, and the others get the same error. */
const FAILURE_TTL_MS = 3_000;
/** A token that expires sooner may arrive too late. */
const LEAST_LIFETIME_MS = 5_000;

export function createSessionTokens(options: SessionTokensOptions): SessionTokens {
  const { slot, client, stored, onEnd, onRenewal, onFailure, loginUrl, now } = options;
  let { record, version } = stored;
  let hasEnded = false;
  /** The access token that the FHIR server refused. */
  let refused: string | null = null;
  let renewing: Promise<void> | null = null;
  let failure: { readonly error: unknown; readonly since: number } | null = null;

  const tokens = (): SessionRecord['grant']['tokens'] => record.grant.tokens;
  const isRefused = (): boolean => tokens().accessToken === refused;
  const isUsable = (): boolean => !isRefused() && now() < tokens().expiresAt - LEAST_LIFETIME_MS;
  const isFresh = (): boolean => !isRefused() && now() < tokens().renewAt;

  const adopt = (next: VersionedRecord): void => {
    if (next.version > version) ({ record, version } = next);
  };
  const markEnded = (): void => {
    hasEnded = true;
    onEnd();
  };
  const endAndRemove = async (): Promise<void> => {
    markEnded();
    await slot.remove();
  };
  const expired = (): SessionExpired => new SessionExpired(loginUrl);

  const storeLater = async (next: VersionedRecord, attempt: string, until: number): Promise<void> => {
    await delay(STORE_RETRY_MS, undefined, { ref: false });
    await store(next, attempt, until);
  };
  /** The server has replaced the refresh token already, so keep trying to store the new one as long as the claim lasts. */
  const store = async (
    next: VersionedRecord,
    attempt: string,
    until = performance.now() + CLAIM_MS,
  ): Promise<void> => {
    const isStored = await slot.replace(next, attempt).catch((error: unknown) => {
      if (hasCode(error, 'STATE_UNAVAILABLE') && performance.now() < until) return null;
      throw error;
    });
    if (isStored === null) {
      void storeLater(next, attempt, until).catch(() => undefined);
    } else if (!isStored) {
      // The person signed out during the renewal, or another replica renewed the tokens because the store lost the claim.
      markEnded();
      await client.revoke(next.record.grant.tokens);
    }
  };

  const renewClaimed = async (attempt: string, refreshToken: string): Promise<void> => {
    const claimed = { record, version };
    const { grant } = claimed.record;
    const renewal = await client.renew(grant, refreshToken).catch(async (error: unknown) => {
      await slot.release(attempt).catch(() => undefined);
      throw error;
    });
    if (renewal.kind === 'ended') return endAndRemove();
    const scopes = renewal.scopes ?? grant.scopes;
    const next = {
      record: { ...claimed.record, grant: { ...grant, tokens: renewal.tokens, scopes: [...scopes] } },
      version: claimed.version + 1,
    };
    adopt(next);
    await store(next, attempt);
  };

  /** The claim of the next renewal. If the reply of the store is lost, the claim is made again with the same id. */
  let attempt = randomUUID();
  const renew = async (): Promise<void> => {
    // While this waits for another replica, another operation can take over the tokens that the replica stored.
    while (!isFresh()) {
      const { refreshToken } = tokens();
      if (refreshToken === null) return endAndRemove();
      const claim = await slot.claim(version, attempt);
      if (claim.kind === 'claimed') {
        const claimed = attempt;
        attempt = randomUUID();
        return renewClaimed(claimed, refreshToken);
      }
      if (claim.kind === 'gone') return markEnded();
      if (claim.kind === 'wait') await delay(POLL_MS);
      if (claim.kind === 'abandoned') {
        // The other replica may have used the refresh token, and sending it again could look like theft (RFC 9700 §4.14).
        if (isUsable()) throw expired();
        return endAndRemove();
      }
      if (claim.kind === 'changed') adopt(claim);
    }
  };

  const renewAndReport = async (): Promise<void> => {
    try {
      await renew();
      failure = null;
    } catch (error) {
      failure = { error, since: now() };
      onFailure(error);
      throw error;
    } finally {
      renewing = null;
    }
  };
  /** Renews the tokens once for all callers. No caller can abort it. */
  const renewOnce = (): Promise<void> => {
    if (renewing !== null) return renewing;
    renewing = renewAndReport();
    onRenewal(renewing.catch(() => undefined));
    return renewing;
  };

  /** A negative age means that the clock was set back. */
  const recentFailure = (): typeof failure => {
    const ageMs = failure === null ? -1 : now() - failure.since;
    return ageMs >= 0 && ageMs < FAILURE_TTL_MS ? failure : null;
  };

  return {
    latest: () => record,
    get version() {
      return version;
    },
    adopt,
    end() {
      // A session that the store keeps ends at its next use.
      void endAndRemove().catch(() => undefined);
      return expired();
    },
    get hasEnded() {
      return hasEnded;
    },
    async get() {
      if (hasEnded || now() >= record.endsAt) throw expired();
      if (isFresh()) return tokens().accessToken;
      const failed = recentFailure();
      if (isUsable()) {
        // The token is still accepted, so no caller waits for the next one.
        if (failed === null && tokens().refreshToken !== null) void renewOnce().catch(() => undefined);
        return tokens().accessToken;
      }
      if (failed !== null && renewing === null) throw failed.error;
      await renewOnce();
      if (hasEnded) throw expired();
      return tokens().accessToken;
    },
    discard(token) {
      if (token === null || token !== tokens().accessToken || token === refused) return;
      refused = token;
      failure = null;
    },
  };
}
