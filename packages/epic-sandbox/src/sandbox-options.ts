/** The options of a sandbox. */
import type { CreateAnswers } from './creates/creates.ts';
import type { UnknownIdInList } from './search-by-id.ts';
import type { PageFilter } from './searchset.ts';
import type { RegisteredApp } from './sign-in/apps.ts';
import type { IdTokenForger } from './sign-in/id-tokens.ts';
import type { SearchWithoutPatient } from './sign-in/person-access.ts';
import type { RegisteredClient } from './token-endpoint.ts';

/** The options of `startSandbox`. The defaults suit a test on a developer's machine. */
export interface SandboxOptions {
  /** The site that the sandbox is: `standard` (the default), `community` or `childrens`. Options override what the profile sets. */
  profile?: string;
  /** The port to listen on. Defaults to 0: any free one. */
  port?: number;
  /** The registered clients. They replace the default client. */
  clients?: RegisteredClient[];
  /** Returns the time in epoch ms, which decides when tokens and paging sessions expire. Defaults to `Date.now`. */
  now?: () => number;
  /** How long an access token is valid. Defaults to 3600. */
  tokenLifetimeSeconds?: number;
  /** How long a `next` link is valid. Defaults to 900. */
  pagingSessionSeconds?: number;
  /**
   * APIs missing from the app's registration, such as `Patient.search`, `List.read` or `Binary`. They answer 403 with an empty body. A search
   * leaves a category out (`Observation.search?category=survey`) with 59204, and is refused with 59022 if it is for no other.
   */
  notEntitled?: string[];
  /** How a search by `_id` treats an unknown id among known ones: omits it and adds an outcome entry (the default), or answers 400. */
  unknownIdInList?: UnknownIdInList;
  /** Whether a search by `_id` answers 403, as at some sites. Defaults to the profile's, false at the standard site. */
  refusesIdSearches?: boolean;
  /** Includes to ignore, as some real sites do: `MedicationRequest:medication`, `Provenance:target`, or `*` for all. */
  ignoredIncludes?: string[];
  /** Whether a search reports an omitted sub-type (59204), as Epic does. Defaults to true. */
  partialWarnings?: boolean;
  /** The number of matches on a page of a search without `_count`. Defaults to the profile's; at the standard site Epic's 1000. */
  defaultPageSize?: number;
  /** The form of the responses to creates. Defaults to Epic's. */
  createAnswers?: Partial<CreateAnswers>;
  /** Whether a read finds a new allergy or problem before its reconciliation. Defaults to false. Searches never do. */
  waitingIsReadable?: boolean;
  /** The systems of the identifiers that a new patient must have. Defaults to none. */
  requiredIdentifierSystems?: string[];
  /** The apps with which people sign in. Defaults to one per audience, for a gateway on port 4000 of this machine. */
  apps?: readonly RegisteredApp[];
  /** Whether a use of a refresh token replaces it. Defaults to true. */
  rotatesRefreshTokens?: boolean;
  /** The `iss` of authorization responses (RFC 9207): false for none, the default; true for the issuer; or another text. */
  authorizationIssuer?: boolean | string;
  /** How a search without a patient is answered for somebody who may see only some patients. Defaults to `refuse`. */
  searchWithoutPatient?: SearchWithoutPatient;
  /** Replaces ID tokens, for tests of clients that must refuse forged ones. */
  forgeIdToken?: IdTokenForger;
  /** The base URL of links, `fullUrl` and absolute `Location`s, which differs behind a proxy. Defaults to `baseUrl`. */
  linkBaseUrl?: string;
  /** Filters each page after paging, which makes pages short or empty although they have a `next` link. */
  pages?: PageFilter;
}
