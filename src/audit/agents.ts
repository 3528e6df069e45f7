/** Who took part in an event: the application that asked, the FHIR server, and the person, as BALP has them. */
import type { Caller } from '../access/caller.ts';
import type { AuditEventAgent, Reference } from '../fhir/types.ts';
import type { InteractionCodes } from './event-codes.ts';
import { createPurposeConcept } from './purpose-of-use.ts';
import type { RequestOrigin } from './request-origin.ts';

/** Who did something, and by which request. */
export interface Actor {
  /** Null where they did not sign in, or not with what is accepted. */
  readonly caller: Caller | null;
  readonly origin: RequestOrigin;
  /** The caller's own name for what it asked; null where it has none. */
  readonly operationName: string | null;
  /** Whether the request did not sign in but opened a link that was given to the caller. */
  readonly isByLink?: boolean;
}

/** @param upstream the base URL of the FHIR server */
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
  return [client, server, { type: codes.user, who: person, requestor: true, ...purpose }];
}

/** Many requestors, of whom none is named. @param upstream the base URL of the FHIR server */
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
    network: { address: upstream, type: URI },
  };
}

/** FHIR R4 network-type. */
const IP_ADDRESS = '2';
const URI = '5';

function identifyApplication(caller: Caller | null): Reference<never> {
  if (caller === null) return { display: 'not signed in' };
  const { issuer, client, subject } = caller;
  return issuer === null
    ? { display: subject }
    : { identifier: { system: issuer, value: escapeIllegible(client ?? subject) } };
}

/** A program that signs in as itself is no person: its subject is its client, or stands in for one. */
function identifyPerson(caller: Caller | null): Reference<never> | null {
  if (caller === null || caller.issuer === null) return null;
  const { issuer, client, subject } = caller;
  return client === null || client === subject
    ? null
    : { identifier: { system: issuer, value: escapeIllegible(subject) } };
}

/**
 * Matches what an event must not repeat (properties of UAX #44). FHIR strings allow no control characters (R4 §2.24.0.1), UTF-8 has no lone
 * surrogates, and format characters, such as direction marks, make one name look like another. A backslash before `u{` would look like an escape.
 */
const ILLEGIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]|\\(?=u\{)/gu;

/** Escapes illegible characters as `\u{7}`. Different names stay different. */
function escapeIllegible(name: string): string {
  return name.replace(ILLEGIBLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
