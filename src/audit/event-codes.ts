/** The codes of AuditEvents, from the value sets of FHIR R4 and IHE BALP 1.1.3. */
import type { CodeableConcept, Coding } from '../fhir/types.ts';
import type { AccessInteraction } from './access-log.ts';

export const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';
const RESTFUL = 'http://hl7.org/fhir/restful-interaction';
const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
const ENTITY_TYPE = 'http://terminology.hl7.org/CodeSystem/audit-entity-type';
const OBJECT_ROLE = 'http://terminology.hl7.org/CodeSystem/object-role';

export const EVENT_TYPES = {
  rest: {
    system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
    code: 'rest',
    display: 'RESTful Operation',
  },
  authentication: { system: DICOM, code: '110114', display: 'User Authentication' },
} as const satisfies Record<string, Coding>;

export const APPLICATION_SERVER: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
  code: '4',
  display: 'Application Server',
};

const SOURCE = createConcept({ system: DICOM, code: '110153', display: 'Source Role ID' });
const DESTINATION = createConcept({ system: DICOM, code: '110152', display: 'Destination Role ID' });
const RECIPIENT = createConcept({ system: PARTICIPATION, code: 'IRCP', display: 'information recipient' });
const AUTHOR = createConcept({ system: PARTICIPATION, code: 'AUT', display: 'author (originator)' });

/** The authorization server at which a person authorized the access. */
export const AUTHORIZATION_SERVER: CodeableConcept = {
  coding: [
    {
      system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes',
      code: 'AuthzOauthService',
      display: 'OAuth Authorization Server',
    },
  ],
};

/** The codes of one interaction. */
export interface InteractionCodes {
  readonly action: 'R' | 'E' | 'C';
  readonly subtype: Coding;
  /** BALP's profile for events with a patient, and for events without. */
  readonly profiles: { readonly patient: string; readonly other: string };
  readonly client: CodeableConcept;
  readonly server: CodeableConcept;
  readonly user: CodeableConcept;
}

/**
 * BALP assigns source and destination by the flow of content: read resources flow from the server, queries and created resources from the
 * client.
 */
export const INTERACTION_CODES: Readonly<Record<AccessInteraction, InteractionCodes>> = {
  read: {
    action: 'R',
    subtype: { system: RESTFUL, code: 'read', display: 'read' },
    profiles: { patient: formatProfileUrl('PatientRead'), other: formatProfileUrl('Read') },
    client: DESTINATION,
    server: SOURCE,
    user: RECIPIENT,
  },
  search: {
    action: 'E',
    subtype: { system: RESTFUL, code: 'search', display: 'search' },
    profiles: { patient: formatProfileUrl('PatientQuery'), other: formatProfileUrl('Query') },
    client: SOURCE,
    server: DESTINATION,
    user: RECIPIENT,
  },
  create: {
    action: 'C',
    subtype: { system: RESTFUL, code: 'create', display: 'create' },
    profiles: { patient: formatProfileUrl('PatientCreate'), other: formatProfileUrl('Create') },
    client: SOURCE,
    server: DESTINATION,
    user: AUTHOR,
  },
};

/** The codes of an operation that started no interaction. */
export const OPERATION_CODES: Omit<InteractionCodes, 'profiles'> = {
  action: 'E',
  subtype: { system: RESTFUL, code: 'operation', display: 'operation' },
  client: SOURCE,
  server: DESTINATION,
  user: RECIPIENT,
};

export const ENTITY_TYPES = {
  person: { system: ENTITY_TYPE, code: '1', display: 'Person' },
  object: { system: ENTITY_TYPE, code: '2', display: 'System Object' },
  request: {
    system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType',
    code: 'XrequestId',
  },
} as const satisfies Record<string, Coding>;

export const ENTITY_ROLES = {
  patient: { system: OBJECT_ROLE, code: '1', display: 'Patient' },
  resource: { system: OBJECT_ROLE, code: '4', display: 'Domain Resource' },
  query: { system: OBJECT_ROLE, code: '24', display: 'Query' },
} as const satisfies Record<string, Coding>;

/** Creates the entity type of a resource. */
export function createResourceTypeCoding(type: string): Coding {
  return { system: 'http://hl7.org/fhir/resource-types', code: type };
}

/** FHIR R4 audit-event-outcome. Refusals correspond to HTTP 4xx, failures to 5xx. */
export const EVENT_OUTCOMES = { success: '0', refused: '4', failed: '8' } as const;

function formatProfileUrl(name: string): string {
  return `https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.${name}`;
}

function createConcept(coding: Coding): CodeableConcept {
  return { coding: [coding] };
}
