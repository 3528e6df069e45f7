/* Written by `npm run codegen`; do not edit. */
import type { Context } from '../graphql/context.ts';
import type { LaunchContext } from '../auth/grants.ts';
import type { MatchedPatient } from '../epic/patient-match.ts';
import type { NamedSite } from '../graphql/context.ts';
import type { GatewayError } from '../errors.ts';
import type * as codeStatus from '../fhir/code-status.ts';
import type * as consent from '../fhir/consent.ts';
import type * as codeStatusRecords from '../fhir/code-status-records.ts';
import type * as patient from '../fhir/patient.ts';
import type * as patientSummary from '../fhir/patient-summary.ts';
import type * as observation from '../fhir/observation.ts';
import type * as openingHours from '../fhir/opening-hours.ts';
import type * as prohibitions from '../fhir/prohibitions.ts';
import type * as responses from '../fhir/questionnaire-response.ts';
import type * as recentDates from '../fhir/recent-dates.ts';
import type * as record from '../fhir/record.ts';
import type * as fhir from '../fhir/types.ts';
import type { ResourceType } from '../fhir/resources.ts';
import type * as usCore from '../fhir/us-core-extensions.ts';
import type { InResource } from '../fhir/in-resource.ts';
import type { ObservationGroup } from '../loaders/latest-observations.ts';
import type { ConnectionEdge, ConnectionPage } from '../loaders/pages.ts';
import type * as writes from '../writes/writes.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A FHIR date, complete or partial: `1987`, `1987-09` or `1987-09-12`. */
  FhirDate: { input: string; output: string; }
  /** A FHIR dateTime, complete or partial: a FhirDate, or a date with a time and offset such as `2026-05-01T09:30:00-05:00`. */
  FhirDateTime: { input: string; output: string; }
  /** A decimal exactly as the FHIR server wrote it, such as `7.0`. A string, because the digits express the precision of the measurement. */
  FhirDecimal: { input: string; output: string; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
};

/**
 * An account to which the costs of care are charged. Epic finds accounts only by id, so no list of a patient's accounts exists;
 * `Encounter.accounts` refers to them.
 */
export type Account = {
  __typename?: 'Account';
  /** The coverages that pay, with their order. */
  coverages: Array<AccountCoverage>;
  /** Who pays what the coverages do not. */
  guarantors: Array<AccountGuarantor>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the account. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The name of the account. */
  name: Maybe<Scalars['String']['output']>;
  /** The organization that manages the account. */
  owner: Maybe<OrganizationReference>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The period of care that the account covers. */
  servicePeriod: Maybe<Period>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the account. */
  status: Maybe<AccountStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Whose costs are charged to the account: patients. */
  subjects: Array<PatientReference>;
  /** The type of account, such as for a hospital stay. */
  type: Maybe<CodeableConcept>;
};

/** A coverage that pays for an account. */
export type AccountCoverage = {
  __typename?: 'AccountCoverage';
  /** The coverage. */
  coverage: Maybe<CoverageReference>;
  /** The order in which the coverages pay; 1 is the first. */
  priority: Maybe<Scalars['Int']['output']>;
};

/** Someone who pays what the coverages do not. */
export type AccountGuarantor = {
  __typename?: 'AccountGuarantor';
  /** Whether the guarantee is on hold (`onHold`). */
  isOnHold: Maybe<Scalars['Boolean']['output']>;
  /** The person or organization. */
  party: Maybe<ActorReference>;
  /** The period of the guarantee. */
  period: Maybe<Period>;
};

/** A reference to an account. */
export type AccountReference = {
  __typename?: 'AccountReference';
  /** The account in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the account. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Account/e…`. Null from Epic's encounters, which send only an identifier or words. */
  reference: Maybe<Scalars['String']['output']>;
  /** The account, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<Account>;
  /** The resource type: `Account`. */
  type: Maybe<Scalars['String']['output']>;
};

/** The status of an account. */
export type AccountStatus =
  /** In use. */
  | 'ACTIVE'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Closed. */
  | 'INACTIVE'
  /** On hold. */
  | 'ON_HOLD'
  /** The source does not know the status. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** Any type that can act in a patient's care. */
export type Actor = CareTeam | Device | Organization | Patient | Practitioner | PractitionerRole | RelatedPerson;

/** A reference to a person, role, organization or device that acts. */
export type ActorReference = {
  __typename?: 'ActorReference';
  /** The actor in words, such as a person's name, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the actor. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Practitioner/eM5CWtq15N0WJeuCet5bJlQ3`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The actor, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<Actor>;
  /** The resource type, such as `Practitioner`. */
  type: Maybe<Scalars['String']['output']>;
};

/** An allergy or intolerance. */
export type AddAllergyInput = {
  /** The category of the substance (`AllergyIntolerance.category`). */
  category?: InputMaybe<AllergyCategory>;
  /** The potential harm of a future reaction (`AllergyIntolerance.criticality`). */
  criticality?: InputMaybe<AllergyCriticality>;
  /** When the allergy began; a year is sufficient (`AllergyIntolerance.onsetDateTime`). */
  onset?: InputMaybe<Scalars['FhirDate']['input']>;
  /** The FHIR id of the patient (`AllergyIntolerance.patient`). */
  patientId: Scalars['ID']['input'];
  /** At most 10 reactions, one for each finding (`AllergyIntolerance.reaction`). */
  reactions: Array<AllergyReactionInput>;
  /** The substance (`AllergyIntolerance.code`). */
  substance: SubstanceInput;
};

/** The outcome of `addAllergy`. */
export type AddAllergyPayload = {
  __typename?: 'AddAllergyPayload';
  /** The allergy on file. Null if the FHIR server does not return it, or not yet: Epic may return it only after it is reconciled. */
  allergy: Maybe<AllergyIntolerance>;
  /** The FHIR id of the allergy. Null if the FHIR server did not return it. */
  id: Maybe<Scalars['ID']['output']>;
  /** The outcome. */
  status: CreationStatus;
};

/** A problem for the problem list. Has no onset date, because Epic does not keep one from this write. */
export type AddProblemInput = {
  /** The FHIR id of the patient (`Condition.subject`). */
  patientId: Scalars['ID']['input'];
  /** The problem (`Condition.code`). */
  problem: ProblemCodeInput;
};

/** The outcome of `addProblem`. */
export type AddProblemPayload = {
  __typename?: 'AddProblemPayload';
  /** The FHIR id of the problem. Null if the FHIR server did not return it. */
  id: Maybe<Scalars['ID']['output']>;
  /** The problem on file. Null if the FHIR server does not return it, or not yet. */
  problem: Maybe<Condition>;
  /** The outcome. */
  status: CreationStatus;
};

/** A postal or physical address. */
export type Address = {
  __typename?: 'Address';
  /** The city or town. */
  city: Maybe<Scalars['String']['output']>;
  /** The country. */
  country: Maybe<Scalars['String']['output']>;
  /** The district or county. */
  district: Maybe<Scalars['String']['output']>;
  /** Whether it holds now: false if its period, status or use says that it does not. */
  isCurrent: Scalars['Boolean']['output'];
  /** The street, house number and other lines. */
  lines: Array<Scalars['String']['output']>;
  /** The period in which the address is in use. */
  period: Maybe<Period>;
  /** The postal code. */
  postalCode: Maybe<Scalars['String']['output']>;
  /** The state or province. */
  state: Maybe<Scalars['String']['output']>;
  /** The complete address as the FHIR server sent it, with line breaks. */
  text: Maybe<Scalars['String']['output']>;
  /** Whether it is a postal address, a physical address or both. */
  type: Maybe<AddressType>;
  /** The use of the address. */
  use: Maybe<AddressUse>;
};

/** A type of address. */
export type AddressType =
  /** Both a mailing and a physical address. */
  | 'BOTH'
  /** A physical address. */
  | 'PHYSICAL'
  /** A mailing address. */
  | 'POSTAL'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** The use of an address. */
export type AddressUse =
  /** For billing. */
  | 'BILLING'
  /** At home. */
  | 'HOME'
  /** No longer in use. */
  | 'OLD'
  /** Temporary. */
  | 'TEMP'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED'
  /** At work. */
  | 'WORK';

/** The administrative gender. */
export type AdministrativeGender =
  /** Female. */
  | 'FEMALE'
  /** Male. */
  | 'MALE'
  /** Other. */
  | 'OTHER'
  /** Unknown. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `resource`. Not accepted as a filter. */
  | 'UNRECOGNIZED';

/** Harm to a patient from care, or an incident that could have caused harm. Check `actuality`. */
export type AdverseEvent = {
  __typename?: 'AdverseEvent';
  /** Whether the event happened, or only could have. */
  actuality: Maybe<AdverseEventActuality>;
  /** The code of the actuality as sent. Read it if `actuality` is UNRECOGNIZED. */
  actualityCode: Maybe<Scalars['String']['output']>;
  /** The categories, such as medication mishap. */
  categories: Array<CodeableConcept>;
  /** When the event occurred; otherwise when it was detected or recorded (`date`, `detected`, `recordedDate`). `dateElement` says which. */
  date: Maybe<Scalars['FhirDateTime']['output']>;
  /** The element that `date` is taken from, such as `detected`. */
  dateElement: Maybe<Scalars['String']['output']>;
  /** The encounter at which the event occurred. */
  encounter: Maybe<EncounterReference>;
  /** The event. It does not say whether the event happened. */
  event: Maybe<CodeableConcept>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** The identifier of the event. */
  identifier: Maybe<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The place of the event. */
  location: Maybe<LocationReference>;
  /** The event for display (`event`). Begins with `Potential: ` if it only could have happened, and with `Potential or actual: ` if `actuality` does not say. */
  name: Maybe<Scalars['String']['output']>;
  /** The outcome, such as resolved. */
  outcome: Maybe<CodeableConcept>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** When the event was recorded. */
  recordedDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** Who recorded the event. */
  recorder: Maybe<ActorReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The conditions that resulted. */
  resultingConditions: Array<ConditionReference>;
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** Whether the event was serious, such as life-threatening. */
  seriousness: Maybe<CodeableConcept>;
  /** The severity, such as mild. */
  severity: Maybe<CodeableConcept>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
  /** The possible causes of the event (`suspectEntity`). */
  suspects: Array<AdverseEventSuspectEntity>;
};

/** Whether an adverse event happened. */
export type AdverseEventActuality =
  /** It happened. */
  | 'ACTUAL'
  /** It could have happened, such as a near miss. */
  | 'POTENTIAL'
  /** A code that FHIR does not define: see `actualityCode`. */
  | 'UNRECOGNIZED';

/** A page of adverse events. */
export type AdverseEventConnection = {
  __typename?: 'AdverseEventConnection';
  edges: Array<AdverseEventEdge>;
  nodes: Array<AdverseEvent>;
  pageInfo: PageInfo;
};

/** A record on a page of adverse events. */
export type AdverseEventEdge = {
  __typename?: 'AdverseEventEdge';
  cursor: Scalars['String']['output'];
  node: AdverseEvent;
};

/** A possible cause of an adverse event. */
export type AdverseEventSuspectEntity = {
  __typename?: 'AdverseEventSuspectEntity';
  /** How likely it is the cause, one for each assessment. */
  causalities: Array<AdverseEventSuspectEntityCausality>;
  /** The medication, vaccination, procedure or device. */
  instance: Maybe<Reference>;
};

/** An assessment of a possible cause. */
export type AdverseEventSuspectEntityCausality = {
  __typename?: 'AdverseEventSuspectEntityCausality';
  /** The assessment, such as probably related. */
  assessment: Maybe<CodeableConcept>;
  /** Who assessed it. */
  author: Maybe<ActorReference>;
  /** The method of the assessment. */
  method: Maybe<CodeableConcept>;
  /** How the event relates to the product. */
  productRelatedness: Maybe<Scalars['String']['output']>;
};

/** A category of substance (FHIR AllergyIntoleranceCategory). */
export type AllergyCategory =
  /** A biologic product, such as a blood product or a vaccine. */
  | 'BIOLOGIC'
  /** A substance in the environment, such as pollen. */
  | 'ENVIRONMENT'
  /** Food or drink. */
  | 'FOOD'
  /** A drug. */
  | 'MEDICATION'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** The clinical status of an allergy (HL7 allergyintolerance-clinical). */
export type AllergyClinicalStatus =
  /** The patient is at risk of a reaction. */
  | 'ACTIVE'
  /** The patient is no longer at risk of a reaction. */
  | 'INACTIVE'
  /** The allergy was reassessed and is no longer present. */
  | 'RESOLVED'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** The potential harm of a future reaction (FHIR AllergyIntoleranceCriticality). */
export type AllergyCriticality =
  /** May be life-threatening or damage organs. */
  | 'HIGH'
  /** Not expected to be life-threatening or to damage organs. */
  | 'LOW'
  /** Cannot be assessed. Do not show it as low. */
  | 'UNABLE_TO_ASSESS'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/**
 * An entry of the allergy list: an allergy or intolerance, or a statement such as "No known allergies" or "Not on file" (FHIR
 * AllergyIntolerance). Check `meaning` before you show it as an allergy.
 */
export type AllergyIntolerance = {
  __typename?: 'AllergyIntolerance';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** Who reported the allergy, such as the patient. */
  asserter: Maybe<ActorReference>;
  /** The categories of the substance, such as food or medication. */
  categories: Array<AllergyCategory>;
  /** Whether the allergy is active. */
  clinicalStatus: Maybe<AllergyClinicalStatus>;
  /** The substance. `code { code(system: RXNORM) }` returns the RxNorm code of a drug. */
  code: Maybe<CodeableConcept>;
  /** The potential harm of a future reaction. Not the severity of a past one: see `reactions`. */
  criticality: Maybe<AllergyCriticality>;
  /** The encounter at which the entry was recorded. */
  encounter: Maybe<EncounterReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** Whether a clinician has confirmed the entry. False for entries such as Epic's outside ones. Null if the record does not say. */
  isReconciled: Maybe<Scalars['Boolean']['output']>;
  /** When the most recent reaction occurred. */
  lastOccurrence: Maybe<Scalars['FhirDateTime']['output']>;
  /** Whether the entry is an allergy or a statement such as "No known allergies" (from `AllergyIntolerance.code`). */
  meaning: AllergyMeaning;
  /** The substance or the statement for display, such as `Penicillin G` or `Not on File` (`code`, or a reaction's substance). */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** When the allergy began, or by when. */
  onset: Maybe<Scalars['FhirDateTime']['output']>;
  /** When the allergy began, in words, if no date is on file; an age such as `35 years` or free text (`onset[x]`). */
  onsetText: Maybe<Scalars['String']['output']>;
  /** The patient. */
  patient: Maybe<PatientReference>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** Reactions to the substance. An empty list does not mean that the allergy is mild. */
  reactions: Array<AllergyIntoleranceReaction>;
  /** When the entry was recorded. */
  recordedDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** Who recorded the entry. */
  recorder: Maybe<ActorReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The mechanism: an immune reaction or an intolerance. */
  type: Maybe<AllergyType>;
  /** How certain the allergy is. */
  verificationStatus: Maybe<AllergyVerificationStatus>;
};

/** A page of allergies. */
export type AllergyIntoleranceConnection = {
  __typename?: 'AllergyIntoleranceConnection';
  edges: Array<AllergyIntoleranceEdge>;
  nodes: Array<AllergyIntolerance>;
  pageInfo: PageInfo;
};

/** A record on a page of allergies. */
export type AllergyIntoleranceEdge = {
  __typename?: 'AllergyIntoleranceEdge';
  cursor: Scalars['String']['output'];
  node: AllergyIntolerance;
};

/** A reaction to a substance. */
export type AllergyIntoleranceReaction = {
  __typename?: 'AllergyIntoleranceReaction';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** A description of the reaction in words. */
  description: Maybe<Scalars['String']['output']>;
  /** The route of exposure, such as `Oral`. */
  exposureRoute: Maybe<CodeableConcept>;
  /** The signs and symptoms, such as `Hives`. */
  manifestations: Array<CodeableConcept>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** When the reaction occurred. */
  onset: Maybe<Scalars['FhirDateTime']['output']>;
  /** The severity of the reaction. */
  severity: Maybe<AllergyReactionSeverity>;
  /** The specific substance, if it is more precise than the allergy's `code`. */
  substance: Maybe<CodeableConcept>;
};

/**
 * The statement that an entry of the allergy list makes, determined from SNOMED CT, HL7 absent-unknown-uv-ips, reasons for absent data, or
 * complete phrases.
 */
export type AllergyMeaning =
  /** The patient has or had an allergy or intolerance. */
  | 'ALLERGY'
  /** Not on file: allergies were never recorded. The patient may have allergies. */
  | 'NOT_ON_FILE'
  /** No known allergies. */
  | 'NO_KNOWN_ALLERGIES'
  /** No known allergies of one kind, such as drug allergies. `name` says which. */
  | 'NO_KNOWN_ALLERGIES_OF_A_KIND'
  /** Unknown, even if somebody asked. The patient may have allergies. */
  | 'UNKNOWN';

/** A reaction to a substance. */
export type AllergyReactionInput = {
  /** The sign or symptom (`reaction.manifestation`). */
  manifestation: FindingInput;
  /** The severity of the reaction (`reaction.severity`). */
  severity?: InputMaybe<AllergyReactionSeverity>;
};

/** The severity of a reaction (FHIR AllergyIntoleranceSeverity). */
export type AllergyReactionSeverity =
  /** Mild. */
  | 'MILD'
  /** Moderate. */
  | 'MODERATE'
  /** Severe. */
  | 'SEVERE'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** The overall status of a patient's allergy list. */
export type AllergyStatus =
  /**
   * No allergy is listed, but the list may be incomplete: it has further pages, the FHIR server withheld records, or the caller's scopes cover
   * only some categories. Never show it as "No known allergies".
   */
  | 'MAY_BE_INCOMPLETE'
  /** Not on file: the FHIR server states that allergies were never recorded. The patient may have allergies. */
  | 'NOT_ON_FILE'
  /** No known allergies: somebody asked, and the answer was none. */
  | 'NO_KNOWN_ALLERGIES'
  /** No known allergies of one kind, such as drug allergies. The list says nothing about other kinds. */
  | 'NO_KNOWN_ALLERGIES_OF_A_KIND'
  /** Allergies or intolerances are on file: `allergies` lists them. */
  | 'RECORDED'
  /** Unknown: the FHIR server states so, or returns nothing. The patient may have allergies. */
  | 'UNKNOWN';

/** The mechanism of a reaction (FHIR AllergyIntoleranceType). */
export type AllergyType =
  /** An immune reaction, such as anaphylaxis. */
  | 'ALLERGY'
  /** Not an immune reaction, or the mechanism is unknown. */
  | 'INTOLERANCE'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** The certainty of an allergy (HL7 allergyintolerance-verification). */
export type AllergyVerificationStatus =
  /** Confirmed. */
  | 'CONFIRMED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Ruled out. */
  | 'REFUTED'
  /** Not confirmed. */
  | 'UNCONFIRMED'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** A comment on a record. */
export type Annotation = {
  __typename?: 'Annotation';
  /** The author (`author[x]`). If the FHIR server sends only a name, it is in `display`. */
  author: Maybe<ActorReference>;
  /** The comment, which may contain Markdown. */
  text: Scalars['String']['output'];
  /** When the comment was written. */
  time: Maybe<Scalars['FhirDateTime']['output']>;
};

/** The answers to a form. */
export type AnswerQuestionnaireInput = {
  /** When the answers were given, to the second and with the offset; not in the future (`QuestionnaireResponse.authored`). */
  answeredAt: Scalars['FhirDateTime']['input'];
  /** At most 500 answers, one for each answered question. The gateway arranges them as the form does. */
  answers: Array<QuestionAnswerInput>;
  /** The FHIR id of the encounter in which the answers were given (`QuestionnaireResponse.encounter`). */
  encounterId?: InputMaybe<Scalars['ID']['input']>;
  /** Whether the patient gave the answers (`QuestionnaireResponse.source`). */
  isAnsweredByPatient: Scalars['Boolean']['input'];
  /** The FHIR id of the patient (`QuestionnaireResponse.subject`). */
  patientId: Scalars['ID']['input'];
  /** The FHIR id of the form (`QuestionnaireResponse.questionnaire`). */
  questionnaireId: Scalars['ID']['input'];
  /** Whether the answers are complete. If they are, each required question that applies must have one (`QuestionnaireResponse.status`). */
  status: NewAnswersStatus;
};

/** The outcome of `answerQuestionnaire`. */
export type AnswerQuestionnairePayload = {
  __typename?: 'AnswerQuestionnairePayload';
  /** The FHIR id of the answers. Null if the FHIR server did not return it. */
  id: Maybe<Scalars['ID']['output']>;
  /** The answers on file. Null if the FHIR server does not return them, or not yet. */
  response: Maybe<QuestionnaireResponse>;
  /** The outcome. */
  status: CreationStatus;
};

/** Any resource type that a reference can point to in this graph. */
export type AnyResource = Account | AdverseEvent | AllergyIntolerance | Appointment | CarePlan | CareTeam | Communication | Condition | Consent | Coverage | Device | DeviceRequest | DeviceUseStatement | DiagnosticReport | DocumentReference | Encounter | EpisodeOfCare | ExplanationOfBenefit | FamilyMemberHistory | Flag | Goal | ImagingStudy | Immunization | ImmunizationRecommendation | List | Location | Media | Medication | MedicationAdministration | MedicationDispense | MedicationRequest | NutritionOrder | Observation | Organization | Patient | Practitioner | PractitionerRole | Procedure | Provenance | Questionnaire | QuestionnaireResponse | RelatedPerson | ServiceRequest | Specimen | Task;

/** A scheduled appointment, past or future. */
export type Appointment = {
  __typename?: 'Appointment';
  /** The orders that the appointment fulfills. */
  basedOn: Array<ServiceRequestReference>;
  /** Why the appointment was canceled (`cancelationReason`). */
  cancellationReason: Maybe<CodeableConcept>;
  /** Comments. */
  comment: Maybe<Scalars['String']['output']>;
  /** When the appointment was created. */
  created: Maybe<Scalars['FhirDateTime']['output']>;
  /** A short description. */
  description: Maybe<Scalars['String']['output']>;
  /** The end of the appointment. */
  end: Maybe<Scalars['FhirDateTime']['output']>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the appointment. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The locations among the participants. */
  locations: Array<LocationReference>;
  /** The duration in minutes (`minutesDuration`). */
  minutes: Maybe<Scalars['Int']['output']>;
  /** The participants: patients, practitioners, locations and devices. */
  participants: Array<AppointmentParticipant>;
  /** The patient: the first patient among the participants. */
  patient: Maybe<PatientReference>;
  /** Instructions for the patient. */
  patientInstruction: Maybe<Scalars['String']['output']>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The reasons for the appointment: records, such as conditions. */
  reasonReferences: Array<Reference>;
  /** The reasons for the appointment (`reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The broad category of the service. Epic distinguishes appointments from surgeries here. */
  serviceCategories: Array<CodeableConcept>;
  /** The service, such as `Office Visit`. */
  serviceTypes: Array<CodeableConcept>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The specialties required. */
  specialties: Array<CodeableConcept>;
  /** The start of the appointment. */
  start: Maybe<Scalars['FhirDateTime']['output']>;
  /** The status of the appointment. */
  status: Maybe<AppointmentStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The type of the appointment, such as a checkup (`appointmentType`). */
  type: Maybe<CodeableConcept>;
};

/** Any type that can take part in an appointment. */
export type AppointmentActor = Device | Location | Patient | Practitioner | PractitionerRole | RelatedPerson;

/** A reference to a participant of an appointment. */
export type AppointmentActorReference = {
  __typename?: 'AppointmentActorReference';
  /** The participant in words, such as a person's name, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the participant. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Location/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The participant, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<AppointmentActor>;
  /** The resource type, such as `Location`. */
  type: Maybe<Scalars['String']['output']>;
};

/** A page of appointments. */
export type AppointmentConnection = {
  __typename?: 'AppointmentConnection';
  edges: Array<AppointmentEdge>;
  nodes: Array<Appointment>;
  pageInfo: PageInfo;
};

/** A record on a page of appointments. */
export type AppointmentEdge = {
  __typename?: 'AppointmentEdge';
  cursor: Scalars['String']['output'];
  node: Appointment;
};

/** A person, location or device that takes part in an appointment. */
export type AppointmentParticipant = {
  __typename?: 'AppointmentParticipant';
  /** The person, location or device. */
  actor: Maybe<AppointmentActorReference>;
  /** When the participant takes part. */
  period: Maybe<Period>;
  /** Whether the appointment requires the participant. */
  required: Maybe<AppointmentParticipantRequired>;
  /** Whether the participant accepted the appointment. */
  status: Maybe<AppointmentParticipantStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The role in the appointment, such as attender. */
  types: Array<CodeableConcept>;
};

/** Whether an appointment requires a participant (FHIR ParticipantRequired). */
export type AppointmentParticipantRequired =
  /** Not required; only informed of the appointment. */
  | 'INFORMATION_ONLY'
  /** Optional. */
  | 'OPTIONAL'
  /** Required. */
  | 'REQUIRED'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** Whether a participant accepted an appointment (FHIR ParticipationStatus). */
export type AppointmentParticipantStatus =
  /** Accepted. */
  | 'ACCEPTED'
  /** Declined. */
  | 'DECLINED'
  /** Not answered yet. */
  | 'NEEDS_ACTION'
  /** Accepted tentatively. */
  | 'TENTATIVE'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** The status of an appointment. */
export type AppointmentStatus =
  /** The patient has arrived. */
  | 'ARRIVED'
  /** Booked: all participants have accepted. */
  | 'BOOKED'
  /** Canceled. */
  | 'CANCELLED'
  /** The patient has arrived, and registration is complete. */
  | 'CHECKED_IN'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** The appointment took place. */
  | 'FULFILLED'
  /** The patient did not come. */
  | 'NO_SHOW'
  /** Some participants have not accepted yet. */
  | 'PENDING'
  /** Proposed; not yet accepted. */
  | 'PROPOSED'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED'
  /** On the waiting list. */
  | 'WAITLIST';

/** A blood pressure. */
export type BloodPressureInput = {
  /** Diastolic pressure, a whole number (LOINC 8462-4). */
  diastolic: Scalars['Float']['input'];
  /** Systolic pressure, a whole number (LOINC 8480-6). */
  systolic: Scalars['Float']['input'];
  /** The unit. */
  unit: PressureUnit;
};

/** A value that is true or false. */
export type BooleanValue = {
  __typename?: 'BooleanValue';
  /** The value. */
  boolean: Scalars['Boolean']['output'];
};

/** A plan for a patient's care over a period of time. */
export type CarePlan = {
  __typename?: 'CarePlan';
  /** The planned activities. Activities that must not be done are in `prohibitions` instead. */
  activities: Array<CarePlanActivity>;
  /** The conditions that the care plan addresses. */
  addresses: Array<ConditionReference>;
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The author, who is responsible for the care plan. */
  author: Maybe<ActorReference>;
  /** The care teams that carry it out. */
  careTeams: Array<CareTeamReference>;
  /** The type of care plan, such as longitudinal. */
  categories: Array<CodeableConcept>;
  /** Who contributed to the care plan. */
  contributors: Array<ActorReference>;
  /** When the care plan was created. */
  created: Maybe<Scalars['FhirDateTime']['output']>;
  /** A summary of the care plan. */
  description: Maybe<Scalars['String']['output']>;
  /** The encounter at which the care plan was created. */
  encounter: Maybe<EncounterReference>;
  /** The goals of the care plan. */
  goals: Array<GoalReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the care plan. */
  identifiers: Array<Identifier>;
  /** How binding the care plan is: from a proposal to an order. */
  intent: Maybe<RequestIntent>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The complete care plan as a person would read it (`text`). Epic writes everything that has no element of its own only here. */
  narrative: Maybe<Narrative>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** The period that the care plan covers. */
  period: Maybe<Period>;
  /** What must not be done (`activity.detail.doNotPerform`). The `name` of each is the forbidden activity. */
  prohibitions: Array<CarePlanActivity>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the care plan. */
  status: Maybe<RequestStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
  /** The title of the care plan. */
  title: Maybe<Scalars['String']['output']>;
};

/** An activity of a care plan. */
export type CarePlanActivity = {
  __typename?: 'CarePlanActivity';
  /** The activity (`detail.code`). */
  code: Maybe<CodeableConcept>;
  /** A description of the activity in words (`detail.description`). */
  description: Maybe<Scalars['String']['output']>;
  /** Where the activity takes place (`detail.location`). */
  location: Maybe<LocationReference>;
  /** The activity for display, such as `Walk for half an hour`. */
  name: Maybe<Scalars['String']['output']>;
  /** The outcome of the activity (`outcomeCodeableConcept`). */
  outcomes: Array<CodeableConcept>;
  /** Who performs the activity (`detail.performer`). */
  performers: Array<ActorReference>;
  /** The period in which the activity takes place (`detail.scheduledPeriod`). */
  period: Maybe<Period>;
  /** The text of each comment on the progress of the activity. */
  progress: Array<Scalars['String']['output']>;
  /** The same comments, with their authors and times. */
  progressAnnotations: Array<Annotation>;
  /** The record of the activity, such as an order or an appointment. */
  reference: Maybe<Reference>;
  /** When or how often the activity takes place, in words, such as `twice a week` (`detail.scheduled[x]`). */
  scheduleText: Maybe<Scalars['String']['output']>;
  /** The status of the activity (`detail.status`). */
  status: Maybe<CarePlanActivityStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
};

/** The status of an activity of a care plan. */
export type CarePlanActivityStatus =
  /** Canceled before it started. */
  | 'CANCELLED'
  /** Completed. */
  | 'COMPLETED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** In progress. */
  | 'IN_PROGRESS'
  /** Not started. */
  | 'NOT_STARTED'
  /** On hold. */
  | 'ON_HOLD'
  /** Scheduled. */
  | 'SCHEDULED'
  /** Stopped before it was completed. */
  | 'STOPPED'
  /** The source does not know the status. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A page of care plans. */
export type CarePlanConnection = {
  __typename?: 'CarePlanConnection';
  edges: Array<CarePlanEdge>;
  nodes: Array<CarePlan>;
  pageInfo: PageInfo;
};

/** A record on a page of care plans. */
export type CarePlanEdge = {
  __typename?: 'CarePlanEdge';
  cursor: Scalars['String']['output'];
  node: CarePlan;
};

/** The people and organizations who care for a patient together. */
export type CareTeam = {
  __typename?: 'CareTeam';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The type of care team, such as longitudinal. */
  categories: Array<CodeableConcept>;
  /** The encounter that the care team is for. */
  encounter: Maybe<EncounterReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the care team. */
  identifiers: Array<Identifier>;
  /** Whether it holds now: false if its period, status or use says that it does not. */
  isCurrent: Scalars['Boolean']['output'];
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The organizations responsible for the care team. */
  managingOrganizations: Array<OrganizationReference>;
  /** The name of the care team. */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** The members of the care team. Current ones first. */
  participants: Array<CareTeamParticipant>;
  /** The period in which the care team is active. */
  period: Maybe<Period>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The reasons for the care team as references to conditions. */
  reasonReferences: Array<ConditionReference>;
  /** The reasons for the care team (`reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the care team. */
  status: Maybe<CareTeamStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
  /** Phone numbers, email addresses and other contact points. */
  telecom: Array<ContactPoint>;
};

/** A page of care teams. */
export type CareTeamConnection = {
  __typename?: 'CareTeamConnection';
  edges: Array<CareTeamEdge>;
  nodes: Array<CareTeam>;
  pageInfo: PageInfo;
};

/** A record on a page of care teams. */
export type CareTeamEdge = {
  __typename?: 'CareTeamEdge';
  cursor: Scalars['String']['output'];
  node: CareTeam;
};

/** A member of a care team. */
export type CareTeamParticipant = {
  __typename?: 'CareTeamParticipant';
  /** Whether it holds now: false if its period, status or use says that it does not. */
  isCurrent: Scalars['Boolean']['output'];
  /** The person or organization. */
  member: Maybe<ActorReference>;
  /** The organization that the member represents. */
  onBehalfOf: Maybe<OrganizationReference>;
  /** The period of membership. */
  period: Maybe<Period>;
  /** The role in the care team, such as primary care provider. */
  roles: Array<CodeableConcept>;
};

/** A reference to a care team. */
export type CareTeamReference = {
  __typename?: 'CareTeamReference';
  /** The care team in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the care team. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `CareTeam/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The care team, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<CareTeam>;
  /** The resource type: `CareTeam`. */
  type: Maybe<Scalars['String']['output']>;
};

/** The status of a care team. */
export type CareTeamStatus =
  /** Active. */
  | 'ACTIVE'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** No longer active. */
  | 'INACTIVE'
  /** Proposed; not yet active. */
  | 'PROPOSED'
  /** Temporarily inactive. */
  | 'SUSPENDED'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** The status of a new clinical note. */
export type ClinicalNoteStatus =
  /** Final. At Epic, the gateway's Epic user signs it. */
  | 'FINAL'
  /** Preliminary: a draft. */
  | 'PRELIMINARY';

/** A type of clinical note that can be created. */
export type ClinicalNoteType =
  /** Consultation note (LOINC 11488-4). */
  | 'CONSULTATION'
  /** Discharge summary (LOINC 18842-5). */
  | 'DISCHARGE_SUMMARY'
  /** Emergency department note (LOINC 34111-5). */
  | 'EMERGENCY_DEPARTMENT'
  /** History and physical note (LOINC 34117-2). */
  | 'HISTORY_AND_PHYSICAL'
  /** Procedure note (LOINC 28570-0). */
  | 'PROCEDURE'
  /** Progress note (LOINC 11506-3). */
  | 'PROGRESS'
  /** Telephone encounter note (LOINC 34748-4). */
  | 'TELEPHONE_ENCOUNTER';

/**
 * The patient's code status: orders about resuscitation that are in force and, separately, wishes and documents. No state means "full code":
 * without an order, the chart does not say what to do.
 */
export type CodeStatus = {
  __typename?: 'CodeStatus';
  /** Advance directives, and statements that they exist, newest first. Documents are not orders. */
  documents: Array<CodeStatusEntry>;
  /**
   * The orders in force, newest first: Consents (Epic's Code Status), active ServiceRequests, and the newest Observation of the resuscitation
   * status. Includes orders on hold or of unknown status, so show `status`, and alerts (Flag) that mention an order, so show `sourceType`.
   */
  entries: Array<CodeStatusEntry>;
  /**
   * True if a source was not read completely: the FHIR server refused or withheld records, or the caller's scopes or security labels can hide
   * some.
   */
  mayBeIncomplete: Scalars['Boolean']['output'];
  /** The newest of `entries`. Null if there are none. */
  newest: Maybe<CodeStatusEntry>;
  /** Whether orders are in force, and whether they agree. */
  state: CodeStatusState;
  /** The patient's wishes, newest first (Observation). Wishes are not orders. */
  wishes: Array<CodeStatusEntry>;
};

/** An order, a wish or a document about resuscitation. */
export type CodeStatusEntry = {
  __typename?: 'CodeStatusEntry';
  /** The content of the record. `code { code(system: LOINC) }` returns the LOINC code. */
  code: Maybe<CodeableConcept>;
  /** The date of the record (`Consent.dateTime`, `ServiceRequest.authoredOn`, `Observation.effective[x]`, `DocumentReference.date`). */
  date: Maybe<Scalars['FhirDateTime']['output']>;
  /** Whether the record is an order, a wish or a document. */
  kind: CodeStatusKind;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The FHIR id of the record: opaque, and different at every site. */
  sourceId: Scalars['ID']['output'];
  /** The FHIR type of the record, such as `Consent`. */
  sourceType: Scalars['String']['output'];
  /** The FHIR status code of the record, such as `active`. */
  status: Maybe<Scalars['String']['output']>;
  /** The content of the record, in its own words, such as `DNR/DNI`. Null if the record contains no words: see `resource`. */
  text: Maybe<Scalars['String']['output']>;
};

/** The kind of record about resuscitation. */
export type CodeStatusKind =
  /** An advance directive, or a statement about one. Not an order. */
  | 'DOCUMENT'
  /** An order. */
  | 'ORDER'
  /** A wish or preference of the patient. Not an order. */
  | 'WISH';

/** Whether orders about resuscitation are in force. No state means "full code". */
export type CodeStatusState =
  /** Orders disagree, and at least one is in force. Show all of `entries`: the gateway does not decide which one applies. */
  | 'CONFLICTING'
  /** An order may be in force: a source was not read completely, an order is on hold or of unknown status, or only an alert mentions one. */
  | 'NOT_READABLE'
  /**
   * No order is in force, and all sources were read completely. This does not say what to do. Observations and documents are found by their
   * LOINC and SNOMED CT codes only.
   */
  | 'NOT_STATED'
  /** Orders are in force, and they agree. `entries` contains what they say. */
  | 'STATED';

/** A well-known code system. Select any other one by its URI. */
export type CodeSystem =
  /** Procedures: http://www.ama-assn.org/go/cpt. */
  | 'CPT'
  /** Vaccines: http://hl7.org/fhir/sid/cvx. */
  | 'CVX'
  /** Supplies and services: https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets. */
  | 'HCPCS'
  /** Diagnoses: http://hl7.org/fhir/sid/icd-10-cm. */
  | 'ICD10CM'
  /** Observations, documents and more: http://loinc.org. */
  | 'LOINC'
  /** Drug packages: http://hl7.org/fhir/sid/ndc. */
  | 'NDC'
  /** Drugs: http://www.nlm.nih.gov/research/umls/rxnorm. */
  | 'RXNORM'
  /** Clinical terms: http://snomed.info/sct. */
  | 'SNOMED'
  /** Units: http://unitsofmeasure.org. */
  | 'UCUM';

/** A coded concept: text for display, and its codes in one or more code systems. */
export type CodeableConcept = {
  __typename?: 'CodeableConcept';
  /** The first code of a system. Null if there is none. */
  code: Maybe<Scalars['String']['output']>;
  /** The codes as the FHIR server sent them. Epic mixes its own codes with standard ones. */
  coding: Array<Coding>;
  /** The concept for display: its own text, otherwise the best display of a code, otherwise a code with its system, such as `RxNorm 7980`. */
  text: Maybe<Scalars['String']['output']>;
};


/** A coded concept: text for display, and its codes in one or more code systems. */
export type CodeableConceptCodeArgs = {
  system: InputMaybe<CodeSystem>;
  uri: InputMaybe<Scalars['String']['input']>;
};


/** A coded concept: text for display, and its codes in one or more code systems. */
export type CodeableConceptCodingArgs = {
  system: InputMaybe<CodeSystem>;
  uri: InputMaybe<Scalars['String']['input']>;
};

/** A code of a code system. */
export type Coding = {
  __typename?: 'Coding';
  /** The code, such as `718-7`. */
  code: Maybe<Scalars['String']['output']>;
  /** The code in words. */
  display: Maybe<Scalars['String']['output']>;
  /** The URI of the code system, such as `http://loinc.org`. */
  system: Maybe<Scalars['String']['output']>;
  /** The version of the code system. */
  version: Maybe<Scalars['String']['output']>;
};

/** A message or other information that was sent or received. */
export type Communication = {
  __typename?: 'Communication';
  /** The records that it is about. */
  about: Array<Reference>;
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The type of message, such as a reminder. */
  categories: Array<CodeableConcept>;
  /** The encounter that it belongs to. */
  encounter: Maybe<EncounterReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the message. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The message for display: its topic in words, otherwise its reason or category. */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** The contents. */
  payloads: Array<CommunicationPayload>;
  /** The priority of the message. */
  priority: Maybe<RequestPriority>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** When it arrived. */
  received: Maybe<Scalars['FhirDateTime']['output']>;
  /** The recipients. */
  recipients: Array<Reference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The sender. */
  sender: Maybe<ActorReference>;
  /** When it was sent. */
  sent: Maybe<Scalars['FhirDateTime']['output']>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the message. NOT_DONE means that it was not sent. */
  status: Maybe<CommunicationStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The reason for the status, such as why nothing was sent. */
  statusReason: Maybe<CodeableConcept>;
  /** The patient. */
  subject: Maybe<PatientReference>;
  /** The subject line or topic. */
  topic: Maybe<CodeableConcept>;
};

/** A page of messages. */
export type CommunicationConnection = {
  __typename?: 'CommunicationConnection';
  edges: Array<CommunicationEdge>;
  nodes: Array<Communication>;
  pageInfo: PageInfo;
};

/** A record on a page of messages. */
export type CommunicationEdge = {
  __typename?: 'CommunicationEdge';
  cursor: Scalars['String']['output'];
  node: Communication;
};

/** A part of a message. Exactly one field has a value. */
export type CommunicationPayload = {
  __typename?: 'CommunicationPayload';
  /** The attachment (`contentAttachment`). */
  attachment: Maybe<DocumentContent>;
  /** The record that was sent (`contentReference`). */
  reference: Maybe<Reference>;
  /** The text (`contentString`). */
  text: Maybe<Scalars['String']['output']>;
};

/** The status of a message (FHIR EventStatus). */
export type CommunicationStatus =
  /** Completed. */
  | 'COMPLETED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Being sent. */
  | 'IN_PROGRESS'
  /** Not sent. Lists leave it out by default. */
  | 'NOT_DONE'
  /** On hold. */
  | 'ON_HOLD'
  /** In preparation: not sent yet. */
  | 'PREPARATION'
  /** Stopped before it was complete. */
  | 'STOPPED'
  /** The source does not know the status. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A problem, diagnosis or health concern. Check `meaning`: an entry can also state that the patient has no known problems. */
export type Condition = {
  __typename?: 'Condition';
  /** When the condition ended. */
  abatement: Maybe<Scalars['FhirDateTime']['output']>;
  /** When the condition ended, in words, if no date is on file; such as `in childhood` or `35 years` (`abatement[x]`). */
  abatementText: Maybe<Scalars['String']['output']>;
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** When the condition was first asserted (extension condition-assertedDate). */
  assertedDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** Who asserted the condition. */
  asserter: Maybe<ActorReference>;
  /** The anatomical locations. */
  bodySites: Array<CodeableConcept>;
  /** Where the condition is listed, such as on the problem list. */
  categories: Array<CodeableConcept>;
  /** The clinical status, from its code or its text. */
  clinicalStatus: Maybe<ConditionClinicalStatus>;
  /** The condition. `code { code(system: SNOMED) }` returns the SNOMED CT code. */
  code: Maybe<CodeableConcept>;
  /** The encounter at which the condition was diagnosed. */
  encounter: Maybe<EncounterReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /**
   * Whether the condition is active now: active, recurrence or relapse. Without a clinical status, it is true only for a problem list entry
   * without an abatement.
   */
  isActive: Scalars['Boolean']['output'];
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** Whether a clinician has confirmed the entry. False for entries such as Epic's outside ones. Null if the record does not say. */
  isReconciled: Maybe<Scalars['Boolean']['output']>;
  /** Whether the entry is a condition or a statement such as "No known problems" (from `Condition.code`). */
  meaning: ConditionMeaning;
  /** The condition for display, such as `Type 2 diabetes mellitus` (`code`). */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** When the condition began, or by when. */
  onset: Maybe<Scalars['FhirDateTime']['output']>;
  /** When the condition began, in words, if no date is on file; such as `in childhood` or `35 years`. */
  onsetText: Maybe<Scalars['String']['output']>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** When the condition was recorded. */
  recordedDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** Who recorded the condition. */
  recorder: Maybe<ActorReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The severity of the condition. */
  severity: Maybe<CodeableConcept>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
  /** How certain the condition is. */
  verificationStatus: Maybe<ConditionVerificationStatus>;
};

/** Where a condition is listed (HL7 condition-category and US Core). */
export type ConditionCategory =
  /** As a diagnosis of an encounter. */
  | 'ENCOUNTER_DIAGNOSIS'
  /** As a health concern, such as the patient's own. */
  | 'HEALTH_CONCERN'
  /** On the problem list. */
  | 'PROBLEM_LIST_ITEM';

/** The clinical status of a condition (HL7 condition-clinical). */
export type ConditionClinicalStatus =
  /** Active. */
  | 'ACTIVE'
  /** Inactive. */
  | 'INACTIVE'
  /** Active again after it had resolved. */
  | 'RECURRENCE'
  /** Active again after it had improved. */
  | 'RELAPSE'
  /** In remission: inactive, but may return. */
  | 'REMISSION'
  /** Resolved. */
  | 'RESOLVED'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** A page of conditions. */
export type ConditionConnection = {
  __typename?: 'ConditionConnection';
  edges: Array<ConditionEdge>;
  nodes: Array<Condition>;
  pageInfo: PageInfo;
};

/** A record on a page of conditions. */
export type ConditionEdge = {
  __typename?: 'ConditionEdge';
  cursor: Scalars['String']['output'];
  node: Condition;
};

/** The statement that a Condition makes, determined from SNOMED CT, HL7 absent-unknown-uv-ips, or complete phrases. */
export type ConditionMeaning =
  /** The patient has or had the condition. */
  | 'CONDITION'
  /** Not on file: problems were never recorded. The patient may have problems. */
  | 'NOT_ON_FILE'
  /** No known problems. */
  | 'NO_KNOWN_PROBLEMS'
  /** Unknown. The patient may have problems. */
  | 'UNKNOWN';

/** A reference to a condition. */
export type ConditionReference = {
  __typename?: 'ConditionReference';
  /** The condition in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the condition. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Condition/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The condition, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<Condition>;
  /** The resource type: `Condition`. */
  type: Maybe<Scalars['String']['output']>;
};

/** The certainty of a condition (HL7 condition-ver-status). */
export type ConditionVerificationStatus =
  /** Confirmed. */
  | 'CONFIRMED'
  /** A differential diagnosis: one of several that are possible. */
  | 'DIFFERENTIAL'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** A provisional (working) diagnosis. */
  | 'PROVISIONAL'
  /** Ruled out. */
  | 'REFUTED'
  /** Not confirmed. */
  | 'UNCONFIRMED'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** A statement of what the patient permits or forbids, or a code status. Epic serves code status only. */
export type Consent = {
  __typename?: 'Consent';
  /** The type of consent, such as `Code Status`. */
  categories: Array<CodeableConcept>;
  /** When it was agreed. */
  dateTime: Maybe<Scalars['FhirDateTime']['output']>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the consent. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** Whether somebody confirmed the consent with the patient or family. Null if not on file or if entries differ (`verification.verified`). */
  isVerified: Maybe<Scalars['Boolean']['output']>;
  /** Who manages the consent. */
  organizations: Array<OrganizationReference>;
  /** The patient. */
  patient: Maybe<PatientReference>;
  /** Who agreed, such as the patient or a guardian. */
  performers: Array<ActorReference>;
  /** The policy rule. Rules in `provisions` can be exceptions to it. */
  policyRule: Maybe<CodeableConcept>;
  /** The policy in words: the rule, otherwise the URIs of the policies (`policyRule`, `policy`). */
  policyText: Maybe<Scalars['String']['output']>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The rules, each followed by its exceptions. Show the text of all, because an exception can reverse its rule. */
  provisions: Array<ConsentProvision>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The subject of the consent: privacy, research, treatment or an advance care directive. */
  scope: Maybe<CodeableConcept>;
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The document or other record that the consent is based on. */
  sourceReference: Maybe<Reference>;
  /** The title or URL of the attached document (`sourceAttachment`). */
  sourceText: Maybe<Scalars['String']['output']>;
  /** The status. Only an ACTIVE consent is in effect, and only within the periods of `provisions`. */
  status: Maybe<ConsentStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The subject for display: the category, otherwise the scope. Says nothing about permission: see `provisions`. */
  title: Maybe<Scalars['String']['output']>;
};

/** A page of consents. */
export type ConsentConnection = {
  __typename?: 'ConsentConnection';
  edges: Array<ConsentEdge>;
  nodes: Array<Consent>;
  pageInfo: PageInfo;
};

/** A record on a page of consents. */
export type ConsentEdge = {
  __typename?: 'ConsentEdge';
  cursor: Scalars['String']['output'];
  node: Consent;
};

/** A rule of a consent. */
export type ConsentProvision = {
  __typename?: 'ConsentProvision';
  /** The subject of the rule, such as a code status. Show it only with `type`: a rule can deny it. */
  codes: Array<CodeableConcept>;
  /** The number of rules that this one is an exception to: 0 for the first. */
  depth: Scalars['Int']['output'];
  /** The period in which the rule applies. */
  period: Maybe<Period>;
  /** The complete rule for display, such as `Deny: Disclose, for research`. Only a rule of the type permit begins with `Permit`. */
  text: Scalars['String']['output'];
  /** Whether the rule permits or denies. Null if it does not say: then the policy decides. */
  type: Maybe<ConsentProvisionType>;
  /** The type code as sent. Read it if `type` is UNRECOGNIZED. */
  typeCode: Maybe<Scalars['String']['output']>;
};

/** Whether a rule permits or denies. */
export type ConsentProvisionType =
  /** The rule denies. */
  | 'DENY'
  /** The rule permits. */
  | 'PERMIT'
  /** A code that FHIR does not define: see `typeCode`. Never read it as permission. */
  | 'UNRECOGNIZED';

/** The status of a consent (FHIR ConsentState). */
export type ConsentStatus =
  /** In effect. */
  | 'ACTIVE'
  /** In development: not in effect. */
  | 'DRAFT'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Ended or withdrawn. */
  | 'INACTIVE'
  /** Proposed: not in effect. */
  | 'PROPOSED'
  /** The patient rejected it: nothing is permitted by it. */
  | 'REJECTED'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A phone number, email address or other contact point. */
export type ContactPoint = {
  __typename?: 'ContactPoint';
  /** Whether it holds now: false if its period, status or use says that it does not. */
  isCurrent: Scalars['Boolean']['output'];
  /** The period in which the contact point is in use. */
  period: Maybe<Period>;
  /** The order of preference; 1 is the most preferred. */
  rank: Maybe<Scalars['Int']['output']>;
  /** The type of contact point. */
  system: Maybe<ContactPointSystem>;
  /** The use of the contact point. */
  use: Maybe<ContactPointUse>;
  /** The phone number or address itself. */
  value: Maybe<Scalars['String']['output']>;
};

/** A type of contact point. */
export type ContactPointSystem =
  /** An email address. */
  | 'EMAIL'
  /** A fax machine. */
  | 'FAX'
  /** Another type. */
  | 'OTHER'
  /** A pager. */
  | 'PAGER'
  /** A telephone. */
  | 'PHONE'
  /** A number for text messages. */
  | 'SMS'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED'
  /** A web address. */
  | 'URL';

/** The use of a contact point. */
export type ContactPointUse =
  /** At home. */
  | 'HOME'
  /** A mobile device. */
  | 'MOBILE'
  /** No longer in use. */
  | 'OLD'
  /** Temporary. */
  | 'TEMP'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED'
  /** At work. */
  | 'WORK';

/** Insurance or another way to pay for care. */
export type Coverage = {
  __typename?: 'Coverage';
  /** The patient. */
  beneficiary: Maybe<PatientReference>;
  /** The group, plan and other classes of the coverage. */
  classes: Array<CoverageClass>;
  /** The patient's own costs, such as copays and deductibles. */
  costToBeneficiary: Array<CoverageCost>;
  /** The patient's dependent number within the policy. */
  dependent: Maybe<Scalars['String']['output']>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the coverage. */
  identifiers: Array<Identifier>;
  /** Whether it holds now: false if its period, status or use says that it does not. */
  isCurrent: Scalars['Boolean']['output'];
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The member number (identifier of HL7 type `MB`). */
  memberId: Maybe<Scalars['String']['output']>;
  /** The name for display: the plan, otherwise the payor, otherwise the type. */
  name: Maybe<Scalars['String']['output']>;
  /** The insurer's network. */
  network: Maybe<Scalars['String']['output']>;
  /** The order in which the coverages pay; 1 is the primary coverage. */
  order: Maybe<Scalars['Int']['output']>;
  /** The payors, such as an insurer. */
  payors: Array<ActorReference>;
  /** The period in which the coverage is in force. */
  period: Maybe<Period>;
  /** The owner of the policy. */
  policyHolder: Maybe<ActorReference>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The patient's relationship to the subscriber, such as `Self`. */
  relationship: Maybe<CodeableConcept>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the coverage. */
  status: Maybe<CoverageStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The subscriber: the person who holds the insurance. */
  subscriber: Maybe<ActorReference>;
  /** The subscriber's number. Null if it is known to be a social security number. */
  subscriberId: Maybe<Scalars['String']['output']>;
  /** The type of coverage, such as a preferred provider organization. */
  type: Maybe<CodeableConcept>;
};

/** A group, plan or other class of a coverage. */
export type CoverageClass = {
  __typename?: 'CoverageClass';
  /** The name of the class. */
  name: Maybe<Scalars['String']['output']>;
  /** The type of class, such as group or plan. */
  type: Maybe<CodeableConcept>;
  /** The number of the class, such as a group number. */
  value: Maybe<Scalars['String']['output']>;
};

/** A page of coverages. */
export type CoverageConnection = {
  __typename?: 'CoverageConnection';
  edges: Array<CoverageEdge>;
  nodes: Array<Coverage>;
  pageInfo: PageInfo;
};

/** A cost that the patient pays (FHIR Coverage.costToBeneficiary). */
export type CoverageCost = {
  __typename?: 'CoverageCost';
  /** The kinds of exceptions in which the patient does not pay (`costToBeneficiary.exception.type`). */
  exceptions: Array<CodeableConcept>;
  /** The kind of cost, such as a copay for a specialist. */
  type: Maybe<CodeableConcept>;
  /** The amount or share for display, such as `25.00 USD` or `20 %` (`costToBeneficiary.value[x]`). */
  valueText: Maybe<Scalars['String']['output']>;
};

/** A record on a page of coverages. */
export type CoverageEdge = {
  __typename?: 'CoverageEdge';
  cursor: Scalars['String']['output'];
  node: Coverage;
};

/** A reference to a coverage. */
export type CoverageReference = {
  __typename?: 'CoverageReference';
  /** The coverage in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the coverage. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Coverage/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The coverage, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<Coverage>;
  /** The resource type: `Coverage`. */
  type: Maybe<Scalars['String']['output']>;
};

/** The status of a coverage (FHIR FinancialResourceStatusCodes). */
export type CoverageStatus =
  /** In force. */
  | 'ACTIVE'
  /** Canceled. */
  | 'CANCELLED'
  /** Draft; not yet in force. */
  | 'DRAFT'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A clinical note. */
export type CreateClinicalNoteInput = {
  /** The FHIR id of the encounter that the note belongs to (`DocumentReference.context.encounter`). */
  encounterId: Scalars['ID']['input'];
  /** The FHIR id of the patient (`DocumentReference.subject`). */
  patientId: Scalars['ID']['input'];
  /** Whether the note is final or preliminary (`DocumentReference.docStatus`). */
  status: ClinicalNoteStatus;
  /** Plain text of at most 60,000 characters. Line breaks and tabs are preserved. */
  text: Scalars['String']['input'];
  /** The type of note (`DocumentReference.type`). */
  type: ClinicalNoteType;
};

/** The outcome of `createClinicalNote`. */
export type CreateClinicalNotePayload = {
  __typename?: 'CreateClinicalNotePayload';
  /** The FHIR id of the note. Null if the FHIR server did not return it. */
  id: Maybe<Scalars['ID']['output']>;
  /** The note on file. Null if the FHIR server does not return it, or not yet. */
  note: Maybe<DocumentReference>;
  /** The outcome. */
  status: CreationStatus;
};

/** A patient. Has no telephone number, because Epic does not keep one from this write. */
export type CreatePatientInput = {
  /** The home address (`Patient.address`). */
  address: PatientAddressInput;
  /** The complete date of birth, such as `1987-09-12` (`Patient.birthDate`). */
  birthDate: Scalars['FhirDate']['input'];
  /** The administrative gender (`Patient.gender`). */
  gender: AdministrativeGender;
  /** At most 10 identifiers, of the systems that the site requires (`Patient.identifier`). */
  identifiers: Array<PatientIdentifierInput>;
  /** The official name (`Patient.name`). */
  name: PatientNameInput;
};

/** The outcome of `createPatient`. */
export type CreatePatientPayload = {
  __typename?: 'CreatePatientPayload';
  /** The FHIR id of the patient. Null if the FHIR server did not return it. */
  id: Maybe<Scalars['ID']['output']>;
  /** Whether the patient was created or already existed. */
  outcome: PatientOutcome;
  /** The patient on file. Null if the FHIR server does not return it, or not yet. */
  patient: Maybe<Patient>;
};

/** The outcome of a write. */
export type CreationStatus =
  /** The FHIR server accepted it, but has not returned an id yet. */
  | 'ACCEPTED'
  /** Created. */
  | 'CREATED';

/** A value that is a date, or a date and time. */
export type DateTimeValue = {
  __typename?: 'DateTimeValue';
  /** The value. */
  dateTime: Maybe<Scalars['FhirDateTime']['output']>;
};

/** The types of dated records in a patient's lists. */
export type DatedRecordType =
  /** Adverse events. */
  | 'ADVERSE_EVENT'
  /** Allergies. */
  | 'ALLERGY_INTOLERANCE'
  /** Appointments. */
  | 'APPOINTMENT'
  /** Care plans. */
  | 'CARE_PLAN'
  /** Care teams. */
  | 'CARE_TEAM'
  /** Messages. */
  | 'COMMUNICATION'
  /** Conditions. */
  | 'CONDITION'
  /** Consents. */
  | 'CONSENT'
  /** Coverages. */
  | 'COVERAGE'
  /** Devices. */
  | 'DEVICE'
  /** Device orders. */
  | 'DEVICE_REQUEST'
  /** Device uses. */
  | 'DEVICE_USE_STATEMENT'
  /** Diagnostic reports. */
  | 'DIAGNOSTIC_REPORT'
  /** Documents. */
  | 'DOCUMENT_REFERENCE'
  /** Encounters. */
  | 'ENCOUNTER'
  /** Episodes of care. */
  | 'EPISODE_OF_CARE'
  /** Explanations of benefit. */
  | 'EXPLANATION_OF_BENEFIT'
  /** Family history entries. */
  | 'FAMILY_MEMBER_HISTORY'
  /** Flags. */
  | 'FLAG'
  /** Goals. */
  | 'GOAL'
  /** Imaging studies. */
  | 'IMAGING_STUDY'
  /** Vaccinations. */
  | 'IMMUNIZATION'
  /** Vaccination forecasts. */
  | 'IMMUNIZATION_RECOMMENDATION'
  /** Lists of records. */
  | 'LIST'
  /** Medication administrations. */
  | 'MEDICATION_ADMINISTRATION'
  /** Medication dispenses. */
  | 'MEDICATION_DISPENSE'
  /** Medication orders and records. */
  | 'MEDICATION_REQUEST'
  /** Diet and nutrition orders. */
  | 'NUTRITION_ORDER'
  /** Observations. */
  | 'OBSERVATION'
  /** Procedures. */
  | 'PROCEDURE'
  /** Responses to questionnaires. */
  | 'QUESTIONNAIRE_RESPONSE'
  /** Related persons. */
  | 'RELATED_PERSON'
  /** Orders. */
  | 'SERVICE_REQUEST'
  /** Tasks. */
  | 'TASK';

/** A race or ethnicity. Often only `text` is on file. */
export type Demographic = {
  __typename?: 'Demographic';
  /** More specific codes from the CDC race and ethnicity code set. */
  detailed: Array<Coding>;
  /** The categories of the US Office of Management and Budget (OMB). */
  ombCategories: Array<Coding>;
  /** The race or ethnicity for display, such as `Asian`. */
  text: Maybe<Scalars['String']['output']>;
};

/** A device in or on a patient, such as an implant. */
export type Device = {
  __typename?: 'Device';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The part of the identifier that distinguishes the device from others of its lot. */
  distinctIdentifier: Maybe<Scalars['String']['output']>;
  /** When the device expires. */
  expirationDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the device. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** Where the device is. */
  location: Maybe<LocationReference>;
  /** The lot number. */
  lotNumber: Maybe<Scalars['String']['output']>;
  /** When the device was manufactured. */
  manufactureDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** The manufacturer. */
  manufacturer: Maybe<Scalars['String']['output']>;
  /** The model number. */
  modelNumber: Maybe<Scalars['String']['output']>;
  /** The name for display: the user-friendly name, otherwise the name on the label, otherwise the type (`deviceName`). */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** The organization responsible for the device. */
  owner: Maybe<OrganizationReference>;
  /** The patient. */
  patient: Maybe<PatientReference>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** Safety characteristics, such as for magnetic resonance imaging. An empty list does not mean that the device is safe. */
  safety: Array<CodeableConcept>;
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The serial number. */
  serialNumber: Maybe<Scalars['String']['output']>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the device. */
  status: Maybe<DeviceStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The type of device. */
  type: Maybe<CodeableConcept>;
  /** The unique device identifier (UDI) (`udiCarrier`). */
  udi: Maybe<DeviceUdiCarrier>;
};

/** A page of devices. */
export type DeviceConnection = {
  __typename?: 'DeviceConnection';
  edges: Array<DeviceEdge>;
  nodes: Array<Device>;
  pageInfo: PageInfo;
};

/** A record on a page of devices. */
export type DeviceEdge = {
  __typename?: 'DeviceEdge';
  cursor: Scalars['String']['output'];
  node: Device;
};

/** A reference to a device. */
export type DeviceReference = {
  __typename?: 'DeviceReference';
  /** The device in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the device. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Device/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The device, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<Device>;
  /** The resource type: `Device`. */
  type: Maybe<Scalars['String']['output']>;
};

/** An order for a device, such as a wheelchair. */
export type DeviceRequest = {
  __typename?: 'DeviceRequest';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** When the device was ordered. */
  authoredOn: Maybe<Scalars['FhirDateTime']['output']>;
  /** The records that the order fulfills, such as a care plan. */
  basedOn: Array<Reference>;
  /** The type of device (`codeCodeableConcept`). */
  code: Maybe<CodeableConcept>;
  /** The individual device (`codeReference`). */
  device: Maybe<DeviceReference>;
  /** The encounter. */
  encounter: Maybe<EncounterReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** How binding the order is: from a proposal to an order. */
  intent: Maybe<RequestIntent>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The device for display (`code[x]`). Null if the order only refers to one: select `device`. */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** When the device should be used, or from when; otherwise until when. */
  occurrence: Maybe<Scalars['FhirDateTime']['output']>;
  /** The period in which the device should be used. */
  occurrencePeriod: Maybe<Period>;
  /** How often the device should be used, such as `every night from 2026-05-01` (`occurrenceTiming`). */
  occurrenceText: Maybe<Scalars['String']['output']>;
  /** Properties of the ordered device, such as `Sphere: -2.5 diopter` (`parameter`). */
  parameterTexts: Array<Scalars['String']['output']>;
  /** Who should supply or apply the device. */
  performer: Maybe<ActorReference>;
  /** The priority of the order. */
  priority: Maybe<RequestPriority>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The reasons for the order: records, such as conditions. */
  reasonReferences: Array<Reference>;
  /** The reasons for the order (`reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** Who ordered the device. */
  requester: Maybe<ActorReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the order. */
  status: Maybe<RequestStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
};

/** A page of device orders. */
export type DeviceRequestConnection = {
  __typename?: 'DeviceRequestConnection';
  edges: Array<DeviceRequestEdge>;
  nodes: Array<DeviceRequest>;
  pageInfo: PageInfo;
};

/** A record on a page of device orders. */
export type DeviceRequestEdge = {
  __typename?: 'DeviceRequestEdge';
  cursor: Scalars['String']['output'];
  node: DeviceRequest;
};

/** The status of a device. */
export type DeviceStatus =
  /** In use. */
  | 'ACTIVE'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** No longer in use. */
  | 'INACTIVE'
  /** The source does not know the status. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A unique device identifier, UDI. */
export type DeviceUdiCarrier = {
  __typename?: 'DeviceUdiCarrier';
  /** The part that identifies the model, such as `00844588003288`. */
  deviceIdentifier: Maybe<Scalars['String']['output']>;
  /** The complete identifier in the human-readable form printed below the barcode (`carrierHRF`). */
  humanReadable: Maybe<Scalars['String']['output']>;
  /** The URI of the organization that issues the identifiers. */
  issuer: Maybe<Scalars['String']['output']>;
  /** The complete identifier in the form of the barcode, in base64 (`carrierAIDC`). */
  machineReadable: Maybe<Scalars['String']['output']>;
};

/** A statement that a patient uses, used or will use a device. */
export type DeviceUseStatement = {
  __typename?: 'DeviceUseStatement';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The anatomical site. */
  bodySite: Maybe<CodeableConcept>;
  /** The device. */
  device: Maybe<DeviceReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The device for display (`device`). Null if the record only refers to it: select `device`. */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** The period of use (`timingPeriod`). */
  period: Maybe<Period>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The reasons for the use: records, such as conditions. */
  reasonReferences: Array<Reference>;
  /** The reasons for the use (`reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** When the statement was recorded. */
  recordedOn: Maybe<Scalars['FhirDateTime']['output']>;
  /** Who reported the use (`source`). */
  reportedBy: Maybe<ActorReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the use. Only ACTIVE means that the patient uses the device now. */
  status: Maybe<DeviceUseStatementStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
  /** When the device was used, or from when; otherwise until when. */
  timing: Maybe<Scalars['FhirDateTime']['output']>;
  /** How often the device is used, such as `every night` (`timingTiming`). */
  timingText: Maybe<Scalars['String']['output']>;
};

/** A page of device uses. */
export type DeviceUseStatementConnection = {
  __typename?: 'DeviceUseStatementConnection';
  edges: Array<DeviceUseStatementEdge>;
  nodes: Array<DeviceUseStatement>;
  pageInfo: PageInfo;
};

/** A record on a page of device uses. */
export type DeviceUseStatementEdge = {
  __typename?: 'DeviceUseStatementEdge';
  cursor: Scalars['String']['output'];
  node: DeviceUseStatement;
};

/** The status of the use of a device. */
export type DeviceUseStatementStatus =
  /** The device is in use. */
  | 'ACTIVE'
  /** No longer used. */
  | 'COMPLETED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** To be used in the future. */
  | 'INTENDED'
  /** Paused, and expected to continue. */
  | 'ON_HOLD'
  /** Stopped permanently. */
  | 'STOPPED'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A laboratory, imaging or other diagnostic report with its results. */
export type DiagnosticReport = {
  __typename?: 'DiagnosticReport';
  /** The orders that the report fulfills. */
  basedOn: Array<Reference>;
  /** The type of report, such as laboratory. */
  categories: Array<CodeableConcept>;
  /** The name of the report. */
  code: Maybe<CodeableConcept>;
  /** The conclusion in words. */
  conclusion: Maybe<Scalars['String']['output']>;
  /** The conclusion as codes. */
  conclusionCodes: Array<CodeableConcept>;
  /** The element that `effective` is taken from, such as `issued`. */
  dateElement: Maybe<Scalars['String']['output']>;
  /** The report as documents, such as a PDF (`presentedForm`). */
  documents: Array<DocumentContent>;
  /**
   * When the findings were made, or began to be made; otherwise when they were made available (`effective[x]`, `issued`). `dateElement` says
   * which.
   */
  effective: Maybe<Scalars['FhirDateTime']['output']>;
  /** The encounter that the report belongs to. */
  encounter: Maybe<EncounterReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** The imaging studies that the report interprets. */
  imagingStudies: Array<ImagingStudyReference>;
  /** Who interpreted the results (`resultsInterpreter`). */
  interpreters: Array<ActorReference>;
  /** Whether the report was changed after it was final (amended, corrected, appended). Null if the status does not say. */
  isCorrected: Maybe<Scalars['Boolean']['output']>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** Whether the report is not final yet, or only part of it is available. Null if the status does not say. */
  isPreliminary: Maybe<Scalars['Boolean']['output']>;
  /** When the report was made available. */
  issued: Maybe<Scalars['FhirDateTime']['output']>;
  /** Key images and other media of the report. */
  media: Array<DiagnosticReportMedia>;
  /** The name of the report for display, such as `Complete blood count` (`code`). */
  name: Maybe<Scalars['String']['output']>;
  /** Who issued the report. */
  performers: Array<ActorReference>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The results. */
  results: Array<ObservationReference>;
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the report. */
  status: Maybe<DiagnosticReportStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
};

/** A page of diagnostic reports. */
export type DiagnosticReportConnection = {
  __typename?: 'DiagnosticReportConnection';
  edges: Array<DiagnosticReportEdge>;
  nodes: Array<DiagnosticReport>;
  pageInfo: PageInfo;
};

/** A record on a page of diagnostic reports. */
export type DiagnosticReportEdge = {
  __typename?: 'DiagnosticReportEdge';
  cursor: Scalars['String']['output'];
  node: DiagnosticReport;
};

/** A medium of a report. */
export type DiagnosticReportMedia = {
  __typename?: 'DiagnosticReportMedia';
  /** A comment on the medium, such as the finding that it shows. */
  comment: Maybe<Scalars['String']['output']>;
  /** The medium. */
  link: Maybe<MediaReference>;
};

/** The status of a report. */
export type DiagnosticReportStatus =
  /** Changed after it was final. */
  | 'AMENDED'
  /** Added to after it was final. */
  | 'APPENDED'
  /** Canceled. */
  | 'CANCELLED'
  /** Changed after it was final, to correct an error. */
  | 'CORRECTED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Final and complete. */
  | 'FINAL'
  /** Partial: some of the results are available. */
  | 'PARTIAL'
  /** Preliminary: may change. */
  | 'PRELIMINARY'
  /** Registered; nothing is available yet. */
  | 'REGISTERED'
  /** The source does not know the status. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/**
 * A rendition of a document. Selecting `text`, `html` or `data` fetches it, once for all three; the other fields cost no request. `text` and
 * `html` return the error CONTENT_TOO_LARGE above 2 MB, or the limit that the operator sets (`NOTE_CONVERSION_MAX_BYTES`). `data` has a limit
 * of its own.
 */
export type DocumentContent = {
  __typename?: 'DocumentContent';
  /** The MIME type, such as `text/html`. */
  contentType: Maybe<Scalars['String']['output']>;
  /** When the rendition was created. */
  creation: Maybe<Scalars['FhirDateTime']['output']>;
  /** The unchanged content, in base64. */
  data: Maybe<Scalars['String']['output']>;
  /**
   * The content as HTML that is safe to show: without scripts, styles, external images and event handlers. Null if the rendition is neither
   * HTML nor CDA.
   */
  html: Maybe<Scalars['String']['output']>;
  /**
   * A path on this gateway that opens the content in a browser without signing in, such as `/documents/eyJh…`. Anyone who has the link gets
   * the access of the caller who requested it, for a few minutes at most (`DOCUMENT_LINK_SECONDS`): do not store or share it. Null if the gateway provides no
   * links, as behind a router.
   */
  link: Maybe<Scalars['String']['output']>;
  /** The size in bytes. Null if the FHIR server does not state it. */
  size: Maybe<Scalars['Int']['output']>;
  /**
   * The content as plain text, converted from plain text, HTML, RTF or CDA. Null for other types, such as PDF. Table cells are separated by `
   * | `, exponents follow `^`, and struck-out text is enclosed in `~~`.
   */
  text: Maybe<Scalars['String']['output']>;
  /** The title of the rendition. */
  title: Maybe<Scalars['String']['output']>;
};

/** A clinical note or another document. */
export type DocumentReference = {
  __typename?: 'DocumentReference';
  /** When the document was authenticated, from an extension of US Core or Epic. R4 has no element for it. */
  authenticationTime: Maybe<Scalars['FhirDateTime']['output']>;
  /** Who authenticated the document, mostly by signing it. */
  authenticator: Maybe<ActorReference>;
  /** The authors. */
  authors: Array<ActorReference>;
  /** The category of the document, such as clinical notes. */
  categories: Array<CodeableConcept>;
  /**
   * The document itself: HTML if available, then plain text, then RTF. A PDF, CDA document or scan comes before text next to it, which can be
   * a cover note, unless both have the same title and the text is known to be longer. `contents` lists all renditions.
   */
  content: Maybe<DocumentContent>;
  /** All renditions, the best one first. Leaves out renditions without anything to fetch. */
  contents: Array<DocumentContent>;
  /** When the document was written; otherwise when the care began (`date`, `context.period`). `dateElement` says which. */
  date: Maybe<Scalars['FhirDateTime']['output']>;
  /** The element that `date` is taken from, such as `context.period`. */
  dateElement: Maybe<Scalars['String']['output']>;
  /** A description of the document. */
  description: Maybe<Scalars['String']['output']>;
  /** The encounter that the document belongs to (`context.encounter`). */
  encounter: Maybe<EncounterReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the document. */
  identifiers: Array<Identifier>;
  /** Whether the text was changed after it was final. Null if `textStatus` does not say. */
  isCorrected: Maybe<Scalars['Boolean']['output']>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** Whether the text is not final yet. Null if `textStatus` does not say. */
  isPreliminary: Maybe<Scalars['Boolean']['output']>;
  /** When the documented care took place (`context.period`). */
  period: Maybe<Period>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /**
   * The documents that relate to this one, such as its addenda: found by a search with `relatesto` if the FHIR server supports it, otherwise
   * among the patient's documents. Leaves out superseded documents and those entered in error. A RELATIONS_UNCERTAIN warning means that more
   * may exist.
   */
  relatedFrom: Maybe<Array<DocumentReference>>;
  /** The documents that this one replaces, appends, signs or transforms. */
  relatesTo: Array<DocumentReferenceRelatesTo>;
  /** The raw FHIR resource as JSON, without the contents. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the document. For the status of its text, see `textStatus`. */
  status: Maybe<DocumentReferenceStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
  /** The status of the text, such as preliminary or final (`docStatus`). */
  textStatus: Maybe<DocumentTextStatus>;
  /** The title for display: the type of the document, otherwise its description, otherwise the title of its content. */
  title: Maybe<Scalars['String']['output']>;
  /** The type of document, such as `Progress Notes`. */
  type: Maybe<CodeableConcept>;
};


/** A clinical note or another document. */
export type DocumentReferenceRelatedFromArgs = {
  code: InputMaybe<DocumentRelation>;
};

/** A page of documents. */
export type DocumentReferenceConnection = {
  __typename?: 'DocumentReferenceConnection';
  edges: Array<DocumentReferenceEdge>;
  nodes: Array<DocumentReference>;
  pageInfo: PageInfo;
};

/** A record on a page of documents. */
export type DocumentReferenceEdge = {
  __typename?: 'DocumentReferenceEdge';
  cursor: Scalars['String']['output'];
  node: DocumentReference;
};

/** A reference to a document. */
export type DocumentReferenceReference = {
  __typename?: 'DocumentReferenceReference';
  /** The document in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the document. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `DocumentReference/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The document, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<DocumentReference>;
  /** The resource type: `DocumentReference`. */
  type: Maybe<Scalars['String']['output']>;
};

/** A relation of a document to another one. */
export type DocumentReferenceRelatesTo = {
  __typename?: 'DocumentReferenceRelatesTo';
  /** The relation. */
  code: Maybe<DocumentRelation>;
  /** The other document. */
  target: Maybe<DocumentReferenceReference>;
};

/** The status of a document. */
export type DocumentReferenceStatus =
  /** Current. */
  | 'CURRENT'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Superseded by another document. */
  | 'SUPERSEDED'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A relation between documents (FHIR DocumentRelationshipType). */
export type DocumentRelation =
  /** The document is an addendum to the other one. */
  | 'APPENDS'
  /** The document replaces the other one. */
  | 'REPLACES'
  /** The document is a signature of the other one. */
  | 'SIGNS'
  /** The document is the other one in another form, such as a translation. */
  | 'TRANSFORMS'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** The status of a document's text (FHIR CompositionStatus). */
export type DocumentTextStatus =
  /** Changed after it was final. */
  | 'AMENDED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Final and complete. */
  | 'FINAL'
  /** Preliminary: may change. */
  | 'PRELIMINARY'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** An instruction for taking or giving a medication. */
export type Dosage = {
  __typename?: 'Dosage';
  /**
   * The amount to take or give for display, such as `1 tablet` (`doseAndRate`). Null if the FHIR server does not state it separately from the
   * dose.
   */
  amountText: Maybe<Scalars['String']['output']>;
  /** Whether the medication is taken only as needed (PRN). */
  asNeeded: Maybe<Scalars['Boolean']['output']>;
  /** The indication for taking it as needed, such as pain (`asNeededCodeableConcept`). */
  asNeededFor: Maybe<CodeableConcept>;
  /** The ordered dose (`doseAndRate.doseQuantity`). */
  dose: Maybe<Quantity>;
  /** The ordered dose, if it is a range (`doseAndRate.doseRange`). */
  doseRange: Maybe<Range>;
  /** The ordered dose for display, such as `500 mg` (`doseAndRate.dose[x]`). */
  doseText: Maybe<Scalars['String']['output']>;
  /** The complete instruction: `text`, followed by each number that it lacks. */
  fullText: Maybe<Scalars['String']['output']>;
  /** The maximum dose per period (`maxDosePerPeriod`). */
  maxDose: Maybe<Ratio>;
  /** The method of administration, such as `Take`. */
  method: Maybe<CodeableConcept>;
  /** The instruction for the patient, in words. */
  patientInstruction: Maybe<Scalars['String']['output']>;
  /** The start and end of the therapy (`timing.repeat.boundsPeriod`). */
  period: Maybe<Period>;
  /** The rate of administration for display, such as `100 mL/h` (`doseAndRate.rate[x]`). */
  rateText: Maybe<Scalars['String']['output']>;
  /** The route of administration, such as `Oral`. */
  route: Maybe<CodeableConcept>;
  /** The anatomical site. */
  site: Maybe<CodeableConcept>;
  /** The instruction in the FHIR server's words; otherwise composed from the elements. */
  text: Maybe<Scalars['String']['output']>;
  /** The frequency (`timing.code`). */
  timing: Maybe<CodeableConcept>;
  /** The frequency for display, such as `Every night at 2100` or `every 4 hours` (`timing`). */
  timingText: Maybe<Scalars['String']['output']>;
};

/** A visit, hospital stay or other contact with care. */
export type Encounter = {
  __typename?: 'Encounter';
  /** The accounts that pay for the encounter. */
  accounts: Array<AccountReference>;
  /** Where the patient came from, such as by referral (`hospitalization.admitSource`). */
  admitSource: Maybe<CodeableConcept>;
  /** The class of the encounter. Epic uses its own codes here. */
  class: Maybe<Coding>;
  /**
   * The conditions recorded at the encounter, such as its diagnoses (`Condition.encounter`): active ones first, then newest first. One search for
   * each encounter. Null if the encounter does not name its patient.
   */
  conditions: Maybe<Array<Condition>>;
  /** The diagnoses that the encounter itself names, with rank and use. Most of Epic's encounters name none: see `conditions`. */
  diagnoses: Array<EncounterDiagnosis>;
  /** Where the patient went after discharge, such as home (`hospitalization.dischargeDisposition`). */
  dischargeDisposition: Maybe<CodeableConcept>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the encounter, such as Epic's contact number. */
  identifiers: Array<Identifier>;
  /** Whether the patient needs an interpreter. Null if not on file (extension us-core-interpreter-needed). */
  interpreterRequired: Maybe<Scalars['Boolean']['output']>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** How long the encounter lasted for display, without leaves, such as `2 days` (`length`). */
  lengthText: Maybe<Scalars['String']['output']>;
  /** The locations of the encounter: current ones first, or only these. Others are beds that the patient left or will come to. */
  locations: Array<EncounterLocation>;
  /** The larger encounter that this one is part of. */
  partOf: Maybe<EncounterReference>;
  /** The clinicians and others who take part: current ones first, or only these. */
  participants: Array<EncounterParticipant>;
  /** The start and end of the encounter. Epic often sends only days, or no end. */
  period: Maybe<Period>;
  /** How urgent the encounter is. */
  priority: Maybe<CodeableConcept>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The reasons for the encounter: records, such as conditions. */
  reasonReferences: Array<Reference>;
  /** The reasons for the encounter as coded concepts, such as `Annual Exam` (`reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The organization responsible for the encounter. */
  serviceProvider: Maybe<OrganizationReference>;
  /** The service, such as cardiology. */
  serviceType: Maybe<CodeableConcept>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the encounter. */
  status: Maybe<EncounterStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
  /** The type of the encounter, more specific than `class`, such as `Office Visit`. */
  types: Array<CodeableConcept>;
};


/** A visit, hospital stay or other contact with care. */
export type EncounterConditionsArgs = {
  first?: Scalars['Int']['input'];
};


/** A visit, hospital stay or other contact with care. */
export type EncounterLocationsArgs = {
  onlyCurrent: InputMaybe<Scalars['Boolean']['input']>;
};


/** A visit, hospital stay or other contact with care. */
export type EncounterParticipantsArgs = {
  onlyCurrent: InputMaybe<Scalars['Boolean']['input']>;
};

/** A page of encounters. */
export type EncounterConnection = {
  __typename?: 'EncounterConnection';
  edges: Array<EncounterEdge>;
  nodes: Array<Encounter>;
  pageInfo: PageInfo;
};

/** A diagnosis of an encounter. */
export type EncounterDiagnosis = {
  __typename?: 'EncounterDiagnosis';
  /** The condition or procedure. */
  condition: Maybe<Reference>;
  /** The rank among the diagnoses of the same role; 1 is the principal one. */
  rank: Maybe<Scalars['Int']['output']>;
  /** The role of the diagnosis, such as at admission or at discharge. */
  use: Maybe<CodeableConcept>;
};

/** A record on a page of encounters. */
export type EncounterEdge = {
  __typename?: 'EncounterEdge';
  cursor: Scalars['String']['output'];
  node: Encounter;
};

/** A location of an encounter. */
export type EncounterLocation = {
  __typename?: 'EncounterLocation';
  /** Whether it holds now: false if its period, status or use says that it does not. */
  isCurrent: Scalars['Boolean']['output'];
  /** The location. */
  location: Maybe<LocationReference>;
  /** When the patient is at the location. */
  period: Maybe<Period>;
  /** The FHIR code for whether the patient is, was or will be at the location (`Encounter.location.status`). */
  statusCode: Maybe<Scalars['String']['output']>;
};

/** A person who takes part in an encounter. */
export type EncounterParticipant = {
  __typename?: 'EncounterParticipant';
  /** The person. */
  individual: Maybe<ActorReference>;
  /** Whether it holds now: false if its period, status or use says that it does not. */
  isCurrent: Scalars['Boolean']['output'];
  /** When the person takes part. */
  period: Maybe<Period>;
  /** The role in the encounter, such as attending physician. */
  types: Array<CodeableConcept>;
};

/** A reference to an encounter. */
export type EncounterReference = {
  __typename?: 'EncounterReference';
  /** The encounter in words, such as `Office Visit`, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the encounter. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Encounter/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The encounter, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<Encounter>;
  /** The resource type: `Encounter`. */
  type: Maybe<Scalars['String']['output']>;
};

/** The status of an encounter. */
export type EncounterStatus =
  /** The patient has arrived. */
  | 'ARRIVED'
  /** Canceled before it started. */
  | 'CANCELLED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Finished. */
  | 'FINISHED'
  /** In progress. */
  | 'IN_PROGRESS'
  /** In progress, with the patient temporarily on leave. */
  | 'ONLEAVE'
  /** Planned; not yet started. */
  | 'PLANNED'
  /** The patient was triaged and is waiting. */
  | 'TRIAGED'
  /** The source does not know the status. Epic sometimes sends this. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A period in which an organization is responsible for a kind of care, such as a pregnancy or a course of therapy. */
export type EpisodeOfCare = {
  __typename?: 'EpisodeOfCare';
  /** The practitioner who coordinates the care. */
  careManager: Maybe<ActorReference>;
  /** The diagnoses that the episode addresses, by rank if they have one. */
  diagnoses: Array<EpisodeOfCareDiagnosis>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the episode. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The organization that is responsible for the care. */
  managingOrganization: Maybe<OrganizationReference>;
  /** The type of care for display, such as `Pregnancy` (`type`). */
  name: Maybe<Scalars['String']['output']>;
  /** The patient. */
  patient: Maybe<PatientReference>;
  /** The period of responsibility. */
  period: Maybe<Period>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The referrals that the episode fulfills (`referralRequest`). */
  referrals: Array<ServiceRequestReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the episode. */
  status: Maybe<EpisodeOfCareStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The earlier statuses, in the order of the FHIR server. */
  statusHistory: Array<EpisodeOfCareStatusHistory>;
  /** The care teams. */
  teams: Array<CareTeamReference>;
  /** The types of care. */
  types: Array<CodeableConcept>;
};

/** A page of episodes of care. */
export type EpisodeOfCareConnection = {
  __typename?: 'EpisodeOfCareConnection';
  edges: Array<EpisodeOfCareEdge>;
  nodes: Array<EpisodeOfCare>;
  pageInfo: PageInfo;
};

/** A diagnosis of an episode of care. */
export type EpisodeOfCareDiagnosis = {
  __typename?: 'EpisodeOfCareDiagnosis';
  /** The condition. */
  condition: Maybe<ConditionReference>;
  /** The rank among the diagnoses of the same role: 1 comes first. */
  rank: Maybe<Scalars['Int']['output']>;
  /** The role of the diagnosis, such as chief complaint. */
  role: Maybe<CodeableConcept>;
};

/** A record on a page of episodes of care. */
export type EpisodeOfCareEdge = {
  __typename?: 'EpisodeOfCareEdge';
  cursor: Scalars['String']['output'];
  node: EpisodeOfCare;
};

/** The status of an episode of care. */
export type EpisodeOfCareStatus =
  /** Active. */
  | 'ACTIVE'
  /** Canceled before it began. */
  | 'CANCELLED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Finished. */
  | 'FINISHED'
  /** On hold. */
  | 'ON_HOLD'
  /** Planned; not yet started. */
  | 'PLANNED'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED'
  /** On a waiting list. */
  | 'WAITLIST';

/** A status that an episode of care had. */
export type EpisodeOfCareStatusHistory = {
  __typename?: 'EpisodeOfCareStatusHistory';
  /** The period in which the episode had the status. */
  period: Maybe<Period>;
  /** The status. */
  status: Maybe<EpisodeOfCareStatus>;
};

/** Records that lists leave out unless `include` names them. A warning with the path of the list counts them. */
export type ExcludedRecords =
  /** Records entered in error. Callers with `patient/` scopes receive only their id and status. */
  | 'ENTERED_IN_ERROR'
  /** Vaccinations and medications not given, procedures not done, messages not sent, and medications declined or never picked up. */
  | 'NOT_DONE'
  /** Orders that are only proposals or options (intents `proposal` and `option`). */
  | 'PROPOSED'
  /** Conditions and allergies that were ruled out. */
  | 'REFUTED'
  /** Documents superseded by another one, and retired lists. */
  | 'SUPERSEDED';

/**
 * A payer's answer to a claim, or its estimate before the service: what it covers, pays and leaves to the patient.
 * Check `use`: only a CLAIM is about costs that arose.
 */
export type ExplanationOfBenefit = {
  __typename?: 'ExplanationOfBenefit';
  /** Products and services that the payer added (`addItem`). */
  addedItems: Array<ExplanationOfBenefitItem>;
  /** Amounts for the whole claim, if the payer decided without items. */
  adjudications: Array<ExplanationOfBenefitAmount>;
  /** The period of the services. */
  billablePeriod: Maybe<Period>;
  /** The coverages that the payer considered (`insurance.coverage`). */
  coverages: Array<CoverageReference>;
  /** When the explanation was created. */
  created: Maybe<Scalars['FhirDateTime']['output']>;
  /** The diagnoses of the claim. */
  diagnoses: Array<ExplanationOfBenefitDiagnosis>;
  /** The result in the payer's words. */
  disposition: Maybe<Scalars['String']['output']>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the explanation. */
  identifiers: Array<Identifier>;
  /** The payer. */
  insurer: Maybe<ActorReference>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The claimed products and services. Their details are in `resource`. */
  items: Array<ExplanationOfBenefitItem>;
  /** The kind for display, which begins with the use, such as `Claim: Pharmacy` or `Preauthorization: Professional`. */
  name: Maybe<Scalars['String']['output']>;
  /** The result of processing the claim. COMPLETE does not mean paid. */
  outcome: Maybe<ExplanationOfBenefitOutcome>;
  /** The patient. */
  patient: Maybe<PatientReference>;
  /** The payment. */
  payment: Maybe<ExplanationOfBenefitPayment>;
  /** The payer's notes on the processing. */
  processNotes: Array<Scalars['String']['output']>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The provider of the claim. */
  provider: Maybe<ActorReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the explanation. */
  status: Maybe<ExplanationOfBenefitStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The totals by category, such as submitted, benefit and copay. */
  totals: Array<ExplanationOfBenefitAmount>;
  /** The category of claim, such as pharmacy. */
  type: Maybe<CodeableConcept>;
  /** Whether it answers a claim, or a request before the service. */
  use: Maybe<ExplanationOfBenefitUse>;
};

/** An amount of a category, such as a copay (FHIR ExplanationOfBenefit.item.adjudication, ExplanationOfBenefit.total). */
export type ExplanationOfBenefitAmount = {
  __typename?: 'ExplanationOfBenefitAmount';
  /** The amount. */
  amount: Maybe<Money>;
  /** The category. */
  category: Maybe<CodeableConcept>;
  /** The reason for the amount. */
  reason: Maybe<CodeableConcept>;
  /** A number that is no amount of money, such as a percentage. */
  value: Maybe<Scalars['FhirDecimal']['output']>;
};

/** A page of explanations of benefit. */
export type ExplanationOfBenefitConnection = {
  __typename?: 'ExplanationOfBenefitConnection';
  edges: Array<ExplanationOfBenefitEdge>;
  nodes: Array<ExplanationOfBenefit>;
  pageInfo: PageInfo;
};

/** A diagnosis of a claim. */
export type ExplanationOfBenefitDiagnosis = {
  __typename?: 'ExplanationOfBenefitDiagnosis';
  /** The diagnosis (`diagnosisCodeableConcept`). */
  concept: Maybe<CodeableConcept>;
  /** The diagnosis as a record (`diagnosisReference`). */
  condition: Maybe<ConditionReference>;
  /** The number by which items refer to the diagnosis. */
  sequence: Maybe<Scalars['Int']['output']>;
  /** The role of the diagnosis, such as principal. */
  types: Array<CodeableConcept>;
};

/** A record on a page of explanations of benefit. */
export type ExplanationOfBenefitEdge = {
  __typename?: 'ExplanationOfBenefitEdge';
  cursor: Scalars['String']['output'];
  node: ExplanationOfBenefit;
};

/** A product or service (FHIR ExplanationOfBenefit.item, ExplanationOfBenefit.addItem). */
export type ExplanationOfBenefitItem = {
  __typename?: 'ExplanationOfBenefitItem';
  /** The payer's decisions, such as the eligible amount and the copay. */
  adjudications: Array<ExplanationOfBenefitAmount>;
  /** The claimed amount. */
  net: Maybe<Money>;
  /** How much was provided. */
  quantity: Maybe<Quantity>;
  /** The number of the item in the claim. Null for an added item. */
  sequence: Maybe<Scalars['Int']['output']>;
  /** The product or service (`productOrService`). */
  service: Maybe<CodeableConcept>;
  /** When it was provided, or began; otherwise when it ended. */
  serviced: Maybe<Scalars['FhirDate']['output']>;
  /** The period in which it was provided. */
  servicedPeriod: Maybe<Period>;
};

/** The result of processing a claim (FHIR RemittanceOutcome). */
export type ExplanationOfBenefitOutcome =
  /** Processed without errors, whether or not anything is paid. */
  | 'COMPLETE'
  /** Could not be processed because of errors. */
  | 'ERROR'
  /** Processed in part. */
  | 'PARTIAL'
  /** Received, and not processed yet. */
  | 'QUEUED'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** A payment. */
export type ExplanationOfBenefitPayment = {
  __typename?: 'ExplanationOfBenefitPayment';
  /** The adjustment that the payer made. */
  adjustment: Maybe<Money>;
  /** The amount after adjustments. */
  amount: Maybe<Money>;
  /** The expected date. */
  date: Maybe<Scalars['FhirDate']['output']>;
  /** Whether it is complete or partial. */
  type: Maybe<CodeableConcept>;
};

/** The status of an explanation of benefit. */
export type ExplanationOfBenefitStatus =
  /** In force. */
  | 'ACTIVE'
  /** Withdrawn. */
  | 'CANCELLED'
  /** Draft; not yet in force. */
  | 'DRAFT'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** The kind of request that an explanation of benefit answers (FHIR Use). */
export type ExplanationOfBenefitUse =
  /** A claim for services that were provided. */
  | 'CLAIM'
  /** A request to approve services before they are provided. Nothing is owed or paid yet. */
  | 'PREAUTHORIZATION'
  /** A question what would be paid. The answer is not binding, and nothing is owed or paid. */
  | 'PREDETERMINATION'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** The status of a family history. */
export type FamilyHistoryStatus =
  /** Complete: everything known is on file. */
  | 'COMPLETED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** The relative's health is unknown. */
  | 'HEALTH_UNKNOWN'
  /** Partial: some of the history is on file. */
  | 'PARTIAL'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** The health history of a relative of the patient. */
export type FamilyMemberHistory = {
  __typename?: 'FamilyMemberHistory';
  /** The relative's age for display, such as `62 years` (`age[x]`). */
  ageText: Maybe<Scalars['String']['output']>;
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The relative's date of birth (`bornDate`). */
  born: Maybe<Scalars['FhirDate']['output']>;
  /** The period in which the relative was born, if only that is known. */
  bornPeriod: Maybe<Period>;
  /** When the relative was born, in words (`bornString`). */
  bornText: Maybe<Scalars['String']['output']>;
  /** The relative's conditions. An empty list does not mean that the relative has none. */
  conditions: Array<FamilyMemberHistoryCondition>;
  /** Why the history is missing, such as that the patient does not know it. */
  dataAbsentReason: Maybe<CodeableConcept>;
  /** When the history was recorded. */
  date: Maybe<Scalars['FhirDateTime']['output']>;
  /** Whether the relative has died. Null if not on file. */
  deceased: Maybe<Scalars['Boolean']['output']>;
  /** The relative's date of death (`deceasedDate`). */
  deceasedAt: Maybe<Scalars['FhirDate']['output']>;
  /** The relative's age at death, or when they died, in words (`deceased[x]`). */
  deceasedText: Maybe<Scalars['String']['output']>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the history. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The relative's name. */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** The patient. */
  patient: Maybe<PatientReference>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The reasons for taking the history (`reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** Who recorded the history (extension us-core-familymemberhistory-recorder). */
  recorder: Maybe<ActorReference>;
  /** The relative's relationship to the patient, such as `Mother`. */
  relationship: Maybe<CodeableConcept>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The relative's sex. */
  sex: Maybe<CodeableConcept>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the history. */
  status: Maybe<FamilyHistoryStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
};

/** A condition of a relative. */
export type FamilyMemberHistoryCondition = {
  __typename?: 'FamilyMemberHistoryCondition';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The condition. */
  code: Maybe<CodeableConcept>;
  /** Whether the condition contributed to the relative's death. */
  contributedToDeath: Maybe<Scalars['Boolean']['output']>;
  /** The condition for display, such as `Breast cancer` (`code`). */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** The start and end of the condition, if dates are on file. */
  onsetPeriod: Maybe<Period>;
  /** The onset of the condition for display, such as `45 years` (`onset[x]`). */
  onsetText: Maybe<Scalars['String']['output']>;
  /** The outcome, such as death. */
  outcome: Maybe<CodeableConcept>;
};

/** A page of family history entries. */
export type FamilyMemberHistoryConnection = {
  __typename?: 'FamilyMemberHistoryConnection';
  edges: Array<FamilyMemberHistoryEdge>;
  nodes: Array<FamilyMemberHistory>;
  pageInfo: PageInfo;
};

/** A record on a page of family history entries. */
export type FamilyMemberHistoryEdge = {
  __typename?: 'FamilyMemberHistoryEdge';
  cursor: Scalars['String']['output'];
  node: FamilyMemberHistory;
};

/** The record of a person who signed in. */
export type FhirUser = Patient | Practitioner | RelatedPerson;

/** A reference to the record of the person who signed in. */
export type FhirUserReference = {
  __typename?: 'FhirUserReference';
  /** The record as the FHIR server names it, such as `https://fhir.example.org/api/FHIR/R4/Practitioner/eM5CWtq15N0WJeuCet5bJlQ3`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The record, read only if selected. Null for a Person, for a record of another server, and if it cannot be read. */
  resource: Maybe<FhirUser>;
  /** The resource type: `Practitioner`, `Patient`, `RelatedPerson` or `Person`. Null if the reference does not contain it. */
  type: Maybe<Scalars['String']['output']>;
};

/** A code system for findings. */
export type FindingCodeSystem =
  /** SNOMED CT. */
  | 'SNOMED';

/** A SNOMED CT code of a finding, with its name. */
export type FindingInput = {
  /** The code, such as `247472004`. */
  code: Scalars['String']['input'];
  /** The name, such as `Hives`. */
  name: Scalars['String']['input'];
  /** The code system. */
  system: FindingCodeSystem;
};

/** An alert to be aware of when caring for a patient, such as a risk of falls. A flag is not an order: select `codeStatus` for orders about resuscitation. */
export type Flag = {
  __typename?: 'Flag';
  /** Who created the alert. */
  author: Maybe<ActorReference>;
  /** The type of alert, such as isolation or safety. */
  categories: Array<CodeableConcept>;
  /** The alert. */
  code: Maybe<CodeableConcept>;
  /** The encounter that the alert belongs to. */
  encounter: Maybe<EncounterReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /**
   * Whether the alert applies now. Null if the record leaves it open: the status is missing or unrecognized, or the status is active outside
   * `period`. Do not read null as "no longer applies".
   */
  isActive: Maybe<Scalars['Boolean']['output']>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The alert for display, such as `Fall risk` (`code`). */
  name: Maybe<Scalars['String']['output']>;
  /** When the alert applies. */
  period: Maybe<Period>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the alert. */
  status: Maybe<FlagStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
};

/** A page of flags. */
export type FlagConnection = {
  __typename?: 'FlagConnection';
  edges: Array<FlagEdge>;
  nodes: Array<Flag>;
  pageInfo: PageInfo;
};

/** A record on a page of flags. */
export type FlagEdge = {
  __typename?: 'FlagEdge';
  cursor: Scalars['String']['output'];
  node: Flag;
};

/** The status of an alert. */
export type FlagStatus =
  /** The alert applies. */
  | 'ACTIVE'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** The alert no longer applies. Lists show it after all others. */
  | 'INACTIVE'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A goal of the patient's care. */
export type Goal = {
  __typename?: 'Goal';
  /** The progress toward the goal. */
  achievementStatus: Maybe<GoalAchievementStatus>;
  /** The conditions and other records that the goal addresses. */
  addresses: Array<Reference>;
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The type of goal, such as dietary. */
  categories: Array<CodeableConcept>;
  /** The goal as a coded concept; not every goal has codes (`description`). */
  concept: Maybe<CodeableConcept>;
  /** The goal for display, such as `HbA1c below 7 %`. */
  description: Maybe<Scalars['String']['output']>;
  /** The person whose goal it is, such as the patient or a practitioner. */
  expressedBy: Maybe<ActorReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the goal. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The status of the goal. Whether it was achieved is in `achievementStatus`. */
  lifecycleStatus: Maybe<GoalLifecycleStatus>;
  /** The status code as sent. Read it if `lifecycleStatus` is UNRECOGNIZED. */
  lifecycleStatusCode: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** The outcomes (`outcomeCode`). */
  outcomes: Array<CodeableConcept>;
  /** The priority of the goal. */
  priority: Maybe<CodeableConcept>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The start date (`startDate`). */
  start: Maybe<Scalars['FhirDate']['output']>;
  /** The event that starts the goal, if no date is on file (`startCodeableConcept`). */
  startText: Maybe<Scalars['String']['output']>;
  /** The date from which the status applies. */
  statusDate: Maybe<Scalars['FhirDate']['output']>;
  /** The reason for the status. */
  statusReason: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
  /** The measurable targets and their due dates. */
  targets: Array<GoalTarget>;
};

/** The progress toward a goal (HL7 goal-achievement). */
export type GoalAchievementStatus =
  /** Achieved. */
  | 'ACHIEVED'
  /** Improving. */
  | 'IMPROVING'
  /** In progress. */
  | 'IN_PROGRESS'
  /** Not achieved. */
  | 'NOT_ACHIEVED'
  /** Not attainable. */
  | 'NOT_ATTAINABLE'
  /** No change. */
  | 'NO_CHANGE'
  /** Not achieved, and no progress. */
  | 'NO_PROGRESS'
  /** Achieved and sustained. */
  | 'SUSTAINING'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED'
  /** Worsening. */
  | 'WORSENING';

/** A page of goals. */
export type GoalConnection = {
  __typename?: 'GoalConnection';
  edges: Array<GoalEdge>;
  nodes: Array<Goal>;
  pageInfo: PageInfo;
};

/** A record on a page of goals. */
export type GoalEdge = {
  __typename?: 'GoalEdge';
  cursor: Scalars['String']['output'];
  node: Goal;
};

/** The status of a goal. */
export type GoalLifecycleStatus =
  /** Accepted. */
  | 'ACCEPTED'
  /** Active. */
  | 'ACTIVE'
  /** Abandoned. */
  | 'CANCELLED'
  /** Completed: no longer pursued, whether achieved or not. */
  | 'COMPLETED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** On hold. */
  | 'ON_HOLD'
  /** Planned. */
  | 'PLANNED'
  /** Proposed. */
  | 'PROPOSED'
  /** Rejected: a proposed goal that was not accepted. */
  | 'REJECTED'
  /** A code that FHIR does not define: see `lifecycleStatusCode`. */
  | 'UNRECOGNIZED';

/** A reference to a goal. */
export type GoalReference = {
  __typename?: 'GoalReference';
  /** The goal in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the goal. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Goal/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The goal, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<Goal>;
  /** The resource type: `Goal`. */
  type: Maybe<Scalars['String']['output']>;
};

/** A target of a goal. */
export type GoalTarget = {
  __typename?: 'GoalTarget';
  /** The target value as data. */
  detail: Maybe<ObservationValue>;
  /** The target value for display, such as `<80 kg` (`detail[x]`). */
  detailText: Maybe<Scalars['String']['output']>;
  /** The due date (`dueDate`). */
  due: Maybe<Scalars['FhirDate']['output']>;
  /** The due date in words, such as `6 months` after the start (`dueDuration`). */
  dueText: Maybe<Scalars['String']['output']>;
  /** The measure, such as body weight. */
  measure: Maybe<CodeableConcept>;
};

/** A height. */
export type HeightInput = {
  /** The unit. */
  unit: HeightUnit;
  /** The value. */
  value: Scalars['Float']['input'];
};

/** A unit of height. */
export type HeightUnit =
  /** Centimeters (UCUM `cm`). */
  | 'CENTIMETER'
  /** Inches (UCUM `[in_i]`). */
  | 'INCH';

/** An identifier, such as a medical record number. */
export type Identifier = {
  __typename?: 'Identifier';
  /** Whether it holds now: false if its period, status or use says that it does not. */
  isCurrent: Scalars['Boolean']['output'];
  /** The period in which the identifier is valid. */
  period: Maybe<Period>;
  /** The URI of the system in which the value is unique. At Epic, it is an OID of the site. */
  system: Maybe<Scalars['String']['output']>;
  /** The type of identifier. Epic mostly sends only a text, such as `MRN`. */
  type: Maybe<CodeableConcept>;
  /** The use of the identifier. */
  use: Maybe<IdentifierUse>;
  /** The identifier itself, without the spaces that Epic pads it with. */
  value: Maybe<Scalars['String']['output']>;
};

/** An identifier to search for. */
export type IdentifierFilter = {
  /** The URI or OID of the identifier system. Epic also accepts the text of the identifier's type, such as `EPI`. */
  system: Scalars['String']['input'];
  /** The identifier itself. */
  value: Scalars['String']['input'];
};

/** The use of an identifier. */
export type IdentifierUse =
  /** The most trusted identifier. */
  | 'OFFICIAL'
  /** No longer in use. */
  | 'OLD'
  /** A secondary identifier. */
  | 'SECONDARY'
  /** A temporary identifier. */
  | 'TEMP'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED'
  /** The identifier to show and to use. */
  | 'USUAL';

/** An imaging study, such as a CT scan: what was taken, and where the images are. It holds no images. */
export type ImagingStudy = {
  __typename?: 'ImagingStudy';
  /** The accession number (an identifier of type `ACSN`). */
  accession: Maybe<Identifier>;
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The orders that the study fulfills. */
  basedOn: Array<Reference>;
  /** The body sites of all series, each once. */
  bodySites: Array<Coding>;
  /** A description of the study. */
  description: Maybe<Scalars['String']['output']>;
  /** The encounter that the study belongs to. */
  encounter: Maybe<EncounterReference>;
  /** The services that provide the images. */
  endpoints: Array<Reference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the study. */
  identifiers: Array<Identifier>;
  /** The number of images and other instances (`numberOfInstances`). */
  instanceCount: Maybe<Scalars['Int']['output']>;
  /** Who interpreted the images. */
  interpreters: Array<ActorReference>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The modalities of the series, such as `CT`. */
  modalities: Array<Coding>;
  /** The study for display: its description, otherwise its procedure, otherwise its modality. */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** The procedures (`procedureCode`). */
  procedures: Array<CodeableConcept>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The records that are the reason for the study. */
  reasonReferences: Array<Reference>;
  /** The reasons for the study (`reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** Who referred the patient for the study. */
  referrer: Maybe<ActorReference>;
  /**
   * The reports that name the study (`DiagnosticReport.imagingStudy`), among the patient's 100 newest reports. FHIR has no search for them, so the
   * gateway reads `Patient.diagnosticReports`: all studies of a patient and that list share one search. The warning RELATIONS_UNCERTAIN means that
   * more may exist. `DiagnosticReport.imagingStudies` leads from a report to its studies without this search.
   */
  reports: Maybe<Array<DiagnosticReport>>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The series. Servers can leave them out: see `seriesCount`. */
  series: Array<ImagingStudySeries>;
  /** The number of series (`numberOfSeries`). */
  seriesCount: Maybe<Scalars['Int']['output']>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** When the study began. */
  started: Maybe<Scalars['FhirDateTime']['output']>;
  /** The status of the study. */
  status: Maybe<ImagingStudyStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
  /** The DICOM study instance UID, such as `1.2.840…` (an identifier of system `urn:dicom:uid`). */
  uid: Maybe<Scalars['String']['output']>;
};

/** A page of imaging studies. */
export type ImagingStudyConnection = {
  __typename?: 'ImagingStudyConnection';
  edges: Array<ImagingStudyEdge>;
  nodes: Array<ImagingStudy>;
  pageInfo: PageInfo;
};

/** A record on a page of imaging studies. */
export type ImagingStudyEdge = {
  __typename?: 'ImagingStudyEdge';
  cursor: Scalars['String']['output'];
  node: ImagingStudy;
};

/** A reference to an imaging study. */
export type ImagingStudyReference = {
  __typename?: 'ImagingStudyReference';
  /** The study in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the study. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `ImagingStudy/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The study, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<ImagingStudy>;
  /** The resource type: `ImagingStudy`. */
  type: Maybe<Scalars['String']['output']>;
};

/** A series of an imaging study. */
export type ImagingStudySeries = {
  __typename?: 'ImagingStudySeries';
  /** The body site. */
  bodySite: Maybe<Coding>;
  /** A description of the series. */
  description: Maybe<Scalars['String']['output']>;
  /** The services that provide the images of the series. */
  endpoints: Array<Reference>;
  /** The number of images and other instances (`numberOfInstances`). */
  instanceCount: Maybe<Scalars['Int']['output']>;
  /** The side of the body site. */
  laterality: Maybe<Coding>;
  /** The modality, such as `CT`. */
  modality: Maybe<Coding>;
  /** The number of the series in the study. */
  number: Maybe<Scalars['Int']['output']>;
  /** When the series began. */
  started: Maybe<Scalars['FhirDateTime']['output']>;
  /** The DICOM series instance UID. */
  uid: Maybe<Scalars['String']['output']>;
};

/** The status of an imaging study. */
export type ImagingStudyStatus =
  /** Images are available. */
  | 'AVAILABLE'
  /** Canceled. */
  | 'CANCELLED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Registered; no images are available yet. */
  | 'REGISTERED'
  /** The source does not know the status. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A vaccination that was given, or that was not given. Check `status`. */
export type Immunization = {
  __typename?: 'Immunization';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The element that `occurrence` is taken from, such as `recorded`. */
  dateElement: Maybe<Scalars['String']['output']>;
  /** The dose (`doseQuantity`). */
  dose: Maybe<Quantity>;
  /** The dose for display, such as `0.5 mL` (`doseQuantity`). */
  doseText: Maybe<Scalars['String']['output']>;
  /** The material given to the patient. */
  education: Array<ImmunizationEducation>;
  /** The encounter at which the vaccine was given. */
  encounter: Maybe<EncounterReference>;
  /** When the lot expires. */
  expirationDate: Maybe<Scalars['FhirDate']['output']>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the vaccination. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** True if the dose was too weak or otherwise invalid, and so may not protect. Null if the record does not say. */
  isSubpotent: Maybe<Scalars['Boolean']['output']>;
  /** Where the vaccine was given. */
  location: Maybe<LocationReference>;
  /** The lot number. */
  lotNumber: Maybe<Scalars['String']['output']>;
  /** The manufacturer of the vaccine. */
  manufacturer: Maybe<OrganizationReference>;
  /** The vaccine for display, such as `Tdap` (`vaccineCode`). */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** When the vaccine was given; otherwise when that was recorded (`occurrence[x]`, `recorded`). `dateElement` says which. */
  occurrence: Maybe<Scalars['FhirDateTime']['output']>;
  /** When the vaccine was given, in words, if no date is on file (`occurrenceString`). */
  occurrenceText: Maybe<Scalars['String']['output']>;
  /** The patient. */
  patient: Maybe<PatientReference>;
  /** Who took part in the vaccination. */
  performers: Array<ImmunizationPerformer>;
  /** True if the person or organization that gave the vaccine recorded it; false if somebody else reported it. */
  primarySource: Maybe<Scalars['Boolean']['output']>;
  /** The position of the dose in its vaccination series (`protocolApplied`). */
  protocols: Array<ImmunizationProtocolApplied>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The reactions that followed. An empty list does not mean that there were none. */
  reactions: Array<ImmunizationReaction>;
  /** The reasons for the vaccination (`reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** When the vaccination was recorded. */
  recorded: Maybe<Scalars['FhirDateTime']['output']>;
  /** The source of a reported vaccination, such as a registry. */
  reportOrigin: Maybe<CodeableConcept>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The route of administration, such as `Intramuscular`. */
  route: Maybe<CodeableConcept>;
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The anatomical site, such as `Left deltoid`. */
  site: Maybe<CodeableConcept>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status: whether the vaccine was given. */
  status: Maybe<ImmunizationStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Why the vaccine was not given, such as a refusal. */
  statusReason: Maybe<CodeableConcept>;
  /** Why the dose was subpotent, such as a broken cold chain. */
  subpotentReasons: Array<CodeableConcept>;
  /** The vaccine. `vaccine { code(system: CVX) }` returns the CVX code (`vaccineCode`). */
  vaccine: Maybe<CodeableConcept>;
};

/** A page of vaccinations. */
export type ImmunizationConnection = {
  __typename?: 'ImmunizationConnection';
  edges: Array<ImmunizationEdge>;
  nodes: Array<Immunization>;
  pageInfo: PageInfo;
};

/** A date of a vaccination forecast (FHIR ImmunizationRecommendation.recommendation.dateCriterion). */
export type ImmunizationDateCriterion = {
  __typename?: 'ImmunizationDateCriterion';
  /** The meaning of the date, such as `Date vaccine due`. */
  code: Maybe<CodeableConcept>;
  /** The date. */
  value: Maybe<Scalars['FhirDateTime']['output']>;
};

/** A record on a page of vaccinations. */
export type ImmunizationEdge = {
  __typename?: 'ImmunizationEdge';
  cursor: Scalars['String']['output'];
  node: Immunization;
};

/** Material given to a patient at a vaccination. */
export type ImmunizationEducation = {
  __typename?: 'ImmunizationEducation';
  /** The identifier of the material. */
  documentType: Maybe<Scalars['String']['output']>;
  /** When the patient received it. */
  presentationDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** When the material was published. */
  publicationDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** Where the material is available. */
  reference: Maybe<Scalars['String']['output']>;
};

/** A person or organization that took part in a vaccination. */
export type ImmunizationPerformer = {
  __typename?: 'ImmunizationPerformer';
  /** The person or organization. */
  actor: Maybe<ActorReference>;
  /** The role in the vaccination, such as administering provider. */
  function: Maybe<CodeableConcept>;
};

/** The position of a dose in a vaccination series. */
export type ImmunizationProtocolApplied = {
  __typename?: 'ImmunizationProtocolApplied';
  /** Who published the series. */
  authority: Maybe<OrganizationReference>;
  /** The number of the dose in the series, such as `2`. */
  doseNumber: Maybe<Scalars['String']['output']>;
  /** The name of the series. */
  series: Maybe<Scalars['String']['output']>;
  /** The number of doses in the series, such as `3`. */
  seriesDoses: Maybe<Scalars['String']['output']>;
  /** The diseases that the vaccine protects against. */
  targetDiseases: Array<CodeableConcept>;
};

/** A reaction to a vaccination. */
export type ImmunizationReaction = {
  __typename?: 'ImmunizationReaction';
  /** When the reaction began. */
  date: Maybe<Scalars['FhirDateTime']['output']>;
  /** The reaction itself, as an observation. */
  detail: Maybe<ObservationReference>;
  /** Whether the patient or a relative reported it. */
  reported: Maybe<Scalars['Boolean']['output']>;
};

/** A forecast of vaccinations: which are due, and which must not be given. */
export type ImmunizationRecommendation = {
  __typename?: 'ImmunizationRecommendation';
  /** The publisher of the rules of the forecast. */
  authority: Maybe<OrganizationReference>;
  /** When the forecast was made. Vaccinations after it are not considered. */
  date: Maybe<Scalars['FhirDateTime']['output']>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the forecast. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The patient. */
  patient: Maybe<PatientReference>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The recommendations, one for each vaccine or disease. */
  recommendations: Array<ImmunizationRecommendationItem>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
};

/** A page of vaccination forecasts. */
export type ImmunizationRecommendationConnection = {
  __typename?: 'ImmunizationRecommendationConnection';
  edges: Array<ImmunizationRecommendationEdge>;
  nodes: Array<ImmunizationRecommendation>;
  pageInfo: PageInfo;
};

/** A record on a page of vaccination forecasts. */
export type ImmunizationRecommendationEdge = {
  __typename?: 'ImmunizationRecommendationEdge';
  cursor: Scalars['String']['output'];
  node: ImmunizationRecommendation;
};

/** The recommendation for one vaccine or disease (FHIR ImmunizationRecommendation.recommendation). Check `forecastStatus`: it can advise against the vaccine. */
export type ImmunizationRecommendationItem = {
  __typename?: 'ImmunizationRecommendationItem';
  /** The vaccines that must not be given (`recommendation.contraindicatedVaccineCode`). */
  contraindicatedVaccines: Array<CodeableConcept>;
  /** All dates of the forecast, including several of one kind, for which the field of that kind is null (`recommendation.dateCriterion`). */
  dateCriteria: Array<ImmunizationDateCriterion>;
  /** Further information about the protocol. */
  description: Maybe<Scalars['String']['output']>;
  /** The number of the dose in the series, such as `2`. */
  doseNumber: Maybe<Scalars['String']['output']>;
  /** When the dose is due (LOINC 30980-7). */
  due: Maybe<Scalars['FhirDateTime']['output']>;
  /** The earliest date for the dose (`recommendation.dateCriterion` with LOINC code 30981-5). */
  earliest: Maybe<Scalars['FhirDateTime']['output']>;
  /** The reasons for the status. */
  forecastReasons: Array<CodeableConcept>;
  /** The status of the patient on the way to immunity, such as due, overdue, immune or contraindicated. */
  forecastStatus: Maybe<CodeableConcept>;
  /** The latest date for the dose (LOINC 59777-3). */
  latest: Maybe<Scalars['FhirDateTime']['output']>;
  /** The vaccine or disease for display, after `forecastStatus` unless that is due or overdue, such as `Contraindicated: MMR`. */
  name: Maybe<Scalars['String']['output']>;
  /** When the dose becomes overdue (LOINC 59778-1). */
  overdue: Maybe<Scalars['FhirDateTime']['output']>;
  /** The name of the series. */
  series: Maybe<Scalars['String']['output']>;
  /** The number of doses in the series, such as `3`. */
  seriesDoses: Maybe<Scalars['String']['output']>;
  /** The vaccinations that support the recommendation. */
  supportingImmunizations: Array<Reference>;
  /** Other records that support it, such as allergies (`recommendation.supportingPatientInformation`). */
  supportingInformation: Array<Reference>;
  /** The disease that the vaccine protects against. */
  targetDisease: Maybe<CodeableConcept>;
  /** The vaccines that the recommendation is about, even one against them: check `forecastStatus` (`recommendation.vaccineCode`). */
  vaccines: Array<CodeableConcept>;
};

/** The status of a vaccination (FHIR ImmunizationStatusCodes). */
export type ImmunizationStatus =
  /** Given. */
  | 'COMPLETED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Not given. */
  | 'NOT_DONE'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A value that is a whole number. */
export type IntegerValue = {
  __typename?: 'IntegerValue';
  /** The value. */
  integer: Scalars['Int']['output'];
};

/** The newest results of one code. */
export type LatestObservations = {
  __typename?: 'LatestObservations';
  /** The code, as in `codes`. */
  code: Scalars['String']['output'];
  /**
   * Whether it is certain that no Observation whose own code is this one is on file. Never true for a caller from whom a label may hide one.
   * Components, such as of a blood pressure panel, local codes and text are not searched.
   */
  isNoneOnFile: Scalars['Boolean']['output'];
  /** The results, the newest first. Null with an error if they could not be read. */
  observations: Maybe<Array<Observation>>;
};

/**
 * A list that somebody compiled from records, such as a medication list. It shows what its author put on it; the lists of `Patient`
 * show what is on file.
 */
export type List = {
  __typename?: 'List';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The purpose of the list, such as problems. */
  code: Maybe<CodeableConcept>;
  /** Who or what compiled the list (`source`). */
  compiledBy: Maybe<ActorReference>;
  /** When the list was compiled. */
  date: Maybe<Scalars['FhirDateTime']['output']>;
  /** The entries that a list of changes marks as deleted (`entry.deleted`). They are not on the list. */
  deletedEntries: Array<ListEntry>;
  /** Why the list is empty, such as `Nil Known`. Without it, an empty list says nothing. */
  emptyReason: Maybe<CodeableConcept>;
  /** The encounter at which the list was compiled. */
  encounter: Maybe<EncounterReference>;
  /** The entries, without those that were deleted. */
  entries: Array<ListEntry>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the list. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** Whether the list is maintained, a snapshot, or a list of changes. Only a maintained list claims to be current. */
  mode: Maybe<ListMode>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the list. */
  status: Maybe<ListStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The patient. Null for a list of patients. */
  subject: Maybe<PatientReference>;
  /** The title. */
  title: Maybe<Scalars['String']['output']>;
};

/** A page of lists of records. */
export type ListConnection = {
  __typename?: 'ListConnection';
  edges: Array<ListEdge>;
  nodes: Array<List>;
  pageInfo: PageInfo;
};

/** A record on a page of lists of records. */
export type ListEdge = {
  __typename?: 'ListEdge';
  cursor: Scalars['String']['output'];
  node: List;
};

/** An entry of a list. */
export type ListEntry = {
  __typename?: 'ListEntry';
  /** When the record was added to the list. */
  date: Maybe<Scalars['FhirDateTime']['output']>;
  /** What happened to the record, such as `Changed`. */
  flag: Maybe<CodeableConcept>;
  /** The record. */
  item: Maybe<Reference>;
};

/** How a list is maintained. */
export type ListMode =
  /** Only changes since another list. It is not complete. */
  | 'CHANGES'
  /** A snapshot of one moment. It can be out of date. */
  | 'SNAPSHOT'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED'
  /** Maintained: it is kept up to date. */
  | 'WORKING';

/** The order of dates in a list. Records without a date come last either way, and criticality, active problems and planned encounters keep their rank. */
export type ListSort =
  /** The newest records first. */
  | 'NEWEST'
  /** The oldest records first. The gateway reads all of the list, within the budget of the operation. */
  | 'OLDEST';

/** The status of a list. */
export type ListStatus =
  /** In use. */
  | 'CURRENT'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Retired: no longer accurate. Lists of lists leave it out by default. */
  | 'RETIRED'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A place where care is provided. */
export type Location = {
  __typename?: 'Location';
  /** The address. */
  address: Maybe<Address>;
  /** A description of the location, such as how to find it. */
  description: Maybe<Scalars['String']['output']>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The opening hours in a usual week (`hoursOfOperation`). */
  hours: Array<WeeklyHours>;
  /** When the location is open despite or closed besides these hours, in words (`availabilityExceptions`). */
  hoursExceptions: Maybe<Scalars['String']['output']>;
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the location. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The organization that manages the location. */
  managingOrganization: Maybe<OrganizationReference>;
  /** Whether it is one place, or a kind of place, such as any pharmacy. */
  mode: Maybe<LocationMode>;
  /** The name, such as the name of a department. */
  name: Maybe<Scalars['String']['output']>;
  /** The larger location that this one is part of. */
  partOf: Maybe<LocationReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The status of the location. */
  status: Maybe<LocationStatus>;
  /** Phone numbers, email addresses and other contact points. */
  telecom: Array<ContactPoint>;
  /** The type of location. */
  types: Array<CodeableConcept>;
};

/** A page of locations. */
export type LocationConnection = {
  __typename?: 'LocationConnection';
  edges: Array<LocationEdge>;
  nodes: Array<Location>;
  pageInfo: PageInfo;
};

/** A record on a page of locations. */
export type LocationEdge = {
  __typename?: 'LocationEdge';
  cursor: Scalars['String']['output'];
  node: Location;
};

/** Whether a location is one place. */
export type LocationMode =
  /** One place. */
  | 'INSTANCE'
  /** A kind of place. */
  | 'KIND'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** A reference to a location. */
export type LocationReference = {
  __typename?: 'LocationReference';
  /** The location in words, such as a department's name, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the location. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Location/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The location, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<Location>;
  /** The resource type: `Location`. */
  type: Maybe<Scalars['String']['output']>;
};

/** The status of a location. */
export type LocationStatus =
  /** In use. */
  | 'ACTIVE'
  /** No longer in use. */
  | 'INACTIVE'
  /** Temporarily closed. */
  | 'SUSPENDED'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** How certain a match is, as the FHIR server grades it (FHIR R4 match-grade). */
export type MatchCertainty =
  /** The server is certain that this is the person. */
  | 'CERTAIN'
  /** This is certainly another person. */
  | 'CERTAINLY_NOT'
  /** This is possibly the person. */
  | 'POSSIBLE'
  /** This is probably the person. */
  | 'PROBABLE'
  /** The server did not grade the match, or not understandably. */
  | 'UNKNOWN';

/** Facts about the person. A server matches better with more of them. */
export type MatchPatientsInput = {
  /** The home address. */
  address?: InputMaybe<PatientAddressInput>;
  /** The complete date of birth, such as `1987-09-12`. */
  birthDate?: InputMaybe<Scalars['FhirDate']['input']>;
  /** An email address. */
  email?: InputMaybe<Scalars['String']['input']>;
  /** The family name. */
  family?: InputMaybe<Scalars['String']['input']>;
  /** The gender. */
  gender?: InputMaybe<AdministrativeGender>;
  /** The given names. */
  given: Array<Scalars['String']['input']>;
  /** Identifiers, such as a medical record number; at most 10. */
  identifiers: Array<PatientIdentifierInput>;
  /** Asks for certain matches only. If several are certain, a server returns none. */
  onlyCertain: Scalars['Boolean']['input'];
  /** A phone number. */
  phone?: InputMaybe<Scalars['String']['input']>;
};

/** A photo, video or other medium about a patient. At Epic, media are found only by id and through references, such as `DiagnosticReport.media`. */
export type Media = {
  __typename?: 'Media';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The body site. */
  bodySite: Maybe<CodeableConcept>;
  /** The medium itself. */
  content: Maybe<DocumentContent>;
  /** When the medium was recorded, or began to be. */
  created: Maybe<Scalars['FhirDateTime']['output']>;
  /** The encounter at which the medium was recorded. */
  encounter: Maybe<EncounterReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the medium. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** When the medium was made available. */
  issued: Maybe<Scalars['FhirDateTime']['output']>;
  /** The equipment or process, such as endoscopy. */
  modality: Maybe<CodeableConcept>;
  /** The medium for display: the title of its content, otherwise its type. */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** Who recorded the medium. */
  operator: Maybe<ActorReference>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the medium. */
  status: Maybe<MediaStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
  /** The type, such as image or video. */
  type: Maybe<CodeableConcept>;
};

/** A reference to a medium. */
export type MediaReference = {
  __typename?: 'MediaReference';
  /** The medium in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the medium. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Media/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The medium, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<Media>;
  /** The resource type: `Media`. */
  type: Maybe<Scalars['String']['output']>;
};

/** The status of a medium (FHIR EventStatus). */
export type MediaStatus =
  /** Complete. */
  | 'COMPLETED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** In progress. */
  | 'IN_PROGRESS'
  /** Not recorded. */
  | 'NOT_DONE'
  /** On hold. */
  | 'ON_HOLD'
  /** Being prepared. */
  | 'PREPARATION'
  /** Stopped before it was complete. */
  | 'STOPPED'
  /** The source does not know the status. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A medication as a product: its code, form and ingredients. */
export type Medication = {
  __typename?: 'Medication';
  /** The amount in a package. */
  amount: Maybe<Ratio>;
  /** The medication. `code { code(system: RXNORM) }` returns the RxNorm code. */
  code: Maybe<CodeableConcept>;
  /** When the lot expires (`batch.expirationDate`). */
  expirationDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** The form, such as `Tablet`. */
  form: Maybe<CodeableConcept>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the medication. */
  identifiers: Array<Identifier>;
  /** The ingredients. */
  ingredients: Array<MedicationIngredient>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The lot number (`batch.lotNumber`). */
  lotNumber: Maybe<Scalars['String']['output']>;
  /** The manufacturer. */
  manufacturer: Maybe<OrganizationReference>;
  /** The name for display, such as `aspirin 325 MG tablet`; otherwise the ingredients (`code`). */
  name: Maybe<Scalars['String']['output']>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The status of the medication. */
  status: Maybe<MedicationStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
};

/** Whether a patient takes a medication as ordered (US Core's extension us-core-medication-adherence). */
export type MedicationAdherence = {
  __typename?: 'MedicationAdherence';
  /** When the finding was asserted. */
  assertedDate: Maybe<Scalars['FhirDateTime']['output']>;
  /** The finding, such as `Drugs - partial non-compliance`. */
  finding: Maybe<CodeableConcept>;
  /** The source of the finding, such as the patient or a pharmacy. */
  sources: Array<CodeableConcept>;
};

/** A dose of a medication that was given, is being given, or was not given. Check `status`: only COMPLETED means that all of it was given. */
export type MedicationAdministration = {
  __typename?: 'MedicationAdministration';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** Where the medication was given, such as `Inpatient`. */
  category: Maybe<CodeableConcept>;
  /** The devices used, such as a pump. */
  devices: Array<DeviceReference>;
  /** The dose, route and rate. They say nothing about whether the dose was given: read `status`. */
  dosage: Maybe<Dosage>;
  /** The dose, route and rate for display (`dosage`). Any status but COMPLETED comes first, such as `Not given: 500 mg oral`. */
  dosageText: Maybe<Scalars['String']['output']>;
  /** When the medication was given, or when that began; otherwise when it ended. For NOT_DONE, when it was not given. */
  effective: Maybe<Scalars['FhirDateTime']['output']>;
  /** The period in which the medication was given. */
  effectivePeriod: Maybe<Period>;
  /** The encounter (`context`). */
  encounter: Maybe<EncounterReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The medication as a separate record (`medicationReference`). */
  medication: Maybe<MedicationReference>;
  /** The medication as a coded concept, if the record contains one (`medication[x]`). */
  medicationConcept: Maybe<CodeableConcept>;
  /** The medication for display (`medication[x]`). The gateway reads the Medication only if the record does not name it. */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** Who gave the medication (`performer.actor`). */
  performers: Array<ActorReference>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The reasons: records, such as conditions. */
  reasonReferences: Array<Reference>;
  /** The reasons (`reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** The order for the medication. */
  request: Maybe<MedicationRequestReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status. NOT_DONE means that the medication was not given. */
  status: Maybe<MedicationAdministrationStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Why the medication was not given, or was stopped or held. */
  statusReasons: Array<CodeableConcept>;
  /** The patient. */
  subject: Maybe<PatientReference>;
};

/** A page of medication administrations. */
export type MedicationAdministrationConnection = {
  __typename?: 'MedicationAdministrationConnection';
  edges: Array<MedicationAdministrationEdge>;
  nodes: Array<MedicationAdministration>;
  pageInfo: PageInfo;
};

/** A record on a page of medication administrations. */
export type MedicationAdministrationEdge = {
  __typename?: 'MedicationAdministrationEdge';
  cursor: Scalars['String']['output'];
  node: MedicationAdministration;
};

/** The status of a medication administration. */
export type MedicationAdministrationStatus =
  /** Given completely. */
  | 'COMPLETED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Being given. */
  | 'IN_PROGRESS'
  /** Not given. Lists leave it out by default. */
  | 'NOT_DONE'
  /** Interrupted, and expected to continue. */
  | 'ON_HOLD'
  /** Stopped before all of it was given. */
  | 'STOPPED'
  /** The source does not know the status. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A medication that a pharmacy prepared or handed out. */
export type MedicationDispense = {
  __typename?: 'MedicationDispense';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** Where the medication is taken or given, such as `Community` for at home. */
  category: Maybe<CodeableConcept>;
  /** How long the supply lasts. */
  daysSupply: Maybe<Quantity>;
  /** The duration of the supply for display, such as `30 days` (`daysSupply`). */
  daysSupplyText: Maybe<Scalars['String']['output']>;
  /** Where the medication was sent. */
  destination: Maybe<LocationReference>;
  /** Problems found, such as a drug interaction. An empty list does not mean that there are none. */
  detectedIssues: Array<Reference>;
  /**
   * The complete instructions for display (`dosageInstruction`): FHIR's text, followed by each number that it lacks. `then` separates steps;
   * `and` joins medication taken together.
   */
  dosageText: Maybe<Scalars['String']['output']>;
  /** The individual instructions (`dosageInstruction`). */
  dosages: Array<Dosage>;
  /** The encounter that the dispense belongs to (`context`). */
  encounter: Maybe<EncounterReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the dispense. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** Where the medication was dispensed, such as a pharmacy. */
  location: Maybe<LocationReference>;
  /** The medication as a separate record (`medicationReference`). */
  medication: Maybe<MedicationReference>;
  /** The medication as a coded concept, if the dispense contains one (`medication[x]`). Epic's codes are in `medication { resource { code } }`. */
  medicationConcept: Maybe<CodeableConcept>;
  /**
   * The medication for display, such as `aspirin 325 MG tablet` (`medication[x]`). The gateway reads the Medication only if the dispense does
   * not name it.
   */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** Who took part in the dispense. */
  performers: Array<MedicationDispensePerformer>;
  /** The orders that the dispense fills (`authorizingPrescription`). */
  prescriptions: Array<MedicationRequestReference>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The amount dispensed. */
  quantity: Maybe<Quantity>;
  /** Who picked up the medication, if not the patient. */
  receivers: Array<ActorReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the dispense. Only COMPLETED means that the medication was picked up. */
  status: Maybe<MedicationDispenseStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The reason for the status, such as why the dispense was declined (`statusReasonCodeableConcept`). */
  statusReason: Maybe<CodeableConcept>;
  /** The finding that caused the status, such as a drug interaction. */
  statusReasonReference: Maybe<Reference>;
  /** The patient. */
  subject: Maybe<PatientReference>;
  /** The substitution of the ordered medication, and the reason. */
  substitution: Maybe<MedicationDispenseSubstitution>;
  /** The type of fill, such as `First Fill - Complete`. */
  type: Maybe<CodeableConcept>;
  /** When the medication was handed to the patient or their representative. */
  whenHandedOver: Maybe<Scalars['FhirDateTime']['output']>;
  /** When the medication was packaged and checked. */
  whenPrepared: Maybe<Scalars['FhirDateTime']['output']>;
};

/** A page of medication dispenses. */
export type MedicationDispenseConnection = {
  __typename?: 'MedicationDispenseConnection';
  edges: Array<MedicationDispenseEdge>;
  nodes: Array<MedicationDispense>;
  pageInfo: PageInfo;
};

/** A record on a page of medication dispenses. */
export type MedicationDispenseEdge = {
  __typename?: 'MedicationDispenseEdge';
  cursor: Scalars['String']['output'];
  node: MedicationDispense;
};

/** A person or organization that took part in a dispense. */
export type MedicationDispensePerformer = {
  __typename?: 'MedicationDispensePerformer';
  /** The person or organization. */
  actor: Maybe<ActorReference>;
  /** The role in the dispense, such as packager or final checker. */
  function: Maybe<CodeableConcept>;
};

/** The status of a dispense (FHIR medicationdispense-status). */
export type MedicationDispenseStatus =
  /** Never picked up. Lists leave it out by default. */
  | 'CANCELLED'
  /** Picked up. */
  | 'COMPLETED'
  /** Declined: nothing was dispensed. Lists leave it out by default. */
  | 'DECLINED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Ready for pickup. */
  | 'IN_PROGRESS'
  /** On hold, such as for a delivery of stock or an answer from the prescriber. */
  | 'ON_HOLD'
  /** Being prepared, such as mixed or packaged. */
  | 'PREPARATION'
  /** Stopped permanently before all of it was dispensed. */
  | 'STOPPED'
  /** The source does not know the status. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** The substitution of an ordered medication. */
export type MedicationDispenseSubstitution = {
  __typename?: 'MedicationDispenseSubstitution';
  /** Why the medication was or was not substituted. */
  reasons: Array<CodeableConcept>;
  /** The people and organizations responsible for the substitution. */
  responsibleParties: Array<ActorReference>;
  /** The type of substitution, such as a generic. */
  type: Maybe<CodeableConcept>;
  /** Whether something other than the ordered medication was dispensed. */
  wasSubstituted: Maybe<Scalars['Boolean']['output']>;
};

/** An ingredient of a medication. */
export type MedicationIngredient = {
  __typename?: 'MedicationIngredient';
  /** The ingredient (`itemCodeableConcept`). */
  code: Maybe<CodeableConcept>;
  /** Whether the ingredient is an active one. */
  isActive: Maybe<Scalars['Boolean']['output']>;
  /** The ingredient as a separate medication record (`itemReference`). */
  medication: Maybe<MedicationReference>;
  /** The ingredient for display (`item[x]`). */
  name: Maybe<Scalars['String']['output']>;
  /** The strength, such as `325 mg / 1 tablet`. */
  strength: Maybe<Ratio>;
};

/** A reference to a medication. */
export type MedicationReference = {
  __typename?: 'MedicationReference';
  /** The medication in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the medication. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Medication/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The medication, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<Medication>;
  /** The resource type: `Medication`. */
  type: Maybe<Scalars['String']['output']>;
};

/** A medication order, or a record of a medication that the patient takes. */
export type MedicationRequest = {
  __typename?: 'MedicationRequest';
  /** Whether the patient takes the medication as ordered (extension us-core-medication-adherence). Empty if not on file. */
  adherence: Array<MedicationAdherence>;
  /**
   * The doses given for the order, newest first. An empty list NEVER means "not given": Epic documents only lines,
   * drains and airways. All orders of a patient share one search.
   */
  administrations: Maybe<Array<MedicationAdministration>>;
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** When the medication was ordered. */
  authoredOn: Maybe<Scalars['FhirDateTime']['output']>;
  /** Where the medication is taken or given, such as `Community` for at home. */
  categories: Array<CodeableConcept>;
  /** The course of therapy, such as short-term or long-term (`courseOfTherapyType`). */
  courseOfTherapy: Maybe<CodeableConcept>;
  /** How to dispense the medication (`dispenseRequest`). */
  dispense: Maybe<MedicationRequestDispenseRequest>;
  /** The dispenses that fill the order, newest first. An empty list does not mean `never filled`. All orders of a patient share one search. */
  dispenses: Maybe<Array<MedicationDispense>>;
  /** True if the medication must not be given. */
  doNotPerform: Maybe<Scalars['Boolean']['output']>;
  /**
   * The complete instructions for display (`dosageInstruction`): FHIR's text, followed by each number, route, site and method that it
   * lacks. `then` separates steps; `and` joins medication taken together.
   */
  dosageText: Maybe<Scalars['String']['output']>;
  /** The individual instructions (`dosageInstruction`). */
  dosages: Array<Dosage>;
  /** The encounter at which the medication was ordered. */
  encounter: Maybe<EncounterReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the medication order, such as a prescription number. */
  identifiers: Array<Identifier>;
  /** How binding the medication order is: from a proposal to an order. */
  intent: Maybe<RequestIntent>;
  /**
   * Whether the patient should be taking the medication now. False for medications that must not be given, proposals and options; otherwise
   * determined by the status. Null if the status leaves it open (on hold, unknown or missing): do not read null as "not taking".
   */
  isActive: Maybe<Scalars['Boolean']['output']>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The medication as a separate record (`medicationReference`). */
  medication: Maybe<MedicationReference>;
  /** The medication as a coded concept, if the request contains one (`medication[x]`). Epic's codes are in `medication { resource { code } }`. */
  medicationConcept: Maybe<CodeableConcept>;
  /**
   * The medication for display, such as `aspirin 325 MG tablet` (`medication[x]`). The gateway reads the Medication only if the request does
   * not name it.
   */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** The priority of the medication order. */
  priority: Maybe<RequestPriority>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The reasons for the medication: records, such as conditions. */
  reasonReferences: Array<Reference>;
  /** The reasons for the medication (`reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** Who entered the medication order. */
  recorder: Maybe<ActorReference>;
  /** True if the medication was reported, such as by the patient, and is not the prescriber's own record. */
  reported: Maybe<Scalars['Boolean']['output']>;
  /** Who reported the medication (`reportedReference`). */
  reportedBy: Maybe<ActorReference>;
  /** Who ordered the medication. */
  requester: Maybe<ActorReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the medication order. */
  status: Maybe<MedicationRequestStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The reason for the status, such as why the medication was stopped. */
  statusReason: Maybe<CodeableConcept>;
  /** The patient. */
  subject: Maybe<PatientReference>;
};


/** A medication order, or a record of a medication that the patient takes. */
export type MedicationRequestAdministrationsArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};


/** A medication order, or a record of a medication that the patient takes. */
export type MedicationRequestDispensesArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
};

/** A page of medication orders and records. */
export type MedicationRequestConnection = {
  __typename?: 'MedicationRequestConnection';
  edges: Array<MedicationRequestEdge>;
  nodes: Array<MedicationRequest>;
  pageInfo: PageInfo;
};

/** How to dispense an ordered medication. */
export type MedicationRequestDispenseRequest = {
  __typename?: 'MedicationRequestDispenseRequest';
  /** The expected duration of one dispense for display, such as `30 days` (`expectedSupplyDuration`). */
  expectedSupply: Maybe<Scalars['String']['output']>;
  /** The organization that should dispense the medication. */
  performer: Maybe<OrganizationReference>;
  /** The amount per dispense. */
  quantity: Maybe<Quantity>;
  /** The number of refills after the first dispense (`numberOfRepeatsAllowed`). */
  refills: Maybe<Scalars['Int']['output']>;
  /** The period in which the medication can be dispensed (`validityPeriod`). */
  validity: Maybe<Period>;
};

/** A record on a page of medication orders and records. */
export type MedicationRequestEdge = {
  __typename?: 'MedicationRequestEdge';
  cursor: Scalars['String']['output'];
  node: MedicationRequest;
};

/** A reference to a medication order. */
export type MedicationRequestReference = {
  __typename?: 'MedicationRequestReference';
  /** The medication order in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the medication order. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `MedicationRequest/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The medication order, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<MedicationRequest>;
  /** The resource type: `MedicationRequest`. */
  type: Maybe<Scalars['String']['output']>;
};

/** The status of a medication order (FHIR medicationrequest-status). */
export type MedicationRequestStatus =
  /** Active. */
  | 'ACTIVE'
  /** Canceled before anything was given. */
  | 'CANCELLED'
  /** Completed. */
  | 'COMPLETED'
  /** Draft; not yet in force. */
  | 'DRAFT'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** On hold. The patient may still be taking the medication. */
  | 'ON_HOLD'
  /** Stopped after it had started. */
  | 'STOPPED'
  /** The source does not know the status. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** The status of a medication (FHIR medication-status). */
export type MedicationStatus =
  /** In use. */
  | 'ACTIVE'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** No longer in use. */
  | 'INACTIVE'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** An amount of money, never rounded. */
export type Money = {
  __typename?: 'Money';
  /** The amount with the digits that the FHIR server sent (`value`). */
  amount: Maybe<Scalars['FhirDecimal']['output']>;
  /** The currency as an ISO 4217 code. */
  currency: Maybe<Scalars['String']['output']>;
  /** The amount for display with its currency, such as `125.50 USD`. */
  text: Maybe<Scalars['String']['output']>;
};

/**
 * The root of every write. A gateway writes only if its operator enabled writes; otherwise each mutation returns WRITES_DISABLED. The
 * mutations of one operation run one after the other.
 */
export type Mutation = {
  __typename?: 'Mutation';
  /**
   * Adds an unconfirmed allergy. At Epic, it is not among the patient's allergies until a clinician reconciles it. Requires a scope with
   * `AllergyIntolerance.c`.
   */
  addAllergy: Maybe<AddAllergyPayload>;
  /** Adds a provisional problem to the problem list. At Epic, a clinician confirms it. Requires a scope with `Condition.c`. */
  addProblem: Maybe<AddProblemPayload>;
  /**
   * Creates the answers to a form. The gateway checks them against the form. Requires scopes with `QuestionnaireResponse.c`,
   * `Questionnaire.r` and, for an encounter, `Encounter.r`.
   */
  answerQuestionnaire: Maybe<AnswerQuestionnairePayload>;
  /** Creates a clinical note in plain text for an encounter. Requires scopes with `DocumentReference.c` and `Encounter.r`. */
  createClinicalNote: Maybe<CreateClinicalNotePayload>;
  /**
   * Creates a patient, or finds an existing one with the same demographics. `outcome` says which. Requires a scope with `Patient.c` that is
   * not limited to one patient: `user/` or `system/`.
   */
  createPatient: Maybe<CreatePatientPayload>;
  /**
   * Records vital signs taken at one encounter at one time. Each one becomes an observation of its own, so the FHIR server can refuse one and
   * accept the others. Requires scopes with `Observation.c` and `Encounter.r`.
   */
  recordVitalSigns: Maybe<RecordVitalSignsPayload>;
};


/**
 * The root of every write. A gateway writes only if its operator enabled writes; otherwise each mutation returns WRITES_DISABLED. The
 * mutations of one operation run one after the other.
 */
export type MutationAddAllergyArgs = {
  idempotencyKey: Scalars['ID']['input'];
  input: AddAllergyInput;
};


/**
 * The root of every write. A gateway writes only if its operator enabled writes; otherwise each mutation returns WRITES_DISABLED. The
 * mutations of one operation run one after the other.
 */
export type MutationAddProblemArgs = {
  idempotencyKey: Scalars['ID']['input'];
  input: AddProblemInput;
};


/**
 * The root of every write. A gateway writes only if its operator enabled writes; otherwise each mutation returns WRITES_DISABLED. The
 * mutations of one operation run one after the other.
 */
export type MutationAnswerQuestionnaireArgs = {
  idempotencyKey: Scalars['ID']['input'];
  input: AnswerQuestionnaireInput;
};


/**
 * The root of every write. A gateway writes only if its operator enabled writes; otherwise each mutation returns WRITES_DISABLED. The
 * mutations of one operation run one after the other.
 */
export type MutationCreateClinicalNoteArgs = {
  idempotencyKey: Scalars['ID']['input'];
  input: CreateClinicalNoteInput;
};


/**
 * The root of every write. A gateway writes only if its operator enabled writes; otherwise each mutation returns WRITES_DISABLED. The
 * mutations of one operation run one after the other.
 */
export type MutationCreatePatientArgs = {
  idempotencyKey: Scalars['ID']['input'];
  input: CreatePatientInput;
};


/**
 * The root of every write. A gateway writes only if its operator enabled writes; otherwise each mutation returns WRITES_DISABLED. The
 * mutations of one operation run one after the other.
 */
export type MutationRecordVitalSignsArgs = {
  idempotencyKey: Scalars['ID']['input'];
  input: RecordVitalSignsInput;
};

/** A person's name (FHIR HumanName). */
export type Name = {
  __typename?: 'Name';
  /** The family name. */
  family: Maybe<Scalars['String']['output']>;
  /** The name for display: `text`, otherwise prefix, given names, family name and suffix. Null if there is neither. */
  fullName: Maybe<Scalars['String']['output']>;
  /** The given names, including middle names. */
  given: Array<Scalars['String']['output']>;
  /** The period in which the name is in use. */
  period: Maybe<Period>;
  /** Titles before the name, such as `Dr.`. */
  prefix: Array<Scalars['String']['output']>;
  /** Suffixes after the name, such as `Jr.`. */
  suffix: Array<Scalars['String']['output']>;
  /** The complete name as the FHIR server sent it. */
  text: Maybe<Scalars['String']['output']>;
  /** The use of the name. */
  use: Maybe<NameUse>;
};

/** The use of a name. */
export type NameUse =
  /** A name that protects the person's identity. */
  | 'ANONYMOUS'
  /** A name from before a marriage. */
  | 'MAIDEN'
  /** An informal name. */
  | 'NICKNAME'
  /** The official, registered name. */
  | 'OFFICIAL'
  /** No longer in use. */
  | 'OLD'
  /** A temporary name. */
  | 'TEMP'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED'
  /** The name that the person normally uses. */
  | 'USUAL';

/** The human-readable text of a resource. */
export type Narrative = {
  __typename?: 'Narrative';
  /** The narrative as HTML that is safe to show in a page: without scripts, styles, forms, frames and images. */
  html: Maybe<Scalars['String']['output']>;
  /** How the text relates to the data of the resource. */
  status: Maybe<NarrativeStatus>;
  /** The narrative as plain text, formatted like `DocumentContent.text`. */
  text: Maybe<Scalars['String']['output']>;
};

/** How a narrative relates to the data of its resource. */
export type NarrativeStatus =
  /** Contains information that the elements do not. */
  | 'ADDITIONAL'
  /** Contains less than the elements, or nothing. */
  | 'EMPTY'
  /** Generated from the elements and extensions of the resource. */
  | 'EXTENSIONS'
  /** Generated only from the elements of the resource. */
  | 'GENERATED'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** Whether new answers are complete. */
export type NewAnswersStatus =
  /** All questions that must be answered are. */
  | 'COMPLETED'
  /** Answers are still missing. */
  | 'IN_PROGRESS';

/** An order for a diet, supplements or tube feeding. */
export type NutritionOrder = {
  __typename?: 'NutritionOrder';
  /** Allergies and intolerances to consider (`allergyIntolerance`). The order need not name all: select `Patient.allergies`. */
  allergies: Array<Reference>;
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The encounter. */
  encounter: Maybe<EncounterReference>;
  /** Feeding through a tube. */
  enteralFormula: Maybe<NutritionOrderEnteralFormula>;
  /** Food to leave out (`excludeFoodModifier`). An empty list does not mean that the patient tolerates every food. */
  excludedFoods: Array<CodeableConcept>;
  /** Preferences, such as halal (`foodPreferenceModifier`). */
  foodPreferences: Array<CodeableConcept>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** How binding the order is: from a proposal to an order. */
  intent: Maybe<RequestIntent>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /**
   * The diet, supplements and formula for display, with the foods to leave out, such as `Low sodium diet, pureed, nectar thick liquids (without:
   * peanut)`. It does not name allergies: select `allergies`.
   */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** Food and drink by mouth. */
  oralDiet: Maybe<NutritionOrderOralDiet>;
  /** When the diet was ordered (`dateTime`). */
  orderedOn: Maybe<Scalars['FhirDateTime']['output']>;
  /** Who ordered the diet. */
  orderer: Maybe<ActorReference>;
  /** The patient. */
  patient: Maybe<PatientReference>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the order. */
  status: Maybe<RequestStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** Supplements to the diet, such as a high-protein drink. */
  supplements: Array<NutritionOrderSupplement>;
};

/** A page of diet and nutrition orders. */
export type NutritionOrderConnection = {
  __typename?: 'NutritionOrderConnection';
  edges: Array<NutritionOrderEdge>;
  nodes: Array<NutritionOrder>;
  pageInfo: PageInfo;
};

/** A record on a page of diet and nutrition orders. */
export type NutritionOrderEdge = {
  __typename?: 'NutritionOrderEdge';
  cursor: Scalars['String']['output'];
  node: NutritionOrder;
};

/** Feeding through a tube. */
export type NutritionOrderEnteralFormula = {
  __typename?: 'NutritionOrderEnteralFormula';
  /** Each amount with its schedule and rate, for display (`administration`). */
  administrationText: Maybe<Scalars['String']['output']>;
  /** Energy per volume, such as `1.5 kcal/mL`. */
  caloricDensity: Maybe<Quantity>;
  /** Instructions in words (`administrationInstruction`). */
  instruction: Maybe<Scalars['String']['output']>;
  /** The maximum volume in 24 hours (`maxVolumeToDeliver`). */
  maxVolume: Maybe<Quantity>;
  /** The product or the type of formula for display, with its additive (`baseFormulaProductName`, `additiveProductName`). */
  name: Maybe<Scalars['String']['output']>;
  /** The route, such as a gastrostomy tube (`routeofAdministration`). */
  route: Maybe<CodeableConcept>;
  /** The type of formula (`baseFormulaType`). */
  type: Maybe<CodeableConcept>;
};

/** Food and drink by mouth. */
export type NutritionOrderOralDiet = {
  __typename?: 'NutritionOrderOralDiet';
  /** The consistency of drinks, such as nectar thick (`fluidConsistencyType`). */
  fluidConsistencies: Array<CodeableConcept>;
  /** Instructions in words. */
  instruction: Maybe<Scalars['String']['output']>;
  /** Amounts of nutrients, such as `Sodium: 2 g` (`nutrient`). */
  nutrientTexts: Array<Scalars['String']['output']>;
  /** When food is given, for display (`schedule`). */
  scheduleText: Maybe<Scalars['String']['output']>;
  /** The texture of all or some food, such as `Pureed` or `Minced (Meat)`. */
  textures: Array<Scalars['String']['output']>;
  /** The types of diet, such as `Low sodium diet`. */
  types: Array<CodeableConcept>;
};

/** A supplement to a diet. */
export type NutritionOrderSupplement = {
  __typename?: 'NutritionOrderSupplement';
  /** Instructions in words. */
  instruction: Maybe<Scalars['String']['output']>;
  /** The product or the type of supplement for display (`productName`, `supplement.type`). */
  name: Maybe<Scalars['String']['output']>;
  /** The amount. */
  quantity: Maybe<Quantity>;
  /** When the supplement is given, for display (`schedule`). */
  scheduleText: Maybe<Scalars['String']['output']>;
  /** The type of supplement. */
  type: Maybe<CodeableConcept>;
};

/** A lab result, vital sign or other clinical finding. */
export type Observation = {
  __typename?: 'Observation';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The anatomical location. */
  bodySite: Maybe<CodeableConcept>;
  /** The type of observation, such as laboratory. */
  categories: Array<CodeableConcept>;
  /** The observation. `code { code(system: LOINC) }` returns the LOINC code. */
  code: Maybe<CodeableConcept>;
  /** The components, such as systolic and diastolic pressure. */
  components: Array<ObservationComponent>;
  /** Why the value is missing. */
  dataAbsentReason: Maybe<CodeableConcept>;
  /** The element that `effective` is taken from, such as `issued`. */
  dateElement: Maybe<Scalars['String']['output']>;
  /** The records that the observation was derived from, such as the answers that a score sums up. */
  derivedFrom: Array<Reference>;
  /** The device that made the measurement. */
  device: Maybe<DeviceReference>;
  /**
   * When the observation was made, or began; otherwise when the result was made available (`effective[x]`, `issued`). `dateElement` says
   * which.
   */
  effective: Maybe<Scalars['FhirDateTime']['output']>;
  /** The period over which the observation was made. */
  effectivePeriod: Maybe<Period>;
  /** The encounter at which the observation was made. */
  encounter: Maybe<EncounterReference>;
  /** The subject of the observation if that is not the patient, such as a fetus or a donor. `vitalSigns` and `latestObservations` omit these. */
  focus: Array<Reference>;
  /** The same as codes (extension observation-focusCode). */
  focusCodes: Array<CodeableConcept>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the result. */
  identifiers: Array<Identifier>;
  /** The most severe interpretation of the result, including abnormal components. Null does not mean normal. */
  interpretation: Maybe<ObservationInterpretation>;
  /** The interpretations as the FHIR server sent them (`interpretation`). */
  interpretationConcepts: Array<CodeableConcept>;
  /** The interpretation in the FHIR server's words. */
  interpretationText: Maybe<Scalars['String']['output']>;
  /**
   * Whether the source flagged the result, or a component of it, as abnormal. False only if it flagged it as normal or susceptible. Null does
   * not mean normal: the source did not interpret the result, part of the interpretation is unreadable, or it states a finding without saying
   * whether that is abnormal (POSITIVE, CHANGED_UP).
   */
  isAbnormal: Maybe<Scalars['Boolean']['output']>;
  /** Whether the result was changed after it was final (amended, corrected). Null if the status does not say. */
  isCorrected: Maybe<Scalars['Boolean']['output']>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /**
   * Whether the value is outside its reference range: arithmetic, independent of `isAbnormal`. Null unless exactly one normal range applies to
   * the patient, in the unit of the value, and gives a clear answer. Ranges by age or sex cost a read of the patient, unless it was already
   * read.
   */
  isOutsideReferenceRange: Maybe<Scalars['Boolean']['output']>;
  /** Whether the result is not final yet. Null if the status does not say. */
  isPreliminary: Maybe<Scalars['Boolean']['output']>;
  /** When the result was made available. */
  issued: Maybe<Scalars['FhirDateTime']['output']>;
  /** The observations of a panel (`hasMember`). */
  members: Array<ObservationReference>;
  /** The method. */
  method: Maybe<CodeableConcept>;
  /** The observation for display, such as `Hemoglobin`, with what it is about if that is not the patient: `Heart rate (fetus)` (`code`, `focus`). */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** Who made or reported the observation. */
  performers: Array<ActorReference>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The reference ranges. Empty if none are on file. */
  referenceRange: Array<ReferenceRange>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The specimen that was examined. */
  specimen: Maybe<SpecimenReference>;
  /** The status of the result. */
  status: Maybe<ObservationStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
  /** Supporting records, such as the advance directive that the observation is about (extension workflow-supportingInfo). */
  supportingInfo: Array<Reference>;
  /** The unit of the value: its UCUM code, such as `g/dL`, or the unit as people write it if the FHIR server sent no UCUM code. */
  unit: Maybe<Scalars['String']['output']>;
  /** The value as data. Null if the observation has only components, or no value. */
  value: Maybe<ObservationValue>;
  /**
   * The value for display, such as `7.2 g/dL`, `Positive (Gene BRCA1)`, `118/76 mmHg` or `88 % on 6 L/min`. Without a value: why it is missing, or the
   * comment. A panel shows its members: selected by its id, all of them, which costs a FHIR request; in a list, those in the same list, and
   * the number of the others.
   */
  valueText: Maybe<Scalars['String']['output']>;
};

/** A type of observation (HL7 observation-category and US Core). */
export type ObservationCategory =
  /** Physical activity. */
  | 'ACTIVITY'
  /** Cognitive status: memory, attention and others. */
  | 'COGNITIVE_STATUS'
  /** Disability status. */
  | 'DISABILITY_STATUS'
  /** Findings of a physical examination. */
  | 'EXAM'
  /** Functional status: what the patient can do in daily life. */
  | 'FUNCTIONAL_STATUS'
  /** Imaging findings. */
  | 'IMAGING'
  /** Laboratory results. */
  | 'LABORATORY'
  /** Findings during a procedure. */
  | 'PROCEDURE'
  /** Social determinants of health: housing, food, transport and others (US Core's `sdoh`). */
  | 'SOCIAL_DETERMINANTS'
  /** Social history: smoking, occupation and others. */
  | 'SOCIAL_HISTORY'
  /** Answers to questionnaires. */
  | 'SURVEY'
  /** Findings during a therapy. */
  | 'THERAPY'
  /** Vital signs: blood pressure, pulse, weight and others. */
  | 'VITAL_SIGNS';

/** A component of an observation. */
export type ObservationComponent = {
  __typename?: 'ObservationComponent';
  /** The component. */
  code: Maybe<CodeableConcept>;
  /** Why the value is missing. */
  dataAbsentReason: Maybe<CodeableConcept>;
  /** The most severe interpretation of the component. Null does not mean normal. */
  interpretation: Maybe<ObservationInterpretation>;
  /** The interpretations as the FHIR server sent them (`interpretation`). */
  interpretationConcepts: Array<CodeableConcept>;
  /** The interpretation in the FHIR server's words. */
  interpretationText: Maybe<Scalars['String']['output']>;
  /** Whether the source flagged the component as abnormal, as in `Observation.isAbnormal`. Null does not mean normal. */
  isAbnormal: Maybe<Scalars['Boolean']['output']>;
  /** The component for display. */
  name: Maybe<Scalars['String']['output']>;
  /** The reference ranges. Empty if none are on file. */
  referenceRange: Array<ReferenceRange>;
  /** The unit of the value, as in `Observation.unit`. */
  unit: Maybe<Scalars['String']['output']>;
  /** The value as data. */
  value: Maybe<ObservationValue>;
  /** The value for display. */
  valueText: Maybe<Scalars['String']['output']>;
};

/** A page of observations. */
export type ObservationConnection = {
  __typename?: 'ObservationConnection';
  edges: Array<ObservationEdge>;
  nodes: Array<Observation>;
  pageInfo: PageInfo;
};

/** A record on a page of observations. */
export type ObservationEdge = {
  __typename?: 'ObservationEdge';
  cursor: Scalars['String']['output'];
  node: Observation;
};

/** An interpretation of a result (HL7 v3-ObservationInterpretation and v2-0078). */
export type ObservationInterpretation =
  /** Abnormal, or both high and low (A). */
  | 'ABNORMAL'
  /** Above a high threshold (HX). */
  | 'ABOVE_THRESHOLD'
  /** Anti-complementary substances are present (AC). */
  | 'ANTICOMPLEMENTARY'
  /** Below a low threshold (LX). */
  | 'BELOW_THRESHOLD'
  /** Better than before (B). */
  | 'BETTER'
  /** Carrier of a genetic trait (CAR). */
  | 'CARRIER'
  /** Significantly lower than before (D). */
  | 'CHANGED_DOWN'
  /** Significantly higher than before (U). */
  | 'CHANGED_UP'
  /** Critically abnormal (AA). */
  | 'CRITICAL_ABNORMAL'
  /** Critically high (HH). */
  | 'CRITICAL_HIGH'
  /** Critically low (LL). */
  | 'CRITICAL_LOW'
  /** A cytotoxic substance is present (TOX). */
  | 'CYTOTOXIC'
  /** Detected (DET). */
  | 'DETECTED'
  /** Equivocal (E). */
  | 'EQUIVOCAL'
  /** Expected, such as a prescribed drug that was found (EXP). */
  | 'EXPECTED'
  /** Held for medical review (HM). */
  | 'HELD_FOR_REVIEW'
  /** High (H). */
  | 'HIGH'
  /** Indeterminate: neither positive nor negative (IND). */
  | 'INDETERMINATE'
  /** Insufficient evidence (IE). */
  | 'INSUFFICIENT_EVIDENCE'
  /** Intermediate: between susceptible and resistant (I). */
  | 'INTERMEDIATE'
  /** Low (L). */
  | 'LOW'
  /** Moderately susceptible (MS). */
  | 'MODERATELY_SUSCEPTIBLE'
  /** Negative (NEG). Does not say whether that is normal. */
  | 'NEGATIVE'
  /** Nonreactive (NR). */
  | 'NON_REACTIVE'
  /** Nonsusceptible: the organism is not susceptible to the drug (NS). */
  | 'NON_SUSCEPTIBLE'
  /** Normal (N). */
  | 'NORMAL'
  /** Not detected (ND). */
  | 'NOT_DETECTED'
  /** No breakpoint is defined (NCL). */
  | 'NO_BREAKPOINT'
  /** Above the limit of measurement (>). */
  | 'OFF_SCALE_HIGH'
  /** Below the limit of measurement (<). */
  | 'OFF_SCALE_LOW'
  /** Outside a threshold set for the patient (EX). */
  | 'OUTSIDE_THRESHOLD'
  /** Positive (POS). Does not say whether that is abnormal. */
  | 'POSITIVE'
  /** Quality control failed (QCF). */
  | 'QUALITY_CONTROL_FAILURE'
  /** Reactive (RR). */
  | 'REACTIVE'
  /** Resistant: the drug does not work on the organism (R). */
  | 'RESISTANT'
  /** Significantly high (HU). */
  | 'SIGNIFICANTLY_HIGH'
  /** Significantly low (LU). */
  | 'SIGNIFICANTLY_LOW'
  /** Susceptible: the drug works on the organism (S). */
  | 'SUSCEPTIBLE'
  /** Susceptible-dose dependent: susceptible at a higher dose (SDD). */
  | 'SUSCEPTIBLE_DOSE_DEPENDENT'
  /** Resistant to the combination of drugs (SYN-R). */
  | 'SYNERGY_RESISTANT'
  /** Susceptible to the combination of drugs (SYN-S). */
  | 'SYNERGY_SUSCEPTIBLE'
  /** Unexpected (UNE). */
  | 'UNEXPECTED'
  /** An interpretation that this graph does not define: show `interpretationText`. May be abnormal. */
  | 'UNRECOGNIZED'
  /** Very susceptible (VS). */
  | 'VERY_SUSCEPTIBLE'
  /** Weakly reactive (WR). */
  | 'WEAKLY_REACTIVE'
  /** Worse than before (W). */
  | 'WORSE';

/** A reference to an observation. */
export type ObservationReference = {
  __typename?: 'ObservationReference';
  /** The observation in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the observation. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Observation/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The observation, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<Observation>;
  /** The resource type: `Observation`. */
  type: Maybe<Scalars['String']['output']>;
};

/** The status of a result. */
export type ObservationStatus =
  /** Changed after it was final. */
  | 'AMENDED'
  /** Canceled. */
  | 'CANCELLED'
  /** Changed after it was final, to correct an error. */
  | 'CORRECTED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Final and complete. */
  | 'FINAL'
  /** Preliminary: may change. */
  | 'PRELIMINARY'
  /** Registered; no result is available yet. */
  | 'REGISTERED'
  /** The source does not know the status. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** The value of an observation or of a goal's target, in one of FHIR's types. */
export type ObservationValue = BooleanValue | CodeableConcept | DateTimeValue | IntegerValue | Period | Quantity | Range | Ratio | SampledData | StringValue | TimeValue;

/** A hospital, department, company or other organization. */
export type Organization = {
  __typename?: 'Organization';
  /** Whether the record is in use. */
  active: Maybe<Scalars['Boolean']['output']>;
  /** The addresses. */
  addresses: Array<Address>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the organization. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The name. */
  name: Maybe<Scalars['String']['output']>;
  /** The ten-digit National Provider Identifier, NPI (identifier of system http://hl7.org/fhir/sid/us-npi). */
  npi: Maybe<Scalars['String']['output']>;
  /** The larger organization that this one is part of. */
  partOf: Maybe<OrganizationReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** Phone numbers, email addresses and other contact points. */
  telecom: Array<ContactPoint>;
  /** The type of organization. */
  types: Array<CodeableConcept>;
};

/** A reference to an organization. */
export type OrganizationReference = {
  __typename?: 'OrganizationReference';
  /** The organization in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the organization. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Organization/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The organization, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<Organization>;
  /** The resource type: `Organization`. */
  type: Maybe<Scalars['String']['output']>;
};

/**
 * The position of a page in its list, as defined by the GraphQL Cursor Connections Specification. Lists have only forward pagination and no
 * total count: Epic offers neither.
 */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** An opaque cursor. Pass it as `after` to continue. Null for an empty list. */
  endCursor: Maybe<Scalars['String']['output']>;
  /** True if there may be more. The next page can still be empty, because the FHIR server filters after it pages. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True if `after` was given. `before` and `last` do not exist: keep the pages that you have read. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge. Null for an empty page. */
  startCursor: Maybe<Scalars['String']['output']>;
};

/** A person who receives care. */
export type Patient = {
  __typename?: 'Patient';
  /** Whether the record is in use. */
  active: Maybe<Scalars['Boolean']['output']>;
  /** The addresses. */
  addresses: Array<Address>;
  /** Harm from care, and incidents that could have caused harm: check `actuality`. Newest first. An empty list does not mean that no harm occurred. */
  adverseEvents: Maybe<Array<AdverseEvent>>;
  /** The same list with pagination. */
  adverseEventsConnection: Maybe<AdverseEventConnection>;
  /** The age in completed years, today at the site or at death. Null before birth, or if partial dates leave it open. */
  age: Maybe<Scalars['Int']['output']>;
  /**
   * The age for display in a suitable unit, such as `14 hours`, `9 days`, `5 months`, `7 years 3 months` or `38 years`. For patients who have
   * died: the age at death.
   */
  ageText: Maybe<Scalars['String']['output']>;
  /** Allergies and intolerances, and statements such as "No known allergies": check `meaning`. By criticality, then newest first. Never read an empty list as "No known allergies": select `allergyStatus`. */
  allergies: Maybe<Array<AllergyIntolerance>>;
  /** The same list with pagination. */
  allergiesConnection: Maybe<AllergyIntoleranceConnection>;
  /**
   * The overall status of the allergy list: distinguishes "No known allergies" and "Not on file" from an empty list. Shares the FHIR search of
   * `allergies`.
   */
  allergyStatus: Maybe<AllergyStatus>;
  /** Past and future appointments. Those that start last come first. */
  appointments: Maybe<Array<Appointment>>;
  /** The same list with pagination. */
  appointmentsConnection: Maybe<AppointmentConnection>;
  /** The date of birth, which can be partial: `1952` or `1952-05`. */
  birthDate: Maybe<Scalars['FhirDate']['output']>;
  /** The birth order among multiples, starting at 1 (`multipleBirthInteger`). */
  birthOrder: Maybe<Scalars['Int']['output']>;
  /** The sex assigned at birth (extension us-core-birthsex). Sent by older servers. */
  birthSex: Maybe<CodeableConcept>;
  /** Care plans. Newest first. If the FHIR server requires a category and you pass none, only care plans of US Core's `assess-plan`, for which Epic returns the longitudinal plan. The warning NOT_ALL_CATEGORIES appears only if the list is empty. */
  carePlans: Maybe<Array<CarePlan>>;
  /** The same list with pagination. */
  carePlansConnection: Maybe<CarePlanConnection>;
  /** Care teams. Newest first. Epic leaves out the inpatient team, which `Encounter.participants` has. */
  careTeams: Maybe<Array<CareTeam>>;
  /** The same list with pagination. */
  careTeamsConnection: Maybe<CareTeamConnection>;
  /** Clinical notes (DocumentReferences of category clinical-note). Newest first. The gateway fetches the texts only if you select them. */
  clinicalNotes: Maybe<Array<DocumentReference>>;
  /** The same list with pagination. */
  clinicalNotesConnection: Maybe<DocumentReferenceConnection>;
  /**
   * The patient's code status: orders, wishes and documents about resuscitation. Sends six searches: of Consent, ServiceRequest, Flag,
   * Observation and DocumentReference.
   */
  codeStatus: Maybe<CodeStatus>;
  /** Messages and other information that was sent or received, or is still in preparation: check `status`. Newest first. Epic serves only messages of community care, education and customer relations, so an empty list proves nothing about messages between patient and clinic. */
  communications: Maybe<Array<Communication>>;
  /** The same list with pagination. */
  communicationsConnection: Maybe<CommunicationConnection>;
  /** Problems, diagnoses and health concerns, and statements such as "No known problems": check `meaning`. Active ones first, then newest first. */
  conditions: Maybe<Array<Condition>>;
  /** The same list with pagination. */
  conditionsConnection: Maybe<ConditionConnection>;
  /** Consents and advance directives, also rejected and ended ones: see `status`. Newest first. Epic lists only code status, and only for apps of providers, so an empty list says nothing about other consents. `codeStatus` shows orders about resuscitation. */
  consents: Maybe<Array<Consent>>;
  /** The same list with pagination. */
  consentsConnection: Maybe<ConsentConnection>;
  /** The patient's contacts, such as next of kin; former ones last. */
  contacts: Array<PatientContact>;
  /** Insurance and other ways to pay for care. Newest first. */
  coverages: Maybe<Array<Coverage>>;
  /** The same list with pagination. */
  coveragesConnection: Maybe<CoverageConnection>;
  /** Whether the patient has died. Null if not on file, which does not mean alive. */
  deceased: Maybe<Scalars['Boolean']['output']>;
  /** The date and time of death (`deceasedDateTime`). Null if not on file, even for a patient who has died. */
  deceasedAt: Maybe<Scalars['FhirDateTime']['output']>;
  /** Orders for devices, such as a wheelchair or glasses. Newest first. */
  deviceRequests: Maybe<Array<DeviceRequest>>;
  /** The same list with pagination. */
  deviceRequestsConnection: Maybe<DeviceRequestConnection>;
  /** Devices that the patient uses, used or will use, as reported or recorded: check `status`. Newest first. */
  deviceUses: Maybe<Array<DeviceUseStatement>>;
  /** The same list with pagination. */
  deviceUsesConnection: Maybe<DeviceUseStatementConnection>;
  /** Devices in or on the patient, such as implants. Most recently manufactured first. */
  devices: Maybe<Array<Device>>;
  /** The same list with pagination. */
  devicesConnection: Maybe<DeviceConnection>;
  /** Laboratory, imaging and other diagnostic reports. Newest first. */
  diagnosticReports: Maybe<Array<DiagnosticReport>>;
  /** The same list with pagination. */
  diagnosticReportsConnection: Maybe<DiagnosticReportConnection>;
  /** All documents: clinical notes, and also entries that Epic lists without any content. Newest first. */
  documents: Maybe<Array<DocumentReference>>;
  /** The same list with pagination. */
  documentsConnection: Maybe<DocumentReferenceConnection>;
  /** Visits, hospital stays and other contacts with care. Newest first, planned ones after all others. */
  encounters: Maybe<Array<Encounter>>;
  /** The same list with pagination. */
  encountersConnection: Maybe<EncounterConnection>;
  /** Periods in which an organization is responsible for a kind of care. Newest first. Epic needs `type`: without it, the list is empty, with the warning ARGUMENT_NEEDED. */
  episodesOfCare: Maybe<Array<EpisodeOfCare>>;
  /** The same list with pagination. */
  episodesOfCareConnection: Maybe<EpisodeOfCareConnection>;
  /** The ethnicity (US Core's extension us-core-ethnicity). */
  ethnicity: Maybe<Demographic>;
  /** What payers cover, pay and leave to the patient. Newest first. Check `use`: estimates are among them. Epic serves them to payers only, so an empty list proves nothing. */
  explanationsOfBenefit: Maybe<Array<ExplanationOfBenefit>>;
  /** The same list with pagination. */
  explanationsOfBenefitConnection: Maybe<ExplanationOfBenefitConnection>;
  /** Health histories of the patient's relatives. Most recently recorded first. */
  familyHistory: Maybe<Array<FamilyMemberHistory>>;
  /** The same list with pagination. */
  familyHistoryConnection: Maybe<FamilyMemberHistoryConnection>;
  /** Alerts, such as for a risk of falls, isolation or behavior. Inactive ones come last, otherwise newest first: check `status`. */
  flags: Maybe<Array<Flag>>;
  /** The same list with pagination. */
  flagsConnection: Maybe<FlagConnection>;
  /**
   * The patient's name for display, such as `Camila Maria Lopez`: a current name, preferably the usual, then the official one. Null if no name
   * is on file.
   */
  fullName: Maybe<Scalars['String']['output']>;
  /** The administrative gender. For clinical decisions, use `sexForClinicalUse`. */
  gender: Maybe<AdministrativeGender>;
  /** The gender identity (extension us-core-genderIdentity). Sent by older servers. */
  genderIdentity: Maybe<CodeableConcept>;
  /** The primary care providers. */
  generalPractitioners: Array<ActorReference>;
  /** Goals for the patient, such as a weight or a blood pressure. Newest first. */
  goals: Maybe<Array<Goal>>;
  /** The same list with pagination. */
  goalsConnection: Maybe<GoalConnection>;
  /** Whether a name of use `ANONYMOUS` protects the patient's identity. */
  hasProtectedName: Scalars['Boolean']['output'];
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the patient, without social security numbers. */
  identifiers: Array<Identifier>;
  /** Imaging studies, such as CT scans, with their series. Newest first. */
  imagingStudies: Maybe<Array<ImagingStudy>>;
  /** The same list with pagination. */
  imagingStudiesConnection: Maybe<ImagingStudyConnection>;
  /** Forecasts of vaccinations, which say what is due and what must not be given. Newest first. Epic serves forecasts only in the Netherlands, so an empty list proves nothing. */
  immunizationRecommendations: Maybe<Array<ImmunizationRecommendation>>;
  /** The same list with pagination. */
  immunizationRecommendationsConnection: Maybe<ImmunizationRecommendationConnection>;
  /** Vaccinations that were given. Newest first. `include: [NOT_DONE]` adds those that were not given, with `statusReason`. */
  immunizations: Maybe<Array<Immunization>>;
  /** The same list with pagination. */
  immunizationsConnection: Maybe<ImmunizationConnection>;
  /** Whether the patient needs an interpreter. Null if not on file (extensions patient-interpreterRequired and us-core-interpreter-needed). */
  interpreterRequired: Maybe<Scalars['Boolean']['output']>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** Whether another record has replaced this one, such as after a merge: use `replacedBy` instead. Null if a link does not state its type. */
  isReplacedBy: Maybe<Scalars['Boolean']['output']>;
  /** Laboratory results (Observations of category laboratory). Newest first. */
  labResults: Maybe<Array<Observation>>;
  /** The same list with pagination. */
  labResultsConnection: Maybe<ObservationConnection>;
  /** The language to speak with the patient: the preferred one, otherwise the first (`communication`). */
  language: Maybe<CodeableConcept>;
  /**
   * The newest results of each code, so frequent tests do not crowd out rare ones: one group per code, in the order of `codes`. Sends one search
   * for all codes, and another for each code of which it found too few.
   */
  latestObservations: Maybe<Array<LatestObservations>>;
  /** The legal sex (Epic's extension legal-sex). Epic's patient search uses it. */
  legalSex: Maybe<CodeableConcept>;
  /** Other records of the same person. */
  links: Array<PatientLink>;
  /** Lists that somebody compiled from the records of the patient, such as a medication list. Newest first. Lists of patients are not among them. */
  lists: Maybe<Array<List>>;
  /** The same list with pagination. */
  listsConnection: Maybe<ListConnection>;
  /** The organization that keeps the record. */
  managingOrganization: Maybe<OrganizationReference>;
  /** The marital status, such as `Married`. */
  maritalStatus: Maybe<CodeableConcept>;
  /** Medications that were given, or are being given. Newest first. `include: [NOT_DONE]` adds doses that were not given, with `statusReasons`. An empty list NEVER means "not given": Epic documents only lines, drains and airways. */
  medicationAdministrations: Maybe<Array<MedicationAdministration>>;
  /** The same list with pagination. */
  medicationAdministrationsConnection: Maybe<MedicationAdministrationConnection>;
  /** Medications that a pharmacy prepared or handed out. Newest first, by `whenHandedOver`, otherwise by `whenPrepared`. `include: [NOT_DONE]` adds those that were declined or never picked up, with `statusReason`. An empty list does not mean "never filled". */
  medicationDispenses: Maybe<Array<MedicationDispense>>;
  /** The same list with pagination. */
  medicationDispensesConnection: Maybe<MedicationDispenseConnection>;
  /** Medications that were ordered or recorded, past ones included: check `isActive`. Newest first. */
  medications: Maybe<Array<MedicationRequest>>;
  /** The same list with pagination. */
  medicationsConnection: Maybe<MedicationRequestConnection>;
  /**
   * The current medical record number (MRN), such as `1003713`, of the system that `MRN_SYSTEM` configures. Null with a warning if several are
   * current.
   */
  mrn: Maybe<Scalars['String']['output']>;
  /** Whether the patient is a twin, triplet or other multiple. */
  multipleBirth: Maybe<Scalars['Boolean']['output']>;
  /** The preferred name, or the best one of the given use. */
  name: Maybe<Name>;
  /** All names on file, including former ones. */
  names: Array<Name>;
  /** Orders for diets, supplements and tube feeding, past ones included: check `status`. Newest first. */
  nutritionOrders: Maybe<Array<NutritionOrder>>;
  /** The same list with pagination. */
  nutritionOrdersConnection: Maybe<NutritionOrderConnection>;
  /** Observations of any category. Newest first. If the FHIR server requires a category and you pass none, observations of all documented categories, with the warning NOT_ALL_CATEGORIES. */
  observations: Maybe<Array<Observation>>;
  /** The same list with pagination. */
  observationsConnection: Maybe<ObservationConnection>;
  /** The problem list (Conditions of category problem-list-item). Active ones first, then newest first. Leaves out a statement such as "No known problems", with a warning: see `conditions`. */
  problems: Maybe<Array<Condition>>;
  /** The same list with pagination. */
  problemsConnection: Maybe<ConditionConnection>;
  /** Procedures performed on or for the patient, such as operations. Newest first. */
  procedures: Maybe<Array<Procedure>>;
  /** The same list with pagination. */
  proceduresConnection: Maybe<ProcedureConnection>;
  /**
   * Instructions not to give or do something: orders and care plan activities with `doNotPerform`. No list of orders contains them. Those in
   * force come first.
   */
  prohibitions: Maybe<Array<Prohibition>>;
  /** The pronouns to use in writing, such as `she/her/her/hers/herself` (Epic's extension, or FHIR's individual-pronouns). */
  pronouns: Maybe<CodeableConcept>;
  /** Answers to questionnaires, finished or not: see `status`. Newest first. */
  questionnaireResponses: Maybe<Array<QuestionnaireResponse>>;
  /** The same list with pagination. */
  questionnaireResponsesConnection: Maybe<QuestionnaireResponseConnection>;
  /** The race (US Core's extension us-core-race). */
  race: Maybe<Demographic>;
  /**
   * Records of every dated type with a date after an instant that has passed, the newest first: `issued`, `recordedDate`, `authoredOn`,
   * `meta.lastUpdated` or a clinical date. Dates in the future, expiries and the ends of plans do not count. An appointment counts by `created`
   * and once it starts. Orders not to do something are never here: read `prohibitions`. Epic sends no `meta.lastUpdated`: records that were
   * changed, stopped or removed since then cannot be seen there, nor episodes of care. Searches every type, so name `types` to send fewer requests.
   */
  recentRecords: Maybe<Array<RecentRecord>>;
  /** Records of one type, also of types without a list of their own. Sorted as in the list of the type, otherwise newest first. If the FHIR server does not list the type by patient, the list is empty, with the warning LIST_NOT_OFFERED. */
  records: Maybe<Array<AnyRecord>>;
  /** The same list with pagination. */
  recordsConnection: Maybe<RecordConnection>;
  /**
   * Delabeled allergies: those that were ruled out (AllergyIntolerances whose verification status is refuted), at most 100. Shares the FHIR
   * search of `allergies`.
   */
  refutedAllergies: Maybe<Array<AllergyIntolerance>>;
  /** People with a relationship to the patient, such as parents and guardians. Most recent relationships first. Epic cannot list them by patient: there, the list is empty, with a warning. */
  relatedPersons: Maybe<Array<RelatedPerson>>;
  /** The same list with pagination. */
  relatedPersonsConnection: Maybe<RelatedPersonConnection>;
  /** The record that has replaced this one. Null if none has. */
  replacedBy: Maybe<PatientReference>;
  /** The raw FHIR resource as JSON, with social security numbers masked. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** Orders for tests, procedures and other services. Newest first. */
  serviceRequests: Maybe<Array<ServiceRequest>>;
  /** The same list with pagination. */
  serviceRequestsConnection: Maybe<ServiceRequestConnection>;
  /** The sex (US Core's extension us-core-sex). */
  sex: Maybe<CodeableConcept>;
  /** The sex for clinical decisions (Epic's extension sex-for-clinical-use, or FHIR's sexParameterForClinicalUse). */
  sexForClinicalUse: Maybe<CodeableConcept>;
  /** Work to be done for the patient. Newest first. Epic serves only some kinds of tasks, so an empty list does not mean that nothing is left to do. */
  tasks: Maybe<Array<Task>>;
  /** The same list with pagination. */
  tasksConnection: Maybe<TaskConnection>;
  /** Phone numbers, email addresses and other contact points. */
  telecom: Array<ContactPoint>;
  /** The tribal affiliations (extension us-core-tribal-affiliation). */
  tribalAffiliations: Array<CodeableConcept>;
  /** Vital signs: blood pressure, pulse, weight and others (Observations of category vital-signs). Newest first. */
  vitalSigns: Maybe<Array<Observation>>;
  /** The same list with pagination. */
  vitalSignsConnection: Maybe<ObservationConnection>;
};


/** A person who receives care. */
export type PatientAdverseEventsArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientAdverseEventsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientAllergiesArgs = {
  category: InputMaybe<Array<AllergyCategory>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientAllergiesConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<AllergyCategory>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientAppointmentsArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<AppointmentStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientAppointmentsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<AppointmentStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientCarePlansArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<RequestStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientCarePlansConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<RequestStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientCareTeamsArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<CareTeamStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientCareTeamsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<CareTeamStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientClinicalNotesArgs = {
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<DocumentReferenceStatus>>;
  type: InputMaybe<Array<Scalars['String']['input']>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientClinicalNotesConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<DocumentReferenceStatus>>;
  type: InputMaybe<Array<Scalars['String']['input']>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientCommunicationsArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<CommunicationStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientCommunicationsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<CommunicationStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientConditionsArgs = {
  category: InputMaybe<Array<ConditionCategory>>;
  clinicalStatus: InputMaybe<Array<ConditionClinicalStatus>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientConditionsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<ConditionCategory>>;
  clinicalStatus: InputMaybe<Array<ConditionClinicalStatus>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientConsentsArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ConsentStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientConsentsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ConsentStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientCoveragesArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<CoverageStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientCoveragesConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<CoverageStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientDeviceRequestsArgs = {
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<RequestStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientDeviceRequestsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<RequestStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientDeviceUsesArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<DeviceUseStatementStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientDeviceUsesConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<DeviceUseStatementStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientDevicesArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<DeviceStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientDevicesConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<DeviceStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientDiagnosticReportsArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<DiagnosticReportStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientDiagnosticReportsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<DiagnosticReportStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientDocumentsArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<DocumentReferenceStatus>>;
  type: InputMaybe<Array<Scalars['String']['input']>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientDocumentsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<DocumentReferenceStatus>>;
  type: InputMaybe<Array<Scalars['String']['input']>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientEncountersArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<EncounterStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientEncountersConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<EncounterStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientEpisodesOfCareArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<EpisodeOfCareStatus>>;
  type: InputMaybe<Array<Scalars['String']['input']>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientEpisodesOfCareConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<EpisodeOfCareStatus>>;
  type: InputMaybe<Array<Scalars['String']['input']>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientExplanationsOfBenefitArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ExplanationOfBenefitStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
  use: InputMaybe<Array<ExplanationOfBenefitUse>>;
};


/** A person who receives care. */
export type PatientExplanationsOfBenefitConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ExplanationOfBenefitStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
  use: InputMaybe<Array<ExplanationOfBenefitUse>>;
};


/** A person who receives care. */
export type PatientFamilyHistoryArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<FamilyHistoryStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientFamilyHistoryConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<FamilyHistoryStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientFlagsArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<FlagStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientFlagsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<FlagStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientGoalsArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<GoalLifecycleStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientGoalsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<GoalLifecycleStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientIdentifiersArgs = {
  system: InputMaybe<Scalars['String']['input']>;
};


/** A person who receives care. */
export type PatientImagingStudiesArgs = {
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ImagingStudyStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientImagingStudiesConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ImagingStudyStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientImmunizationRecommendationsArgs = {
  first?: Scalars['Int']['input'];
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientImmunizationRecommendationsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientImmunizationsArgs = {
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ImmunizationStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientImmunizationsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ImmunizationStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientLabResultsArgs = {
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ObservationStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientLabResultsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ObservationStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientLatestObservationsArgs = {
  codes: Array<Scalars['String']['input']>;
  each?: Scalars['Int']['input'];
};


/** A person who receives care. */
export type PatientListsArgs = {
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ListStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientListsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ListStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientMedicationAdministrationsArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<MedicationAdministrationStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientMedicationAdministrationsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<MedicationAdministrationStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientMedicationDispensesArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<MedicationDispenseStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientMedicationDispensesConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<MedicationDispenseStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientMedicationsArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  intent: InputMaybe<Array<RequestIntent>>;
  reported: InputMaybe<Scalars['Boolean']['input']>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<MedicationRequestStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientMedicationsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  intent: InputMaybe<Array<RequestIntent>>;
  reported: InputMaybe<Scalars['Boolean']['input']>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<MedicationRequestStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientNameArgs = {
  use: InputMaybe<NameUse>;
};


/** A person who receives care. */
export type PatientNutritionOrdersArgs = {
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<RequestStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientNutritionOrdersConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<RequestStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientObservationsArgs = {
  category: InputMaybe<Array<ObservationCategory>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ObservationStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientObservationsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<ObservationCategory>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ObservationStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientProblemsArgs = {
  clinicalStatus: InputMaybe<Array<ConditionClinicalStatus>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientProblemsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  clinicalStatus: InputMaybe<Array<ConditionClinicalStatus>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientProceduresArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ProcedureStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientProceduresConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ProcedureStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientQuestionnaireResponsesArgs = {
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<QuestionnaireResponseStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientQuestionnaireResponsesConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<QuestionnaireResponseStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientRecentRecordsArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: Scalars['FhirDateTime']['input'];
  types: InputMaybe<Array<DatedRecordType>>;
};


/** A person who receives care. */
export type PatientRecordsArgs = {
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  sort: InputMaybe<ListSort>;
  type: RecordType;
};


/** A person who receives care. */
export type PatientRecordsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  sort: InputMaybe<ListSort>;
  type: RecordType;
};


/** A person who receives care. */
export type PatientRelatedPersonsArgs = {
  first?: Scalars['Int']['input'];
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientRelatedPersonsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientServiceRequestsArgs = {
  category: InputMaybe<Array<Scalars['String']['input']>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<RequestStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientServiceRequestsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  category: InputMaybe<Array<Scalars['String']['input']>>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<RequestStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientTasksArgs = {
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<TaskStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientTasksConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<TaskStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientVitalSignsArgs = {
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ObservationStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};


/** A person who receives care. */
export type PatientVitalSignsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  code: InputMaybe<Array<Scalars['String']['input']>>;
  encounter: InputMaybe<Array<Scalars['ID']['input']>>;
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  since: InputMaybe<Scalars['FhirDateTime']['input']>;
  sort: InputMaybe<ListSort>;
  status: InputMaybe<Array<ObservationStatus>>;
  until: InputMaybe<Scalars['FhirDateTime']['input']>;
};

/** A patient's home address. */
export type PatientAddressInput = {
  /** The city or town. */
  city: Scalars['String']['input'];
  /** The country. */
  country?: InputMaybe<Scalars['String']['input']>;
  /** The street, house number and other lines; at most 4. */
  lines: Array<Scalars['String']['input']>;
  /** The postal code. */
  postalCode?: InputMaybe<Scalars['String']['input']>;
  /** The state or province. */
  state?: InputMaybe<Scalars['String']['input']>;
};

/** A page of patients. */
export type PatientConnection = {
  __typename?: 'PatientConnection';
  /** The patients on the page, each with a cursor. */
  edges: Array<PatientEdge>;
  /** The patients on the page. */
  nodes: Array<Patient>;
  /** Whether and where the list continues. */
  pageInfo: PageInfo;
};

/** A person or organization to contact about a patient. */
export type PatientContact = {
  __typename?: 'PatientContact';
  /** The address. */
  address: Maybe<Address>;
  /** The administrative gender. */
  gender: Maybe<AdministrativeGender>;
  /** Whether it holds now: false if its period, status or use says that it does not. */
  isCurrent: Scalars['Boolean']['output'];
  /** The name. */
  name: Maybe<Name>;
  /** The organization to contact, or the one that the person works for. */
  organization: Maybe<OrganizationReference>;
  /** The period in which to contact them. */
  period: Maybe<Period>;
  /** The relationship to the patient, such as `Emergency Contact`. */
  relationships: Array<CodeableConcept>;
  /** Phone numbers, email addresses and other contact points. */
  telecom: Array<ContactPoint>;
};

/** A patient on a page. */
export type PatientEdge = {
  __typename?: 'PatientEdge';
  /** An opaque cursor. Pass it as `after` to continue after this patient. */
  cursor: Scalars['String']['output'];
  /** The patient. */
  node: Patient;
};

/**
 * Search criteria for patients. Epic accepts only these combinations: `ids`; `identifier`; `given` + `family` + `birthDate`; or `given` +
 * `family` + `gender` + `phone` or `email`. It returns BAD_USER_INPUT for fewer criteria.
 */
export type PatientFilter = {
  /** The complete date of birth, such as `1987-09-12`. */
  birthDate?: InputMaybe<Scalars['FhirDate']['input']>;
  /** An email address. */
  email?: InputMaybe<Scalars['String']['input']>;
  /** The family name. Epic also matches names that sound alike. */
  family?: InputMaybe<Scalars['String']['input']>;
  /** The gender; the legal sex if the FHIR server searches by it, as Epic does. */
  gender?: InputMaybe<AdministrativeGender>;
  /** A given name. Epic also matches names that sound alike. */
  given?: InputMaybe<Scalars['String']['input']>;
  /** An identifier, such as a medical record number. */
  identifier?: InputMaybe<IdentifierFilter>;
  /** At most 100 FHIR ids. Cannot be combined with other criteria. */
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** A name, or its beginning, on FHIR servers other than Epic that search by it. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** A phone number. */
  phone?: InputMaybe<Scalars['String']['input']>;
};

/** An identifier of a patient. */
export type PatientIdentifierInput = {
  /** The URI or OID of the identifier system, such as `2.16.840.1.113883.4.1`. */
  system: Scalars['String']['input'];
  /** The identifier itself. */
  value: Scalars['String']['input'];
};

/** A link to another record of the same person. */
export type PatientLink = {
  __typename?: 'PatientLink';
  /** The other record: a patient's or a related person's. */
  other: Maybe<ActorReference>;
  /** The relation of the other record to this one. */
  type: Maybe<PatientLinkType>;
};

/** The relation of another record to this one (FHIR LinkType). */
export type PatientLinkType =
  /** This record is in use. The other one may contain more about the person. */
  | 'REFER'
  /** The other record replaces this one. Do not use this one. */
  | 'REPLACED_BY'
  /** This record replaces the other one. */
  | 'REPLACES'
  /** Both records are in use. */
  | 'SEE_ALSO'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** A patient whom the FHIR server matched. */
export type PatientMatch = {
  __typename?: 'PatientMatch';
  /** How certain the FHIR server is (extension match-grade). */
  certainty: MatchCertainty;
  /** The patient. Selecting it costs no FHIR request. */
  patient: Patient;
  /** The FHIR server's score from 0 to 1, which other servers count differently. Null if it sent none (`Bundle.entry.search.score`). */
  score: Maybe<Scalars['FhirDecimal']['output']>;
};

/** An official name. */
export type PatientNameInput = {
  /** The family name. */
  family: Scalars['String']['input'];
  /** The given names, 1 to 5, the first name first. */
  given: Array<Scalars['String']['input']>;
};

/** Whether a patient was created or already existed. */
export type PatientOutcome =
  /** Created. */
  | 'CREATED'
  /** The FHIR server does not say whether it created the patient. */
  | 'CREATED_OR_MATCHED'
  /** The patient already existed. Nothing was created. */
  | 'MATCHED';

/** A reference to a patient. */
export type PatientReference = {
  __typename?: 'PatientReference';
  /** The patient in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the patient. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Patient/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The patient, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<Patient>;
  /** The resource type: `Patient`. */
  type: Maybe<Scalars['String']['output']>;
};

/** A summary of a patient's chart at one moment (FHIR Composition). It replaces no list: records that it omits can be on file. */
export type PatientSummary = {
  __typename?: 'PatientSummary';
  /** When it was compiled. */
  date: Maybe<Scalars['FhirDateTime']['output']>;
  /** Whether the summary was entered in error: if true, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** Its sections in the server's order; nested ones follow theirs. */
  sections: Array<PatientSummarySection>;
  /** The status, such as `final` (`Composition.status`). */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The title. */
  title: Maybe<Scalars['String']['output']>;
};

/** A record of a summary. */
export type PatientSummaryEntry = {
  __typename?: 'PatientSummaryEntry';
  /** The date by which lists of the type are sorted. */
  date: Maybe<Scalars['FhirDateTime']['output']>;
  /** Whether an unknown modifier extension may change the meaning of the record: read `modifierExtension` in `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** Whether the record was entered in error: if true, disregard its content. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The codes of all elements that say whether and how the record holds, such as `resolved, confirmed`. */
  status: Maybe<Scalars['String']['output']>;
  /** The name of the record. A prohibition begins with `Do not`. */
  title: Maybe<Scalars['String']['output']>;
  /** The FHIR resource type. */
  type: Scalars['String']['output'];
};

/** A section of a summary, such as allergies. */
export type PatientSummarySection = {
  __typename?: 'PatientSummarySection';
  /** The kind of section. */
  code: Maybe<CodeableConcept>;
  /** Why the section has no entries. Null with the warning SUMMARY_TEXT_WITHHELD unless the caller's scopes cover the whole chart. */
  emptyReason: Maybe<CodeableConcept>;
  /** The records that the caller may see. */
  entries: Array<PatientSummaryEntry>;
  /**
   * The section in words. Null with the warning SUMMARY_TEXT_WITHHELD unless the caller may see the whole chart and every entry, because a text
   * cannot be redacted in part.
   */
  text: Maybe<Narrative>;
  /** The title, such as `Allergies and Intolerances`. */
  title: Maybe<Scalars['String']['output']>;
};

/** A period of time. Without an end, it continues, or the end is not known. */
export type Period = {
  __typename?: 'Period';
  /** The end of the period, inclusive. */
  end: Maybe<Scalars['FhirDateTime']['output']>;
  /** The start of the period. */
  start: Maybe<Scalars['FhirDateTime']['output']>;
};

/** A person who provides care. */
export type Practitioner = {
  __typename?: 'Practitioner';
  /** Whether the record is in use; false for a practitioner who has left. */
  active: Maybe<Scalars['Boolean']['output']>;
  /** The addresses. */
  addresses: Array<Address>;
  /** The practitioner's name for display, such as `Sam Carter, MD`. Null if no name is on file. */
  fullName: Maybe<Scalars['String']['output']>;
  /** The administrative gender. */
  gender: Maybe<AdministrativeGender>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the practitioner. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** All names on file. */
  names: Array<Name>;
  /** The ten-digit National Provider Identifier, NPI (identifier of system http://hl7.org/fhir/sid/us-npi). */
  npi: Maybe<Scalars['String']['output']>;
  /** Degrees, certificates and other qualifications, such as `MD` (`qualification.code`). */
  qualifications: Array<CodeableConcept>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** Phone numbers, email addresses and other contact points. */
  telecom: Array<ContactPoint>;
};

/** A page of practitioners. */
export type PractitionerConnection = {
  __typename?: 'PractitionerConnection';
  edges: Array<PractitionerEdge>;
  nodes: Array<Practitioner>;
  pageInfo: PageInfo;
};

/** A record on a page of practitioners. */
export type PractitionerEdge = {
  __typename?: 'PractitionerEdge';
  cursor: Scalars['String']['output'];
  node: Practitioner;
};

/** A reference to a practitioner. */
export type PractitionerReference = {
  __typename?: 'PractitionerReference';
  /** The practitioner in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the practitioner. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Practitioner/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The practitioner, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<Practitioner>;
  /** The resource type: `Practitioner`. */
  type: Maybe<Scalars['String']['output']>;
};

/** A practitioner's role at an organization. */
export type PractitionerRole = {
  __typename?: 'PractitionerRole';
  /** Whether the role is in use. */
  active: Maybe<Scalars['Boolean']['output']>;
  /** Exceptions to the hours in words, such as public holidays. */
  availabilityExceptions: Maybe<Scalars['String']['output']>;
  /** The hours in which the practitioner is available in this role. */
  availableTimes: Array<WeeklyHours>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The locations. */
  locations: Array<LocationReference>;
  /** Times off, and closures. */
  notAvailable: Array<PractitionerRoleNotAvailable>;
  /** The organization. */
  organization: Maybe<OrganizationReference>;
  /** The period in which the practitioner has the role. */
  period: Maybe<Period>;
  /** The practitioner. */
  practitioner: Maybe<PractitionerReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The functions of the practitioner at the organization (`code`). */
  roles: Array<CodeableConcept>;
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The specialties, such as `Family Medicine`. */
  specialties: Array<CodeableConcept>;
  /** Phone numbers, email addresses and other contact points. */
  telecom: Array<ContactPoint>;
};

/** A page of practitioner roles. */
export type PractitionerRoleConnection = {
  __typename?: 'PractitionerRoleConnection';
  edges: Array<PractitionerRoleEdge>;
  nodes: Array<PractitionerRole>;
  pageInfo: PageInfo;
};

/** A record on a page of practitioner roles. */
export type PractitionerRoleEdge = {
  __typename?: 'PractitionerRoleEdge';
  cursor: Scalars['String']['output'];
  node: PractitionerRole;
};

/** A time off. */
export type PractitionerRoleNotAvailable = {
  __typename?: 'PractitionerRoleNotAvailable';
  /** The reason for display. */
  description: Maybe<Scalars['String']['output']>;
  /** When it applies. Null if always, or if the FHIR server does not say. */
  during: Maybe<Period>;
};

/** A unit of blood pressure. */
export type PressureUnit =
  /** Millimeters of mercury (UCUM `mm[Hg]`). */
  | 'MMHG';

/** A code of a problem, with its name. */
export type ProblemCodeInput = {
  /** The code, such as `E11.9`. */
  code: Scalars['String']['input'];
  /** The name, such as `Type 2 diabetes mellitus`. */
  name: Scalars['String']['input'];
  /** The code system. */
  system: ProblemCodeSystem;
};

/** A code system for problems. */
export type ProblemCodeSystem =
  /** ICD-10-CM; write codes with the dot. */
  | 'ICD10CM'
  /** SNOMED CT. */
  | 'SNOMED';

/** A procedure performed on or for a patient, such as an operation. Check `status`. */
export type Procedure = {
  __typename?: 'Procedure';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** Who asserted the procedure. */
  asserter: Maybe<ActorReference>;
  /** The records that the procedure fulfills, such as an order. */
  basedOn: Array<Reference>;
  /** The anatomical locations. */
  bodySites: Array<CodeableConcept>;
  /** The type of procedure, such as `Surgical Procedures`. */
  category: Maybe<CodeableConcept>;
  /** The procedure. `code { code(system: CPT) }` returns the CPT code. */
  code: Maybe<CodeableConcept>;
  /** The complications. An empty list does not mean that there were none. */
  complications: Array<CodeableConcept>;
  /** Devices implanted, removed or changed (`focalDevice.manipulated`). */
  devices: Array<DeviceReference>;
  /** The encounter at which the procedure was performed. */
  encounter: Maybe<EncounterReference>;
  /** The follow-up instructions. */
  followUps: Array<CodeableConcept>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the procedure. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** Where the procedure was performed. */
  location: Maybe<LocationReference>;
  /** The procedure for display, such as `Appendectomy` (`code`). */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** The outcome. */
  outcome: Maybe<CodeableConcept>;
  /** When the procedure was performed, or began; otherwise when it ended. */
  performed: Maybe<Scalars['FhirDateTime']['output']>;
  /** The period over which the procedure was performed. */
  performedPeriod: Maybe<Period>;
  /** When the procedure was performed, in words, if no date is on file; such as `12 years` for the patient's age (`performed[x]`). */
  performedText: Maybe<Scalars['String']['output']>;
  /** Who performed the procedure. */
  performers: Array<ProcedurePerformer>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The reasons for the procedure: records, such as conditions. */
  reasonReferences: Array<Reference>;
  /** The reasons for the procedure (`reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** Who recorded the procedure. */
  recorder: Maybe<ActorReference>;
  /** Reports of the procedure, such as its findings. */
  reports: Array<Reference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the procedure. */
  status: Maybe<ProcedureStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The reason for the status, such as why the procedure was not done. */
  statusReason: Maybe<CodeableConcept>;
  /** The patient. */
  subject: Maybe<PatientReference>;
};

/** A page of procedures. */
export type ProcedureConnection = {
  __typename?: 'ProcedureConnection';
  edges: Array<ProcedureEdge>;
  nodes: Array<Procedure>;
  pageInfo: PageInfo;
};

/** A record on a page of procedures. */
export type ProcedureEdge = {
  __typename?: 'ProcedureEdge';
  cursor: Scalars['String']['output'];
  node: Procedure;
};

/** A person or organization that performed a procedure. */
export type ProcedurePerformer = {
  __typename?: 'ProcedurePerformer';
  /** The person or organization. */
  actor: Maybe<ActorReference>;
  /** The role in the procedure, such as surgeon. */
  function: Maybe<CodeableConcept>;
  /** The organization that the performer represents. */
  onBehalfOf: Maybe<OrganizationReference>;
};

/** The status of a procedure (FHIR EventStatus). */
export type ProcedureStatus =
  /** Completed. */
  | 'COMPLETED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** In progress. */
  | 'IN_PROGRESS'
  /** Not done. */
  | 'NOT_DONE'
  /** On hold. */
  | 'ON_HOLD'
  /** Being prepared. */
  | 'PREPARATION'
  /** Stopped before it was completed. */
  | 'STOPPED'
  /** The source does not know the status. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** Any type of record that can forbid something. */
export type ProhibitingRecord = CarePlan | MedicationRequest | ServiceRequest;

/** An instruction not to give or do something. */
export type Prohibition = {
  __typename?: 'Prohibition';
  /** Whether the instruction is in force. False once it was completed, stopped, canceled or revoked. */
  isInForce: Scalars['Boolean']['output'];
  /** The element that forbids it, as a FHIRPath such as `MedicationRequest.doNotPerform`. */
  path: Scalars['String']['output'];
  /** The record that forbids it. Selecting it costs no FHIR request. */
  record: ProhibitingRecord;
  /** The instruction for display, such as `Do not give: aspirin`. Says so if it is no longer in force. */
  text: Scalars['String']['output'];
};

/** The origin of records: who created or sent them, and when. */
export type Provenance = {
  __typename?: 'Provenance';
  /** The activity, such as the creation of a record. */
  activity: Maybe<CodeableConcept>;
  /** The people and organizations involved, such as the author and the transmitter. */
  agents: Array<ProvenanceAgent>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** Where the activity occurred. */
  location: Maybe<LocationReference>;
  /** When the activity occurred, or began; otherwise when it ended. */
  occurred: Maybe<Scalars['FhirDateTime']['output']>;
  /** The period over which the activity occurred. */
  occurredPeriod: Maybe<Period>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The reasons for the activity. */
  reasons: Array<CodeableConcept>;
  /** When the activity was recorded. */
  recorded: Maybe<Scalars['FhirDateTime']['output']>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The records that the provenance is about. */
  targets: Array<Reference>;
};

/** A person or organization that was involved in creating or sending a record. */
export type ProvenanceAgent = {
  __typename?: 'ProvenanceAgent';
  /** The person or organization that the agent represents. */
  onBehalfOf: Maybe<ActorReference>;
  /** The role. */
  roles: Array<CodeableConcept>;
  /** The type of involvement, such as `Author` or `Transmitter`. */
  type: Maybe<CodeableConcept>;
  /** The person or organization. */
  who: Maybe<ActorReference>;
};

/** An amount with its unit. */
export type Quantity = {
  __typename?: 'Quantity';
  /** The code of the unit: a UCUM code if `system` says so. */
  code: Maybe<Scalars['String']['output']>;
  /** How the number bounds the actual value, such as "less than". Null if the number is not a bound. */
  comparator: Maybe<QuantityComparator>;
  /** The number exactly as the FHIR server wrote it, with all its digits. */
  decimal: Maybe<Scalars['FhirDecimal']['output']>;
  /** The code system of `code`. */
  system: Maybe<Scalars['String']['output']>;
  /** The amount for display, such as `7.2 g/dL` or `<0.5 mg/L`. */
  text: Maybe<Scalars['String']['output']>;
  /** The unit as people write it. */
  unit: Maybe<Scalars['String']['output']>;
  /** The number. Check `comparator` before you compare it. */
  value: Maybe<Scalars['Float']['output']>;
};

/** How a number bounds the actual value. */
export type QuantityComparator =
  /** The actual value is greater than or equal to the number. */
  | 'GREATER_OR_EQUAL'
  /** The actual value is greater than the number. */
  | 'GREATER_THAN'
  /** The actual value is less than or equal to the number. */
  | 'LESS_OR_EQUAL'
  /** The actual value is less than the number. */
  | 'LESS_THAN'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type Query = {
  __typename?: 'Query';
  /** The account with this FHIR id, if the caller may see it. */
  account: Maybe<Account>;
  /** The adverse event with this FHIR id, if the caller may see it. */
  adverseEvent: Maybe<AdverseEvent>;
  /** The allergy or intolerance with this FHIR id, if the caller may see it. */
  allergyIntolerance: Maybe<AllergyIntolerance>;
  /** The appointment with this FHIR id, if the caller may see it. */
  appointment: Maybe<Appointment>;
  /**
   * The appointments that start on a day at the site, sorted by start. Epic lists appointments only by patient, so the gateway sends a request for
   * each patient: of the panel, with the warning OF_THIS_PANEL, or of `patients`. Other servers answer one search for everybody.
   */
  appointments: Maybe<Array<Appointment>>;
  /** The care plan with this FHIR id, if the caller may see it. */
  carePlan: Maybe<CarePlan>;
  /** The care team with this FHIR id, if the caller may see it. */
  careTeam: Maybe<CareTeam>;
  /** The message with this FHIR id, if the caller may see it. */
  communication: Maybe<Communication>;
  /** The problem, diagnosis or health concern with this FHIR id, if the caller may see it. */
  condition: Maybe<Condition>;
  /** The consent with this FHIR id, if the caller may see it. */
  consent: Maybe<Consent>;
  /** The insurance coverage with this FHIR id, if the caller may see it. */
  coverage: Maybe<Coverage>;
  /** The device with this FHIR id, if the caller may see it. */
  device: Maybe<Device>;
  /** The device order with this FHIR id, if the caller may see it. */
  deviceRequest: Maybe<DeviceRequest>;
  /** The statement that a patient uses a device with this FHIR id, if the caller may see it. */
  deviceUseStatement: Maybe<DeviceUseStatement>;
  /** The diagnostic report with this FHIR id, if the caller may see it. */
  diagnosticReport: Maybe<DiagnosticReport>;
  /** The clinical note or other document with this FHIR id, if the caller may see it. */
  documentReference: Maybe<DocumentReference>;
  /** The encounter with this FHIR id, if the caller may see it. */
  encounter: Maybe<Encounter>;
  /** The episode of care with this FHIR id, if the caller may see it. */
  episodeOfCare: Maybe<EpisodeOfCare>;
  /** The explanation of benefit with this FHIR id, if the caller may see it. */
  explanationOfBenefit: Maybe<ExplanationOfBenefit>;
  /** The family history entry with this FHIR id, if the caller may see it. */
  familyMemberHistory: Maybe<FamilyMemberHistory>;
  /** The flag with this FHIR id, if the caller may see it. */
  flag: Maybe<Flag>;
  /** The goal with this FHIR id, if the caller may see it. */
  goal: Maybe<Goal>;
  /** The imaging study with this FHIR id, if the caller may see it. */
  imagingStudy: Maybe<ImagingStudy>;
  /** The vaccination with this FHIR id, if the caller may see it. */
  immunization: Maybe<Immunization>;
  /** The vaccination forecast with this FHIR id, if the caller may see it. */
  immunizationRecommendation: Maybe<ImmunizationRecommendation>;
  /** The list of records with this FHIR id, if the caller may see it. */
  list: Maybe<List>;
  /** The location with this FHIR id, if the caller may see it. */
  location: Maybe<Location>;
  /** Locations by type, name or city, in the order of the FHIR server. Epic needs `type`. */
  locations: Maybe<Array<Location>>;
  /** The same list with pagination. */
  locationsConnection: Maybe<LocationConnection>;
  /**
   * The patients whom the FHIR server matches with these demographics (`Patient/$match`), in the server's order. The gateway chooses none: a
   * person does. Needs scopes with `Patient.rs` for all patients, and so is FORBIDDEN for `patient/` scopes.
   */
  matchPatients: Maybe<Array<PatientMatch>>;
  /**
   * The person who signed in at the FHIR server, and the context of the launch. Null for callers with a bearer token: the gateway then reads with
   * its own access.
   */
  me: Maybe<SignedInPerson>;
  /** The photo, video or other medium with this FHIR id, if the caller may see it. */
  media: Maybe<Media>;
  /** The medication with this FHIR id, if the caller may see it. */
  medication: Maybe<Medication>;
  /** The medication administration with this FHIR id, if the caller may see it. */
  medicationAdministration: Maybe<MedicationAdministration>;
  /** The medication dispense with this FHIR id, if the caller may see it. */
  medicationDispense: Maybe<MedicationDispense>;
  /** The medication order or record with this FHIR id, if the caller may see it. */
  medicationRequest: Maybe<MedicationRequest>;
  /** The order for a diet or nutrition with this FHIR id, if the caller may see it. */
  nutritionOrder: Maybe<NutritionOrder>;
  /** The observation with this FHIR id, if the caller may see it. */
  observation: Maybe<Observation>;
  /** The organization with this FHIR id, if the caller may see it. */
  organization: Maybe<Organization>;
  /** The organizations with these FHIR ids, in this order: Epic searches organizations only by id. Null for one that `organization` cannot return. */
  organizations: Maybe<Array<Maybe<Organization>>>;
  /** The patient with this FHIR id. Null if there is none. Example id: `erXuFYUfucBZaryVksYEcMg3`. */
  patient: Maybe<Patient>;
  /** The patient with this identifier. Null if there is none; an error if there are several. */
  patientByIdentifier: Maybe<Patient>;
  /**
   * The International Patient Summary that the FHIR server compiles (`Patient/[id]/$summary`). Null if the patient does not exist, or the caller
   * may not see the patient. Its records can be copies with ids of the document, so they cannot be looked up.
   */
  patientSummary: Maybe<PatientSummary>;
  /**
   * Patients of the configured panel, or those that match the filter. Epic cannot list all of its patients. For a person who signed in at the FHIR
   * server for one patient: that patient. Example: `patients(first: 10) { id fullName }`.
   */
  patients: Maybe<Array<Patient>>;
  /** The same list with pagination. */
  patientsConnection: Maybe<PatientConnection>;
  /** The practitioner with this FHIR id, if the caller may see it. */
  practitioner: Maybe<Practitioner>;
  /** The practitioner role with this FHIR id, if the caller may see it. */
  practitionerRole: Maybe<PractitionerRole>;
  /** Roles of practitioners: who works where, as what. In the order of the FHIR server. Epic needs `practitioner`, `location` or `specialty`. Former roles can be among them: see `active` and `period`. */
  practitionerRoles: Maybe<Array<PractitionerRole>>;
  /** The same list with pagination. */
  practitionerRolesConnection: Maybe<PractitionerRoleConnection>;
  /** Practitioners by name or identifier, in the order of the FHIR server. Epic needs `identifier`, `name` or `family`. Those who have left can be among them: see `active`. */
  practitioners: Maybe<Array<Practitioner>>;
  /** The same list with pagination. */
  practitionersConnection: Maybe<PractitionerConnection>;
  /** The procedure with this FHIR id, if the caller may see it. */
  procedure: Maybe<Procedure>;
  /** The provenance record with this FHIR id, if the caller may see it. */
  provenance: Maybe<Provenance>;
  /** The questionnaire with this FHIR id, if the caller may see it. */
  questionnaire: Maybe<Questionnaire>;
  /** The response to a questionnaire with this FHIR id, if the caller may see it. */
  questionnaireResponse: Maybe<QuestionnaireResponse>;
  /** The resource of this type with this FHIR id, of any type that the gateway reads. Null if there is none, or the caller may not see it. Prefer the type's own lookup, which knows its elements. */
  record: Maybe<AnyRecord>;
  /** The related person with this FHIR id, if the caller may see it. */
  relatedPerson: Maybe<RelatedPerson>;
  /** The order for a test, procedure or other service with this FHIR id, if the caller may see it. */
  serviceRequest: Maybe<ServiceRequest>;
  /** The site that serves this operation. Null if the gateway serves one FHIR server without a sites file. */
  site: Maybe<Site>;
  /** The specimen with this FHIR id, if the caller may see it. */
  specimen: Maybe<Specimen>;
  /** The task with this FHIR id, if the caller may see it. */
  task: Maybe<Task>;
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryAccountArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryAdverseEventArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryAllergyIntoleranceArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryAppointmentArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryAppointmentsArgs = {
  date: Scalars['FhirDate']['input'];
  first?: Scalars['Int']['input'];
  include: InputMaybe<Array<ExcludedRecords>>;
  location: InputMaybe<Scalars['ID']['input']>;
  patients: InputMaybe<Array<Scalars['ID']['input']>>;
  practitioner: InputMaybe<Scalars['ID']['input']>;
  status: InputMaybe<Array<AppointmentStatus>>;
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryCarePlanArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryCareTeamArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryCommunicationArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryConditionArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryConsentArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryCoverageArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryDeviceArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryDeviceRequestArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryDeviceUseStatementArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryDiagnosticReportArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryDocumentReferenceArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryEncounterArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryEpisodeOfCareArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryExplanationOfBenefitArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryFamilyMemberHistoryArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryFlagArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryGoalArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryImagingStudyArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryImmunizationArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryImmunizationRecommendationArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryListArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryLocationArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryLocationsArgs = {
  city: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  name: InputMaybe<Scalars['String']['input']>;
  organization: InputMaybe<Scalars['ID']['input']>;
  state: InputMaybe<Scalars['String']['input']>;
  type: InputMaybe<Scalars['String']['input']>;
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryLocationsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  city: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  name: InputMaybe<Scalars['String']['input']>;
  organization: InputMaybe<Scalars['ID']['input']>;
  state: InputMaybe<Scalars['String']['input']>;
  type: InputMaybe<Scalars['String']['input']>;
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryMatchPatientsArgs = {
  first?: Scalars['Int']['input'];
  input: MatchPatientsInput;
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryMediaArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryMedicationArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryMedicationAdministrationArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryMedicationDispenseArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryMedicationRequestArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryNutritionOrderArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryObservationArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryOrganizationArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryOrganizationsArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryPatientArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryPatientByIdentifierArgs = {
  system: Scalars['String']['input'];
  value: Scalars['String']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryPatientSummaryArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryPatientsArgs = {
  filter: InputMaybe<PatientFilter>;
  first?: Scalars['Int']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryPatientsConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  filter: InputMaybe<PatientFilter>;
  first?: Scalars['Int']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryPractitionerArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryPractitionerRoleArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryPractitionerRolesArgs = {
  first?: Scalars['Int']['input'];
  location: InputMaybe<Scalars['ID']['input']>;
  organization: InputMaybe<Scalars['ID']['input']>;
  practitioner: InputMaybe<Scalars['ID']['input']>;
  specialty: InputMaybe<Scalars['String']['input']>;
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryPractitionerRolesConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  location: InputMaybe<Scalars['ID']['input']>;
  organization: InputMaybe<Scalars['ID']['input']>;
  practitioner: InputMaybe<Scalars['ID']['input']>;
  specialty: InputMaybe<Scalars['String']['input']>;
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryPractitionersArgs = {
  family: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  given: InputMaybe<Scalars['String']['input']>;
  identifier: InputMaybe<IdentifierFilter>;
  name: InputMaybe<Scalars['String']['input']>;
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryPractitionersConnectionArgs = {
  after: InputMaybe<Scalars['String']['input']>;
  family: InputMaybe<Scalars['String']['input']>;
  first?: Scalars['Int']['input'];
  given: InputMaybe<Scalars['String']['input']>;
  identifier: InputMaybe<IdentifierFilter>;
  name: InputMaybe<Scalars['String']['input']>;
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryProcedureArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryProvenanceArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryQuestionnaireArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryQuestionnaireResponseArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryRecordArgs = {
  id: Scalars['ID']['input'];
  type: RecordType;
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryRelatedPersonArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryServiceRequestArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QuerySpecimenArgs = {
  id: Scalars['ID']['input'];
};


/**
 * The root of every query. A null without an error means not on file; a null with an error at its path means that it could not be read.
 * A field shows the FHIR element of its name, unless its description says otherwise.
 */
export type QueryTaskArgs = {
  id: Scalars['ID']['input'];
};

/** The answer to a question. Example: `{ linkId: "1.1", values: ["LA6569-3"] }`. */
export type QuestionAnswerInput = {
  /** The `linkId` of the question in the form. */
  linkId: Scalars['String']['input'];
  /** The unit; only for a quantity. A unit of the form and a common UCUM code, such as `kg`, are sent with a code; others as text. */
  unit?: InputMaybe<Scalars['String']['input']>;
  /**
   * The answer as text; several only if the question can repeat. The form decides on the type: `true`, `12`, `7.5`, `2026-05-01`, `06:30`, a
   * text, or for a choice the code of an option, `system|code`, or the exact text of an option.
   */
  values: Array<Scalars['String']['input']>;
};

/** A form with questions. Belongs to no patient. Epic finds it only by id. */
export type Questionnaire = {
  __typename?: 'Questionnaire';
  /** When the form was last changed. */
  date: Maybe<Scalars['FhirDateTime']['output']>;
  /** The purpose of the form, which may contain Markdown. */
  description: Maybe<Scalars['String']['output']>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The top items of the form. Select `items` of an item for the items below it. */
  items: Array<QuestionnaireItem>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The status of the form. */
  status: Maybe<QuestionnaireStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The title for display, otherwise the name for computers (`title`, `Questionnaire.name`). */
  title: Maybe<Scalars['String']['output']>;
  /** The canonical URL. */
  url: Maybe<Scalars['String']['output']>;
  /** The version of the form. */
  version: Maybe<Scalars['String']['output']>;
};

/** A question, a group of items, or a text of a form. */
export type QuestionnaireItem = {
  __typename?: 'QuestionnaireItem';
  /** The value set with the possible answers. If the form does not contain it with all its codes, `options` is empty. */
  answerValueSet: Maybe<Scalars['String']['output']>;
  /** Whether the item can have several answers, or the group can occur several times. Null means no (`repeats`). */
  canRepeat: Maybe<Scalars['Boolean']['output']>;
  /** The codes of the question, such as LOINC. */
  codes: Array<Coding>;
  /** How several conditions combine: `all` or `any`. */
  enableBehavior: Maybe<Scalars['String']['output']>;
  /** The conditions under which the item applies. Without any, it always does. */
  enableWhen: Array<QuestionnaireItemEnableWhen>;
  /** Whether people cannot change the answer. Null means that they can (`readOnly`). */
  isReadOnly: Maybe<Scalars['Boolean']['output']>;
  /** Whether the item must be answered. Null means no (`required`). */
  isRequired: Maybe<Scalars['Boolean']['output']>;
  /** The items below this one. */
  items: Array<QuestionnaireItem>;
  /** The id of the item within the form. */
  linkId: Maybe<Scalars['String']['output']>;
  /** The longest answer, in characters. */
  maxLength: Maybe<Scalars['Int']['output']>;
  /** The possible answers, also from a contained value set (`answerOption`, `item.answerValueSet`). */
  options: Array<QuestionnaireItemAnswerOption>;
  /** The number or letter before the text, such as `1(a)`. */
  prefix: Maybe<Scalars['String']['output']>;
  /** The question or text. */
  text: Maybe<Scalars['String']['output']>;
  /** The type code: `group`, `display`, or the type of the answer, such as `choice` or `integer`. */
  type: Maybe<Scalars['String']['output']>;
};

/** A possible answer. */
export type QuestionnaireItemAnswerOption = {
  __typename?: 'QuestionnaireItemAnswerOption';
  /** The code of the answer. Null if the answer is a number, a date or a text (`valueCoding`). */
  coding: Maybe<Coding>;
  /** The points for the answer (extensions ordinalValue and itemWeight). */
  score: Maybe<Scalars['FhirDecimal']['output']>;
  /** The answer for display (`value[x]`). */
  text: Maybe<Scalars['String']['output']>;
};

/** A condition of an item. */
export type QuestionnaireItemEnableWhen = {
  __typename?: 'QuestionnaireItemEnableWhen';
  /** The value to compare with, for display (`answer[x]`). */
  answerText: Maybe<Scalars['String']['output']>;
  /** The comparison: `exists`, `=`, `!=`, `>`, `<`, `>=` or `<=`. */
  operator: Maybe<Scalars['String']['output']>;
  /** The `linkId` of the question that decides. */
  question: Maybe<Scalars['String']['output']>;
};

/** A reference to the form, made of its canonical URL. */
export type QuestionnaireReference = {
  __typename?: 'QuestionnaireReference';
  /** The title of the form, if the record contains it or the form is already loaded. Selecting it costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** Always null: canonical URLs have no identifier. */
  identifier: Maybe<Identifier>;
  /** The URL without the version, or the relative reference. */
  reference: Maybe<Scalars['String']['output']>;
  /** The form. Null if it is on another server or cannot be read. The gateway reads it only if you select it. */
  resource: Maybe<Questionnaire>;
  /** The resource type: `Questionnaire`. */
  type: Maybe<Scalars['String']['output']>;
};

/** The answers to a form. */
export type QuestionnaireResponse = {
  __typename?: 'QuestionnaireResponse';
  /** The items of all levels in the order of the form. `path` and `depth` of each say where it belongs. */
  allItems: Array<QuestionnaireResponseItem>;
  /** Who gave the answers, such as the patient or a parent (`source`). */
  answeredBy: Maybe<ActorReference>;
  /** Who recorded the answers. */
  author: Maybe<ActorReference>;
  /** When the answers were gathered. */
  authored: Maybe<Scalars['FhirDateTime']['output']>;
  /** The order or plan that requests the answers. */
  basedOn: Array<Reference>;
  /** The encounter in which the answers were gathered. */
  encounter: Maybe<EncounterReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the answers. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The top items. Select `items` of an item and of an answer for those below it, or `allItems` for all levels. */
  items: Array<QuestionnaireResponseItem>;
  /** The procedure or observation that the answers are part of. */
  partOf: Array<Reference>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The form, by the same URL. */
  questionnaire: Maybe<QuestionnaireReference>;
  /** The canonical URL of the form as the FHIR server sent it, often with `|version` (`questionnaire`). */
  questionnaireUrl: Maybe<Scalars['String']['output']>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /**
   * The scores that the record contains: points for chosen answers, and numbers that answer an item called a score, points or just a total. The gateway adds
   * nothing up, so there may be no total.
   */
  scores: Array<QuestionnaireScore>;
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the answers. */
  status: Maybe<QuestionnaireResponseStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
};

/** A page of responses to questionnaires. */
export type QuestionnaireResponseConnection = {
  __typename?: 'QuestionnaireResponseConnection';
  edges: Array<QuestionnaireResponseEdge>;
  nodes: Array<QuestionnaireResponse>;
  pageInfo: PageInfo;
};

/** A record on a page of responses to questionnaires. */
export type QuestionnaireResponseEdge = {
  __typename?: 'QuestionnaireResponseEdge';
  cursor: Scalars['String']['output'];
  node: QuestionnaireResponse;
};

/** An item of a form with its answers. */
export type QuestionnaireResponseItem = {
  __typename?: 'QuestionnaireResponseItem';
  /** The answers. Empty for a group, and for a question without answer. */
  answers: Array<QuestionnaireResponseItemAnswer>;
  /** The number of items above this one. */
  depth: Scalars['Int']['output'];
  /** The items below this one, without those below its answers. */
  items: Array<QuestionnaireResponseItem>;
  /** The id of the item within the form. */
  linkId: Maybe<Scalars['String']['output']>;
  /** The `linkId` of each item from the top down to this one. An item without one is an empty text. */
  path: Array<Scalars['String']['output']>;
  /** The question or the title of the group. */
  text: Maybe<Scalars['String']['output']>;
};

/** An answer. */
export type QuestionnaireResponseItemAnswer = {
  __typename?: 'QuestionnaireResponseItemAnswer';
  /** The items below this answer. */
  items: Array<QuestionnaireResponseItem>;
  /** The record that is the answer (`valueReference`). */
  reference: Maybe<Reference>;
  /** The points for the answer, if the record contains them (extensions ordinalValue and itemWeight). */
  score: Maybe<Scalars['FhirDecimal']['output']>;
  /** The answer as data; null for a file or a record. A code is a CodeableConcept, a decimal a Quantity without unit. */
  value: Maybe<ObservationValue>;
  /** The answer for display, whatever its type (`value[x]`). */
  valueText: Maybe<Scalars['String']['output']>;
};

/** The status of the answers to a form. */
export type QuestionnaireResponseStatus =
  /** Changed after it was finished. */
  | 'AMENDED'
  /** Finished. */
  | 'COMPLETED'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Not finished: answers can be missing or change. */
  | 'IN_PROGRESS'
  /** Stopped before it was finished. */
  | 'STOPPED'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A score that the record contains. */
export type QuestionnaireScore = {
  __typename?: 'QuestionnaireScore';
  /** True if the score is an answer itself, such as a total. False if it is the points for a chosen answer. */
  isAnswer: Scalars['Boolean']['output'];
  /** The item with the score. */
  item: QuestionnaireResponseItem;
  /** The score exactly as the FHIR server wrote it. Null if it is a bound such as `<5`. */
  value: Maybe<Scalars['FhirDecimal']['output']>;
  /** The score for display, such as `12`. */
  valueText: Scalars['String']['output'];
};

/** The status of a form (FHIR PublicationStatus). */
export type QuestionnaireStatus =
  /** Ready for use. */
  | 'ACTIVE'
  /** Still in development: not for use. */
  | 'DRAFT'
  /** No longer for use. */
  | 'RETIRED'
  /** The source does not know the status. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A range of amounts. */
export type Range = {
  __typename?: 'Range';
  /** The upper bound. Null if the range has none. */
  high: Maybe<Quantity>;
  /** The lower bound. Null if the range has none. */
  low: Maybe<Quantity>;
  /** The range for display, such as `3.5–5.1 mmol/L`. */
  text: Maybe<Scalars['String']['output']>;
};

/** A rate. */
export type RateInput = {
  /** The unit. */
  unit: RateUnit;
  /** The value, a whole number. */
  value: Scalars['Float']['input'];
};

/** A unit of rate. */
export type RateUnit =
  /** Per minute (UCUM `/min`). */
  | 'PER_MINUTE';

/** A ratio of two amounts. */
export type Ratio = {
  __typename?: 'Ratio';
  /** The denominator. */
  denominator: Maybe<Quantity>;
  /** The numerator. */
  numerator: Maybe<Quantity>;
  /** The ratio for display, such as `1:128`. */
  text: Maybe<Scalars['String']['output']>;
};

/** The outcome for a vital sign. */
export type ReadingStatus =
  /** The FHIR server accepted it, but has not returned an id yet. */
  | 'ACCEPTED'
  /** An observation of this kind, patient and time already exists. Nothing was written. */
  | 'ALREADY_EXISTS'
  /** Recorded. */
  | 'CREATED'
  /** Not written, for a reason that may be temporary. Retry with the same idempotency key. */
  | 'FAILED'
  /**
   * The gateway sent it and does not know whether it was recorded. Retry with the same idempotency key: the gateway looks it up, and never
   * sends it twice.
   */
  | 'OUTCOME_UNKNOWN'
  /** The FHIR server refused it; `error` says why. Nothing was written. */
  | 'REFUSED';

/** A record with a recent date. */
export type RecentRecord = {
  __typename?: 'RecentRecord';
  /** The latest of its dates that has passed. */
  date: Scalars['FhirDateTime']['output'];
  /** The element with the date, such as `issued` or `period.start`. */
  dateElement: Scalars['String']['output'];
  /** The record. Selecting it costs no FHIR request. */
  record: AnyResource;
};

/** A resource of any FHIR type. It is no entity, because its id is no key without the type: resources of two types can share an id. */
export type AnyRecord = {
  __typename?: 'Record';
  /** The date by which lists sort the record. Null if the type has none. */
  date: Maybe<Scalars['FhirDateTime']['output']>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The codes of all elements that say whether the record holds, such as `active`, or `resolved, confirmed`. */
  status: Maybe<Scalars['String']['output']>;
  /** The best words for the record. A prohibition begins with `Do not`. Null if it has no name: read `resource`. */
  title: Maybe<Scalars['String']['output']>;
  /** The FHIR type. */
  type: RecordType;
};

/** A page of records of one type. */
export type RecordConnection = {
  __typename?: 'RecordConnection';
  edges: Array<RecordEdge>;
  nodes: Array<AnyRecord>;
  pageInfo: PageInfo;
};

/** A record on a page of records of one type. */
export type RecordEdge = {
  __typename?: 'RecordEdge';
  cursor: Scalars['String']['output'];
  node: AnyRecord;
};

/** The FHIR types that the gateway reads. */
export type RecordType =
  /** Account. */
  | 'Account'
  /** AdverseEvent. */
  | 'AdverseEvent'
  /** AllergyIntolerance. */
  | 'AllergyIntolerance'
  /** Appointment. */
  | 'Appointment'
  /** BodyStructure. */
  | 'BodyStructure'
  /** CarePlan. */
  | 'CarePlan'
  /** CareTeam. */
  | 'CareTeam'
  /** Claim. */
  | 'Claim'
  /** Communication. */
  | 'Communication'
  /** ConceptMap. */
  | 'ConceptMap'
  /** Condition. */
  | 'Condition'
  /** Consent. */
  | 'Consent'
  /** Contract. */
  | 'Contract'
  /** Coverage. */
  | 'Coverage'
  /** Device. */
  | 'Device'
  /** DeviceRequest. */
  | 'DeviceRequest'
  /** DeviceUseStatement. */
  | 'DeviceUseStatement'
  /** DiagnosticReport. */
  | 'DiagnosticReport'
  /** DocumentReference. */
  | 'DocumentReference'
  /** Encounter. */
  | 'Encounter'
  /** Endpoint. */
  | 'Endpoint'
  /** EpisodeOfCare. */
  | 'EpisodeOfCare'
  /** ExplanationOfBenefit. */
  | 'ExplanationOfBenefit'
  /** FamilyMemberHistory. */
  | 'FamilyMemberHistory'
  /** Flag. */
  | 'Flag'
  /** Goal. */
  | 'Goal'
  /** Group. */
  | 'Group'
  /** ImagingStudy. */
  | 'ImagingStudy'
  /** Immunization. */
  | 'Immunization'
  /** ImmunizationRecommendation. */
  | 'ImmunizationRecommendation'
  /** List. */
  | 'List'
  /** Location. */
  | 'Location'
  /** Measure. */
  | 'Measure'
  /** MeasureReport. */
  | 'MeasureReport'
  /** Media. */
  | 'Media'
  /** Medication. */
  | 'Medication'
  /** MedicationAdministration. */
  | 'MedicationAdministration'
  /** MedicationDispense. */
  | 'MedicationDispense'
  /** MedicationRequest. */
  | 'MedicationRequest'
  /** NutritionOrder. */
  | 'NutritionOrder'
  /** Observation. */
  | 'Observation'
  /** Organization. */
  | 'Organization'
  /** Patient. */
  | 'Patient'
  /** Practitioner. */
  | 'Practitioner'
  /** PractitionerRole. */
  | 'PractitionerRole'
  /** Procedure. */
  | 'Procedure'
  /** Provenance. */
  | 'Provenance'
  /** Questionnaire. */
  | 'Questionnaire'
  /** QuestionnaireResponse. */
  | 'QuestionnaireResponse'
  /** RelatedPerson. */
  | 'RelatedPerson'
  /** RequestGroup. */
  | 'RequestGroup'
  /** ResearchStudy. */
  | 'ResearchStudy'
  /** ResearchSubject. */
  | 'ResearchSubject'
  /** ServiceRequest. */
  | 'ServiceRequest'
  /** Specimen. */
  | 'Specimen'
  /** Substance. */
  | 'Substance'
  /** Task. */
  | 'Task'
  /** ValueSet. */
  | 'ValueSet';

/**
 * Vital signs of one patient at one time; at least one is required. Example: `{ patientId: "…", encounterId: "…", takenAt:
 * "2026-05-01T09:30:00-05:00", bodyTemperature: { value: 37.2, unit: CELSIUS } }`.
 */
export type RecordVitalSignsInput = {
  /** Blood pressure, such as `{ systolic: 118, diastolic: 76 }` (LOINC 85354-9). */
  bloodPressure?: InputMaybe<BloodPressureInput>;
  /** Body height, such as `{ value: 172, unit: CENTIMETER }` (LOINC 8302-2). */
  bodyHeight?: InputMaybe<HeightInput>;
  /** Body temperature, such as `{ value: 37.2, unit: CELSIUS }` (LOINC 8310-5). */
  bodyTemperature?: InputMaybe<TemperatureInput>;
  /** Body weight, such as `{ value: 70.5, unit: KILOGRAM }` (LOINC 29463-7). */
  bodyWeight?: InputMaybe<WeightInput>;
  /** The FHIR id of the encounter, which must be open (`Observation.encounter`). */
  encounterId: Scalars['ID']['input'];
  /** Heart rate, such as `{ value: 72 }` (LOINC 8867-4). */
  heartRate?: InputMaybe<RateInput>;
  /** Oxygen saturation, such as `{ value: 98 }` (LOINC 2708-6). */
  oxygenSaturation?: InputMaybe<SaturationInput>;
  /** The FHIR id of the patient (`Observation.subject`). */
  patientId: Scalars['ID']['input'];
  /** Respiratory rate, such as `{ value: 16 }` (LOINC 9279-1). */
  respiratoryRate?: InputMaybe<RateInput>;
  /** When the vital signs were taken, to the second and with the offset; not in the future (`Observation.effectiveDateTime`). */
  takenAt: Scalars['FhirDateTime']['input'];
};

/** The outcome of `recordVitalSigns`. */
export type RecordVitalSignsPayload = {
  __typename?: 'RecordVitalSignsPayload';
  /** The outcome for each vital sign of the input, in the order of the input's fields in the schema. */
  readings: Array<VitalSignReading>;
};

/** A reference to a record of any type. Each of its parts can be missing. */
export type Reference = {
  __typename?: 'Reference';
  /** The record in words, such as a person's name, for display. Selecting it costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the record. Some references contain nothing else. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Condition/eKq1…`. Null if the FHIR server sent only words or an identifier. */
  reference: Maybe<Scalars['String']['output']>;
  /** The record. Null if it cannot be read or the caller may not see it. The gateway reads it only if you select it. */
  resource: Maybe<AnyResource>;
  /** The resource type, such as `Condition`; taken from `reference` if the FHIR server does not state it. */
  type: Maybe<Scalars['String']['output']>;
};

/** A reference range (FHIR Observation.referenceRange). */
export type ReferenceRange = {
  __typename?: 'ReferenceRange';
  /** The ages that the range applies to. */
  age: Maybe<Range>;
  /** The population that the range applies to. */
  appliesTo: Array<CodeableConcept>;
  /** The upper bound. Null if the range has none. */
  high: Maybe<Quantity>;
  /** The lower bound. Null if the range has none. */
  low: Maybe<Quantity>;
  /** The range for display, such as `13.5–17.5 g/dL`: its own text, otherwise its bounds. */
  text: Maybe<Scalars['String']['output']>;
  /** The type of range, such as normal or therapeutic. Not every range is a normal one. */
  type: Maybe<CodeableConcept>;
};

/** A person with a relationship to a patient, such as a parent or guardian. */
export type RelatedPerson = {
  __typename?: 'RelatedPerson';
  /** Whether the record is in use. */
  active: Maybe<Scalars['Boolean']['output']>;
  /** The addresses. */
  addresses: Array<Address>;
  /** The date of birth, which can be partial. */
  birthDate: Maybe<Scalars['FhirDate']['output']>;
  /** The person's name for display. Null if no name is on file. */
  fullName: Maybe<Scalars['String']['output']>;
  /** The administrative gender. */
  gender: Maybe<AdministrativeGender>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the person, without social security numbers. */
  identifiers: Array<Identifier>;
  /** Whether it holds now: false if its period, status or use says that it does not. */
  isCurrent: Scalars['Boolean']['output'];
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** All names on file. */
  names: Array<Name>;
  /** The patient. */
  patient: Maybe<PatientReference>;
  /** The period of the relationship. */
  period: Maybe<Period>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The relationship to the patient, such as `Mother`. */
  relationships: Array<CodeableConcept>;
  /** The raw FHIR resource as JSON, with social security numbers masked. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** Phone numbers, email addresses and other contact points. */
  telecom: Array<ContactPoint>;
};

/** A page of related persons. */
export type RelatedPersonConnection = {
  __typename?: 'RelatedPersonConnection';
  edges: Array<RelatedPersonEdge>;
  nodes: Array<RelatedPerson>;
  pageInfo: PageInfo;
};

/** A record on a page of related persons. */
export type RelatedPersonEdge = {
  __typename?: 'RelatedPersonEdge';
  cursor: Scalars['String']['output'];
  node: RelatedPerson;
};

/** How binding an order or plan is. */
export type RequestIntent =
  /** A directive: somebody was instructed to do it. */
  | 'DIRECTIVE'
  /** The order as the service that carries it out records it. */
  | 'FILLER_ORDER'
  /** An order for one occurrence of another order. */
  | 'INSTANCE_ORDER'
  /** One of several alternatives. */
  | 'OPTION'
  /** An order: authorized. */
  | 'ORDER'
  /** The original order that other orders are derived from. */
  | 'ORIGINAL_ORDER'
  /** A plan: intended, but not authorized. */
  | 'PLAN'
  /** A proposal: only a suggestion. */
  | 'PROPOSAL'
  /** An order generated automatically from another order. */
  | 'REFLEX_ORDER'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** The priority of an order. */
export type RequestPriority =
  /** As soon as possible. */
  | 'ASAP'
  /** Routine. */
  | 'ROUTINE'
  /** Immediately. */
  | 'STAT'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED'
  /** Urgent: before routine requests. */
  | 'URGENT';

/** The status of an order or plan. */
export type RequestStatus =
  /** Active. */
  | 'ACTIVE'
  /** Completed. */
  | 'COMPLETED'
  /** Draft; not yet in force. */
  | 'DRAFT'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** On hold: halted, but expected to resume. */
  | 'ON_HOLD'
  /** Revoked. */
  | 'REVOKED'
  /** The source does not know the status. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A series of measurements, such as a curve. */
export type SampledData = {
  __typename?: 'SampledData';
  /** The samples, separated by spaces. `E` is an error; `U` and `L` are above and below the limits of measurement. */
  data: Maybe<Scalars['String']['output']>;
  /** The number of samples at each point in time. */
  dimensions: Maybe<Scalars['Int']['output']>;
  /** The factor to multiply each sample by. */
  factor: Maybe<Scalars['Float']['output']>;
  /** The zero value, with the unit. */
  origin: Maybe<Quantity>;
  /** The milliseconds between two samples. */
  period: Maybe<Scalars['Float']['output']>;
};

/** A saturation. */
export type SaturationInput = {
  /** The unit. */
  unit: SaturationUnit;
  /** The value, from 0 to 100. */
  value: Scalars['Float']['input'];
};

/** A unit of saturation. */
export type SaturationUnit =
  /** Percent (UCUM `%`). */
  | 'PERCENT';

/** An order for a test, procedure, referral or other service. */
export type ServiceRequest = {
  __typename?: 'ServiceRequest';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** When the service was ordered. */
  authoredOn: Maybe<Scalars['FhirDateTime']['output']>;
  /** The records that the order fulfills, such as a care plan. */
  basedOn: Array<Reference>;
  /** The anatomical locations. */
  bodySites: Array<CodeableConcept>;
  /** The type of service, such as laboratory. */
  categories: Array<CodeableConcept>;
  /** The ordered service. */
  code: Maybe<CodeableConcept>;
  /** Further details of the order (`orderDetail`). */
  details: Array<CodeableConcept>;
  /** True if the service must not be performed. */
  doNotPerform: Maybe<Scalars['Boolean']['output']>;
  /** The encounter at which the service was ordered. */
  encounter: Maybe<EncounterReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the order. */
  identifiers: Array<Identifier>;
  /** How binding the order is: from a proposal to an order. */
  intent: Maybe<RequestIntent>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** Where the service should be performed (`locationReference`). */
  locations: Array<LocationReference>;
  /** The ordered service for display, such as `Complete blood count` (`code`). */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** When the service should be performed, or begin; otherwise by when. */
  occurrence: Maybe<Scalars['FhirDateTime']['output']>;
  /** The period in which the service should be performed. */
  occurrencePeriod: Maybe<Period>;
  /** How often the service should be performed, such as `once a day` (`occurrenceTiming`). */
  occurrenceText: Maybe<Scalars['String']['output']>;
  /** Instructions for the patient. */
  patientInstruction: Maybe<Scalars['String']['output']>;
  /** Who should perform the service. */
  performers: Array<ActorReference>;
  /** The priority of the order. */
  priority: Maybe<RequestPriority>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The reasons for the order: records, such as conditions. */
  reasonReferences: Array<Reference>;
  /** The reasons for the order (`reasonCode`). */
  reasons: Array<CodeableConcept>;
  /** Who ordered the service. */
  requester: Maybe<ActorReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The specimens to use. */
  specimens: Array<SpecimenReference>;
  /** The status of the order. */
  status: Maybe<RequestStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
};

/** A page of orders. */
export type ServiceRequestConnection = {
  __typename?: 'ServiceRequestConnection';
  edges: Array<ServiceRequestEdge>;
  nodes: Array<ServiceRequest>;
  pageInfo: PageInfo;
};

/** A record on a page of orders. */
export type ServiceRequestEdge = {
  __typename?: 'ServiceRequestEdge';
  cursor: Scalars['String']['output'];
  node: ServiceRequest;
};

/** A reference to an order. */
export type ServiceRequestReference = {
  __typename?: 'ServiceRequestReference';
  /** The order in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the order. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `ServiceRequest/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The order, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<ServiceRequest>;
  /** The resource type: `ServiceRequest`. */
  type: Maybe<Scalars['String']['output']>;
};

/** The app to which a person signed in. */
export type SignInAudience =
  /** The app for clinicians and other staff. */
  | 'CLINICIAN'
  /** The app for patients and those who act for them. */
  | 'PATIENT';

/** A person who signed in at the FHIR server, and the context in which the app was launched. The gateway reads with this person's access. */
export type SignedInPerson = {
  __typename?: 'SignedInPerson';
  /** Whether the person signed in to the app for clinicians or to the one for patients. */
  audience: SignInAudience;
  /** The encounter for which the app was launched. Null if there is none. */
  encounter: Maybe<Encounter>;
  /** When the session ends at the latest. It ends earlier if it is idle. */
  expiresAt: Scalars['FhirDateTime']['output'];
  /** The person's own record. Null if the FHIR server does not name it. */
  fhirUser: Maybe<FhirUserReference>;
  /** False if the EHR already shows whose record is open. If true or null, show the patient's name, birth date and identifier on every screen. */
  needPatientBanner: Maybe<Scalars['Boolean']['output']>;
  /** The patient for whom the app was launched. Null if there is none. */
  patient: Maybe<Patient>;
  /** The scopes that the FHIR server granted, which can differ from the requested ones. */
  scopes: Array<Scalars['String']['output']>;
  /** The URL of a JSON file with the colors and fonts of the EHR (SMART App Launch). Null if the FHIR server names none. */
  styleUrl: Maybe<Scalars['String']['output']>;
};

/** A hospital or other organization whose FHIR server the gateway serves. Ids differ between sites. */
export type Site = {
  __typename?: 'Site';
  /** The id of the site, as in `/sites/{id}/graphql`. */
  id: Scalars['ID']['output'];
  /** The name of the site. Null if none is configured. */
  name: Maybe<Scalars['String']['output']>;
};

/** A sample for a test, such as blood. */
export type Specimen = {
  __typename?: 'Specimen';
  /** The accession number that the laboratory assigned (`accessionIdentifier`). */
  accession: Maybe<Identifier>;
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** The anatomical location of the collection (`collection.bodySite`). */
  bodySite: Maybe<CodeableConcept>;
  /** When the specimen was collected, or collection began; otherwise when it ended (`collection.collected[x]`). */
  collected: Maybe<Scalars['FhirDateTime']['output']>;
  /** The period over which the specimen was collected (`collection.collectedPeriod`). */
  collectedPeriod: Maybe<Period>;
  /** Who collected the specimen (`collection.collector`). */
  collector: Maybe<ActorReference>;
  /** The condition of the specimen, such as clotted. */
  conditions: Array<CodeableConcept>;
  /** The containers of the specimen. */
  containers: Array<SpecimenContainer>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the specimen. */
  identifiers: Array<Identifier>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** The collection method, such as puncture (`collection.method`). */
  method: Maybe<CodeableConcept>;
  /** The type of specimen for display, such as `Venous blood` (`type`). */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** The specimens that this one was derived from. */
  parents: Array<SpecimenReference>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The amount collected (`collection.quantity`). */
  quantity: Maybe<Quantity>;
  /** When the laboratory received the specimen (`receivedTime`). */
  received: Maybe<Scalars['FhirDateTime']['output']>;
  /** The orders that the specimen was collected for. */
  requests: Array<ServiceRequestReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status: whether the specimen is available and usable. */
  status: Maybe<SpecimenStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The patient. */
  subject: Maybe<PatientReference>;
  /** The type of specimen. */
  type: Maybe<CodeableConcept>;
};

/** A container of a specimen. */
export type SpecimenContainer = {
  __typename?: 'SpecimenContainer';
  /** The additive, such as EDTA (`additiveCodeableConcept`). */
  additive: Maybe<CodeableConcept>;
  /** The maximum volume or amount. */
  capacity: Maybe<Quantity>;
  /** The container in words. */
  description: Maybe<Scalars['String']['output']>;
  /** The amount of specimen in the container (`specimenQuantity`). */
  quantity: Maybe<Quantity>;
  /** The type of container, such as a tube. */
  type: Maybe<CodeableConcept>;
};

/** A reference to a specimen. */
export type SpecimenReference = {
  __typename?: 'SpecimenReference';
  /** The specimen in words, for display. Costs no FHIR request. */
  display: Maybe<Scalars['String']['output']>;
  /** An identifier of the specimen. */
  identifier: Maybe<Identifier>;
  /** The literal reference, such as `Specimen/e…`. */
  reference: Maybe<Scalars['String']['output']>;
  /** The specimen, read only if selected. Null if it cannot be read or the caller may not see it. */
  resource: Maybe<Specimen>;
  /** The resource type: `Specimen`. */
  type: Maybe<Scalars['String']['output']>;
};

/** The status of a specimen. */
export type SpecimenStatus =
  /** Available and usable. */
  | 'AVAILABLE'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Not available. */
  | 'UNAVAILABLE'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED'
  /** Available, but not usable. */
  | 'UNSATISFACTORY';

/** A value that is text. */
export type StringValue = {
  __typename?: 'StringValue';
  /** The value, such as `Positive`. */
  string: Scalars['String']['output'];
};

/** A code system for substances. */
export type SubstanceCodeSystem =
  /** RxNorm, for drugs. */
  | 'RXNORM'
  /** SNOMED CT, for all other substances. */
  | 'SNOMED';

/** A code of a substance, with its name. */
export type SubstanceInput = {
  /** The code, such as `7980`. */
  code: Scalars['String']['input'];
  /** The name, such as `Penicillin G`. */
  name: Scalars['String']['input'];
  /** The code system. */
  system: SubstanceCodeSystem;
};

/** Work to be done, such as a call to the patient or a step of a checklist. */
export type Task = {
  __typename?: 'Task';
  /** The same comments, with their authors and times. */
  annotations: Array<Annotation>;
  /** When the task was created. */
  authoredOn: Maybe<Scalars['FhirDateTime']['output']>;
  /** The status in the words of the site, such as `Waiting for the patient`. */
  businessStatus: Maybe<CodeableConcept>;
  /** The type of task. */
  code: Maybe<CodeableConcept>;
  /** The task in words. */
  description: Maybe<Scalars['String']['output']>;
  /** When the task should be done; its end is when the task is due (`restriction.period`). */
  due: Maybe<Period>;
  /** The encounter during which the task was created. */
  encounter: Maybe<EncounterReference>;
  /** When work on the task began and ended. */
  executionPeriod: Maybe<Period>;
  /** The record that the task is about, such as an order. */
  focus: Maybe<Reference>;
  /** Whom the task benefits: the patient. */
  for: Maybe<PatientReference>;
  /** Whether an unknown `modifierExtension` may change the meaning: see `resource`. */
  hasUnknownModifier: Scalars['Boolean']['output'];
  /** The FHIR id, different at every site. */
  id: Scalars['ID']['output'];
  /** Identifiers of the task. */
  identifiers: Array<Identifier>;
  /** The inputs, such as a questionnaire to fill in. */
  inputs: Array<TaskParameter>;
  /** How binding the task is: from a proposal to an order. */
  intent: Maybe<TaskIntent>;
  /** Whether it was entered in error. If so, disregard it. */
  isEnteredInError: Scalars['Boolean']['output'];
  /** When the task last changed. */
  lastModified: Maybe<Scalars['FhirDateTime']['output']>;
  /** The task for display: its code in words, otherwise its description. */
  name: Maybe<Scalars['String']['output']>;
  /** The text of each comment. */
  notes: Array<Scalars['String']['output']>;
  /** The outputs. */
  outputs: Array<TaskParameter>;
  /** The person or organization responsible for the task. */
  owner: Maybe<ActorReference>;
  /** The priority of the task. */
  priority: Maybe<RequestPriority>;
  /** Who created or sent it, the latest first. Null with NOT_HONORED if the server may not say. */
  provenances: Maybe<Array<Provenance>>;
  /** The requester. */
  requester: Maybe<ActorReference>;
  /** The raw FHIR resource as JSON. */
  resource: Scalars['JSON']['output'];
  /** The labels that limit access, such as `NOPAT`: not the patient. */
  securityLabels: Array<Coding>;
  /** The origin, such as `Reported by the patient`, if stated. */
  source: Maybe<Scalars['String']['output']>;
  /** The status of the task. */
  status: Maybe<TaskStatus>;
  /** The status code as sent. Read it if `status` is UNRECOGNIZED. */
  statusCode: Maybe<Scalars['String']['output']>;
  /** The reason for the status, such as why the task failed. */
  statusReason: Maybe<CodeableConcept>;
};

/** A page of tasks. */
export type TaskConnection = {
  __typename?: 'TaskConnection';
  edges: Array<TaskEdge>;
  nodes: Array<Task>;
  pageInfo: PageInfo;
};

/** A record on a page of tasks. */
export type TaskEdge = {
  __typename?: 'TaskEdge';
  cursor: Scalars['String']['output'];
  node: Task;
};

/** How binding a task is. */
export type TaskIntent =
  /** The order as the service that carries it out records it. */
  | 'FILLER_ORDER'
  /** An order for one occurrence of another order. */
  | 'INSTANCE_ORDER'
  /** One of several alternatives. Lists leave it out by default. */
  | 'OPTION'
  /** An order: authorized. */
  | 'ORDER'
  /** The original order that other orders are derived from. */
  | 'ORIGINAL_ORDER'
  /** A plan: intended, but not authorized. */
  | 'PLAN'
  /** A proposal: only a suggestion. Lists leave it out by default. */
  | 'PROPOSAL'
  /** An order generated automatically from another order. */
  | 'REFLEX_ORDER'
  /** The source does not know the intent. */
  | 'UNKNOWN'
  /** A code that FHIR does not define: see `resource`. */
  | 'UNRECOGNIZED';

/** An input or output of a task (FHIR Task.input, Task.output). */
export type TaskParameter = {
  __typename?: 'TaskParameter';
  /** The record that the value refers to (`valueReference`). */
  reference: Maybe<Reference>;
  /** The value for display (`value[x]`). A value without words shows its datatype, such as `[Timing]`; `Task.resource` contains it. */
  text: Maybe<Scalars['String']['output']>;
  /** The kind of value, such as a questionnaire. */
  type: Maybe<CodeableConcept>;
};

/** The status of a task. */
export type TaskStatus =
  /** Accepted: the owner will do it. */
  | 'ACCEPTED'
  /** Canceled before it was completed. */
  | 'CANCELLED'
  /** Completed. */
  | 'COMPLETED'
  /** Draft: not ready to be acted upon. */
  | 'DRAFT'
  /** Entered in error: disregard the record. */
  | 'ENTERED_IN_ERROR'
  /** Failed: attempted, but could not be completed. */
  | 'FAILED'
  /** In progress. */
  | 'IN_PROGRESS'
  /** On hold. */
  | 'ON_HOLD'
  /** Ready: all that it needs is there. */
  | 'READY'
  /** Received by a possible owner, who has not decided yet. */
  | 'RECEIVED'
  /** Rejected: the owner will not do it. */
  | 'REJECTED'
  /** Requested, and waiting for someone to take it. */
  | 'REQUESTED'
  /** A code that FHIR does not define: see `statusCode`. */
  | 'UNRECOGNIZED';

/** A temperature. */
export type TemperatureInput = {
  /** The unit. */
  unit: TemperatureUnit;
  /** The value. */
  value: Scalars['Float']['input'];
};

/** A unit of temperature. */
export type TemperatureUnit =
  /** Degrees Celsius (UCUM `Cel`). */
  | 'CELSIUS'
  /** Degrees Fahrenheit (UCUM `[degF]`). */
  | 'FAHRENHEIT';

/** A value that is a time of day. */
export type TimeValue = {
  __typename?: 'TimeValue';
  /** The value, such as `09:30:00`. */
  time: Scalars['String']['output'];
};

/** A vital sign. */
export type VitalSignKind =
  /** Blood pressure. */
  | 'BLOOD_PRESSURE'
  /** Body height. */
  | 'BODY_HEIGHT'
  /** Body temperature. */
  | 'BODY_TEMPERATURE'
  /** Body weight. */
  | 'BODY_WEIGHT'
  /** Heart rate. */
  | 'HEART_RATE'
  /** Oxygen saturation. */
  | 'OXYGEN_SATURATION'
  /** Respiratory rate. */
  | 'RESPIRATORY_RATE';

/** The outcome for one vital sign. */
export type VitalSignReading = {
  __typename?: 'VitalSignReading';
  /** Why the vital sign was not recorded, or that the outcome is unknown. Null if it was recorded. */
  error: Maybe<WriteError>;
  /** The FHIR id of the observation. Null if there is none, or the FHIR server did not return it. */
  id: Maybe<Scalars['ID']['output']>;
  /** The vital sign. */
  kind: VitalSignKind;
  /** The observation on file; for ALREADY_EXISTS, the existing one. Null if the FHIR server does not return it, or not yet. */
  observation: Maybe<Observation>;
  /** The outcome. */
  status: ReadingStatus;
  /** A warning that the value is outside the usual range for any age, for people to check. The gateway sent it anyway. */
  warning: Maybe<Scalars['String']['output']>;
};

/** Hours in a usual week. */
export type WeeklyHours = {
  __typename?: 'WeeklyHours';
  /** The days, as FHIR codes from `mon` to `sun`. Empty if the FHIR server does not say. */
  daysOfWeek: Array<Scalars['String']['output']>;
  /** The end on each day, in local time, such as `16:00:00`. */
  end: Maybe<Scalars['String']['output']>;
  /** Whether all day long (`allDay`). */
  isAllDay: Maybe<Scalars['Boolean']['output']>;
  /** The beginning on each day, in local time, such as `08:30:00`. */
  start: Maybe<Scalars['String']['output']>;
  /** The hours for display, such as `mon, tue 08:00–17:00`. */
  text: Maybe<Scalars['String']['output']>;
};

/** A weight. */
export type WeightInput = {
  /** The unit. */
  unit: WeightUnit;
  /** The value. */
  value: Scalars['Float']['input'];
};

/** A unit of weight. */
export type WeightUnit =
  /** Grams, as for newborns (UCUM `g`). */
  | 'GRAM'
  /** Kilograms (UCUM `kg`). */
  | 'KILOGRAM'
  /** Pounds (UCUM `[lb_av]`). */
  | 'POUND';

/** Why something was not written. */
export type WriteError = {
  __typename?: 'WriteError';
  /** An error code of this gateway, such as `BAD_USER_INPUT`. */
  code: Scalars['String']['output'];
  /** An explanation: what was expected, and what to do next. */
  message: Scalars['String']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;



/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  Actor:
    | ( fhir.Stored<fhir.CareTeam> )
    | ( fhir.Stored<fhir.Device> )
    | ( fhir.Stored<fhir.Organization> )
    | ( fhir.Stored<fhir.Patient> )
    | ( fhir.Stored<fhir.Practitioner> )
    | ( fhir.Stored<fhir.PractitionerRole> )
    | ( fhir.Stored<fhir.RelatedPerson> )
  ;
  AnyResource:
    | ( fhir.Stored<fhir.Account> )
    | ( fhir.Stored<fhir.AdverseEvent> )
    | ( fhir.Stored<fhir.AllergyIntolerance> )
    | ( fhir.Stored<fhir.Appointment> )
    | ( fhir.Stored<fhir.CarePlan> )
    | ( fhir.Stored<fhir.CareTeam> )
    | ( fhir.Stored<fhir.Communication> )
    | ( fhir.Stored<fhir.Condition> )
    | ( fhir.Stored<fhir.Consent> )
    | ( fhir.Stored<fhir.Coverage> )
    | ( fhir.Stored<fhir.Device> )
    | ( fhir.Stored<fhir.DeviceRequest> )
    | ( fhir.Stored<fhir.DeviceUseStatement> )
    | ( fhir.Stored<fhir.DiagnosticReport> )
    | ( fhir.Stored<fhir.DocumentReference> )
    | ( fhir.Stored<fhir.Encounter> )
    | ( fhir.Stored<fhir.EpisodeOfCare> )
    | ( fhir.Stored<fhir.ExplanationOfBenefit> )
    | ( fhir.Stored<fhir.FamilyMemberHistory> )
    | ( fhir.Stored<fhir.Flag> )
    | ( fhir.Stored<fhir.Goal> )
    | ( fhir.Stored<fhir.ImagingStudy> )
    | ( fhir.Stored<fhir.Immunization> )
    | ( fhir.Stored<fhir.ImmunizationRecommendation> )
    | ( fhir.Stored<fhir.List> )
    | ( fhir.Stored<fhir.Location> )
    | ( fhir.Stored<fhir.Media> )
    | ( fhir.Stored<fhir.Medication> )
    | ( fhir.Stored<fhir.MedicationAdministration> )
    | ( fhir.Stored<fhir.MedicationDispense> )
    | ( fhir.Stored<fhir.MedicationRequest> )
    | ( fhir.Stored<fhir.NutritionOrder> )
    | ( fhir.Stored<fhir.Observation> )
    | ( fhir.Stored<fhir.Organization> )
    | ( fhir.Stored<fhir.Patient> )
    | ( fhir.Stored<fhir.Practitioner> )
    | ( fhir.Stored<fhir.PractitionerRole> )
    | ( fhir.Stored<fhir.Procedure> )
    | ( fhir.Stored<fhir.Provenance> )
    | ( fhir.Stored<fhir.Questionnaire> )
    | ( fhir.Stored<fhir.QuestionnaireResponse> )
    | ( fhir.Stored<fhir.RelatedPerson> )
    | ( fhir.Stored<fhir.ServiceRequest> )
    | ( fhir.Stored<fhir.Specimen> )
    | ( fhir.Stored<fhir.Task> )
  ;
  AppointmentActor:
    | ( fhir.Stored<fhir.Device> )
    | ( fhir.Stored<fhir.Location> )
    | ( fhir.Stored<fhir.Patient> )
    | ( fhir.Stored<fhir.Practitioner> )
    | ( fhir.Stored<fhir.PractitionerRole> )
    | ( fhir.Stored<fhir.RelatedPerson> )
  ;
  FhirUser:
    | ( fhir.Stored<fhir.Patient> )
    | ( fhir.Stored<fhir.Practitioner> )
    | ( fhir.Stored<fhir.RelatedPerson> )
  ;
  ObservationValue:
    | ( Extract<observation.ObservationValue, { type: 'BooleanValue' }> )
    | ( fhir.CodeableConcept )
    | ( Extract<observation.ObservationValue, { type: 'DateTimeValue' }> )
    | ( Extract<observation.ObservationValue, { type: 'IntegerValue' }> )
    | ( fhir.Period )
    | ( fhir.Quantity )
    | ( fhir.Range )
    | ( fhir.Ratio )
    | ( fhir.SampledData )
    | ( Extract<observation.ObservationValue, { type: 'StringValue' }> )
    | ( Extract<observation.ObservationValue, { type: 'TimeValue' }> )
  ;
  ProhibitingRecord:
    | ( fhir.Stored<fhir.CarePlan> )
    | ( fhir.Stored<fhir.MedicationRequest> )
    | ( fhir.Stored<fhir.ServiceRequest> )
  ;
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<fhir.Stored<fhir.Account>>;
  AccountCoverage: ResolverTypeWrapper<InResource<fhir.AccountCoverage>>;
  AccountGuarantor: ResolverTypeWrapper<InResource<fhir.AccountGuarantor>>;
  AccountReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  AccountStatus: AccountStatus;
  Actor: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['Actor']>;
  ActorReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  AddAllergyInput: AddAllergyInput;
  AddAllergyPayload: ResolverTypeWrapper<writes.CreatedResource<'AllergyIntolerance'>>;
  AddProblemInput: AddProblemInput;
  AddProblemPayload: ResolverTypeWrapper<writes.CreatedResource<'Condition'>>;
  Address: ResolverTypeWrapper<fhir.Address>;
  AddressType: AddressType;
  AddressUse: AddressUse;
  AdministrativeGender: AdministrativeGender;
  AdverseEvent: ResolverTypeWrapper<fhir.Stored<fhir.AdverseEvent>>;
  AdverseEventActuality: AdverseEventActuality;
  AdverseEventConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.AdverseEvent>>>;
  AdverseEventEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.AdverseEvent>>>;
  AdverseEventSuspectEntity: ResolverTypeWrapper<InResource<fhir.AdverseEventSuspectEntity>>;
  AdverseEventSuspectEntityCausality: ResolverTypeWrapper<InResource<fhir.AdverseEventSuspectEntityCausality>>;
  AllergyCategory: AllergyCategory;
  AllergyClinicalStatus: AllergyClinicalStatus;
  AllergyCriticality: AllergyCriticality;
  AllergyIntolerance: ResolverTypeWrapper<fhir.Stored<fhir.AllergyIntolerance>>;
  AllergyIntoleranceConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.AllergyIntolerance>>>;
  AllergyIntoleranceEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.AllergyIntolerance>>>;
  AllergyIntoleranceReaction: ResolverTypeWrapper<InResource<fhir.AllergyIntoleranceReaction>>;
  AllergyMeaning: AllergyMeaning;
  AllergyReactionInput: AllergyReactionInput;
  AllergyReactionSeverity: AllergyReactionSeverity;
  AllergyStatus: AllergyStatus;
  AllergyType: AllergyType;
  AllergyVerificationStatus: AllergyVerificationStatus;
  Annotation: ResolverTypeWrapper<InResource<fhir.Annotation>>;
  AnswerQuestionnaireInput: AnswerQuestionnaireInput;
  AnswerQuestionnairePayload: ResolverTypeWrapper<writes.CreatedResource<'QuestionnaireResponse'>>;
  AnyResource: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AnyResource']>;
  Appointment: ResolverTypeWrapper<fhir.Stored<fhir.Appointment>>;
  AppointmentActor: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AppointmentActor']>;
  AppointmentActorReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  AppointmentConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Appointment>>>;
  AppointmentEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Appointment>>>;
  AppointmentParticipant: ResolverTypeWrapper<InResource<fhir.AppointmentParticipant>>;
  AppointmentParticipantRequired: AppointmentParticipantRequired;
  AppointmentParticipantStatus: AppointmentParticipantStatus;
  AppointmentStatus: AppointmentStatus;
  BloodPressureInput: BloodPressureInput;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  BooleanValue: ResolverTypeWrapper<Extract<observation.ObservationValue, { type: 'BooleanValue' }>>;
  CarePlan: ResolverTypeWrapper<fhir.Stored<fhir.CarePlan>>;
  CarePlanActivity: ResolverTypeWrapper<InResource<fhir.CarePlanActivity>>;
  CarePlanActivityStatus: CarePlanActivityStatus;
  CarePlanConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.CarePlan>>>;
  CarePlanEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.CarePlan>>>;
  CareTeam: ResolverTypeWrapper<fhir.Stored<fhir.CareTeam>>;
  CareTeamConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.CareTeam>>>;
  CareTeamEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.CareTeam>>>;
  CareTeamParticipant: ResolverTypeWrapper<InResource<fhir.CareTeamParticipant>>;
  CareTeamReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  CareTeamStatus: CareTeamStatus;
  ClinicalNoteStatus: ClinicalNoteStatus;
  ClinicalNoteType: ClinicalNoteType;
  CodeStatus: ResolverTypeWrapper<codeStatus.CodeStatus>;
  CodeStatusEntry: ResolverTypeWrapper<codeStatusRecords.CodeStatusEntry>;
  CodeStatusKind: CodeStatusKind;
  CodeStatusState: CodeStatusState;
  CodeSystem: CodeSystem;
  CodeableConcept: ResolverTypeWrapper<fhir.CodeableConcept>;
  Coding: ResolverTypeWrapper<fhir.Coding>;
  Communication: ResolverTypeWrapper<fhir.Stored<fhir.Communication>>;
  CommunicationConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Communication>>>;
  CommunicationEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Communication>>>;
  CommunicationPayload: ResolverTypeWrapper<InResource<fhir.CommunicationPayload>>;
  CommunicationStatus: CommunicationStatus;
  Condition: ResolverTypeWrapper<fhir.Stored<fhir.Condition>>;
  ConditionCategory: ConditionCategory;
  ConditionClinicalStatus: ConditionClinicalStatus;
  ConditionConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Condition>>>;
  ConditionEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Condition>>>;
  ConditionMeaning: ConditionMeaning;
  ConditionReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  ConditionVerificationStatus: ConditionVerificationStatus;
  Consent: ResolverTypeWrapper<fhir.Stored<fhir.Consent>>;
  ConsentConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Consent>>>;
  ConsentEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Consent>>>;
  ConsentProvision: ResolverTypeWrapper<consent.Provision>;
  ConsentProvisionType: ConsentProvisionType;
  ConsentStatus: ConsentStatus;
  ContactPoint: ResolverTypeWrapper<fhir.ContactPoint>;
  ContactPointSystem: ContactPointSystem;
  ContactPointUse: ContactPointUse;
  Coverage: ResolverTypeWrapper<fhir.Stored<fhir.Coverage>>;
  CoverageClass: ResolverTypeWrapper<fhir.CoverageClass>;
  CoverageConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Coverage>>>;
  CoverageCost: ResolverTypeWrapper<fhir.CoverageCostToBeneficiary>;
  CoverageEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Coverage>>>;
  CoverageReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  CoverageStatus: CoverageStatus;
  CreateClinicalNoteInput: CreateClinicalNoteInput;
  CreateClinicalNotePayload: ResolverTypeWrapper<writes.CreatedResource<'DocumentReference'>>;
  CreatePatientInput: CreatePatientInput;
  CreatePatientPayload: ResolverTypeWrapper<writes.CreatedResource<'Patient'>>;
  CreationStatus: CreationStatus;
  DateTimeValue: ResolverTypeWrapper<Extract<observation.ObservationValue, { type: 'DateTimeValue' }>>;
  DatedRecordType: DatedRecordType;
  Demographic: ResolverTypeWrapper<patient.Demographic>;
  Device: ResolverTypeWrapper<fhir.Stored<fhir.Device>>;
  DeviceConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Device>>>;
  DeviceEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Device>>>;
  DeviceReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  DeviceRequest: ResolverTypeWrapper<fhir.Stored<fhir.DeviceRequest>>;
  DeviceRequestConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.DeviceRequest>>>;
  DeviceRequestEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.DeviceRequest>>>;
  DeviceStatus: DeviceStatus;
  DeviceUdiCarrier: ResolverTypeWrapper<fhir.DeviceUdiCarrier>;
  DeviceUseStatement: ResolverTypeWrapper<fhir.Stored<fhir.DeviceUseStatement>>;
  DeviceUseStatementConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.DeviceUseStatement>>>;
  DeviceUseStatementEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.DeviceUseStatement>>>;
  DeviceUseStatementStatus: DeviceUseStatementStatus;
  DiagnosticReport: ResolverTypeWrapper<fhir.Stored<fhir.DiagnosticReport>>;
  DiagnosticReportConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.DiagnosticReport>>>;
  DiagnosticReportEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.DiagnosticReport>>>;
  DiagnosticReportMedia: ResolverTypeWrapper<InResource<fhir.DiagnosticReportMedia>>;
  DiagnosticReportStatus: DiagnosticReportStatus;
  DocumentContent: ResolverTypeWrapper<InResource<fhir.Attachment>>;
  DocumentReference: ResolverTypeWrapper<fhir.Stored<fhir.DocumentReference>>;
  DocumentReferenceConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.DocumentReference>>>;
  DocumentReferenceEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.DocumentReference>>>;
  DocumentReferenceReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  DocumentReferenceRelatesTo: ResolverTypeWrapper<InResource<fhir.DocumentReferenceRelatesTo>>;
  DocumentReferenceStatus: DocumentReferenceStatus;
  DocumentRelation: DocumentRelation;
  DocumentTextStatus: DocumentTextStatus;
  Dosage: ResolverTypeWrapper<fhir.Dosage>;
  Encounter: ResolverTypeWrapper<fhir.Stored<fhir.Encounter>>;
  EncounterConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Encounter>>>;
  EncounterDiagnosis: ResolverTypeWrapper<InResource<fhir.EncounterDiagnosis>>;
  EncounterEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Encounter>>>;
  EncounterLocation: ResolverTypeWrapper<InResource<fhir.EncounterLocation>>;
  EncounterParticipant: ResolverTypeWrapper<InResource<fhir.EncounterParticipant>>;
  EncounterReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  EncounterStatus: EncounterStatus;
  EpisodeOfCare: ResolverTypeWrapper<fhir.Stored<fhir.EpisodeOfCare>>;
  EpisodeOfCareConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.EpisodeOfCare>>>;
  EpisodeOfCareDiagnosis: ResolverTypeWrapper<InResource<fhir.EpisodeOfCareDiagnosis>>;
  EpisodeOfCareEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.EpisodeOfCare>>>;
  EpisodeOfCareStatus: EpisodeOfCareStatus;
  EpisodeOfCareStatusHistory: ResolverTypeWrapper<fhir.EpisodeOfCareStatusHistory>;
  ExcludedRecords: ExcludedRecords;
  ExplanationOfBenefit: ResolverTypeWrapper<fhir.Stored<fhir.ExplanationOfBenefit>>;
  ExplanationOfBenefitAmount: ResolverTypeWrapper<Partial<fhir.ExplanationOfBenefitItemAdjudication>>;
  ExplanationOfBenefitConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.ExplanationOfBenefit>>>;
  ExplanationOfBenefitDiagnosis: ResolverTypeWrapper<InResource<fhir.ExplanationOfBenefitDiagnosis>>;
  ExplanationOfBenefitEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.ExplanationOfBenefit>>>;
  ExplanationOfBenefitItem: ResolverTypeWrapper<Pick<fhir.ExplanationOfBenefitAddItem, 'productOrService' | 'servicedDate' | 'servicedPeriod' | 'quantity' | 'net' | 'adjudication'> & { sequence?: number }>;
  ExplanationOfBenefitOutcome: ExplanationOfBenefitOutcome;
  ExplanationOfBenefitPayment: ResolverTypeWrapper<fhir.ExplanationOfBenefitPayment>;
  ExplanationOfBenefitStatus: ExplanationOfBenefitStatus;
  ExplanationOfBenefitUse: ExplanationOfBenefitUse;
  FamilyHistoryStatus: FamilyHistoryStatus;
  FamilyMemberHistory: ResolverTypeWrapper<fhir.Stored<fhir.FamilyMemberHistory>>;
  FamilyMemberHistoryCondition: ResolverTypeWrapper<InResource<fhir.FamilyMemberHistoryCondition>>;
  FamilyMemberHistoryConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.FamilyMemberHistory>>>;
  FamilyMemberHistoryEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.FamilyMemberHistory>>>;
  FhirDate: ResolverTypeWrapper<Scalars['FhirDate']['output']>;
  FhirDateTime: ResolverTypeWrapper<Scalars['FhirDateTime']['output']>;
  FhirDecimal: ResolverTypeWrapper<Scalars['FhirDecimal']['output']>;
  FhirUser: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['FhirUser']>;
  FhirUserReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  FindingCodeSystem: FindingCodeSystem;
  FindingInput: FindingInput;
  Flag: ResolverTypeWrapper<fhir.Stored<fhir.Flag>>;
  FlagConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Flag>>>;
  FlagEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Flag>>>;
  FlagStatus: FlagStatus;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Goal: ResolverTypeWrapper<fhir.Stored<fhir.Goal>>;
  GoalAchievementStatus: GoalAchievementStatus;
  GoalConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Goal>>>;
  GoalEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Goal>>>;
  GoalLifecycleStatus: GoalLifecycleStatus;
  GoalReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  GoalTarget: ResolverTypeWrapper<fhir.GoalTarget>;
  HeightInput: HeightInput;
  HeightUnit: HeightUnit;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Identifier: ResolverTypeWrapper<fhir.Identifier>;
  IdentifierFilter: IdentifierFilter;
  IdentifierUse: IdentifierUse;
  ImagingStudy: ResolverTypeWrapper<fhir.Stored<fhir.ImagingStudy>>;
  ImagingStudyConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.ImagingStudy>>>;
  ImagingStudyEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.ImagingStudy>>>;
  ImagingStudyReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  ImagingStudySeries: ResolverTypeWrapper<InResource<fhir.ImagingStudySeries>>;
  ImagingStudyStatus: ImagingStudyStatus;
  Immunization: ResolverTypeWrapper<fhir.Stored<fhir.Immunization>>;
  ImmunizationConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Immunization>>>;
  ImmunizationDateCriterion: ResolverTypeWrapper<fhir.ImmunizationRecommendationRecommendationDateCriterion>;
  ImmunizationEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Immunization>>>;
  ImmunizationEducation: ResolverTypeWrapper<fhir.ImmunizationEducation>;
  ImmunizationPerformer: ResolverTypeWrapper<InResource<fhir.ImmunizationPerformer>>;
  ImmunizationProtocolApplied: ResolverTypeWrapper<InResource<fhir.ImmunizationProtocolApplied>>;
  ImmunizationReaction: ResolverTypeWrapper<InResource<fhir.ImmunizationReaction>>;
  ImmunizationRecommendation: ResolverTypeWrapper<fhir.Stored<fhir.ImmunizationRecommendation>>;
  ImmunizationRecommendationConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.ImmunizationRecommendation>>>;
  ImmunizationRecommendationEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.ImmunizationRecommendation>>>;
  ImmunizationRecommendationItem: ResolverTypeWrapper<InResource<fhir.ImmunizationRecommendationRecommendation>>;
  ImmunizationStatus: ImmunizationStatus;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  IntegerValue: ResolverTypeWrapper<Extract<observation.ObservationValue, { type: 'IntegerValue' }>>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  LatestObservations: ResolverTypeWrapper<ObservationGroup>;
  List: ResolverTypeWrapper<fhir.Stored<fhir.List>>;
  ListConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.List>>>;
  ListEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.List>>>;
  ListEntry: ResolverTypeWrapper<InResource<fhir.ListEntry>>;
  ListMode: ListMode;
  ListSort: ListSort;
  ListStatus: ListStatus;
  Location: ResolverTypeWrapper<fhir.Stored<fhir.Location>>;
  LocationConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Location>>>;
  LocationEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Location>>>;
  LocationMode: LocationMode;
  LocationReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  LocationStatus: LocationStatus;
  MatchCertainty: MatchCertainty;
  MatchPatientsInput: MatchPatientsInput;
  Media: ResolverTypeWrapper<fhir.Stored<fhir.Media>>;
  MediaReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  MediaStatus: MediaStatus;
  Medication: ResolverTypeWrapper<fhir.Stored<fhir.Medication>>;
  MedicationAdherence: ResolverTypeWrapper<usCore.MedicationAdherence>;
  MedicationAdministration: ResolverTypeWrapper<fhir.Stored<fhir.MedicationAdministration>>;
  MedicationAdministrationConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.MedicationAdministration>>>;
  MedicationAdministrationEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.MedicationAdministration>>>;
  MedicationAdministrationStatus: MedicationAdministrationStatus;
  MedicationDispense: ResolverTypeWrapper<fhir.Stored<fhir.MedicationDispense>>;
  MedicationDispenseConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.MedicationDispense>>>;
  MedicationDispenseEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.MedicationDispense>>>;
  MedicationDispensePerformer: ResolverTypeWrapper<InResource<fhir.MedicationDispensePerformer>>;
  MedicationDispenseStatus: MedicationDispenseStatus;
  MedicationDispenseSubstitution: ResolverTypeWrapper<InResource<fhir.MedicationDispenseSubstitution>>;
  MedicationIngredient: ResolverTypeWrapper<InResource<fhir.MedicationIngredient>>;
  MedicationReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  MedicationRequest: ResolverTypeWrapper<fhir.Stored<fhir.MedicationRequest>>;
  MedicationRequestConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.MedicationRequest>>>;
  MedicationRequestDispenseRequest: ResolverTypeWrapper<InResource<fhir.MedicationRequestDispenseRequest>>;
  MedicationRequestEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.MedicationRequest>>>;
  MedicationRequestReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  MedicationRequestStatus: MedicationRequestStatus;
  MedicationStatus: MedicationStatus;
  Money: ResolverTypeWrapper<fhir.Money>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Name: ResolverTypeWrapper<fhir.HumanName>;
  NameUse: NameUse;
  Narrative: ResolverTypeWrapper<fhir.Narrative>;
  NarrativeStatus: NarrativeStatus;
  NewAnswersStatus: NewAnswersStatus;
  NutritionOrder: ResolverTypeWrapper<fhir.Stored<fhir.NutritionOrder>>;
  NutritionOrderConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.NutritionOrder>>>;
  NutritionOrderEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.NutritionOrder>>>;
  NutritionOrderEnteralFormula: ResolverTypeWrapper<fhir.NutritionOrderEnteralFormula>;
  NutritionOrderOralDiet: ResolverTypeWrapper<fhir.NutritionOrderOralDiet>;
  NutritionOrderSupplement: ResolverTypeWrapper<fhir.NutritionOrderSupplement>;
  Observation: ResolverTypeWrapper<fhir.Stored<fhir.Observation>>;
  ObservationCategory: ObservationCategory;
  ObservationComponent: ResolverTypeWrapper<fhir.ObservationComponent>;
  ObservationConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Observation>>>;
  ObservationEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Observation>>>;
  ObservationInterpretation: ObservationInterpretation;
  ObservationReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  ObservationStatus: ObservationStatus;
  ObservationValue: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ObservationValue']>;
  Organization: ResolverTypeWrapper<fhir.Stored<fhir.Organization>>;
  OrganizationReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  PageInfo: ResolverTypeWrapper<ConnectionPage<unknown>>;
  Patient: ResolverTypeWrapper<fhir.Stored<fhir.Patient>>;
  PatientAddressInput: PatientAddressInput;
  PatientConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Patient>>>;
  PatientContact: ResolverTypeWrapper<InResource<fhir.PatientContact>>;
  PatientEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Patient>>>;
  PatientFilter: PatientFilter;
  PatientIdentifierInput: PatientIdentifierInput;
  PatientLink: ResolverTypeWrapper<InResource<fhir.PatientLink>>;
  PatientLinkType: PatientLinkType;
  PatientMatch: ResolverTypeWrapper<MatchedPatient>;
  PatientNameInput: PatientNameInput;
  PatientOutcome: PatientOutcome;
  PatientReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  PatientSummary: ResolverTypeWrapper<patientSummary.PatientSummary>;
  PatientSummaryEntry: ResolverTypeWrapper<patientSummary.SummaryEntry>;
  PatientSummarySection: ResolverTypeWrapper<patientSummary.SummarySection>;
  Period: ResolverTypeWrapper<fhir.Period>;
  Practitioner: ResolverTypeWrapper<fhir.Stored<fhir.Practitioner>>;
  PractitionerConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Practitioner>>>;
  PractitionerEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Practitioner>>>;
  PractitionerReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  PractitionerRole: ResolverTypeWrapper<fhir.Stored<fhir.PractitionerRole>>;
  PractitionerRoleConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.PractitionerRole>>>;
  PractitionerRoleEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.PractitionerRole>>>;
  PractitionerRoleNotAvailable: ResolverTypeWrapper<fhir.PractitionerRoleNotAvailable>;
  PressureUnit: PressureUnit;
  ProblemCodeInput: ProblemCodeInput;
  ProblemCodeSystem: ProblemCodeSystem;
  Procedure: ResolverTypeWrapper<fhir.Stored<fhir.Procedure>>;
  ProcedureConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Procedure>>>;
  ProcedureEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Procedure>>>;
  ProcedurePerformer: ResolverTypeWrapper<InResource<fhir.ProcedurePerformer>>;
  ProcedureStatus: ProcedureStatus;
  ProhibitingRecord: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ProhibitingRecord']>;
  Prohibition: ResolverTypeWrapper<prohibitions.Prohibition>;
  Provenance: ResolverTypeWrapper<fhir.Stored<fhir.Provenance>>;
  ProvenanceAgent: ResolverTypeWrapper<InResource<fhir.ProvenanceAgent>>;
  Quantity: ResolverTypeWrapper<fhir.Quantity>;
  QuantityComparator: QuantityComparator;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QuestionAnswerInput: QuestionAnswerInput;
  Questionnaire: ResolverTypeWrapper<fhir.Stored<fhir.Questionnaire>>;
  QuestionnaireItem: ResolverTypeWrapper<InResource<fhir.QuestionnaireItem>>;
  QuestionnaireItemAnswerOption: ResolverTypeWrapper<fhir.QuestionnaireItemAnswerOption>;
  QuestionnaireItemEnableWhen: ResolverTypeWrapper<fhir.QuestionnaireItemEnableWhen>;
  QuestionnaireReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  QuestionnaireResponse: ResolverTypeWrapper<fhir.Stored<fhir.QuestionnaireResponse>>;
  QuestionnaireResponseConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.QuestionnaireResponse>>>;
  QuestionnaireResponseEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.QuestionnaireResponse>>>;
  QuestionnaireResponseItem: ResolverTypeWrapper<responses.AnsweredItem>;
  QuestionnaireResponseItemAnswer: ResolverTypeWrapper<responses.Answer>;
  QuestionnaireResponseStatus: QuestionnaireResponseStatus;
  QuestionnaireScore: ResolverTypeWrapper<responses.Score>;
  QuestionnaireStatus: QuestionnaireStatus;
  Range: ResolverTypeWrapper<fhir.Range>;
  RateInput: RateInput;
  RateUnit: RateUnit;
  Ratio: ResolverTypeWrapper<fhir.Ratio>;
  ReadingStatus: ReadingStatus;
  RecentRecord: ResolverTypeWrapper<recentDates.RecentRecord>;
  Record: ResolverTypeWrapper<record.AnyRecord>;
  RecordConnection: ResolverTypeWrapper<ConnectionPage<record.AnyRecord>>;
  RecordEdge: ResolverTypeWrapper<ConnectionEdge<record.AnyRecord>>;
  RecordType: ResolverTypeWrapper<ResourceType>;
  RecordVitalSignsInput: RecordVitalSignsInput;
  RecordVitalSignsPayload: ResolverTypeWrapper<readonly writes.RecordedReading[]>;
  Reference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  ReferenceRange: ResolverTypeWrapper<fhir.ObservationReferenceRange>;
  RelatedPerson: ResolverTypeWrapper<fhir.Stored<fhir.RelatedPerson>>;
  RelatedPersonConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.RelatedPerson>>>;
  RelatedPersonEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.RelatedPerson>>>;
  RequestIntent: RequestIntent;
  RequestPriority: RequestPriority;
  RequestStatus: RequestStatus;
  SampledData: ResolverTypeWrapper<fhir.SampledData>;
  SaturationInput: SaturationInput;
  SaturationUnit: SaturationUnit;
  ServiceRequest: ResolverTypeWrapper<fhir.Stored<fhir.ServiceRequest>>;
  ServiceRequestConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.ServiceRequest>>>;
  ServiceRequestEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.ServiceRequest>>>;
  ServiceRequestReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  SignInAudience: SignInAudience;
  SignedInPerson: ResolverTypeWrapper<LaunchContext>;
  Site: ResolverTypeWrapper<NamedSite>;
  Specimen: ResolverTypeWrapper<fhir.Stored<fhir.Specimen>>;
  SpecimenContainer: ResolverTypeWrapper<fhir.SpecimenContainer>;
  SpecimenReference: ResolverTypeWrapper<InResource<fhir.Reference>>;
  SpecimenStatus: SpecimenStatus;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  StringValue: ResolverTypeWrapper<Extract<observation.ObservationValue, { type: 'StringValue' }>>;
  SubstanceCodeSystem: SubstanceCodeSystem;
  SubstanceInput: SubstanceInput;
  Task: ResolverTypeWrapper<fhir.Stored<fhir.Task>>;
  TaskConnection: ResolverTypeWrapper<ConnectionPage<fhir.Stored<fhir.Task>>>;
  TaskEdge: ResolverTypeWrapper<ConnectionEdge<fhir.Stored<fhir.Task>>>;
  TaskIntent: TaskIntent;
  TaskParameter: ResolverTypeWrapper<InResource<fhir.TaskInput>>;
  TaskStatus: TaskStatus;
  TemperatureInput: TemperatureInput;
  TemperatureUnit: TemperatureUnit;
  TimeValue: ResolverTypeWrapper<Extract<observation.ObservationValue, { type: 'TimeValue' }>>;
  VitalSignKind: VitalSignKind;
  VitalSignReading: ResolverTypeWrapper<writes.RecordedReading>;
  WeeklyHours: ResolverTypeWrapper<openingHours.WeeklyHours>;
  WeightInput: WeightInput;
  WeightUnit: WeightUnit;
  WriteError: ResolverTypeWrapper<{ readonly error: GatewayError }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: fhir.Stored<fhir.Account>;
  AccountCoverage: InResource<fhir.AccountCoverage>;
  AccountGuarantor: InResource<fhir.AccountGuarantor>;
  AccountReference: InResource<fhir.Reference>;
  Actor: ResolversUnionTypes<ResolversParentTypes>['Actor'];
  ActorReference: InResource<fhir.Reference>;
  AddAllergyInput: AddAllergyInput;
  AddAllergyPayload: writes.CreatedResource<'AllergyIntolerance'>;
  AddProblemInput: AddProblemInput;
  AddProblemPayload: writes.CreatedResource<'Condition'>;
  Address: fhir.Address;
  AdverseEvent: fhir.Stored<fhir.AdverseEvent>;
  AdverseEventConnection: ConnectionPage<fhir.Stored<fhir.AdverseEvent>>;
  AdverseEventEdge: ConnectionEdge<fhir.Stored<fhir.AdverseEvent>>;
  AdverseEventSuspectEntity: InResource<fhir.AdverseEventSuspectEntity>;
  AdverseEventSuspectEntityCausality: InResource<fhir.AdverseEventSuspectEntityCausality>;
  AllergyIntolerance: fhir.Stored<fhir.AllergyIntolerance>;
  AllergyIntoleranceConnection: ConnectionPage<fhir.Stored<fhir.AllergyIntolerance>>;
  AllergyIntoleranceEdge: ConnectionEdge<fhir.Stored<fhir.AllergyIntolerance>>;
  AllergyIntoleranceReaction: InResource<fhir.AllergyIntoleranceReaction>;
  AllergyReactionInput: AllergyReactionInput;
  Annotation: InResource<fhir.Annotation>;
  AnswerQuestionnaireInput: AnswerQuestionnaireInput;
  AnswerQuestionnairePayload: writes.CreatedResource<'QuestionnaireResponse'>;
  AnyResource: ResolversUnionTypes<ResolversParentTypes>['AnyResource'];
  Appointment: fhir.Stored<fhir.Appointment>;
  AppointmentActor: ResolversUnionTypes<ResolversParentTypes>['AppointmentActor'];
  AppointmentActorReference: InResource<fhir.Reference>;
  AppointmentConnection: ConnectionPage<fhir.Stored<fhir.Appointment>>;
  AppointmentEdge: ConnectionEdge<fhir.Stored<fhir.Appointment>>;
  AppointmentParticipant: InResource<fhir.AppointmentParticipant>;
  BloodPressureInput: BloodPressureInput;
  Boolean: Scalars['Boolean']['output'];
  BooleanValue: Extract<observation.ObservationValue, { type: 'BooleanValue' }>;
  CarePlan: fhir.Stored<fhir.CarePlan>;
  CarePlanActivity: InResource<fhir.CarePlanActivity>;
  CarePlanConnection: ConnectionPage<fhir.Stored<fhir.CarePlan>>;
  CarePlanEdge: ConnectionEdge<fhir.Stored<fhir.CarePlan>>;
  CareTeam: fhir.Stored<fhir.CareTeam>;
  CareTeamConnection: ConnectionPage<fhir.Stored<fhir.CareTeam>>;
  CareTeamEdge: ConnectionEdge<fhir.Stored<fhir.CareTeam>>;
  CareTeamParticipant: InResource<fhir.CareTeamParticipant>;
  CareTeamReference: InResource<fhir.Reference>;
  CodeStatus: codeStatus.CodeStatus;
  CodeStatusEntry: codeStatusRecords.CodeStatusEntry;
  CodeableConcept: fhir.CodeableConcept;
  Coding: fhir.Coding;
  Communication: fhir.Stored<fhir.Communication>;
  CommunicationConnection: ConnectionPage<fhir.Stored<fhir.Communication>>;
  CommunicationEdge: ConnectionEdge<fhir.Stored<fhir.Communication>>;
  CommunicationPayload: InResource<fhir.CommunicationPayload>;
  Condition: fhir.Stored<fhir.Condition>;
  ConditionConnection: ConnectionPage<fhir.Stored<fhir.Condition>>;
  ConditionEdge: ConnectionEdge<fhir.Stored<fhir.Condition>>;
  ConditionReference: InResource<fhir.Reference>;
  Consent: fhir.Stored<fhir.Consent>;
  ConsentConnection: ConnectionPage<fhir.Stored<fhir.Consent>>;
  ConsentEdge: ConnectionEdge<fhir.Stored<fhir.Consent>>;
  ConsentProvision: consent.Provision;
  ContactPoint: fhir.ContactPoint;
  Coverage: fhir.Stored<fhir.Coverage>;
  CoverageClass: fhir.CoverageClass;
  CoverageConnection: ConnectionPage<fhir.Stored<fhir.Coverage>>;
  CoverageCost: fhir.CoverageCostToBeneficiary;
  CoverageEdge: ConnectionEdge<fhir.Stored<fhir.Coverage>>;
  CoverageReference: InResource<fhir.Reference>;
  CreateClinicalNoteInput: CreateClinicalNoteInput;
  CreateClinicalNotePayload: writes.CreatedResource<'DocumentReference'>;
  CreatePatientInput: CreatePatientInput;
  CreatePatientPayload: writes.CreatedResource<'Patient'>;
  DateTimeValue: Extract<observation.ObservationValue, { type: 'DateTimeValue' }>;
  Demographic: patient.Demographic;
  Device: fhir.Stored<fhir.Device>;
  DeviceConnection: ConnectionPage<fhir.Stored<fhir.Device>>;
  DeviceEdge: ConnectionEdge<fhir.Stored<fhir.Device>>;
  DeviceReference: InResource<fhir.Reference>;
  DeviceRequest: fhir.Stored<fhir.DeviceRequest>;
  DeviceRequestConnection: ConnectionPage<fhir.Stored<fhir.DeviceRequest>>;
  DeviceRequestEdge: ConnectionEdge<fhir.Stored<fhir.DeviceRequest>>;
  DeviceUdiCarrier: fhir.DeviceUdiCarrier;
  DeviceUseStatement: fhir.Stored<fhir.DeviceUseStatement>;
  DeviceUseStatementConnection: ConnectionPage<fhir.Stored<fhir.DeviceUseStatement>>;
  DeviceUseStatementEdge: ConnectionEdge<fhir.Stored<fhir.DeviceUseStatement>>;
  DiagnosticReport: fhir.Stored<fhir.DiagnosticReport>;
  DiagnosticReportConnection: ConnectionPage<fhir.Stored<fhir.DiagnosticReport>>;
  DiagnosticReportEdge: ConnectionEdge<fhir.Stored<fhir.DiagnosticReport>>;
  DiagnosticReportMedia: InResource<fhir.DiagnosticReportMedia>;
  DocumentContent: InResource<fhir.Attachment>;
  DocumentReference: fhir.Stored<fhir.DocumentReference>;
  DocumentReferenceConnection: ConnectionPage<fhir.Stored<fhir.DocumentReference>>;
  DocumentReferenceEdge: ConnectionEdge<fhir.Stored<fhir.DocumentReference>>;
  DocumentReferenceReference: InResource<fhir.Reference>;
  DocumentReferenceRelatesTo: InResource<fhir.DocumentReferenceRelatesTo>;
  Dosage: fhir.Dosage;
  Encounter: fhir.Stored<fhir.Encounter>;
  EncounterConnection: ConnectionPage<fhir.Stored<fhir.Encounter>>;
  EncounterDiagnosis: InResource<fhir.EncounterDiagnosis>;
  EncounterEdge: ConnectionEdge<fhir.Stored<fhir.Encounter>>;
  EncounterLocation: InResource<fhir.EncounterLocation>;
  EncounterParticipant: InResource<fhir.EncounterParticipant>;
  EncounterReference: InResource<fhir.Reference>;
  EpisodeOfCare: fhir.Stored<fhir.EpisodeOfCare>;
  EpisodeOfCareConnection: ConnectionPage<fhir.Stored<fhir.EpisodeOfCare>>;
  EpisodeOfCareDiagnosis: InResource<fhir.EpisodeOfCareDiagnosis>;
  EpisodeOfCareEdge: ConnectionEdge<fhir.Stored<fhir.EpisodeOfCare>>;
  EpisodeOfCareStatusHistory: fhir.EpisodeOfCareStatusHistory;
  ExplanationOfBenefit: fhir.Stored<fhir.ExplanationOfBenefit>;
  ExplanationOfBenefitAmount: Partial<fhir.ExplanationOfBenefitItemAdjudication>;
  ExplanationOfBenefitConnection: ConnectionPage<fhir.Stored<fhir.ExplanationOfBenefit>>;
  ExplanationOfBenefitDiagnosis: InResource<fhir.ExplanationOfBenefitDiagnosis>;
  ExplanationOfBenefitEdge: ConnectionEdge<fhir.Stored<fhir.ExplanationOfBenefit>>;
  ExplanationOfBenefitItem: Pick<fhir.ExplanationOfBenefitAddItem, 'productOrService' | 'servicedDate' | 'servicedPeriod' | 'quantity' | 'net' | 'adjudication'> & { sequence?: number };
  ExplanationOfBenefitPayment: fhir.ExplanationOfBenefitPayment;
  FamilyMemberHistory: fhir.Stored<fhir.FamilyMemberHistory>;
  FamilyMemberHistoryCondition: InResource<fhir.FamilyMemberHistoryCondition>;
  FamilyMemberHistoryConnection: ConnectionPage<fhir.Stored<fhir.FamilyMemberHistory>>;
  FamilyMemberHistoryEdge: ConnectionEdge<fhir.Stored<fhir.FamilyMemberHistory>>;
  FhirDate: Scalars['FhirDate']['output'];
  FhirDateTime: Scalars['FhirDateTime']['output'];
  FhirDecimal: Scalars['FhirDecimal']['output'];
  FhirUser: ResolversUnionTypes<ResolversParentTypes>['FhirUser'];
  FhirUserReference: InResource<fhir.Reference>;
  FindingInput: FindingInput;
  Flag: fhir.Stored<fhir.Flag>;
  FlagConnection: ConnectionPage<fhir.Stored<fhir.Flag>>;
  FlagEdge: ConnectionEdge<fhir.Stored<fhir.Flag>>;
  Float: Scalars['Float']['output'];
  Goal: fhir.Stored<fhir.Goal>;
  GoalConnection: ConnectionPage<fhir.Stored<fhir.Goal>>;
  GoalEdge: ConnectionEdge<fhir.Stored<fhir.Goal>>;
  GoalReference: InResource<fhir.Reference>;
  GoalTarget: fhir.GoalTarget;
  HeightInput: HeightInput;
  ID: Scalars['ID']['output'];
  Identifier: fhir.Identifier;
  IdentifierFilter: IdentifierFilter;
  ImagingStudy: fhir.Stored<fhir.ImagingStudy>;
  ImagingStudyConnection: ConnectionPage<fhir.Stored<fhir.ImagingStudy>>;
  ImagingStudyEdge: ConnectionEdge<fhir.Stored<fhir.ImagingStudy>>;
  ImagingStudyReference: InResource<fhir.Reference>;
  ImagingStudySeries: InResource<fhir.ImagingStudySeries>;
  Immunization: fhir.Stored<fhir.Immunization>;
  ImmunizationConnection: ConnectionPage<fhir.Stored<fhir.Immunization>>;
  ImmunizationDateCriterion: fhir.ImmunizationRecommendationRecommendationDateCriterion;
  ImmunizationEdge: ConnectionEdge<fhir.Stored<fhir.Immunization>>;
  ImmunizationEducation: fhir.ImmunizationEducation;
  ImmunizationPerformer: InResource<fhir.ImmunizationPerformer>;
  ImmunizationProtocolApplied: InResource<fhir.ImmunizationProtocolApplied>;
  ImmunizationReaction: InResource<fhir.ImmunizationReaction>;
  ImmunizationRecommendation: fhir.Stored<fhir.ImmunizationRecommendation>;
  ImmunizationRecommendationConnection: ConnectionPage<fhir.Stored<fhir.ImmunizationRecommendation>>;
  ImmunizationRecommendationEdge: ConnectionEdge<fhir.Stored<fhir.ImmunizationRecommendation>>;
  ImmunizationRecommendationItem: InResource<fhir.ImmunizationRecommendationRecommendation>;
  Int: Scalars['Int']['output'];
  IntegerValue: Extract<observation.ObservationValue, { type: 'IntegerValue' }>;
  JSON: Scalars['JSON']['output'];
  LatestObservations: ObservationGroup;
  List: fhir.Stored<fhir.List>;
  ListConnection: ConnectionPage<fhir.Stored<fhir.List>>;
  ListEdge: ConnectionEdge<fhir.Stored<fhir.List>>;
  ListEntry: InResource<fhir.ListEntry>;
  Location: fhir.Stored<fhir.Location>;
  LocationConnection: ConnectionPage<fhir.Stored<fhir.Location>>;
  LocationEdge: ConnectionEdge<fhir.Stored<fhir.Location>>;
  LocationReference: InResource<fhir.Reference>;
  MatchPatientsInput: MatchPatientsInput;
  Media: fhir.Stored<fhir.Media>;
  MediaReference: InResource<fhir.Reference>;
  Medication: fhir.Stored<fhir.Medication>;
  MedicationAdherence: usCore.MedicationAdherence;
  MedicationAdministration: fhir.Stored<fhir.MedicationAdministration>;
  MedicationAdministrationConnection: ConnectionPage<fhir.Stored<fhir.MedicationAdministration>>;
  MedicationAdministrationEdge: ConnectionEdge<fhir.Stored<fhir.MedicationAdministration>>;
  MedicationDispense: fhir.Stored<fhir.MedicationDispense>;
  MedicationDispenseConnection: ConnectionPage<fhir.Stored<fhir.MedicationDispense>>;
  MedicationDispenseEdge: ConnectionEdge<fhir.Stored<fhir.MedicationDispense>>;
  MedicationDispensePerformer: InResource<fhir.MedicationDispensePerformer>;
  MedicationDispenseSubstitution: InResource<fhir.MedicationDispenseSubstitution>;
  MedicationIngredient: InResource<fhir.MedicationIngredient>;
  MedicationReference: InResource<fhir.Reference>;
  MedicationRequest: fhir.Stored<fhir.MedicationRequest>;
  MedicationRequestConnection: ConnectionPage<fhir.Stored<fhir.MedicationRequest>>;
  MedicationRequestDispenseRequest: InResource<fhir.MedicationRequestDispenseRequest>;
  MedicationRequestEdge: ConnectionEdge<fhir.Stored<fhir.MedicationRequest>>;
  MedicationRequestReference: InResource<fhir.Reference>;
  Money: fhir.Money;
  Mutation: Record<PropertyKey, never>;
  Name: fhir.HumanName;
  Narrative: fhir.Narrative;
  NutritionOrder: fhir.Stored<fhir.NutritionOrder>;
  NutritionOrderConnection: ConnectionPage<fhir.Stored<fhir.NutritionOrder>>;
  NutritionOrderEdge: ConnectionEdge<fhir.Stored<fhir.NutritionOrder>>;
  NutritionOrderEnteralFormula: fhir.NutritionOrderEnteralFormula;
  NutritionOrderOralDiet: fhir.NutritionOrderOralDiet;
  NutritionOrderSupplement: fhir.NutritionOrderSupplement;
  Observation: fhir.Stored<fhir.Observation>;
  ObservationComponent: fhir.ObservationComponent;
  ObservationConnection: ConnectionPage<fhir.Stored<fhir.Observation>>;
  ObservationEdge: ConnectionEdge<fhir.Stored<fhir.Observation>>;
  ObservationReference: InResource<fhir.Reference>;
  ObservationValue: ResolversUnionTypes<ResolversParentTypes>['ObservationValue'];
  Organization: fhir.Stored<fhir.Organization>;
  OrganizationReference: InResource<fhir.Reference>;
  PageInfo: ConnectionPage<unknown>;
  Patient: fhir.Stored<fhir.Patient>;
  PatientAddressInput: PatientAddressInput;
  PatientConnection: ConnectionPage<fhir.Stored<fhir.Patient>>;
  PatientContact: InResource<fhir.PatientContact>;
  PatientEdge: ConnectionEdge<fhir.Stored<fhir.Patient>>;
  PatientFilter: PatientFilter;
  PatientIdentifierInput: PatientIdentifierInput;
  PatientLink: InResource<fhir.PatientLink>;
  PatientMatch: MatchedPatient;
  PatientNameInput: PatientNameInput;
  PatientReference: InResource<fhir.Reference>;
  PatientSummary: patientSummary.PatientSummary;
  PatientSummaryEntry: patientSummary.SummaryEntry;
  PatientSummarySection: patientSummary.SummarySection;
  Period: fhir.Period;
  Practitioner: fhir.Stored<fhir.Practitioner>;
  PractitionerConnection: ConnectionPage<fhir.Stored<fhir.Practitioner>>;
  PractitionerEdge: ConnectionEdge<fhir.Stored<fhir.Practitioner>>;
  PractitionerReference: InResource<fhir.Reference>;
  PractitionerRole: fhir.Stored<fhir.PractitionerRole>;
  PractitionerRoleConnection: ConnectionPage<fhir.Stored<fhir.PractitionerRole>>;
  PractitionerRoleEdge: ConnectionEdge<fhir.Stored<fhir.PractitionerRole>>;
  PractitionerRoleNotAvailable: fhir.PractitionerRoleNotAvailable;
  ProblemCodeInput: ProblemCodeInput;
  Procedure: fhir.Stored<fhir.Procedure>;
  ProcedureConnection: ConnectionPage<fhir.Stored<fhir.Procedure>>;
  ProcedureEdge: ConnectionEdge<fhir.Stored<fhir.Procedure>>;
  ProcedurePerformer: InResource<fhir.ProcedurePerformer>;
  ProhibitingRecord: ResolversUnionTypes<ResolversParentTypes>['ProhibitingRecord'];
  Prohibition: prohibitions.Prohibition;
  Provenance: fhir.Stored<fhir.Provenance>;
  ProvenanceAgent: InResource<fhir.ProvenanceAgent>;
  Quantity: fhir.Quantity;
  Query: Record<PropertyKey, never>;
  QuestionAnswerInput: QuestionAnswerInput;
  Questionnaire: fhir.Stored<fhir.Questionnaire>;
  QuestionnaireItem: InResource<fhir.QuestionnaireItem>;
  QuestionnaireItemAnswerOption: fhir.QuestionnaireItemAnswerOption;
  QuestionnaireItemEnableWhen: fhir.QuestionnaireItemEnableWhen;
  QuestionnaireReference: InResource<fhir.Reference>;
  QuestionnaireResponse: fhir.Stored<fhir.QuestionnaireResponse>;
  QuestionnaireResponseConnection: ConnectionPage<fhir.Stored<fhir.QuestionnaireResponse>>;
  QuestionnaireResponseEdge: ConnectionEdge<fhir.Stored<fhir.QuestionnaireResponse>>;
  QuestionnaireResponseItem: responses.AnsweredItem;
  QuestionnaireResponseItemAnswer: responses.Answer;
  QuestionnaireScore: responses.Score;
  Range: fhir.Range;
  RateInput: RateInput;
  Ratio: fhir.Ratio;
  RecentRecord: recentDates.RecentRecord;
  Record: record.AnyRecord;
  RecordConnection: ConnectionPage<record.AnyRecord>;
  RecordEdge: ConnectionEdge<record.AnyRecord>;
  RecordVitalSignsInput: RecordVitalSignsInput;
  RecordVitalSignsPayload: readonly writes.RecordedReading[];
  Reference: InResource<fhir.Reference>;
  ReferenceRange: fhir.ObservationReferenceRange;
  RelatedPerson: fhir.Stored<fhir.RelatedPerson>;
  RelatedPersonConnection: ConnectionPage<fhir.Stored<fhir.RelatedPerson>>;
  RelatedPersonEdge: ConnectionEdge<fhir.Stored<fhir.RelatedPerson>>;
  SampledData: fhir.SampledData;
  SaturationInput: SaturationInput;
  ServiceRequest: fhir.Stored<fhir.ServiceRequest>;
  ServiceRequestConnection: ConnectionPage<fhir.Stored<fhir.ServiceRequest>>;
  ServiceRequestEdge: ConnectionEdge<fhir.Stored<fhir.ServiceRequest>>;
  ServiceRequestReference: InResource<fhir.Reference>;
  SignedInPerson: LaunchContext;
  Site: NamedSite;
  Specimen: fhir.Stored<fhir.Specimen>;
  SpecimenContainer: fhir.SpecimenContainer;
  SpecimenReference: InResource<fhir.Reference>;
  String: Scalars['String']['output'];
  StringValue: Extract<observation.ObservationValue, { type: 'StringValue' }>;
  SubstanceInput: SubstanceInput;
  Task: fhir.Stored<fhir.Task>;
  TaskConnection: ConnectionPage<fhir.Stored<fhir.Task>>;
  TaskEdge: ConnectionEdge<fhir.Stored<fhir.Task>>;
  TaskParameter: InResource<fhir.TaskInput>;
  TemperatureInput: TemperatureInput;
  TimeValue: Extract<observation.ObservationValue, { type: 'TimeValue' }>;
  VitalSignReading: writes.RecordedReading;
  WeeklyHours: openingHours.WeeklyHours;
  WeightInput: WeightInput;
  WriteError: { readonly error: GatewayError };
};

export type AccountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account']> = {
  coverages: Resolver<Array<ResolversTypes['AccountCoverage']>, ParentType, ContextType>;
  guarantors: Resolver<Array<ResolversTypes['AccountGuarantor']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  owner: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  servicePeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['AccountStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subjects: Resolver<Array<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AccountCoverageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountCoverage'] = ResolversParentTypes['AccountCoverage']> = {
  coverage: Resolver<Maybe<ResolversTypes['CoverageReference']>, ParentType, ContextType>;
  priority: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type AccountGuarantorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountGuarantor'] = ResolversParentTypes['AccountGuarantor']> = {
  isOnHold: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  party: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
};

export type AccountReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AccountReference'] = ResolversParentTypes['AccountReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ActorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Actor'] = ResolversParentTypes['Actor']> = {
  __resolveType: TypeResolveFn<'CareTeam' | 'Device' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson', ParentType, ContextType>;
};

export type ActorReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActorReference'] = ResolversParentTypes['ActorReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Actor']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AddAllergyPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddAllergyPayload'] = ResolversParentTypes['AddAllergyPayload']> = {
  allergy: Resolver<Maybe<ResolversTypes['AllergyIntolerance']>, ParentType, ContextType>;
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  status: Resolver<ResolversTypes['CreationStatus'], ParentType, ContextType>;
};

export type AddProblemPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddProblemPayload'] = ResolversParentTypes['AddProblemPayload']> = {
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  problem: Resolver<Maybe<ResolversTypes['Condition']>, ParentType, ContextType>;
  status: Resolver<ResolversTypes['CreationStatus'], ParentType, ContextType>;
};

export type AddressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Address'] = ResolversParentTypes['Address']> = {
  city: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  country: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  district: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isCurrent: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lines: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  postalCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['AddressType']>, ParentType, ContextType>;
  use: Resolver<Maybe<ResolversTypes['AddressUse']>, ParentType, ContextType>;
};

export type AdverseEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdverseEvent'] = ResolversParentTypes['AdverseEvent']> = {
  actuality: Resolver<Maybe<ResolversTypes['AdverseEventActuality']>, ParentType, ContextType>;
  actualityCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  date: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  dateElement: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  event: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  location: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  recordedDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  recorder: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  resultingConditions: Resolver<Array<ResolversTypes['ConditionReference']>, ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  seriousness: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  severity: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  suspects: Resolver<Array<ResolversTypes['AdverseEventSuspectEntity']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AdverseEventConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdverseEventConnection'] = ResolversParentTypes['AdverseEventConnection']> = {
  edges: Resolver<Array<ResolversTypes['AdverseEventEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['AdverseEvent']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AdverseEventEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdverseEventEdge'] = ResolversParentTypes['AdverseEventEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['AdverseEvent'], ParentType, ContextType>;
};

export type AdverseEventSuspectEntityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdverseEventSuspectEntity'] = ResolversParentTypes['AdverseEventSuspectEntity']> = {
  causalities: Resolver<Array<ResolversTypes['AdverseEventSuspectEntityCausality']>, ParentType, ContextType>;
  instance: Resolver<Maybe<ResolversTypes['Reference']>, ParentType, ContextType>;
};

export type AdverseEventSuspectEntityCausalityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdverseEventSuspectEntityCausality'] = ResolversParentTypes['AdverseEventSuspectEntityCausality']> = {
  assessment: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  author: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  method: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  productRelatedness: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AllergyIntoleranceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AllergyIntolerance'] = ResolversParentTypes['AllergyIntolerance']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  asserter: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['AllergyCategory']>, ParentType, ContextType>;
  clinicalStatus: Resolver<Maybe<ResolversTypes['AllergyClinicalStatus']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  criticality: Resolver<Maybe<ResolversTypes['AllergyCriticality']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isReconciled: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  lastOccurrence: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  meaning: Resolver<ResolversTypes['AllergyMeaning'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  onset: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  onsetText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  reactions: Resolver<Array<ResolversTypes['AllergyIntoleranceReaction']>, ParentType, ContextType>;
  recordedDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  recorder: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['AllergyType']>, ParentType, ContextType>;
  verificationStatus: Resolver<Maybe<ResolversTypes['AllergyVerificationStatus']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AllergyIntoleranceConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AllergyIntoleranceConnection'] = ResolversParentTypes['AllergyIntoleranceConnection']> = {
  edges: Resolver<Array<ResolversTypes['AllergyIntoleranceEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['AllergyIntolerance']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AllergyIntoleranceEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AllergyIntoleranceEdge'] = ResolversParentTypes['AllergyIntoleranceEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['AllergyIntolerance'], ParentType, ContextType>;
};

export type AllergyIntoleranceReactionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AllergyIntoleranceReaction'] = ResolversParentTypes['AllergyIntoleranceReaction']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  exposureRoute: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  manifestations: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  onset: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  severity: Resolver<Maybe<ResolversTypes['AllergyReactionSeverity']>, ParentType, ContextType>;
  substance: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type AnnotationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Annotation'] = ResolversParentTypes['Annotation']> = {
  author: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  text: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  time: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
};

export type AnswerQuestionnairePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AnswerQuestionnairePayload'] = ResolversParentTypes['AnswerQuestionnairePayload']> = {
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  response: Resolver<Maybe<ResolversTypes['QuestionnaireResponse']>, ParentType, ContextType>;
  status: Resolver<ResolversTypes['CreationStatus'], ParentType, ContextType>;
};

export type AnyResourceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AnyResource'] = ResolversParentTypes['AnyResource']> = {
  __resolveType: TypeResolveFn<'Account' | 'AdverseEvent' | 'AllergyIntolerance' | 'Appointment' | 'CarePlan' | 'CareTeam' | 'Communication' | 'Condition' | 'Consent' | 'Coverage' | 'Device' | 'DeviceRequest' | 'DeviceUseStatement' | 'DiagnosticReport' | 'DocumentReference' | 'Encounter' | 'EpisodeOfCare' | 'ExplanationOfBenefit' | 'FamilyMemberHistory' | 'Flag' | 'Goal' | 'ImagingStudy' | 'Immunization' | 'ImmunizationRecommendation' | 'List' | 'Location' | 'Media' | 'Medication' | 'MedicationAdministration' | 'MedicationDispense' | 'MedicationRequest' | 'NutritionOrder' | 'Observation' | 'Organization' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'Procedure' | 'Provenance' | 'Questionnaire' | 'QuestionnaireResponse' | 'RelatedPerson' | 'ServiceRequest' | 'Specimen' | 'Task', ParentType, ContextType>;
};

export type AppointmentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Appointment'] = ResolversParentTypes['Appointment']> = {
  basedOn: Resolver<Array<ResolversTypes['ServiceRequestReference']>, ParentType, ContextType>;
  cancellationReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  comment: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  created: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  end: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  locations: Resolver<Array<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  minutes: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  participants: Resolver<Array<ResolversTypes['AppointmentParticipant']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  patientInstruction: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  serviceCategories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  serviceTypes: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  specialties: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  start: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['AppointmentStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AppointmentActorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppointmentActor'] = ResolversParentTypes['AppointmentActor']> = {
  __resolveType: TypeResolveFn<'Device' | 'Location' | 'Patient' | 'Practitioner' | 'PractitionerRole' | 'RelatedPerson', ParentType, ContextType>;
};

export type AppointmentActorReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppointmentActorReference'] = ResolversParentTypes['AppointmentActorReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['AppointmentActor']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AppointmentConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppointmentConnection'] = ResolversParentTypes['AppointmentConnection']> = {
  edges: Resolver<Array<ResolversTypes['AppointmentEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Appointment']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AppointmentEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppointmentEdge'] = ResolversParentTypes['AppointmentEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Appointment'], ParentType, ContextType>;
};

export type AppointmentParticipantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppointmentParticipant'] = ResolversParentTypes['AppointmentParticipant']> = {
  actor: Resolver<Maybe<ResolversTypes['AppointmentActorReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  required: Resolver<Maybe<ResolversTypes['AppointmentParticipantRequired']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['AppointmentParticipantStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  types: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type BooleanValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BooleanValue'] = ResolversParentTypes['BooleanValue']> = {
  boolean: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CarePlanResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CarePlan'] = ResolversParentTypes['CarePlan']> = {
  activities: Resolver<Array<ResolversTypes['CarePlanActivity']>, ParentType, ContextType>;
  addresses: Resolver<Array<ResolversTypes['ConditionReference']>, ParentType, ContextType>;
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  author: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  careTeams: Resolver<Array<ResolversTypes['CareTeamReference']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  contributors: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  created: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  goals: Resolver<Array<ResolversTypes['GoalReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  intent: Resolver<Maybe<ResolversTypes['RequestIntent']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  narrative: Resolver<Maybe<ResolversTypes['Narrative']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  prohibitions: Resolver<Array<ResolversTypes['CarePlanActivity']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['RequestStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CarePlanActivityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CarePlanActivity'] = ResolversParentTypes['CarePlanActivity']> = {
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  location: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcomes: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  progress: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  progressAnnotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['Reference']>, ParentType, ContextType>;
  scheduleText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['CarePlanActivityStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CarePlanConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CarePlanConnection'] = ResolversParentTypes['CarePlanConnection']> = {
  edges: Resolver<Array<ResolversTypes['CarePlanEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['CarePlan']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CarePlanEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CarePlanEdge'] = ResolversParentTypes['CarePlanEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['CarePlan'], ParentType, ContextType>;
};

export type CareTeamResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CareTeam'] = ResolversParentTypes['CareTeam']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isCurrent: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  managingOrganizations: Resolver<Array<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  participants: Resolver<Array<ResolversTypes['CareTeamParticipant']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['ConditionReference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['CareTeamStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CareTeamConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CareTeamConnection'] = ResolversParentTypes['CareTeamConnection']> = {
  edges: Resolver<Array<ResolversTypes['CareTeamEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['CareTeam']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CareTeamEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CareTeamEdge'] = ResolversParentTypes['CareTeamEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['CareTeam'], ParentType, ContextType>;
};

export type CareTeamParticipantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CareTeamParticipant'] = ResolversParentTypes['CareTeamParticipant']> = {
  isCurrent: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  member: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  onBehalfOf: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  roles: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type CareTeamReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CareTeamReference'] = ResolversParentTypes['CareTeamReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['CareTeam']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CodeStatusResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CodeStatus'] = ResolversParentTypes['CodeStatus']> = {
  documents: Resolver<Array<ResolversTypes['CodeStatusEntry']>, ParentType, ContextType>;
  entries: Resolver<Array<ResolversTypes['CodeStatusEntry']>, ParentType, ContextType>;
  mayBeIncomplete: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  newest: Resolver<Maybe<ResolversTypes['CodeStatusEntry']>, ParentType, ContextType>;
  state: Resolver<ResolversTypes['CodeStatusState'], ParentType, ContextType>;
  wishes: Resolver<Array<ResolversTypes['CodeStatusEntry']>, ParentType, ContextType>;
};

export type CodeStatusEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CodeStatusEntry'] = ResolversParentTypes['CodeStatusEntry']> = {
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  date: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  kind: Resolver<ResolversTypes['CodeStatusKind'], ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  sourceId: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sourceType: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CodeableConceptResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CodeableConcept'] = ResolversParentTypes['CodeableConcept']> = {
  code: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType, Partial<CodeableConceptCodeArgs>>;
  coding: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType, Partial<CodeableConceptCodingArgs>>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CodingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Coding'] = ResolversParentTypes['Coding']> = {
  code: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  system: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CommunicationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Communication'] = ResolversParentTypes['Communication']> = {
  about: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  payloads: Resolver<Array<ResolversTypes['CommunicationPayload']>, ParentType, ContextType>;
  priority: Resolver<Maybe<ResolversTypes['RequestPriority']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  received: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  recipients: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  sender: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  sent: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['CommunicationStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  statusReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  topic: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CommunicationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CommunicationConnection'] = ResolversParentTypes['CommunicationConnection']> = {
  edges: Resolver<Array<ResolversTypes['CommunicationEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Communication']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CommunicationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CommunicationEdge'] = ResolversParentTypes['CommunicationEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Communication'], ParentType, ContextType>;
};

export type CommunicationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CommunicationPayload'] = ResolversParentTypes['CommunicationPayload']> = {
  attachment: Resolver<Maybe<ResolversTypes['DocumentContent']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['Reference']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ConditionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Condition'] = ResolversParentTypes['Condition']> = {
  abatement: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  abatementText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  assertedDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  asserter: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  bodySites: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  clinicalStatus: Resolver<Maybe<ResolversTypes['ConditionClinicalStatus']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isReconciled: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  meaning: Resolver<ResolversTypes['ConditionMeaning'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  onset: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  onsetText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  recordedDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  recorder: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  severity: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  verificationStatus: Resolver<Maybe<ResolversTypes['ConditionVerificationStatus']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConditionConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConditionConnection'] = ResolversParentTypes['ConditionConnection']> = {
  edges: Resolver<Array<ResolversTypes['ConditionEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Condition']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ConditionEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConditionEdge'] = ResolversParentTypes['ConditionEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Condition'], ParentType, ContextType>;
};

export type ConditionReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConditionReference'] = ResolversParentTypes['ConditionReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Condition']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ConsentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Consent'] = ResolversParentTypes['Consent']> = {
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  dateTime: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isVerified: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  organizations: Resolver<Array<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  policyRule: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  policyText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  provisions: Resolver<Array<ResolversTypes['ConsentProvision']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  scope: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sourceReference: Resolver<Maybe<ResolversTypes['Reference']>, ParentType, ContextType>;
  sourceText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['ConsentStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConsentConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConsentConnection'] = ResolversParentTypes['ConsentConnection']> = {
  edges: Resolver<Array<ResolversTypes['ConsentEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Consent']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ConsentEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConsentEdge'] = ResolversParentTypes['ConsentEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Consent'], ParentType, ContextType>;
};

export type ConsentProvisionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConsentProvision'] = ResolversParentTypes['ConsentProvision']> = {
  codes: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  depth: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  text: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['ConsentProvisionType']>, ParentType, ContextType>;
  typeCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ContactPointResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ContactPoint'] = ResolversParentTypes['ContactPoint']> = {
  isCurrent: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  rank: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  system: Resolver<Maybe<ResolversTypes['ContactPointSystem']>, ParentType, ContextType>;
  use: Resolver<Maybe<ResolversTypes['ContactPointUse']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CoverageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Coverage'] = ResolversParentTypes['Coverage']> = {
  beneficiary: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  classes: Resolver<Array<ResolversTypes['CoverageClass']>, ParentType, ContextType>;
  costToBeneficiary: Resolver<Array<ResolversTypes['CoverageCost']>, ParentType, ContextType>;
  dependent: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isCurrent: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  memberId: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  network: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  order: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  payors: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  policyHolder: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  relationship: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['CoverageStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subscriber: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  subscriberId: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CoverageClassResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CoverageClass'] = ResolversParentTypes['CoverageClass']> = {
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CoverageConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CoverageConnection'] = ResolversParentTypes['CoverageConnection']> = {
  edges: Resolver<Array<ResolversTypes['CoverageEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Coverage']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CoverageCostResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CoverageCost'] = ResolversParentTypes['CoverageCost']> = {
  exceptions: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  valueText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CoverageEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CoverageEdge'] = ResolversParentTypes['CoverageEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Coverage'], ParentType, ContextType>;
};

export type CoverageReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CoverageReference'] = ResolversParentTypes['CoverageReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Coverage']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CreateClinicalNotePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateClinicalNotePayload'] = ResolversParentTypes['CreateClinicalNotePayload']> = {
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  note: Resolver<Maybe<ResolversTypes['DocumentReference']>, ParentType, ContextType>;
  status: Resolver<ResolversTypes['CreationStatus'], ParentType, ContextType>;
};

export type CreatePatientPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreatePatientPayload'] = ResolversParentTypes['CreatePatientPayload']> = {
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  outcome: Resolver<ResolversTypes['PatientOutcome'], ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['Patient']>, ParentType, ContextType>;
};

export type DateTimeValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DateTimeValue'] = ResolversParentTypes['DateTimeValue']> = {
  dateTime: Resolver<ResolversTypes['FhirDateTime'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DemographicResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Demographic'] = ResolversParentTypes['Demographic']> = {
  detailed: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  ombCategories: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DeviceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Device'] = ResolversParentTypes['Device']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  distinctIdentifier: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expirationDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  location: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  lotNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  manufactureDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  manufacturer: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  modelNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  owner: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  safety: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  serialNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['DeviceStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  udi: Resolver<Maybe<ResolversTypes['DeviceUdiCarrier']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeviceConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeviceConnection'] = ResolversParentTypes['DeviceConnection']> = {
  edges: Resolver<Array<ResolversTypes['DeviceEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Device']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeviceEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeviceEdge'] = ResolversParentTypes['DeviceEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Device'], ParentType, ContextType>;
};

export type DeviceReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeviceReference'] = ResolversParentTypes['DeviceReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Device']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DeviceRequestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeviceRequest'] = ResolversParentTypes['DeviceRequest']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  authoredOn: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  basedOn: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  device: Resolver<Maybe<ResolversTypes['DeviceReference']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  intent: Resolver<Maybe<ResolversTypes['RequestIntent']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  occurrence: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  occurrencePeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  occurrenceText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  parameterTexts: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  performer: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  priority: Resolver<Maybe<ResolversTypes['RequestPriority']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  requester: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['RequestStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeviceRequestConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeviceRequestConnection'] = ResolversParentTypes['DeviceRequestConnection']> = {
  edges: Resolver<Array<ResolversTypes['DeviceRequestEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['DeviceRequest']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeviceRequestEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeviceRequestEdge'] = ResolversParentTypes['DeviceRequestEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['DeviceRequest'], ParentType, ContextType>;
};

export type DeviceUdiCarrierResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeviceUdiCarrier'] = ResolversParentTypes['DeviceUdiCarrier']> = {
  deviceIdentifier: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  humanReadable: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  issuer: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  machineReadable: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DeviceUseStatementResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeviceUseStatement'] = ResolversParentTypes['DeviceUseStatement']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  bodySite: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  device: Resolver<Maybe<ResolversTypes['DeviceReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  recordedOn: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  reportedBy: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['DeviceUseStatementStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  timing: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  timingText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DeviceUseStatementConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeviceUseStatementConnection'] = ResolversParentTypes['DeviceUseStatementConnection']> = {
  edges: Resolver<Array<ResolversTypes['DeviceUseStatementEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['DeviceUseStatement']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DeviceUseStatementEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeviceUseStatementEdge'] = ResolversParentTypes['DeviceUseStatementEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['DeviceUseStatement'], ParentType, ContextType>;
};

export type DiagnosticReportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DiagnosticReport'] = ResolversParentTypes['DiagnosticReport']> = {
  basedOn: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  conclusion: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  conclusionCodes: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  dateElement: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  documents: Resolver<Array<ResolversTypes['DocumentContent']>, ParentType, ContextType>;
  effective: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  imagingStudies: Resolver<Array<ResolversTypes['ImagingStudyReference']>, ParentType, ContextType>;
  interpreters: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  isCorrected: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isPreliminary: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  issued: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  media: Resolver<Array<ResolversTypes['DiagnosticReportMedia']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  results: Resolver<Array<ResolversTypes['ObservationReference']>, ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['DiagnosticReportStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DiagnosticReportConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DiagnosticReportConnection'] = ResolversParentTypes['DiagnosticReportConnection']> = {
  edges: Resolver<Array<ResolversTypes['DiagnosticReportEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['DiagnosticReport']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DiagnosticReportEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DiagnosticReportEdge'] = ResolversParentTypes['DiagnosticReportEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['DiagnosticReport'], ParentType, ContextType>;
};

export type DiagnosticReportMediaResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DiagnosticReportMedia'] = ResolversParentTypes['DiagnosticReportMedia']> = {
  comment: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  link: Resolver<Maybe<ResolversTypes['MediaReference']>, ParentType, ContextType>;
};

export type DocumentContentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DocumentContent'] = ResolversParentTypes['DocumentContent']> = {
  contentType: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  creation: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  data: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  html: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  link: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  size: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DocumentReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DocumentReference'] = ResolversParentTypes['DocumentReference']> = {
  authenticationTime: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  authenticator: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  authors: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  content: Resolver<Maybe<ResolversTypes['DocumentContent']>, ParentType, ContextType>;
  contents: Resolver<Array<ResolversTypes['DocumentContent']>, ParentType, ContextType>;
  date: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  dateElement: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isCorrected: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isPreliminary: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  relatedFrom: Resolver<Array<ResolversTypes['DocumentReference']>, ParentType, ContextType, Partial<DocumentReferenceRelatedFromArgs>>;
  relatesTo: Resolver<Array<ResolversTypes['DocumentReferenceRelatesTo']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['DocumentReferenceStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  textStatus: Resolver<Maybe<ResolversTypes['DocumentTextStatus']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type DocumentReferenceConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DocumentReferenceConnection'] = ResolversParentTypes['DocumentReferenceConnection']> = {
  edges: Resolver<Array<ResolversTypes['DocumentReferenceEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['DocumentReference']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DocumentReferenceEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DocumentReferenceEdge'] = ResolversParentTypes['DocumentReferenceEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['DocumentReference'], ParentType, ContextType>;
};

export type DocumentReferenceReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DocumentReferenceReference'] = ResolversParentTypes['DocumentReferenceReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['DocumentReference']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type DocumentReferenceRelatesToResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DocumentReferenceRelatesTo'] = ResolversParentTypes['DocumentReferenceRelatesTo']> = {
  code: Resolver<Maybe<ResolversTypes['DocumentRelation']>, ParentType, ContextType>;
  target: Resolver<Maybe<ResolversTypes['DocumentReferenceReference']>, ParentType, ContextType>;
};

export type DosageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Dosage'] = ResolversParentTypes['Dosage']> = {
  amountText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  asNeeded: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  asNeededFor: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  dose: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  doseRange: Resolver<Maybe<ResolversTypes['Range']>, ParentType, ContextType>;
  doseText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fullText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  maxDose: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
  method: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  patientInstruction: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  rateText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  route: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  site: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  timing: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  timingText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type EncounterResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Encounter'] = ResolversParentTypes['Encounter']> = {
  accounts: Resolver<Array<ResolversTypes['AccountReference']>, ParentType, ContextType>;
  admitSource: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  class: Resolver<Maybe<ResolversTypes['Coding']>, ParentType, ContextType>;
  conditions: Resolver<Maybe<Array<ResolversTypes['Condition']>>, ParentType, ContextType, RequireFields<EncounterConditionsArgs, 'first'>>;
  diagnoses: Resolver<Array<ResolversTypes['EncounterDiagnosis']>, ParentType, ContextType>;
  dischargeDisposition: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  interpreterRequired: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lengthText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  locations: Resolver<Array<ResolversTypes['EncounterLocation']>, ParentType, ContextType, Partial<EncounterLocationsArgs>>;
  partOf: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  participants: Resolver<Array<ResolversTypes['EncounterParticipant']>, ParentType, ContextType, Partial<EncounterParticipantsArgs>>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  priority: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  serviceProvider: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  serviceType: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['EncounterStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  types: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EncounterConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EncounterConnection'] = ResolversParentTypes['EncounterConnection']> = {
  edges: Resolver<Array<ResolversTypes['EncounterEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Encounter']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type EncounterDiagnosisResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EncounterDiagnosis'] = ResolversParentTypes['EncounterDiagnosis']> = {
  condition: Resolver<Maybe<ResolversTypes['Reference']>, ParentType, ContextType>;
  rank: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  use: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type EncounterEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EncounterEdge'] = ResolversParentTypes['EncounterEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Encounter'], ParentType, ContextType>;
};

export type EncounterLocationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EncounterLocation'] = ResolversParentTypes['EncounterLocation']> = {
  isCurrent: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  location: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type EncounterParticipantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EncounterParticipant'] = ResolversParentTypes['EncounterParticipant']> = {
  individual: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  isCurrent: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  types: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type EncounterReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EncounterReference'] = ResolversParentTypes['EncounterReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Encounter']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type EpisodeOfCareResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EpisodeOfCare'] = ResolversParentTypes['EpisodeOfCare']> = {
  careManager: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  diagnoses: Resolver<Array<ResolversTypes['EpisodeOfCareDiagnosis']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  managingOrganization: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  referrals: Resolver<Array<ResolversTypes['ServiceRequestReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['EpisodeOfCareStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  statusHistory: Resolver<Array<ResolversTypes['EpisodeOfCareStatusHistory']>, ParentType, ContextType>;
  teams: Resolver<Array<ResolversTypes['CareTeamReference']>, ParentType, ContextType>;
  types: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EpisodeOfCareConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EpisodeOfCareConnection'] = ResolversParentTypes['EpisodeOfCareConnection']> = {
  edges: Resolver<Array<ResolversTypes['EpisodeOfCareEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['EpisodeOfCare']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type EpisodeOfCareDiagnosisResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EpisodeOfCareDiagnosis'] = ResolversParentTypes['EpisodeOfCareDiagnosis']> = {
  condition: Resolver<Maybe<ResolversTypes['ConditionReference']>, ParentType, ContextType>;
  rank: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  role: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type EpisodeOfCareEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EpisodeOfCareEdge'] = ResolversParentTypes['EpisodeOfCareEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['EpisodeOfCare'], ParentType, ContextType>;
};

export type EpisodeOfCareStatusHistoryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EpisodeOfCareStatusHistory'] = ResolversParentTypes['EpisodeOfCareStatusHistory']> = {
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['EpisodeOfCareStatus']>, ParentType, ContextType>;
};

export type ExplanationOfBenefitResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExplanationOfBenefit'] = ResolversParentTypes['ExplanationOfBenefit']> = {
  addedItems: Resolver<Array<ResolversTypes['ExplanationOfBenefitItem']>, ParentType, ContextType>;
  adjudications: Resolver<Array<ResolversTypes['ExplanationOfBenefitAmount']>, ParentType, ContextType>;
  billablePeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  coverages: Resolver<Array<ResolversTypes['CoverageReference']>, ParentType, ContextType>;
  created: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  diagnoses: Resolver<Array<ResolversTypes['ExplanationOfBenefitDiagnosis']>, ParentType, ContextType>;
  disposition: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  insurer: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  items: Resolver<Array<ResolversTypes['ExplanationOfBenefitItem']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome: Resolver<Maybe<ResolversTypes['ExplanationOfBenefitOutcome']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  payment: Resolver<Maybe<ResolversTypes['ExplanationOfBenefitPayment']>, ParentType, ContextType>;
  processNotes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  provider: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['ExplanationOfBenefitStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  totals: Resolver<Array<ResolversTypes['ExplanationOfBenefitAmount']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  use: Resolver<Maybe<ResolversTypes['ExplanationOfBenefitUse']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ExplanationOfBenefitAmountResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExplanationOfBenefitAmount'] = ResolversParentTypes['ExplanationOfBenefitAmount']> = {
  amount: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  category: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  reason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['FhirDecimal']>, ParentType, ContextType>;
};

export type ExplanationOfBenefitConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExplanationOfBenefitConnection'] = ResolversParentTypes['ExplanationOfBenefitConnection']> = {
  edges: Resolver<Array<ResolversTypes['ExplanationOfBenefitEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['ExplanationOfBenefit']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ExplanationOfBenefitDiagnosisResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExplanationOfBenefitDiagnosis'] = ResolversParentTypes['ExplanationOfBenefitDiagnosis']> = {
  concept: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  condition: Resolver<Maybe<ResolversTypes['ConditionReference']>, ParentType, ContextType>;
  sequence: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  types: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type ExplanationOfBenefitEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExplanationOfBenefitEdge'] = ResolversParentTypes['ExplanationOfBenefitEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['ExplanationOfBenefit'], ParentType, ContextType>;
};

export type ExplanationOfBenefitItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExplanationOfBenefitItem'] = ResolversParentTypes['ExplanationOfBenefitItem']> = {
  adjudications: Resolver<Array<ResolversTypes['ExplanationOfBenefitAmount']>, ParentType, ContextType>;
  net: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  quantity: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  sequence: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  service: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  serviced: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  servicedPeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
};

export type ExplanationOfBenefitPaymentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ExplanationOfBenefitPayment'] = ResolversParentTypes['ExplanationOfBenefitPayment']> = {
  adjustment: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  amount: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  date: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type FamilyMemberHistoryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FamilyMemberHistory'] = ResolversParentTypes['FamilyMemberHistory']> = {
  ageText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  born: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  bornPeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  bornText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  conditions: Resolver<Array<ResolversTypes['FamilyMemberHistoryCondition']>, ParentType, ContextType>;
  dataAbsentReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  date: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  deceased: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  deceasedAt: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  deceasedText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  recorder: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  relationship: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  sex: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['FamilyHistoryStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FamilyMemberHistoryConditionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FamilyMemberHistoryCondition'] = ResolversParentTypes['FamilyMemberHistoryCondition']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  contributedToDeath: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  onsetPeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  onsetText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type FamilyMemberHistoryConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FamilyMemberHistoryConnection'] = ResolversParentTypes['FamilyMemberHistoryConnection']> = {
  edges: Resolver<Array<ResolversTypes['FamilyMemberHistoryEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['FamilyMemberHistory']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type FamilyMemberHistoryEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FamilyMemberHistoryEdge'] = ResolversParentTypes['FamilyMemberHistoryEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['FamilyMemberHistory'], ParentType, ContextType>;
};

export interface FhirDateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['FhirDate'], any> {
  name: 'FhirDate';
}

export interface FhirDateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['FhirDateTime'], any> {
  name: 'FhirDateTime';
}

export interface FhirDecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['FhirDecimal'], any> {
  name: 'FhirDecimal';
}

export type FhirUserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FhirUser'] = ResolversParentTypes['FhirUser']> = {
  __resolveType: TypeResolveFn<'Patient' | 'Practitioner' | 'RelatedPerson', ParentType, ContextType>;
};

export type FhirUserReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FhirUserReference'] = ResolversParentTypes['FhirUserReference']> = {
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['FhirUser']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type FlagResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Flag'] = ResolversParentTypes['Flag']> = {
  author: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['FlagStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FlagConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FlagConnection'] = ResolversParentTypes['FlagConnection']> = {
  edges: Resolver<Array<ResolversTypes['FlagEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Flag']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type FlagEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FlagEdge'] = ResolversParentTypes['FlagEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Flag'], ParentType, ContextType>;
};

export type GoalResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Goal'] = ResolversParentTypes['Goal']> = {
  achievementStatus: Resolver<Maybe<ResolversTypes['GoalAchievementStatus']>, ParentType, ContextType>;
  addresses: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  concept: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expressedBy: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lifecycleStatus: Resolver<Maybe<ResolversTypes['GoalLifecycleStatus']>, ParentType, ContextType>;
  lifecycleStatusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  outcomes: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  priority: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  start: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  startText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  statusDate: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  statusReason: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  targets: Resolver<Array<ResolversTypes['GoalTarget']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type GoalConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['GoalConnection'] = ResolversParentTypes['GoalConnection']> = {
  edges: Resolver<Array<ResolversTypes['GoalEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Goal']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type GoalEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['GoalEdge'] = ResolversParentTypes['GoalEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Goal'], ParentType, ContextType>;
};

export type GoalReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['GoalReference'] = ResolversParentTypes['GoalReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Goal']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type GoalTargetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['GoalTarget'] = ResolversParentTypes['GoalTarget']> = {
  detail: Resolver<Maybe<ResolversTypes['ObservationValue']>, ParentType, ContextType>;
  detailText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  due: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  dueText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  measure: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type IdentifierResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Identifier'] = ResolversParentTypes['Identifier']> = {
  isCurrent: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  system: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  use: Resolver<Maybe<ResolversTypes['IdentifierUse']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ImagingStudyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImagingStudy'] = ResolversParentTypes['ImagingStudy']> = {
  accession: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  basedOn: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  bodySites: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  endpoints: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  instanceCount: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  interpreters: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  modalities: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  procedures: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  referrer: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  reports: Resolver<Array<ResolversTypes['DiagnosticReport']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  series: Resolver<Array<ResolversTypes['ImagingStudySeries']>, ParentType, ContextType>;
  seriesCount: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  started: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['ImagingStudyStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  uid: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ImagingStudyConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImagingStudyConnection'] = ResolversParentTypes['ImagingStudyConnection']> = {
  edges: Resolver<Array<ResolversTypes['ImagingStudyEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['ImagingStudy']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ImagingStudyEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImagingStudyEdge'] = ResolversParentTypes['ImagingStudyEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['ImagingStudy'], ParentType, ContextType>;
};

export type ImagingStudyReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImagingStudyReference'] = ResolversParentTypes['ImagingStudyReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['ImagingStudy']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ImagingStudySeriesResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImagingStudySeries'] = ResolversParentTypes['ImagingStudySeries']> = {
  bodySite: Resolver<Maybe<ResolversTypes['Coding']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endpoints: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  instanceCount: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  laterality: Resolver<Maybe<ResolversTypes['Coding']>, ParentType, ContextType>;
  modality: Resolver<Maybe<ResolversTypes['Coding']>, ParentType, ContextType>;
  number: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  started: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  uid: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ImmunizationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Immunization'] = ResolversParentTypes['Immunization']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  dateElement: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dose: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  doseText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  education: Resolver<Array<ResolversTypes['ImmunizationEducation']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  expirationDate: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isSubpotent: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  location: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  lotNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  manufacturer: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  occurrence: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  occurrenceText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['ImmunizationPerformer']>, ParentType, ContextType>;
  primarySource: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  protocols: Resolver<Array<ResolversTypes['ImmunizationProtocolApplied']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  reactions: Resolver<Array<ResolversTypes['ImmunizationReaction']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  recorded: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  reportOrigin: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  route: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  site: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['ImmunizationStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  statusReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  subpotentReasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  vaccine: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ImmunizationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImmunizationConnection'] = ResolversParentTypes['ImmunizationConnection']> = {
  edges: Resolver<Array<ResolversTypes['ImmunizationEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Immunization']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ImmunizationDateCriterionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImmunizationDateCriterion'] = ResolversParentTypes['ImmunizationDateCriterion']> = {
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
};

export type ImmunizationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImmunizationEdge'] = ResolversParentTypes['ImmunizationEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Immunization'], ParentType, ContextType>;
};

export type ImmunizationEducationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImmunizationEducation'] = ResolversParentTypes['ImmunizationEducation']> = {
  documentType: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  presentationDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  publicationDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ImmunizationPerformerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImmunizationPerformer'] = ResolversParentTypes['ImmunizationPerformer']> = {
  actor: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  function: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type ImmunizationProtocolAppliedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImmunizationProtocolApplied'] = ResolversParentTypes['ImmunizationProtocolApplied']> = {
  authority: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  doseNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  series: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  seriesDoses: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  targetDiseases: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type ImmunizationReactionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImmunizationReaction'] = ResolversParentTypes['ImmunizationReaction']> = {
  date: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  detail: Resolver<Maybe<ResolversTypes['ObservationReference']>, ParentType, ContextType>;
  reported: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type ImmunizationRecommendationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImmunizationRecommendation'] = ResolversParentTypes['ImmunizationRecommendation']> = {
  authority: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  date: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  recommendations: Resolver<Array<ResolversTypes['ImmunizationRecommendationItem']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ImmunizationRecommendationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImmunizationRecommendationConnection'] = ResolversParentTypes['ImmunizationRecommendationConnection']> = {
  edges: Resolver<Array<ResolversTypes['ImmunizationRecommendationEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['ImmunizationRecommendation']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ImmunizationRecommendationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImmunizationRecommendationEdge'] = ResolversParentTypes['ImmunizationRecommendationEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['ImmunizationRecommendation'], ParentType, ContextType>;
};

export type ImmunizationRecommendationItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImmunizationRecommendationItem'] = ResolversParentTypes['ImmunizationRecommendationItem']> = {
  contraindicatedVaccines: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  dateCriteria: Resolver<Array<ResolversTypes['ImmunizationDateCriterion']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  doseNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  due: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  earliest: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  forecastReasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  forecastStatus: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  latest: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  overdue: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  series: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  seriesDoses: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  supportingImmunizations: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  supportingInformation: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  targetDisease: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  vaccines: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type IntegerValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IntegerValue'] = ResolversParentTypes['IntegerValue']> = {
  integer: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface JSONScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type LatestObservationsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LatestObservations'] = ResolversParentTypes['LatestObservations']> = {
  code: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isNoneOnFile: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  observations: Resolver<Array<ResolversTypes['Observation']>, ParentType, ContextType>;
};

export type ListResolvers<ContextType = Context, ParentType extends ResolversParentTypes['List'] = ResolversParentTypes['List']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  compiledBy: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  date: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  deletedEntries: Resolver<Array<ResolversTypes['ListEntry']>, ParentType, ContextType>;
  emptyReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  entries: Resolver<Array<ResolversTypes['ListEntry']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  mode: Resolver<Maybe<ResolversTypes['ListMode']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['ListStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ListConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ListConnection'] = ResolversParentTypes['ListConnection']> = {
  edges: Resolver<Array<ResolversTypes['ListEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['List']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ListEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ListEdge'] = ResolversParentTypes['ListEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['List'], ParentType, ContextType>;
};

export type ListEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ListEntry'] = ResolversParentTypes['ListEntry']> = {
  date: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  flag: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  item: Resolver<Maybe<ResolversTypes['Reference']>, ParentType, ContextType>;
};

export type LocationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Location'] = ResolversParentTypes['Location']> = {
  address: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hours: Resolver<Array<ResolversTypes['WeeklyHours']>, ParentType, ContextType>;
  hoursExceptions: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  managingOrganization: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  mode: Resolver<Maybe<ResolversTypes['LocationMode']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  partOf: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['LocationStatus']>, ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
  types: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LocationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LocationConnection'] = ResolversParentTypes['LocationConnection']> = {
  edges: Resolver<Array<ResolversTypes['LocationEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Location']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type LocationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LocationEdge'] = ResolversParentTypes['LocationEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Location'], ParentType, ContextType>;
};

export type LocationReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LocationReference'] = ResolversParentTypes['LocationReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Location']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MediaResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Media'] = ResolversParentTypes['Media']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  bodySite: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  content: Resolver<Maybe<ResolversTypes['DocumentContent']>, ParentType, ContextType>;
  created: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  issued: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  modality: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  operator: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['MediaStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MediaReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MediaReference'] = ResolversParentTypes['MediaReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Media']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MedicationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Medication'] = ResolversParentTypes['Medication']> = {
  amount: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  expirationDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  form: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  ingredients: Resolver<Array<ResolversTypes['MedicationIngredient']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lotNumber: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  manufacturer: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['MedicationStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MedicationAdherenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationAdherence'] = ResolversParentTypes['MedicationAdherence']> = {
  assertedDate: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  finding: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  sources: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type MedicationAdministrationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationAdministration'] = ResolversParentTypes['MedicationAdministration']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  category: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  devices: Resolver<Array<ResolversTypes['DeviceReference']>, ParentType, ContextType>;
  dosage: Resolver<Maybe<ResolversTypes['Dosage']>, ParentType, ContextType>;
  dosageText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  effective: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  effectivePeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  medication: Resolver<Maybe<ResolversTypes['MedicationReference']>, ParentType, ContextType>;
  medicationConcept: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  request: Resolver<Maybe<ResolversTypes['MedicationRequestReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['MedicationAdministrationStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  statusReasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MedicationAdministrationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationAdministrationConnection'] = ResolversParentTypes['MedicationAdministrationConnection']> = {
  edges: Resolver<Array<ResolversTypes['MedicationAdministrationEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['MedicationAdministration']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MedicationAdministrationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationAdministrationEdge'] = ResolversParentTypes['MedicationAdministrationEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['MedicationAdministration'], ParentType, ContextType>;
};

export type MedicationDispenseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationDispense'] = ResolversParentTypes['MedicationDispense']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  category: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  daysSupply: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  daysSupplyText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  destination: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  detectedIssues: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  dosageText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dosages: Resolver<Array<ResolversTypes['Dosage']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  location: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  medication: Resolver<Maybe<ResolversTypes['MedicationReference']>, ParentType, ContextType>;
  medicationConcept: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['MedicationDispensePerformer']>, ParentType, ContextType>;
  prescriptions: Resolver<Array<ResolversTypes['MedicationRequestReference']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  quantity: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  receivers: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['MedicationDispenseStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  statusReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  statusReasonReference: Resolver<Maybe<ResolversTypes['Reference']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  substitution: Resolver<Maybe<ResolversTypes['MedicationDispenseSubstitution']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  whenHandedOver: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  whenPrepared: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MedicationDispenseConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationDispenseConnection'] = ResolversParentTypes['MedicationDispenseConnection']> = {
  edges: Resolver<Array<ResolversTypes['MedicationDispenseEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['MedicationDispense']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MedicationDispenseEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationDispenseEdge'] = ResolversParentTypes['MedicationDispenseEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['MedicationDispense'], ParentType, ContextType>;
};

export type MedicationDispensePerformerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationDispensePerformer'] = ResolversParentTypes['MedicationDispensePerformer']> = {
  actor: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  function: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type MedicationDispenseSubstitutionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationDispenseSubstitution'] = ResolversParentTypes['MedicationDispenseSubstitution']> = {
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  responsibleParties: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  wasSubstituted: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type MedicationIngredientResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationIngredient'] = ResolversParentTypes['MedicationIngredient']> = {
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  isActive: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  medication: Resolver<Maybe<ResolversTypes['MedicationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  strength: Resolver<Maybe<ResolversTypes['Ratio']>, ParentType, ContextType>;
};

export type MedicationReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationReference'] = ResolversParentTypes['MedicationReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Medication']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MedicationRequestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationRequest'] = ResolversParentTypes['MedicationRequest']> = {
  adherence: Resolver<Array<ResolversTypes['MedicationAdherence']>, ParentType, ContextType>;
  administrations: Resolver<Maybe<Array<ResolversTypes['MedicationAdministration']>>, ParentType, ContextType, RequireFields<MedicationRequestAdministrationsArgs, 'first'>>;
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  authoredOn: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  courseOfTherapy: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  dispense: Resolver<Maybe<ResolversTypes['MedicationRequestDispenseRequest']>, ParentType, ContextType>;
  dispenses: Resolver<Maybe<Array<ResolversTypes['MedicationDispense']>>, ParentType, ContextType, RequireFields<MedicationRequestDispensesArgs, 'first'>>;
  doNotPerform: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  dosageText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dosages: Resolver<Array<ResolversTypes['Dosage']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  intent: Resolver<Maybe<ResolversTypes['RequestIntent']>, ParentType, ContextType>;
  isActive: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  medication: Resolver<Maybe<ResolversTypes['MedicationReference']>, ParentType, ContextType>;
  medicationConcept: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  priority: Resolver<Maybe<ResolversTypes['RequestPriority']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  recorder: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  reported: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  reportedBy: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  requester: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['MedicationRequestStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  statusReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MedicationRequestConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationRequestConnection'] = ResolversParentTypes['MedicationRequestConnection']> = {
  edges: Resolver<Array<ResolversTypes['MedicationRequestEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['MedicationRequest']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MedicationRequestDispenseRequestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationRequestDispenseRequest'] = ResolversParentTypes['MedicationRequestDispenseRequest']> = {
  expectedSupply: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  performer: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  quantity: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  refills: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  validity: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
};

export type MedicationRequestEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationRequestEdge'] = ResolversParentTypes['MedicationRequestEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['MedicationRequest'], ParentType, ContextType>;
};

export type MedicationRequestReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MedicationRequestReference'] = ResolversParentTypes['MedicationRequestReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['MedicationRequest']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount: Resolver<Maybe<ResolversTypes['FhirDecimal']>, ParentType, ContextType>;
  currency: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addAllergy: Resolver<ResolversTypes['AddAllergyPayload'], ParentType, ContextType, RequireFields<MutationAddAllergyArgs, 'idempotencyKey' | 'input'>>;
  addProblem: Resolver<ResolversTypes['AddProblemPayload'], ParentType, ContextType, RequireFields<MutationAddProblemArgs, 'idempotencyKey' | 'input'>>;
  answerQuestionnaire: Resolver<ResolversTypes['AnswerQuestionnairePayload'], ParentType, ContextType, RequireFields<MutationAnswerQuestionnaireArgs, 'idempotencyKey' | 'input'>>;
  createClinicalNote: Resolver<ResolversTypes['CreateClinicalNotePayload'], ParentType, ContextType, RequireFields<MutationCreateClinicalNoteArgs, 'idempotencyKey' | 'input'>>;
  createPatient: Resolver<ResolversTypes['CreatePatientPayload'], ParentType, ContextType, RequireFields<MutationCreatePatientArgs, 'idempotencyKey' | 'input'>>;
  recordVitalSigns: Resolver<ResolversTypes['RecordVitalSignsPayload'], ParentType, ContextType, RequireFields<MutationRecordVitalSignsArgs, 'idempotencyKey' | 'input'>>;
};

export type NameResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Name'] = ResolversParentTypes['Name']> = {
  family: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fullName: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  given: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  prefix: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  suffix: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  use: Resolver<Maybe<ResolversTypes['NameUse']>, ParentType, ContextType>;
};

export type NarrativeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Narrative'] = ResolversParentTypes['Narrative']> = {
  html: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['NarrativeStatus']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type NutritionOrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NutritionOrder'] = ResolversParentTypes['NutritionOrder']> = {
  allergies: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  enteralFormula: Resolver<Maybe<ResolversTypes['NutritionOrderEnteralFormula']>, ParentType, ContextType>;
  excludedFoods: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  foodPreferences: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  intent: Resolver<Maybe<ResolversTypes['RequestIntent']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  oralDiet: Resolver<Maybe<ResolversTypes['NutritionOrderOralDiet']>, ParentType, ContextType>;
  orderedOn: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  orderer: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['RequestStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  supplements: Resolver<Array<ResolversTypes['NutritionOrderSupplement']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NutritionOrderConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NutritionOrderConnection'] = ResolversParentTypes['NutritionOrderConnection']> = {
  edges: Resolver<Array<ResolversTypes['NutritionOrderEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['NutritionOrder']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type NutritionOrderEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NutritionOrderEdge'] = ResolversParentTypes['NutritionOrderEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['NutritionOrder'], ParentType, ContextType>;
};

export type NutritionOrderEnteralFormulaResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NutritionOrderEnteralFormula'] = ResolversParentTypes['NutritionOrderEnteralFormula']> = {
  administrationText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  caloricDensity: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  instruction: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  maxVolume: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  route: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type NutritionOrderOralDietResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NutritionOrderOralDiet'] = ResolversParentTypes['NutritionOrderOralDiet']> = {
  fluidConsistencies: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  instruction: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nutrientTexts: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  scheduleText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  textures: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  types: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type NutritionOrderSupplementResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NutritionOrderSupplement'] = ResolversParentTypes['NutritionOrderSupplement']> = {
  instruction: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  quantity: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  scheduleText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type ObservationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Observation'] = ResolversParentTypes['Observation']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  bodySite: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  components: Resolver<Array<ResolversTypes['ObservationComponent']>, ParentType, ContextType>;
  dataAbsentReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  dateElement: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  derivedFrom: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  device: Resolver<Maybe<ResolversTypes['DeviceReference']>, ParentType, ContextType>;
  effective: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  effectivePeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  focus: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  focusCodes: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  interpretation: Resolver<Maybe<ResolversTypes['ObservationInterpretation']>, ParentType, ContextType>;
  interpretationConcepts: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  interpretationText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isAbnormal: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isCorrected: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isOutsideReferenceRange: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isPreliminary: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  issued: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  members: Resolver<Array<ResolversTypes['ObservationReference']>, ParentType, ContextType>;
  method: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  referenceRange: Resolver<Array<ResolversTypes['ReferenceRange']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  specimen: Resolver<Maybe<ResolversTypes['SpecimenReference']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['ObservationStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  supportingInfo: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  unit: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['ObservationValue']>, ParentType, ContextType>;
  valueText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ObservationComponentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ObservationComponent'] = ResolversParentTypes['ObservationComponent']> = {
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  dataAbsentReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  interpretation: Resolver<Maybe<ResolversTypes['ObservationInterpretation']>, ParentType, ContextType>;
  interpretationConcepts: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  interpretationText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isAbnormal: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  referenceRange: Resolver<Array<ResolversTypes['ReferenceRange']>, ParentType, ContextType>;
  unit: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['ObservationValue']>, ParentType, ContextType>;
  valueText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ObservationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ObservationConnection'] = ResolversParentTypes['ObservationConnection']> = {
  edges: Resolver<Array<ResolversTypes['ObservationEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Observation']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ObservationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ObservationEdge'] = ResolversParentTypes['ObservationEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Observation'], ParentType, ContextType>;
};

export type ObservationReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ObservationReference'] = ResolversParentTypes['ObservationReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Observation']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ObservationValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ObservationValue'] = ResolversParentTypes['ObservationValue']> = {
  __resolveType: TypeResolveFn<'BooleanValue' | 'CodeableConcept' | 'DateTimeValue' | 'IntegerValue' | 'Period' | 'Quantity' | 'Range' | 'Ratio' | 'SampledData' | 'StringValue' | 'TimeValue', ParentType, ContextType>;
};

export type OrganizationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Organization'] = ResolversParentTypes['Organization']> = {
  active: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  addresses: Resolver<Array<ResolversTypes['Address']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  npi: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  partOf: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
  types: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrganizationReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrganizationReference'] = ResolversParentTypes['OrganizationReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PatientResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Patient'] = ResolversParentTypes['Patient']> = {
  active: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  addresses: Resolver<Array<ResolversTypes['Address']>, ParentType, ContextType>;
  adverseEvents: Resolver<Array<ResolversTypes['AdverseEvent']>, ParentType, ContextType, RequireFields<PatientAdverseEventsArgs, 'first'>>;
  adverseEventsConnection: Resolver<ResolversTypes['AdverseEventConnection'], ParentType, ContextType, RequireFields<PatientAdverseEventsConnectionArgs, 'first'>>;
  age: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  ageText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  allergies: Resolver<Array<ResolversTypes['AllergyIntolerance']>, ParentType, ContextType, RequireFields<PatientAllergiesArgs, 'first'>>;
  allergiesConnection: Resolver<ResolversTypes['AllergyIntoleranceConnection'], ParentType, ContextType, RequireFields<PatientAllergiesConnectionArgs, 'first'>>;
  allergyStatus: Resolver<ResolversTypes['AllergyStatus'], ParentType, ContextType>;
  appointments: Resolver<Array<ResolversTypes['Appointment']>, ParentType, ContextType, RequireFields<PatientAppointmentsArgs, 'first'>>;
  appointmentsConnection: Resolver<ResolversTypes['AppointmentConnection'], ParentType, ContextType, RequireFields<PatientAppointmentsConnectionArgs, 'first'>>;
  birthDate: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  birthOrder: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  birthSex: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  carePlans: Resolver<Array<ResolversTypes['CarePlan']>, ParentType, ContextType, RequireFields<PatientCarePlansArgs, 'first'>>;
  carePlansConnection: Resolver<ResolversTypes['CarePlanConnection'], ParentType, ContextType, RequireFields<PatientCarePlansConnectionArgs, 'first'>>;
  careTeams: Resolver<Array<ResolversTypes['CareTeam']>, ParentType, ContextType, RequireFields<PatientCareTeamsArgs, 'first'>>;
  careTeamsConnection: Resolver<ResolversTypes['CareTeamConnection'], ParentType, ContextType, RequireFields<PatientCareTeamsConnectionArgs, 'first'>>;
  clinicalNotes: Resolver<Array<ResolversTypes['DocumentReference']>, ParentType, ContextType, RequireFields<PatientClinicalNotesArgs, 'first'>>;
  clinicalNotesConnection: Resolver<ResolversTypes['DocumentReferenceConnection'], ParentType, ContextType, RequireFields<PatientClinicalNotesConnectionArgs, 'first'>>;
  codeStatus: Resolver<ResolversTypes['CodeStatus'], ParentType, ContextType>;
  communications: Resolver<Array<ResolversTypes['Communication']>, ParentType, ContextType, RequireFields<PatientCommunicationsArgs, 'first'>>;
  communicationsConnection: Resolver<ResolversTypes['CommunicationConnection'], ParentType, ContextType, RequireFields<PatientCommunicationsConnectionArgs, 'first'>>;
  conditions: Resolver<Array<ResolversTypes['Condition']>, ParentType, ContextType, RequireFields<PatientConditionsArgs, 'first'>>;
  conditionsConnection: Resolver<ResolversTypes['ConditionConnection'], ParentType, ContextType, RequireFields<PatientConditionsConnectionArgs, 'first'>>;
  consents: Resolver<Array<ResolversTypes['Consent']>, ParentType, ContextType, RequireFields<PatientConsentsArgs, 'first'>>;
  consentsConnection: Resolver<ResolversTypes['ConsentConnection'], ParentType, ContextType, RequireFields<PatientConsentsConnectionArgs, 'first'>>;
  contacts: Resolver<Array<ResolversTypes['PatientContact']>, ParentType, ContextType>;
  coverages: Resolver<Array<ResolversTypes['Coverage']>, ParentType, ContextType, RequireFields<PatientCoveragesArgs, 'first'>>;
  coveragesConnection: Resolver<ResolversTypes['CoverageConnection'], ParentType, ContextType, RequireFields<PatientCoveragesConnectionArgs, 'first'>>;
  deceased: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  deceasedAt: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  deviceRequests: Resolver<Array<ResolversTypes['DeviceRequest']>, ParentType, ContextType, RequireFields<PatientDeviceRequestsArgs, 'first'>>;
  deviceRequestsConnection: Resolver<ResolversTypes['DeviceRequestConnection'], ParentType, ContextType, RequireFields<PatientDeviceRequestsConnectionArgs, 'first'>>;
  deviceUses: Resolver<Array<ResolversTypes['DeviceUseStatement']>, ParentType, ContextType, RequireFields<PatientDeviceUsesArgs, 'first'>>;
  deviceUsesConnection: Resolver<ResolversTypes['DeviceUseStatementConnection'], ParentType, ContextType, RequireFields<PatientDeviceUsesConnectionArgs, 'first'>>;
  devices: Resolver<Array<ResolversTypes['Device']>, ParentType, ContextType, RequireFields<PatientDevicesArgs, 'first'>>;
  devicesConnection: Resolver<ResolversTypes['DeviceConnection'], ParentType, ContextType, RequireFields<PatientDevicesConnectionArgs, 'first'>>;
  diagnosticReports: Resolver<Array<ResolversTypes['DiagnosticReport']>, ParentType, ContextType, RequireFields<PatientDiagnosticReportsArgs, 'first'>>;
  diagnosticReportsConnection: Resolver<ResolversTypes['DiagnosticReportConnection'], ParentType, ContextType, RequireFields<PatientDiagnosticReportsConnectionArgs, 'first'>>;
  documents: Resolver<Array<ResolversTypes['DocumentReference']>, ParentType, ContextType, RequireFields<PatientDocumentsArgs, 'first'>>;
  documentsConnection: Resolver<ResolversTypes['DocumentReferenceConnection'], ParentType, ContextType, RequireFields<PatientDocumentsConnectionArgs, 'first'>>;
  encounters: Resolver<Array<ResolversTypes['Encounter']>, ParentType, ContextType, RequireFields<PatientEncountersArgs, 'first'>>;
  encountersConnection: Resolver<ResolversTypes['EncounterConnection'], ParentType, ContextType, RequireFields<PatientEncountersConnectionArgs, 'first'>>;
  episodesOfCare: Resolver<Array<ResolversTypes['EpisodeOfCare']>, ParentType, ContextType, RequireFields<PatientEpisodesOfCareArgs, 'first'>>;
  episodesOfCareConnection: Resolver<ResolversTypes['EpisodeOfCareConnection'], ParentType, ContextType, RequireFields<PatientEpisodesOfCareConnectionArgs, 'first'>>;
  ethnicity: Resolver<Maybe<ResolversTypes['Demographic']>, ParentType, ContextType>;
  explanationsOfBenefit: Resolver<Array<ResolversTypes['ExplanationOfBenefit']>, ParentType, ContextType, RequireFields<PatientExplanationsOfBenefitArgs, 'first'>>;
  explanationsOfBenefitConnection: Resolver<ResolversTypes['ExplanationOfBenefitConnection'], ParentType, ContextType, RequireFields<PatientExplanationsOfBenefitConnectionArgs, 'first'>>;
  familyHistory: Resolver<Array<ResolversTypes['FamilyMemberHistory']>, ParentType, ContextType, RequireFields<PatientFamilyHistoryArgs, 'first'>>;
  familyHistoryConnection: Resolver<ResolversTypes['FamilyMemberHistoryConnection'], ParentType, ContextType, RequireFields<PatientFamilyHistoryConnectionArgs, 'first'>>;
  flags: Resolver<Array<ResolversTypes['Flag']>, ParentType, ContextType, RequireFields<PatientFlagsArgs, 'first'>>;
  flagsConnection: Resolver<ResolversTypes['FlagConnection'], ParentType, ContextType, RequireFields<PatientFlagsConnectionArgs, 'first'>>;
  fullName: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gender: Resolver<Maybe<ResolversTypes['AdministrativeGender']>, ParentType, ContextType>;
  genderIdentity: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  generalPractitioners: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  goals: Resolver<Array<ResolversTypes['Goal']>, ParentType, ContextType, RequireFields<PatientGoalsArgs, 'first'>>;
  goalsConnection: Resolver<ResolversTypes['GoalConnection'], ParentType, ContextType, RequireFields<PatientGoalsConnectionArgs, 'first'>>;
  hasProtectedName: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType, Partial<PatientIdentifiersArgs>>;
  imagingStudies: Resolver<Array<ResolversTypes['ImagingStudy']>, ParentType, ContextType, RequireFields<PatientImagingStudiesArgs, 'first'>>;
  imagingStudiesConnection: Resolver<ResolversTypes['ImagingStudyConnection'], ParentType, ContextType, RequireFields<PatientImagingStudiesConnectionArgs, 'first'>>;
  immunizationRecommendations: Resolver<Array<ResolversTypes['ImmunizationRecommendation']>, ParentType, ContextType, RequireFields<PatientImmunizationRecommendationsArgs, 'first'>>;
  immunizationRecommendationsConnection: Resolver<ResolversTypes['ImmunizationRecommendationConnection'], ParentType, ContextType, RequireFields<PatientImmunizationRecommendationsConnectionArgs, 'first'>>;
  immunizations: Resolver<Array<ResolversTypes['Immunization']>, ParentType, ContextType, RequireFields<PatientImmunizationsArgs, 'first'>>;
  immunizationsConnection: Resolver<ResolversTypes['ImmunizationConnection'], ParentType, ContextType, RequireFields<PatientImmunizationsConnectionArgs, 'first'>>;
  interpreterRequired: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isReplacedBy: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  labResults: Resolver<Array<ResolversTypes['Observation']>, ParentType, ContextType, RequireFields<PatientLabResultsArgs, 'first'>>;
  labResultsConnection: Resolver<ResolversTypes['ObservationConnection'], ParentType, ContextType, RequireFields<PatientLabResultsConnectionArgs, 'first'>>;
  language: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  latestObservations: Resolver<Array<ResolversTypes['LatestObservations']>, ParentType, ContextType, RequireFields<PatientLatestObservationsArgs, 'codes' | 'each'>>;
  legalSex: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  links: Resolver<Array<ResolversTypes['PatientLink']>, ParentType, ContextType>;
  lists: Resolver<Array<ResolversTypes['List']>, ParentType, ContextType, RequireFields<PatientListsArgs, 'first'>>;
  listsConnection: Resolver<ResolversTypes['ListConnection'], ParentType, ContextType, RequireFields<PatientListsConnectionArgs, 'first'>>;
  managingOrganization: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  maritalStatus: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  medicationAdministrations: Resolver<Array<ResolversTypes['MedicationAdministration']>, ParentType, ContextType, RequireFields<PatientMedicationAdministrationsArgs, 'first'>>;
  medicationAdministrationsConnection: Resolver<ResolversTypes['MedicationAdministrationConnection'], ParentType, ContextType, RequireFields<PatientMedicationAdministrationsConnectionArgs, 'first'>>;
  medicationDispenses: Resolver<Array<ResolversTypes['MedicationDispense']>, ParentType, ContextType, RequireFields<PatientMedicationDispensesArgs, 'first'>>;
  medicationDispensesConnection: Resolver<ResolversTypes['MedicationDispenseConnection'], ParentType, ContextType, RequireFields<PatientMedicationDispensesConnectionArgs, 'first'>>;
  medications: Resolver<Array<ResolversTypes['MedicationRequest']>, ParentType, ContextType, RequireFields<PatientMedicationsArgs, 'first'>>;
  medicationsConnection: Resolver<ResolversTypes['MedicationRequestConnection'], ParentType, ContextType, RequireFields<PatientMedicationsConnectionArgs, 'first'>>;
  mrn: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  multipleBirth: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['Name']>, ParentType, ContextType, Partial<PatientNameArgs>>;
  names: Resolver<Array<ResolversTypes['Name']>, ParentType, ContextType>;
  nutritionOrders: Resolver<Array<ResolversTypes['NutritionOrder']>, ParentType, ContextType, RequireFields<PatientNutritionOrdersArgs, 'first'>>;
  nutritionOrdersConnection: Resolver<ResolversTypes['NutritionOrderConnection'], ParentType, ContextType, RequireFields<PatientNutritionOrdersConnectionArgs, 'first'>>;
  observations: Resolver<Array<ResolversTypes['Observation']>, ParentType, ContextType, RequireFields<PatientObservationsArgs, 'first'>>;
  observationsConnection: Resolver<ResolversTypes['ObservationConnection'], ParentType, ContextType, RequireFields<PatientObservationsConnectionArgs, 'first'>>;
  problems: Resolver<Array<ResolversTypes['Condition']>, ParentType, ContextType, RequireFields<PatientProblemsArgs, 'first'>>;
  problemsConnection: Resolver<ResolversTypes['ConditionConnection'], ParentType, ContextType, RequireFields<PatientProblemsConnectionArgs, 'first'>>;
  procedures: Resolver<Array<ResolversTypes['Procedure']>, ParentType, ContextType, RequireFields<PatientProceduresArgs, 'first'>>;
  proceduresConnection: Resolver<ResolversTypes['ProcedureConnection'], ParentType, ContextType, RequireFields<PatientProceduresConnectionArgs, 'first'>>;
  prohibitions: Resolver<Array<ResolversTypes['Prohibition']>, ParentType, ContextType>;
  pronouns: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  questionnaireResponses: Resolver<Array<ResolversTypes['QuestionnaireResponse']>, ParentType, ContextType, RequireFields<PatientQuestionnaireResponsesArgs, 'first'>>;
  questionnaireResponsesConnection: Resolver<ResolversTypes['QuestionnaireResponseConnection'], ParentType, ContextType, RequireFields<PatientQuestionnaireResponsesConnectionArgs, 'first'>>;
  race: Resolver<Maybe<ResolversTypes['Demographic']>, ParentType, ContextType>;
  recentRecords: Resolver<Array<ResolversTypes['RecentRecord']>, ParentType, ContextType, RequireFields<PatientRecentRecordsArgs, 'first' | 'since'>>;
  records: Resolver<Array<ResolversTypes['Record']>, ParentType, ContextType, RequireFields<PatientRecordsArgs, 'first' | 'type'>>;
  recordsConnection: Resolver<ResolversTypes['RecordConnection'], ParentType, ContextType, RequireFields<PatientRecordsConnectionArgs, 'first' | 'type'>>;
  refutedAllergies: Resolver<Array<ResolversTypes['AllergyIntolerance']>, ParentType, ContextType>;
  relatedPersons: Resolver<Array<ResolversTypes['RelatedPerson']>, ParentType, ContextType, RequireFields<PatientRelatedPersonsArgs, 'first'>>;
  relatedPersonsConnection: Resolver<ResolversTypes['RelatedPersonConnection'], ParentType, ContextType, RequireFields<PatientRelatedPersonsConnectionArgs, 'first'>>;
  replacedBy: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  serviceRequests: Resolver<Array<ResolversTypes['ServiceRequest']>, ParentType, ContextType, RequireFields<PatientServiceRequestsArgs, 'first'>>;
  serviceRequestsConnection: Resolver<ResolversTypes['ServiceRequestConnection'], ParentType, ContextType, RequireFields<PatientServiceRequestsConnectionArgs, 'first'>>;
  sex: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  sexForClinicalUse: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  tasks: Resolver<Array<ResolversTypes['Task']>, ParentType, ContextType, RequireFields<PatientTasksArgs, 'first'>>;
  tasksConnection: Resolver<ResolversTypes['TaskConnection'], ParentType, ContextType, RequireFields<PatientTasksConnectionArgs, 'first'>>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
  tribalAffiliations: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  vitalSigns: Resolver<Array<ResolversTypes['Observation']>, ParentType, ContextType, RequireFields<PatientVitalSignsArgs, 'first'>>;
  vitalSignsConnection: Resolver<ResolversTypes['ObservationConnection'], ParentType, ContextType, RequireFields<PatientVitalSignsConnectionArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PatientConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientConnection'] = ResolversParentTypes['PatientConnection']> = {
  edges: Resolver<Array<ResolversTypes['PatientEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Patient']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PatientContactResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientContact'] = ResolversParentTypes['PatientContact']> = {
  address: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  gender: Resolver<Maybe<ResolversTypes['AdministrativeGender']>, ParentType, ContextType>;
  isCurrent: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['Name']>, ParentType, ContextType>;
  organization: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  relationships: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
};

export type PatientEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientEdge'] = ResolversParentTypes['PatientEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Patient'], ParentType, ContextType>;
};

export type PatientLinkResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientLink'] = ResolversParentTypes['PatientLink']> = {
  other: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['PatientLinkType']>, ParentType, ContextType>;
};

export type PatientMatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientMatch'] = ResolversParentTypes['PatientMatch']> = {
  certainty: Resolver<ResolversTypes['MatchCertainty'], ParentType, ContextType>;
  patient: Resolver<ResolversTypes['Patient'], ParentType, ContextType>;
  score: Resolver<Maybe<ResolversTypes['FhirDecimal']>, ParentType, ContextType>;
};

export type PatientReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientReference'] = ResolversParentTypes['PatientReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Patient']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PatientSummaryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientSummary'] = ResolversParentTypes['PatientSummary']> = {
  date: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sections: Resolver<Array<ResolversTypes['PatientSummarySection']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PatientSummaryEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientSummaryEntry'] = ResolversParentTypes['PatientSummaryEntry']> = {
  date: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PatientSummarySectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PatientSummarySection'] = ResolversParentTypes['PatientSummarySection']> = {
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  emptyReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  entries: Resolver<Array<ResolversTypes['PatientSummaryEntry']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['Narrative']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PeriodResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Period'] = ResolversParentTypes['Period']> = {
  end: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  start: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PractitionerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Practitioner'] = ResolversParentTypes['Practitioner']> = {
  active: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  addresses: Resolver<Array<ResolversTypes['Address']>, ParentType, ContextType>;
  fullName: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gender: Resolver<Maybe<ResolversTypes['AdministrativeGender']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  names: Resolver<Array<ResolversTypes['Name']>, ParentType, ContextType>;
  npi: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  qualifications: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PractitionerConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PractitionerConnection'] = ResolversParentTypes['PractitionerConnection']> = {
  edges: Resolver<Array<ResolversTypes['PractitionerEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Practitioner']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PractitionerEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PractitionerEdge'] = ResolversParentTypes['PractitionerEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Practitioner'], ParentType, ContextType>;
};

export type PractitionerReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PractitionerReference'] = ResolversParentTypes['PractitionerReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Practitioner']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PractitionerRoleResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PractitionerRole'] = ResolversParentTypes['PractitionerRole']> = {
  active: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  availabilityExceptions: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  availableTimes: Resolver<Array<ResolversTypes['WeeklyHours']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  locations: Resolver<Array<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  notAvailable: Resolver<Array<ResolversTypes['PractitionerRoleNotAvailable']>, ParentType, ContextType>;
  organization: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  practitioner: Resolver<Maybe<ResolversTypes['PractitionerReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  roles: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  specialties: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PractitionerRoleConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PractitionerRoleConnection'] = ResolversParentTypes['PractitionerRoleConnection']> = {
  edges: Resolver<Array<ResolversTypes['PractitionerRoleEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['PractitionerRole']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PractitionerRoleEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PractitionerRoleEdge'] = ResolversParentTypes['PractitionerRoleEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['PractitionerRole'], ParentType, ContextType>;
};

export type PractitionerRoleNotAvailableResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PractitionerRoleNotAvailable'] = ResolversParentTypes['PractitionerRoleNotAvailable']> = {
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  during: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
};

export type ProcedureResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Procedure'] = ResolversParentTypes['Procedure']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  asserter: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  basedOn: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  bodySites: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  category: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  complications: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  devices: Resolver<Array<ResolversTypes['DeviceReference']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  followUps: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  location: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  outcome: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  performed: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  performedPeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  performedText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['ProcedurePerformer']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  recorder: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  reports: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['ProcedureStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  statusReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProcedureConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProcedureConnection'] = ResolversParentTypes['ProcedureConnection']> = {
  edges: Resolver<Array<ResolversTypes['ProcedureEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Procedure']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ProcedureEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProcedureEdge'] = ResolversParentTypes['ProcedureEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Procedure'], ParentType, ContextType>;
};

export type ProcedurePerformerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProcedurePerformer'] = ResolversParentTypes['ProcedurePerformer']> = {
  actor: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  function: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  onBehalfOf: Resolver<Maybe<ResolversTypes['OrganizationReference']>, ParentType, ContextType>;
};

export type ProhibitingRecordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProhibitingRecord'] = ResolversParentTypes['ProhibitingRecord']> = {
  __resolveType: TypeResolveFn<'CarePlan' | 'MedicationRequest' | 'ServiceRequest', ParentType, ContextType>;
};

export type ProhibitionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Prohibition'] = ResolversParentTypes['Prohibition']> = {
  isInForce: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  path: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  record: Resolver<ResolversTypes['ProhibitingRecord'], ParentType, ContextType>;
  text: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ProvenanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Provenance'] = ResolversParentTypes['Provenance']> = {
  activity: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  agents: Resolver<Array<ResolversTypes['ProvenanceAgent']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  location: Resolver<Maybe<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  occurred: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  occurredPeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  recorded: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  targets: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProvenanceAgentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProvenanceAgent'] = ResolversParentTypes['ProvenanceAgent']> = {
  onBehalfOf: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  roles: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  who: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
};

export type QuantityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Quantity'] = ResolversParentTypes['Quantity']> = {
  code: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  comparator: Resolver<Maybe<ResolversTypes['QuantityComparator']>, ParentType, ContextType>;
  decimal: Resolver<Maybe<ResolversTypes['FhirDecimal']>, ParentType, ContextType>;
  system: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unit: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  account: Resolver<Maybe<ResolversTypes['Account']>, ParentType, ContextType, RequireFields<QueryAccountArgs, 'id'>>;
  adverseEvent: Resolver<Maybe<ResolversTypes['AdverseEvent']>, ParentType, ContextType, RequireFields<QueryAdverseEventArgs, 'id'>>;
  allergyIntolerance: Resolver<Maybe<ResolversTypes['AllergyIntolerance']>, ParentType, ContextType, RequireFields<QueryAllergyIntoleranceArgs, 'id'>>;
  appointment: Resolver<Maybe<ResolversTypes['Appointment']>, ParentType, ContextType, RequireFields<QueryAppointmentArgs, 'id'>>;
  appointments: Resolver<Array<ResolversTypes['Appointment']>, ParentType, ContextType, RequireFields<QueryAppointmentsArgs, 'date' | 'first'>>;
  carePlan: Resolver<Maybe<ResolversTypes['CarePlan']>, ParentType, ContextType, RequireFields<QueryCarePlanArgs, 'id'>>;
  careTeam: Resolver<Maybe<ResolversTypes['CareTeam']>, ParentType, ContextType, RequireFields<QueryCareTeamArgs, 'id'>>;
  communication: Resolver<Maybe<ResolversTypes['Communication']>, ParentType, ContextType, RequireFields<QueryCommunicationArgs, 'id'>>;
  condition: Resolver<Maybe<ResolversTypes['Condition']>, ParentType, ContextType, RequireFields<QueryConditionArgs, 'id'>>;
  consent: Resolver<Maybe<ResolversTypes['Consent']>, ParentType, ContextType, RequireFields<QueryConsentArgs, 'id'>>;
  coverage: Resolver<Maybe<ResolversTypes['Coverage']>, ParentType, ContextType, RequireFields<QueryCoverageArgs, 'id'>>;
  device: Resolver<Maybe<ResolversTypes['Device']>, ParentType, ContextType, RequireFields<QueryDeviceArgs, 'id'>>;
  deviceRequest: Resolver<Maybe<ResolversTypes['DeviceRequest']>, ParentType, ContextType, RequireFields<QueryDeviceRequestArgs, 'id'>>;
  deviceUseStatement: Resolver<Maybe<ResolversTypes['DeviceUseStatement']>, ParentType, ContextType, RequireFields<QueryDeviceUseStatementArgs, 'id'>>;
  diagnosticReport: Resolver<Maybe<ResolversTypes['DiagnosticReport']>, ParentType, ContextType, RequireFields<QueryDiagnosticReportArgs, 'id'>>;
  documentReference: Resolver<Maybe<ResolversTypes['DocumentReference']>, ParentType, ContextType, RequireFields<QueryDocumentReferenceArgs, 'id'>>;
  encounter: Resolver<Maybe<ResolversTypes['Encounter']>, ParentType, ContextType, RequireFields<QueryEncounterArgs, 'id'>>;
  episodeOfCare: Resolver<Maybe<ResolversTypes['EpisodeOfCare']>, ParentType, ContextType, RequireFields<QueryEpisodeOfCareArgs, 'id'>>;
  explanationOfBenefit: Resolver<Maybe<ResolversTypes['ExplanationOfBenefit']>, ParentType, ContextType, RequireFields<QueryExplanationOfBenefitArgs, 'id'>>;
  familyMemberHistory: Resolver<Maybe<ResolversTypes['FamilyMemberHistory']>, ParentType, ContextType, RequireFields<QueryFamilyMemberHistoryArgs, 'id'>>;
  flag: Resolver<Maybe<ResolversTypes['Flag']>, ParentType, ContextType, RequireFields<QueryFlagArgs, 'id'>>;
  goal: Resolver<Maybe<ResolversTypes['Goal']>, ParentType, ContextType, RequireFields<QueryGoalArgs, 'id'>>;
  imagingStudy: Resolver<Maybe<ResolversTypes['ImagingStudy']>, ParentType, ContextType, RequireFields<QueryImagingStudyArgs, 'id'>>;
  immunization: Resolver<Maybe<ResolversTypes['Immunization']>, ParentType, ContextType, RequireFields<QueryImmunizationArgs, 'id'>>;
  immunizationRecommendation: Resolver<Maybe<ResolversTypes['ImmunizationRecommendation']>, ParentType, ContextType, RequireFields<QueryImmunizationRecommendationArgs, 'id'>>;
  list: Resolver<Maybe<ResolversTypes['List']>, ParentType, ContextType, RequireFields<QueryListArgs, 'id'>>;
  location: Resolver<Maybe<ResolversTypes['Location']>, ParentType, ContextType, RequireFields<QueryLocationArgs, 'id'>>;
  locations: Resolver<Array<ResolversTypes['Location']>, ParentType, ContextType, RequireFields<QueryLocationsArgs, 'first'>>;
  locationsConnection: Resolver<ResolversTypes['LocationConnection'], ParentType, ContextType, RequireFields<QueryLocationsConnectionArgs, 'first'>>;
  matchPatients: Resolver<Array<ResolversTypes['PatientMatch']>, ParentType, ContextType, RequireFields<QueryMatchPatientsArgs, 'first' | 'input'>>;
  me: Resolver<Maybe<ResolversTypes['SignedInPerson']>, ParentType, ContextType>;
  media: Resolver<Maybe<ResolversTypes['Media']>, ParentType, ContextType, RequireFields<QueryMediaArgs, 'id'>>;
  medication: Resolver<Maybe<ResolversTypes['Medication']>, ParentType, ContextType, RequireFields<QueryMedicationArgs, 'id'>>;
  medicationAdministration: Resolver<Maybe<ResolversTypes['MedicationAdministration']>, ParentType, ContextType, RequireFields<QueryMedicationAdministrationArgs, 'id'>>;
  medicationDispense: Resolver<Maybe<ResolversTypes['MedicationDispense']>, ParentType, ContextType, RequireFields<QueryMedicationDispenseArgs, 'id'>>;
  medicationRequest: Resolver<Maybe<ResolversTypes['MedicationRequest']>, ParentType, ContextType, RequireFields<QueryMedicationRequestArgs, 'id'>>;
  nutritionOrder: Resolver<Maybe<ResolversTypes['NutritionOrder']>, ParentType, ContextType, RequireFields<QueryNutritionOrderArgs, 'id'>>;
  observation: Resolver<Maybe<ResolversTypes['Observation']>, ParentType, ContextType, RequireFields<QueryObservationArgs, 'id'>>;
  organization: Resolver<Maybe<ResolversTypes['Organization']>, ParentType, ContextType, RequireFields<QueryOrganizationArgs, 'id'>>;
  organizations: Resolver<Array<Maybe<ResolversTypes['Organization']>>, ParentType, ContextType, RequireFields<QueryOrganizationsArgs, 'ids'>>;
  patient: Resolver<Maybe<ResolversTypes['Patient']>, ParentType, ContextType, RequireFields<QueryPatientArgs, 'id'>>;
  patientByIdentifier: Resolver<Maybe<ResolversTypes['Patient']>, ParentType, ContextType, RequireFields<QueryPatientByIdentifierArgs, 'system' | 'value'>>;
  patientSummary: Resolver<Maybe<ResolversTypes['PatientSummary']>, ParentType, ContextType, RequireFields<QueryPatientSummaryArgs, 'id'>>;
  patients: Resolver<Array<ResolversTypes['Patient']>, ParentType, ContextType, RequireFields<QueryPatientsArgs, 'first'>>;
  patientsConnection: Resolver<ResolversTypes['PatientConnection'], ParentType, ContextType, RequireFields<QueryPatientsConnectionArgs, 'first'>>;
  practitioner: Resolver<Maybe<ResolversTypes['Practitioner']>, ParentType, ContextType, RequireFields<QueryPractitionerArgs, 'id'>>;
  practitionerRole: Resolver<Maybe<ResolversTypes['PractitionerRole']>, ParentType, ContextType, RequireFields<QueryPractitionerRoleArgs, 'id'>>;
  practitionerRoles: Resolver<Array<ResolversTypes['PractitionerRole']>, ParentType, ContextType, RequireFields<QueryPractitionerRolesArgs, 'first'>>;
  practitionerRolesConnection: Resolver<ResolversTypes['PractitionerRoleConnection'], ParentType, ContextType, RequireFields<QueryPractitionerRolesConnectionArgs, 'first'>>;
  practitioners: Resolver<Array<ResolversTypes['Practitioner']>, ParentType, ContextType, RequireFields<QueryPractitionersArgs, 'first'>>;
  practitionersConnection: Resolver<ResolversTypes['PractitionerConnection'], ParentType, ContextType, RequireFields<QueryPractitionersConnectionArgs, 'first'>>;
  procedure: Resolver<Maybe<ResolversTypes['Procedure']>, ParentType, ContextType, RequireFields<QueryProcedureArgs, 'id'>>;
  provenance: Resolver<Maybe<ResolversTypes['Provenance']>, ParentType, ContextType, RequireFields<QueryProvenanceArgs, 'id'>>;
  questionnaire: Resolver<Maybe<ResolversTypes['Questionnaire']>, ParentType, ContextType, RequireFields<QueryQuestionnaireArgs, 'id'>>;
  questionnaireResponse: Resolver<Maybe<ResolversTypes['QuestionnaireResponse']>, ParentType, ContextType, RequireFields<QueryQuestionnaireResponseArgs, 'id'>>;
  record: Resolver<Maybe<ResolversTypes['Record']>, ParentType, ContextType, RequireFields<QueryRecordArgs, 'id' | 'type'>>;
  relatedPerson: Resolver<Maybe<ResolversTypes['RelatedPerson']>, ParentType, ContextType, RequireFields<QueryRelatedPersonArgs, 'id'>>;
  serviceRequest: Resolver<Maybe<ResolversTypes['ServiceRequest']>, ParentType, ContextType, RequireFields<QueryServiceRequestArgs, 'id'>>;
  site: Resolver<Maybe<ResolversTypes['Site']>, ParentType, ContextType>;
  specimen: Resolver<Maybe<ResolversTypes['Specimen']>, ParentType, ContextType, RequireFields<QuerySpecimenArgs, 'id'>>;
  task: Resolver<Maybe<ResolversTypes['Task']>, ParentType, ContextType, RequireFields<QueryTaskArgs, 'id'>>;
};

export type QuestionnaireResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Questionnaire'] = ResolversParentTypes['Questionnaire']> = {
  date: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  items: Resolver<Array<ResolversTypes['QuestionnaireItem']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['QuestionnaireStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuestionnaireItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuestionnaireItem'] = ResolversParentTypes['QuestionnaireItem']> = {
  answerValueSet: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  canRepeat: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  codes: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  enableBehavior: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  enableWhen: Resolver<Array<ResolversTypes['QuestionnaireItemEnableWhen']>, ParentType, ContextType>;
  isReadOnly: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  isRequired: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  items: Resolver<Array<ResolversTypes['QuestionnaireItem']>, ParentType, ContextType>;
  linkId: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  maxLength: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  options: Resolver<Array<ResolversTypes['QuestionnaireItemAnswerOption']>, ParentType, ContextType>;
  prefix: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QuestionnaireItemAnswerOptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuestionnaireItemAnswerOption'] = ResolversParentTypes['QuestionnaireItemAnswerOption']> = {
  coding: Resolver<Maybe<ResolversTypes['Coding']>, ParentType, ContextType>;
  score: Resolver<Maybe<ResolversTypes['FhirDecimal']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QuestionnaireItemEnableWhenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuestionnaireItemEnableWhen'] = ResolversParentTypes['QuestionnaireItemEnableWhen']> = {
  answerText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  operator: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  question: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QuestionnaireReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuestionnaireReference'] = ResolversParentTypes['QuestionnaireReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Questionnaire']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QuestionnaireResponseResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuestionnaireResponse'] = ResolversParentTypes['QuestionnaireResponse']> = {
  allItems: Resolver<Array<ResolversTypes['QuestionnaireResponseItem']>, ParentType, ContextType>;
  answeredBy: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  author: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  authored: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  basedOn: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  items: Resolver<Array<ResolversTypes['QuestionnaireResponseItem']>, ParentType, ContextType>;
  partOf: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  questionnaire: Resolver<Maybe<ResolversTypes['QuestionnaireReference']>, ParentType, ContextType>;
  questionnaireUrl: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  scores: Resolver<Array<ResolversTypes['QuestionnaireScore']>, ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['QuestionnaireResponseStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuestionnaireResponseConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuestionnaireResponseConnection'] = ResolversParentTypes['QuestionnaireResponseConnection']> = {
  edges: Resolver<Array<ResolversTypes['QuestionnaireResponseEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['QuestionnaireResponse']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type QuestionnaireResponseEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuestionnaireResponseEdge'] = ResolversParentTypes['QuestionnaireResponseEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['QuestionnaireResponse'], ParentType, ContextType>;
};

export type QuestionnaireResponseItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuestionnaireResponseItem'] = ResolversParentTypes['QuestionnaireResponseItem']> = {
  answers: Resolver<Array<ResolversTypes['QuestionnaireResponseItemAnswer']>, ParentType, ContextType>;
  depth: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  items: Resolver<Array<ResolversTypes['QuestionnaireResponseItem']>, ParentType, ContextType>;
  linkId: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  path: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QuestionnaireResponseItemAnswerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuestionnaireResponseItemAnswer'] = ResolversParentTypes['QuestionnaireResponseItemAnswer']> = {
  items: Resolver<Array<ResolversTypes['QuestionnaireResponseItem']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['Reference']>, ParentType, ContextType>;
  score: Resolver<Maybe<ResolversTypes['FhirDecimal']>, ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['ObservationValue']>, ParentType, ContextType>;
  valueText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QuestionnaireScoreResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuestionnaireScore'] = ResolversParentTypes['QuestionnaireScore']> = {
  isAnswer: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  item: Resolver<ResolversTypes['QuestionnaireResponseItem'], ParentType, ContextType>;
  value: Resolver<Maybe<ResolversTypes['FhirDecimal']>, ParentType, ContextType>;
  valueText: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type RangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Range'] = ResolversParentTypes['Range']> = {
  high: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  low: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RatioResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Ratio'] = ResolversParentTypes['Ratio']> = {
  denominator: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  numerator: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RecentRecordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RecentRecord'] = ResolversParentTypes['RecentRecord']> = {
  date: Resolver<ResolversTypes['FhirDateTime'], ParentType, ContextType>;
  dateElement: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  record: Resolver<ResolversTypes['AnyResource'], ParentType, ContextType>;
};

export type RecordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Record'] = ResolversParentTypes['Record']> = {
  date: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<ResolversTypes['RecordType'], ParentType, ContextType>;
};

export type RecordConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RecordConnection'] = ResolversParentTypes['RecordConnection']> = {
  edges: Resolver<Array<ResolversTypes['RecordEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Record']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RecordEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RecordEdge'] = ResolversParentTypes['RecordEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Record'], ParentType, ContextType>;
};

export type RecordTypeResolvers = { ACCOUNT: 'Account', ADVERSE_EVENT: 'AdverseEvent', ALLERGY_INTOLERANCE: 'AllergyIntolerance', APPOINTMENT: 'Appointment', BODY_STRUCTURE: 'BodyStructure', CARE_PLAN: 'CarePlan', CARE_TEAM: 'CareTeam', CLAIM: 'Claim', COMMUNICATION: 'Communication', CONCEPT_MAP: 'ConceptMap', CONDITION: 'Condition', CONSENT: 'Consent', CONTRACT: 'Contract', COVERAGE: 'Coverage', DEVICE: 'Device', DEVICE_REQUEST: 'DeviceRequest', DEVICE_USE_STATEMENT: 'DeviceUseStatement', DIAGNOSTIC_REPORT: 'DiagnosticReport', DOCUMENT_REFERENCE: 'DocumentReference', ENCOUNTER: 'Encounter', ENDPOINT: 'Endpoint', EPISODE_OF_CARE: 'EpisodeOfCare', EXPLANATION_OF_BENEFIT: 'ExplanationOfBenefit', FAMILY_MEMBER_HISTORY: 'FamilyMemberHistory', FLAG: 'Flag', GOAL: 'Goal', GROUP: 'Group', IMAGING_STUDY: 'ImagingStudy', IMMUNIZATION: 'Immunization', IMMUNIZATION_RECOMMENDATION: 'ImmunizationRecommendation', LIST: 'List', LOCATION: 'Location', MEASURE: 'Measure', MEASURE_REPORT: 'MeasureReport', MEDIA: 'Media', MEDICATION: 'Medication', MEDICATION_ADMINISTRATION: 'MedicationAdministration', MEDICATION_DISPENSE: 'MedicationDispense', MEDICATION_REQUEST: 'MedicationRequest', NUTRITION_ORDER: 'NutritionOrder', OBSERVATION: 'Observation', ORGANIZATION: 'Organization', PATIENT: 'Patient', PRACTITIONER: 'Practitioner', PRACTITIONER_ROLE: 'PractitionerRole', PROCEDURE: 'Procedure', PROVENANCE: 'Provenance', QUESTIONNAIRE: 'Questionnaire', QUESTIONNAIRE_RESPONSE: 'QuestionnaireResponse', RELATED_PERSON: 'RelatedPerson', REQUEST_GROUP: 'RequestGroup', RESEARCH_STUDY: 'ResearchStudy', RESEARCH_SUBJECT: 'ResearchSubject', SERVICE_REQUEST: 'ServiceRequest', SPECIMEN: 'Specimen', SUBSTANCE: 'Substance', TASK: 'Task', VALUE_SET: 'ValueSet' };

export type RecordVitalSignsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RecordVitalSignsPayload'] = ResolversParentTypes['RecordVitalSignsPayload']> = {
  readings: Resolver<Array<ResolversTypes['VitalSignReading']>, ParentType, ContextType>;
};

export type ReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Reference'] = ResolversParentTypes['Reference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['AnyResource']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ReferenceRangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReferenceRange'] = ResolversParentTypes['ReferenceRange']> = {
  age: Resolver<Maybe<ResolversTypes['Range']>, ParentType, ContextType>;
  appliesTo: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  high: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  low: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type RelatedPersonResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RelatedPerson'] = ResolversParentTypes['RelatedPerson']> = {
  active: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  addresses: Resolver<Array<ResolversTypes['Address']>, ParentType, ContextType>;
  birthDate: Resolver<Maybe<ResolversTypes['FhirDate']>, ParentType, ContextType>;
  fullName: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  gender: Resolver<Maybe<ResolversTypes['AdministrativeGender']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isCurrent: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  names: Resolver<Array<ResolversTypes['Name']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  relationships: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  telecom: Resolver<Array<ResolversTypes['ContactPoint']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RelatedPersonConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RelatedPersonConnection'] = ResolversParentTypes['RelatedPersonConnection']> = {
  edges: Resolver<Array<ResolversTypes['RelatedPersonEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['RelatedPerson']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RelatedPersonEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RelatedPersonEdge'] = ResolversParentTypes['RelatedPersonEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['RelatedPerson'], ParentType, ContextType>;
};

export type SampledDataResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SampledData'] = ResolversParentTypes['SampledData']> = {
  data: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  dimensions: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  factor: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  origin: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  period: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ServiceRequestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ServiceRequest'] = ResolversParentTypes['ServiceRequest']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  authoredOn: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  basedOn: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  bodySites: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  categories: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  details: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  doNotPerform: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  intent: Resolver<Maybe<ResolversTypes['RequestIntent']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  locations: Resolver<Array<ResolversTypes['LocationReference']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  occurrence: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  occurrencePeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  occurrenceText: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  patientInstruction: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  performers: Resolver<Array<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  priority: Resolver<Maybe<ResolversTypes['RequestPriority']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  reasonReferences: Resolver<Array<ResolversTypes['Reference']>, ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  requester: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  specimens: Resolver<Array<ResolversTypes['SpecimenReference']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['RequestStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ServiceRequestConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ServiceRequestConnection'] = ResolversParentTypes['ServiceRequestConnection']> = {
  edges: Resolver<Array<ResolversTypes['ServiceRequestEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['ServiceRequest']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ServiceRequestEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ServiceRequestEdge'] = ResolversParentTypes['ServiceRequestEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['ServiceRequest'], ParentType, ContextType>;
};

export type ServiceRequestReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ServiceRequestReference'] = ResolversParentTypes['ServiceRequestReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['ServiceRequest']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SignedInPersonResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignedInPerson'] = ResolversParentTypes['SignedInPerson']> = {
  audience: Resolver<ResolversTypes['SignInAudience'], ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['Encounter']>, ParentType, ContextType>;
  expiresAt: Resolver<ResolversTypes['FhirDateTime'], ParentType, ContextType>;
  fhirUser: Resolver<Maybe<ResolversTypes['FhirUserReference']>, ParentType, ContextType>;
  needPatientBanner: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  patient: Resolver<Maybe<ResolversTypes['Patient']>, ParentType, ContextType>;
  scopes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  styleUrl: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SiteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Site'] = ResolversParentTypes['Site']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SpecimenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Specimen'] = ResolversParentTypes['Specimen']> = {
  accession: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  bodySite: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  collected: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  collectedPeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  collector: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  conditions: Resolver<Array<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  containers: Resolver<Array<ResolversTypes['SpecimenContainer']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  method: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  parents: Resolver<Array<ResolversTypes['SpecimenReference']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  quantity: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  received: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  requests: Resolver<Array<ResolversTypes['ServiceRequestReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['SpecimenStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SpecimenContainerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SpecimenContainer'] = ResolversParentTypes['SpecimenContainer']> = {
  additive: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  capacity: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  quantity: Resolver<Maybe<ResolversTypes['Quantity']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type SpecimenReferenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SpecimenReference'] = ResolversParentTypes['SpecimenReference']> = {
  display: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  identifier: Resolver<Maybe<ResolversTypes['Identifier']>, ParentType, ContextType>;
  reference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  resource: Resolver<Maybe<ResolversTypes['Specimen']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type StringValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StringValue'] = ResolversParentTypes['StringValue']> = {
  string: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TaskResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Task'] = ResolversParentTypes['Task']> = {
  annotations: Resolver<Array<ResolversTypes['Annotation']>, ParentType, ContextType>;
  authoredOn: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  businessStatus: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  code: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  description: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  due: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  encounter: Resolver<Maybe<ResolversTypes['EncounterReference']>, ParentType, ContextType>;
  executionPeriod: Resolver<Maybe<ResolversTypes['Period']>, ParentType, ContextType>;
  focus: Resolver<Maybe<ResolversTypes['Reference']>, ParentType, ContextType>;
  for: Resolver<Maybe<ResolversTypes['PatientReference']>, ParentType, ContextType>;
  hasUnknownModifier: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identifiers: Resolver<Array<ResolversTypes['Identifier']>, ParentType, ContextType>;
  inputs: Resolver<Array<ResolversTypes['TaskParameter']>, ParentType, ContextType>;
  intent: Resolver<Maybe<ResolversTypes['TaskIntent']>, ParentType, ContextType>;
  isEnteredInError: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lastModified: Resolver<Maybe<ResolversTypes['FhirDateTime']>, ParentType, ContextType>;
  name: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  outputs: Resolver<Array<ResolversTypes['TaskParameter']>, ParentType, ContextType>;
  owner: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  priority: Resolver<Maybe<ResolversTypes['RequestPriority']>, ParentType, ContextType>;
  provenances: Resolver<Maybe<Array<ResolversTypes['Provenance']>>, ParentType, ContextType>;
  requester: Resolver<Maybe<ResolversTypes['ActorReference']>, ParentType, ContextType>;
  resource: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  securityLabels: Resolver<Array<ResolversTypes['Coding']>, ParentType, ContextType>;
  source: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<Maybe<ResolversTypes['TaskStatus']>, ParentType, ContextType>;
  statusCode: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  statusReason: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TaskConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskConnection'] = ResolversParentTypes['TaskConnection']> = {
  edges: Resolver<Array<ResolversTypes['TaskEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Task']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TaskEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskEdge'] = ResolversParentTypes['TaskEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Task'], ParentType, ContextType>;
};

export type TaskParameterResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaskParameter'] = ResolversParentTypes['TaskParameter']> = {
  reference: Resolver<Maybe<ResolversTypes['Reference']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type: Resolver<Maybe<ResolversTypes['CodeableConcept']>, ParentType, ContextType>;
};

export type TimeValueResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TimeValue'] = ResolversParentTypes['TimeValue']> = {
  time: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VitalSignReadingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VitalSignReading'] = ResolversParentTypes['VitalSignReading']> = {
  error: Resolver<Maybe<ResolversTypes['WriteError']>, ParentType, ContextType>;
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  kind: Resolver<ResolversTypes['VitalSignKind'], ParentType, ContextType>;
  observation: Resolver<Maybe<ResolversTypes['Observation']>, ParentType, ContextType>;
  status: Resolver<ResolversTypes['ReadingStatus'], ParentType, ContextType>;
  warning: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type WeeklyHoursResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WeeklyHours'] = ResolversParentTypes['WeeklyHours']> = {
  daysOfWeek: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  end: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isAllDay: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  start: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  text: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type WriteErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WriteError'] = ResolversParentTypes['WriteError']> = {
  code: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Account: AccountResolvers<ContextType>;
  AccountCoverage: AccountCoverageResolvers<ContextType>;
  AccountGuarantor: AccountGuarantorResolvers<ContextType>;
  AccountReference: AccountReferenceResolvers<ContextType>;
  Actor: ActorResolvers<ContextType>;
  ActorReference: ActorReferenceResolvers<ContextType>;
  AddAllergyPayload: AddAllergyPayloadResolvers<ContextType>;
  AddProblemPayload: AddProblemPayloadResolvers<ContextType>;
  Address: AddressResolvers<ContextType>;
  AdverseEvent: AdverseEventResolvers<ContextType>;
  AdverseEventConnection: AdverseEventConnectionResolvers<ContextType>;
  AdverseEventEdge: AdverseEventEdgeResolvers<ContextType>;
  AdverseEventSuspectEntity: AdverseEventSuspectEntityResolvers<ContextType>;
  AdverseEventSuspectEntityCausality: AdverseEventSuspectEntityCausalityResolvers<ContextType>;
  AllergyIntolerance: AllergyIntoleranceResolvers<ContextType>;
  AllergyIntoleranceConnection: AllergyIntoleranceConnectionResolvers<ContextType>;
  AllergyIntoleranceEdge: AllergyIntoleranceEdgeResolvers<ContextType>;
  AllergyIntoleranceReaction: AllergyIntoleranceReactionResolvers<ContextType>;
  Annotation: AnnotationResolvers<ContextType>;
  AnswerQuestionnairePayload: AnswerQuestionnairePayloadResolvers<ContextType>;
  AnyResource: AnyResourceResolvers<ContextType>;
  Appointment: AppointmentResolvers<ContextType>;
  AppointmentActor: AppointmentActorResolvers<ContextType>;
  AppointmentActorReference: AppointmentActorReferenceResolvers<ContextType>;
  AppointmentConnection: AppointmentConnectionResolvers<ContextType>;
  AppointmentEdge: AppointmentEdgeResolvers<ContextType>;
  AppointmentParticipant: AppointmentParticipantResolvers<ContextType>;
  BooleanValue: BooleanValueResolvers<ContextType>;
  CarePlan: CarePlanResolvers<ContextType>;
  CarePlanActivity: CarePlanActivityResolvers<ContextType>;
  CarePlanConnection: CarePlanConnectionResolvers<ContextType>;
  CarePlanEdge: CarePlanEdgeResolvers<ContextType>;
  CareTeam: CareTeamResolvers<ContextType>;
  CareTeamConnection: CareTeamConnectionResolvers<ContextType>;
  CareTeamEdge: CareTeamEdgeResolvers<ContextType>;
  CareTeamParticipant: CareTeamParticipantResolvers<ContextType>;
  CareTeamReference: CareTeamReferenceResolvers<ContextType>;
  CodeStatus: CodeStatusResolvers<ContextType>;
  CodeStatusEntry: CodeStatusEntryResolvers<ContextType>;
  CodeableConcept: CodeableConceptResolvers<ContextType>;
  Coding: CodingResolvers<ContextType>;
  Communication: CommunicationResolvers<ContextType>;
  CommunicationConnection: CommunicationConnectionResolvers<ContextType>;
  CommunicationEdge: CommunicationEdgeResolvers<ContextType>;
  CommunicationPayload: CommunicationPayloadResolvers<ContextType>;
  Condition: ConditionResolvers<ContextType>;
  ConditionConnection: ConditionConnectionResolvers<ContextType>;
  ConditionEdge: ConditionEdgeResolvers<ContextType>;
  ConditionReference: ConditionReferenceResolvers<ContextType>;
  Consent: ConsentResolvers<ContextType>;
  ConsentConnection: ConsentConnectionResolvers<ContextType>;
  ConsentEdge: ConsentEdgeResolvers<ContextType>;
  ConsentProvision: ConsentProvisionResolvers<ContextType>;
  ContactPoint: ContactPointResolvers<ContextType>;
  Coverage: CoverageResolvers<ContextType>;
  CoverageClass: CoverageClassResolvers<ContextType>;
  CoverageConnection: CoverageConnectionResolvers<ContextType>;
  CoverageCost: CoverageCostResolvers<ContextType>;
  CoverageEdge: CoverageEdgeResolvers<ContextType>;
  CoverageReference: CoverageReferenceResolvers<ContextType>;
  CreateClinicalNotePayload: CreateClinicalNotePayloadResolvers<ContextType>;
  CreatePatientPayload: CreatePatientPayloadResolvers<ContextType>;
  DateTimeValue: DateTimeValueResolvers<ContextType>;
  Demographic: DemographicResolvers<ContextType>;
  Device: DeviceResolvers<ContextType>;
  DeviceConnection: DeviceConnectionResolvers<ContextType>;
  DeviceEdge: DeviceEdgeResolvers<ContextType>;
  DeviceReference: DeviceReferenceResolvers<ContextType>;
  DeviceRequest: DeviceRequestResolvers<ContextType>;
  DeviceRequestConnection: DeviceRequestConnectionResolvers<ContextType>;
  DeviceRequestEdge: DeviceRequestEdgeResolvers<ContextType>;
  DeviceUdiCarrier: DeviceUdiCarrierResolvers<ContextType>;
  DeviceUseStatement: DeviceUseStatementResolvers<ContextType>;
  DeviceUseStatementConnection: DeviceUseStatementConnectionResolvers<ContextType>;
  DeviceUseStatementEdge: DeviceUseStatementEdgeResolvers<ContextType>;
  DiagnosticReport: DiagnosticReportResolvers<ContextType>;
  DiagnosticReportConnection: DiagnosticReportConnectionResolvers<ContextType>;
  DiagnosticReportEdge: DiagnosticReportEdgeResolvers<ContextType>;
  DiagnosticReportMedia: DiagnosticReportMediaResolvers<ContextType>;
  DocumentContent: DocumentContentResolvers<ContextType>;
  DocumentReference: DocumentReferenceResolvers<ContextType>;
  DocumentReferenceConnection: DocumentReferenceConnectionResolvers<ContextType>;
  DocumentReferenceEdge: DocumentReferenceEdgeResolvers<ContextType>;
  DocumentReferenceReference: DocumentReferenceReferenceResolvers<ContextType>;
  DocumentReferenceRelatesTo: DocumentReferenceRelatesToResolvers<ContextType>;
  Dosage: DosageResolvers<ContextType>;
  Encounter: EncounterResolvers<ContextType>;
  EncounterConnection: EncounterConnectionResolvers<ContextType>;
  EncounterDiagnosis: EncounterDiagnosisResolvers<ContextType>;
  EncounterEdge: EncounterEdgeResolvers<ContextType>;
  EncounterLocation: EncounterLocationResolvers<ContextType>;
  EncounterParticipant: EncounterParticipantResolvers<ContextType>;
  EncounterReference: EncounterReferenceResolvers<ContextType>;
  EpisodeOfCare: EpisodeOfCareResolvers<ContextType>;
  EpisodeOfCareConnection: EpisodeOfCareConnectionResolvers<ContextType>;
  EpisodeOfCareDiagnosis: EpisodeOfCareDiagnosisResolvers<ContextType>;
  EpisodeOfCareEdge: EpisodeOfCareEdgeResolvers<ContextType>;
  EpisodeOfCareStatusHistory: EpisodeOfCareStatusHistoryResolvers<ContextType>;
  ExplanationOfBenefit: ExplanationOfBenefitResolvers<ContextType>;
  ExplanationOfBenefitAmount: ExplanationOfBenefitAmountResolvers<ContextType>;
  ExplanationOfBenefitConnection: ExplanationOfBenefitConnectionResolvers<ContextType>;
  ExplanationOfBenefitDiagnosis: ExplanationOfBenefitDiagnosisResolvers<ContextType>;
  ExplanationOfBenefitEdge: ExplanationOfBenefitEdgeResolvers<ContextType>;
  ExplanationOfBenefitItem: ExplanationOfBenefitItemResolvers<ContextType>;
  ExplanationOfBenefitPayment: ExplanationOfBenefitPaymentResolvers<ContextType>;
  FamilyMemberHistory: FamilyMemberHistoryResolvers<ContextType>;
  FamilyMemberHistoryCondition: FamilyMemberHistoryConditionResolvers<ContextType>;
  FamilyMemberHistoryConnection: FamilyMemberHistoryConnectionResolvers<ContextType>;
  FamilyMemberHistoryEdge: FamilyMemberHistoryEdgeResolvers<ContextType>;
  FhirDate: GraphQLScalarType;
  FhirDateTime: GraphQLScalarType;
  FhirDecimal: GraphQLScalarType;
  FhirUser: FhirUserResolvers<ContextType>;
  FhirUserReference: FhirUserReferenceResolvers<ContextType>;
  Flag: FlagResolvers<ContextType>;
  FlagConnection: FlagConnectionResolvers<ContextType>;
  FlagEdge: FlagEdgeResolvers<ContextType>;
  Goal: GoalResolvers<ContextType>;
  GoalConnection: GoalConnectionResolvers<ContextType>;
  GoalEdge: GoalEdgeResolvers<ContextType>;
  GoalReference: GoalReferenceResolvers<ContextType>;
  GoalTarget: GoalTargetResolvers<ContextType>;
  Identifier: IdentifierResolvers<ContextType>;
  ImagingStudy: ImagingStudyResolvers<ContextType>;
  ImagingStudyConnection: ImagingStudyConnectionResolvers<ContextType>;
  ImagingStudyEdge: ImagingStudyEdgeResolvers<ContextType>;
  ImagingStudyReference: ImagingStudyReferenceResolvers<ContextType>;
  ImagingStudySeries: ImagingStudySeriesResolvers<ContextType>;
  Immunization: ImmunizationResolvers<ContextType>;
  ImmunizationConnection: ImmunizationConnectionResolvers<ContextType>;
  ImmunizationDateCriterion: ImmunizationDateCriterionResolvers<ContextType>;
  ImmunizationEdge: ImmunizationEdgeResolvers<ContextType>;
  ImmunizationEducation: ImmunizationEducationResolvers<ContextType>;
  ImmunizationPerformer: ImmunizationPerformerResolvers<ContextType>;
  ImmunizationProtocolApplied: ImmunizationProtocolAppliedResolvers<ContextType>;
  ImmunizationReaction: ImmunizationReactionResolvers<ContextType>;
  ImmunizationRecommendation: ImmunizationRecommendationResolvers<ContextType>;
  ImmunizationRecommendationConnection: ImmunizationRecommendationConnectionResolvers<ContextType>;
  ImmunizationRecommendationEdge: ImmunizationRecommendationEdgeResolvers<ContextType>;
  ImmunizationRecommendationItem: ImmunizationRecommendationItemResolvers<ContextType>;
  IntegerValue: IntegerValueResolvers<ContextType>;
  JSON: GraphQLScalarType;
  LatestObservations: LatestObservationsResolvers<ContextType>;
  List: ListResolvers<ContextType>;
  ListConnection: ListConnectionResolvers<ContextType>;
  ListEdge: ListEdgeResolvers<ContextType>;
  ListEntry: ListEntryResolvers<ContextType>;
  Location: LocationResolvers<ContextType>;
  LocationConnection: LocationConnectionResolvers<ContextType>;
  LocationEdge: LocationEdgeResolvers<ContextType>;
  LocationReference: LocationReferenceResolvers<ContextType>;
  Media: MediaResolvers<ContextType>;
  MediaReference: MediaReferenceResolvers<ContextType>;
  Medication: MedicationResolvers<ContextType>;
  MedicationAdherence: MedicationAdherenceResolvers<ContextType>;
  MedicationAdministration: MedicationAdministrationResolvers<ContextType>;
  MedicationAdministrationConnection: MedicationAdministrationConnectionResolvers<ContextType>;
  MedicationAdministrationEdge: MedicationAdministrationEdgeResolvers<ContextType>;
  MedicationDispense: MedicationDispenseResolvers<ContextType>;
  MedicationDispenseConnection: MedicationDispenseConnectionResolvers<ContextType>;
  MedicationDispenseEdge: MedicationDispenseEdgeResolvers<ContextType>;
  MedicationDispensePerformer: MedicationDispensePerformerResolvers<ContextType>;
  MedicationDispenseSubstitution: MedicationDispenseSubstitutionResolvers<ContextType>;
  MedicationIngredient: MedicationIngredientResolvers<ContextType>;
  MedicationReference: MedicationReferenceResolvers<ContextType>;
  MedicationRequest: MedicationRequestResolvers<ContextType>;
  MedicationRequestConnection: MedicationRequestConnectionResolvers<ContextType>;
  MedicationRequestDispenseRequest: MedicationRequestDispenseRequestResolvers<ContextType>;
  MedicationRequestEdge: MedicationRequestEdgeResolvers<ContextType>;
  MedicationRequestReference: MedicationRequestReferenceResolvers<ContextType>;
  Money: MoneyResolvers<ContextType>;
  Mutation: MutationResolvers<ContextType>;
  Name: NameResolvers<ContextType>;
  Narrative: NarrativeResolvers<ContextType>;
  NutritionOrder: NutritionOrderResolvers<ContextType>;
  NutritionOrderConnection: NutritionOrderConnectionResolvers<ContextType>;
  NutritionOrderEdge: NutritionOrderEdgeResolvers<ContextType>;
  NutritionOrderEnteralFormula: NutritionOrderEnteralFormulaResolvers<ContextType>;
  NutritionOrderOralDiet: NutritionOrderOralDietResolvers<ContextType>;
  NutritionOrderSupplement: NutritionOrderSupplementResolvers<ContextType>;
  Observation: ObservationResolvers<ContextType>;
  ObservationComponent: ObservationComponentResolvers<ContextType>;
  ObservationConnection: ObservationConnectionResolvers<ContextType>;
  ObservationEdge: ObservationEdgeResolvers<ContextType>;
  ObservationReference: ObservationReferenceResolvers<ContextType>;
  ObservationValue: ObservationValueResolvers<ContextType>;
  Organization: OrganizationResolvers<ContextType>;
  OrganizationReference: OrganizationReferenceResolvers<ContextType>;
  PageInfo: PageInfoResolvers<ContextType>;
  Patient: PatientResolvers<ContextType>;
  PatientConnection: PatientConnectionResolvers<ContextType>;
  PatientContact: PatientContactResolvers<ContextType>;
  PatientEdge: PatientEdgeResolvers<ContextType>;
  PatientLink: PatientLinkResolvers<ContextType>;
  PatientMatch: PatientMatchResolvers<ContextType>;
  PatientReference: PatientReferenceResolvers<ContextType>;
  PatientSummary: PatientSummaryResolvers<ContextType>;
  PatientSummaryEntry: PatientSummaryEntryResolvers<ContextType>;
  PatientSummarySection: PatientSummarySectionResolvers<ContextType>;
  Period: PeriodResolvers<ContextType>;
  Practitioner: PractitionerResolvers<ContextType>;
  PractitionerConnection: PractitionerConnectionResolvers<ContextType>;
  PractitionerEdge: PractitionerEdgeResolvers<ContextType>;
  PractitionerReference: PractitionerReferenceResolvers<ContextType>;
  PractitionerRole: PractitionerRoleResolvers<ContextType>;
  PractitionerRoleConnection: PractitionerRoleConnectionResolvers<ContextType>;
  PractitionerRoleEdge: PractitionerRoleEdgeResolvers<ContextType>;
  PractitionerRoleNotAvailable: PractitionerRoleNotAvailableResolvers<ContextType>;
  Procedure: ProcedureResolvers<ContextType>;
  ProcedureConnection: ProcedureConnectionResolvers<ContextType>;
  ProcedureEdge: ProcedureEdgeResolvers<ContextType>;
  ProcedurePerformer: ProcedurePerformerResolvers<ContextType>;
  ProhibitingRecord: ProhibitingRecordResolvers<ContextType>;
  Prohibition: ProhibitionResolvers<ContextType>;
  Provenance: ProvenanceResolvers<ContextType>;
  ProvenanceAgent: ProvenanceAgentResolvers<ContextType>;
  Quantity: QuantityResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  Questionnaire: QuestionnaireResolvers<ContextType>;
  QuestionnaireItem: QuestionnaireItemResolvers<ContextType>;
  QuestionnaireItemAnswerOption: QuestionnaireItemAnswerOptionResolvers<ContextType>;
  QuestionnaireItemEnableWhen: QuestionnaireItemEnableWhenResolvers<ContextType>;
  QuestionnaireReference: QuestionnaireReferenceResolvers<ContextType>;
  QuestionnaireResponse: QuestionnaireResponseResolvers<ContextType>;
  QuestionnaireResponseConnection: QuestionnaireResponseConnectionResolvers<ContextType>;
  QuestionnaireResponseEdge: QuestionnaireResponseEdgeResolvers<ContextType>;
  QuestionnaireResponseItem: QuestionnaireResponseItemResolvers<ContextType>;
  QuestionnaireResponseItemAnswer: QuestionnaireResponseItemAnswerResolvers<ContextType>;
  QuestionnaireScore: QuestionnaireScoreResolvers<ContextType>;
  Range: RangeResolvers<ContextType>;
  Ratio: RatioResolvers<ContextType>;
  RecentRecord: RecentRecordResolvers<ContextType>;
  Record: RecordResolvers<ContextType>;
  RecordConnection: RecordConnectionResolvers<ContextType>;
  RecordEdge: RecordEdgeResolvers<ContextType>;
  RecordType: RecordTypeResolvers;
  RecordVitalSignsPayload: RecordVitalSignsPayloadResolvers<ContextType>;
  Reference: ReferenceResolvers<ContextType>;
  ReferenceRange: ReferenceRangeResolvers<ContextType>;
  RelatedPerson: RelatedPersonResolvers<ContextType>;
  RelatedPersonConnection: RelatedPersonConnectionResolvers<ContextType>;
  RelatedPersonEdge: RelatedPersonEdgeResolvers<ContextType>;
  SampledData: SampledDataResolvers<ContextType>;
  ServiceRequest: ServiceRequestResolvers<ContextType>;
  ServiceRequestConnection: ServiceRequestConnectionResolvers<ContextType>;
  ServiceRequestEdge: ServiceRequestEdgeResolvers<ContextType>;
  ServiceRequestReference: ServiceRequestReferenceResolvers<ContextType>;
  SignedInPerson: SignedInPersonResolvers<ContextType>;
  Site: SiteResolvers<ContextType>;
  Specimen: SpecimenResolvers<ContextType>;
  SpecimenContainer: SpecimenContainerResolvers<ContextType>;
  SpecimenReference: SpecimenReferenceResolvers<ContextType>;
  StringValue: StringValueResolvers<ContextType>;
  Task: TaskResolvers<ContextType>;
  TaskConnection: TaskConnectionResolvers<ContextType>;
  TaskEdge: TaskEdgeResolvers<ContextType>;
  TaskParameter: TaskParameterResolvers<ContextType>;
  TimeValue: TimeValueResolvers<ContextType>;
  VitalSignReading: VitalSignReadingResolvers<ContextType>;
  WeeklyHours: WeeklyHoursResolvers<ContextType>;
  WriteError: WriteErrorResolvers<ContextType>;
};

