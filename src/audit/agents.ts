/** The agents of an event as in BALP: the client application, the FHIR server, the person, and the server that authorized the person's access. */
import type { Caller } from '../access/caller.ts';
import type { AuditEventAgent, Reference } from '../fhir/types.ts';
import { AUTHORIZATION_SERVER, type InteractionCodes } from './event-codes.ts';
import { createPurposeConcept } from './purpose-of-use.ts';
import type { RequestOrigin } from './request-origin.ts';

/** The caller of an event, and the request. */
export interface Actor {
  /** Null if the request was not authenticated. */
  readonly caller: Caller | null;
  readonly origin: RequestOrigin;
  /** The operation's name; null if it is anonymous. */
  readonly operationName: string | null;
  /** Whether the request opened a document link that was issued to the caller, without authentication. */
  readonly isByLink?: boolean;
}

/** @param upstream the base URL of the FHIR server; the host of the gateway for requests that reach no site */
export function createAgents(
  { caller, origin }: Actor,
  codes: Pick<InteractionCodes, 'client' | 'server' | 'user'>,
  upstream: string,
): AuditEventAgent[] {
  const person = identifyPerson(caller);
  const client: AuditEventAgent = {
    type: codes.client,
    who: identifyApplication(caller),
    requestor: person === null,
    network: { address: origin.address, type: IP_ADDRESS },
  };
  const server = createServerAgent(codes, upstream);
  if (person === null) return [client, server];
  const purpose =
    origin.purposeOfUse === null ? {} : { purposeOfUse: [createPurposeConcept(origin.purposeOfUse)] };
  const { grant, issuer = null, fhirUser } = caller ?? {};
  // Not a reference in `who`: it could be of a Person, which FHIR does not allow there, and Medplum accepts no absolute one.
  const record = typeof fhirUser === 'string' ? { altId: identifyRecord(fhirUser, upstream) } : {};
  const user: AuditEventAgent = { type: codes.user, who: person, requestor: true, ...record, ...purpose };
  if (grant === undefined || issuer === null) return [client, server, user];
  return [
    client,
    server,
    // The gateway's own authorization has no part in the access.
    { ...user, policy: [issuer] },
    {
      type: AUTHORIZATION_SERVER,
      who: { display: issuer },
      requestor: false,
      network: { address: issuer, type: URI },
    },
  ];
}

/** Creates the agents of an event about many requests. No requestor is named. @param upstream the base URL of the FHIR server */
export function createAnonymousAgents(
  codes: Pick<InteractionCodes, 'client' | 'server'>,
  upstream: string,
): AuditEventAgent[] {
  const clients = { type: codes.client, who: { display: 'several, counted together' }, requestor: true };
  return [clients, createServerAgent(codes, upstream)];
}

function createServerAgent(codes: Pick<InteractionCodes, 'server'>, upstream: string): AuditEventAgent {
  return {
    type: codes.server,
    who: { display: upstream },
    requestor: false,
    network: { address: upstream, type: upstream.includes('://') ? URI : MACHINE_NAME },
  };
}

/** FHIR R4 network-type. */
const MACHINE_NAME = '1';
const IP_ADDRESS = '2';
const URI = '5';

function identifyApplication(caller: Caller | null): Reference<never> {
  if (caller === null) return { display: 'not signed in' };
  const { issuer, client, subject } = caller;
  return issuer === null
    ? { display: subject }
    : { identifier: { system: issuer, value: escapeIllegible(client ?? subject) } };
}

/** Returns null for a program that authenticates as itself: its subject is its client id, or replaces it. */
function identifyPerson(caller: Caller | null): Reference<never> | null {
  if (caller === null || caller.issuer === null) return null;
  const { issuer, client, subject, grant } = caller;
  const isProgram = grant === undefined && (client === null || client === subject);
  return isProgram ? null : { identifier: { system: issuer, value: escapeIllegible(subject) } };
}

/** Returns the URL of a person's record, or another text that the authorization server sent in its place. */
function identifyRecord(fhirUser: string, upstream: string): string {
  return escapeIllegible(URL.parse(fhirUser, `${upstream}/`)?.href ?? fhirUser);
}

/**
 * Matches characters that an event must not contain (properties of UAX #44). FHIR strings allow no control characters (R4 §2.24.0.1), UTF-8
 * has no lone surrogates, and format characters such as direction marks can make two names look alike. A backslash before `u{` would look like
 * an escape.
 */
const ILLEGIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]|\\(?=u\{)/gu;

/** Escapes illegible characters as `\u{7}`. Different names stay different. */
function escapeIllegible(name: string): string {
  return name.replace(ILLEGIBLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
