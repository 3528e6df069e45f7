/** A site: one FHIR server as one organization uses it. Everything with state belongs to a site. */
import { createClientAuthentication, type ClientAuthentication } from '../auth/client-authentication.ts';
import { createKeyDerivation, type DeriveKey } from '../auth/derived-keys.ts';
import {
  createPersonTokens,
  createSystemTokens,
  type Grant,
  type GrantTokens,
  type PersonGrant,
} from '../auth/grants.ts';
import type { EpicLimits } from '../config/server-settings.ts';
import type { EpicConnection } from '../config/connection.ts';
import { GatewayError } from '../errors.ts';
import { createHttpClient } from '../http/got-client.ts';
import type { Log } from '../observability/log.ts';
import { NOOP_OBSERVER, observeSite, type Observer } from '../observability/observer.ts';
import type { Throttle } from '../resilience/throttle.ts';
import { createTokenCircuitBreaker } from '../resilience/token-circuit-breaker.ts';
import type { UpstreamHealth } from '../resilience/upstream-health.ts';
import type { SharedState } from '../state/shared-state.ts';
import { isR4 } from './capabilities.ts';
import { createEpicClient, type EpicClient } from './client.ts';
import { createMetadata } from './metadata.ts';
import type { ServerUrls } from '../fhir/ids.ts';
import { createServerUrls } from './server-urls.ts';

export interface Site {
  /** Absent if the gateway serves one FHIR server without a sites file. */
  readonly id?: string;
  /** The base URL of the FHIR server. */
  readonly upstream: string;
  /** The public key set to serve at `/.well-known/jwks.json`. */
  readonly publicKeys: ClientAuthentication['publicKeys'];
  /** Derives keys that are the same in all replicas, which share one connection. */
  readonly deriveKey: DeriveKey;
  /** The URLs of its records. */
  readonly urls: ServerUrls;
  /**
   * Returns the client of a grant, the same one until the grant is released: nothing else reads, searches or creates at the site. The client of
   * a person sends the tokens of the grant that was given last for the sign-in, and never the gateway's.
   */
  as(grant: Grant): EpicClient;
  /** Forgets the client of a person. @param id of the grant */
  release(id: string): void;
  /** Resolves if the server issues a token and declares itself R4. Cheap if it recently did. */
  probe(): Promise<void>;
  /** Returns the state of the queue and of the circuit breakers, without a request. */
  health(): UpstreamHealth;
  /** Aborts requests in flight. The throttle stays open: sites with the same FHIR server share it. */
  close(): void;
}

export interface SiteOptions {
  /** Absent without a sites file. */
  readonly id?: string;
  readonly connection: EpicConnection;
  readonly limits: EpicLimits;
  /** Limits the load on the FHIR server. */
  readonly throttle: Throttle;
  /** The state that replicas share; null if there is none. */
  readonly state?: SharedState | null;
  readonly log: Log;
  readonly observer?: Observer;
  /** The clock of assertions and token lifetimes, in epoch milliseconds. */
  readonly now?: () => number;
}

interface PersonClient {
  latest: PersonGrant;
  readonly client: EpicClient;
}

export async function openSite(options: SiteOptions): Promise<Site> {
  const {
    id,
    connection,
    limits,
    throttle,
    state = null,
    log,
    observer = NOOP_OBSERVER,
    now = Date.now,
  } = options;
  const { baseUrl } = connection;
  const http = createHttpClient({ timeoutMs: limits.timeoutMs, site: id });
  // Sites with the same FHIR server can have different token endpoints, so each site has a circuit breaker of its own.
  const tokenCircuit = createTokenCircuitBreaker(http);
  const deriveKey = await createKeyDerivation({ ...connection, site: id });
  const { tokens, publicKeys } = await createClientAuthentication({
    connection,
    http,
    tokenHttp: tokenCircuit.http,
    deriveKey,
    state,
    log,
    observer: observeSite(observer, id),
    now,
  });
  const metadata = createMetadata({ connection, http, now });
  const urls = createServerUrls(connection);
  const createClient = (ofGrant: GrantTokens): EpicClient =>
    createEpicClient({ baseUrl, urls, limits, http, throttle, metadata, tokens: ofGrant, log });
  const systemClient = createClient(createSystemTokens(tokens));
  const persons = new Map<string, PersonClient>();
  const openPerson = (grant: PersonGrant): PersonClient => {
    const opened: PersonClient = {
      latest: grant,
      client: createClient(createPersonTokens(() => opened.latest)),
    };
    persons.set(grant.id, opened);
    return opened;
  };

  return {
    ...(id === undefined ? {} : { id }),
    upstream: baseUrl,
    publicKeys,
    deriveKey,
    urls,
    as(grant) {
      if (grant.kind === 'system') return systemClient;
      const person = persons.get(grant.id) ?? openPerson(grant);
      person.latest = grant;
      return person.client;
    },
    release: (grantId) => void persons.delete(grantId),
    async probe() {
      const [, described] = await Promise.all([tokens.get(), metadata.capabilities()]);
      if (!isR4(described)) {
        throw new GatewayError(
          'UPSTREAM_INVALID_RESPONSE',
          'The FHIR server does not describe itself as R4 (4.0). Check that EPIC_BASE_URL is the R4 base URL.',
        );
      }
    },
    health: () => ({
      ...throttle.health(),
      token: { state: tokenCircuit.circuit.state, remainingOpenMs: tokenCircuit.circuit.remainingOpenMs },
    }),
    close: () => http.close(),
  };
}
