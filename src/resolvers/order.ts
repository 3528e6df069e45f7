/** ServiceRequest and Specimen. */
import {
  REQUEST_INTENT,
  REQUEST_PRIORITY,
  REQUEST_STATUS,
  SPECIMEN_STATUS,
} from '../fhir/clinical-codes-care.ts';
import { memberOf } from '../fhir/codes.ts';
import { annotationsOf, annotationTexts } from '../fhir/notes.ts';
import { wordsOf } from '../fhir/quantities.ts';
import { isProhibition } from '../fhir/prohibitions.ts';
import { rawForm } from '../fhir/raw.ts';
import { flag, object, objects, text } from '../fhir/shape.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { timingText } from '../fhir/timing.ts';
import { eachWithin, within } from '../fhir/within.ts';
import type {
  ServiceRequestResolvers,
  SpecimenContainerResolvers,
  SpecimenResolvers,
} from '../generated/resolver-types.ts';

export const ServiceRequest: ServiceRequestResolvers = {
  id: ({ id }) => id,
  name: ({ code }) => wordsOf(code),
  code: ({ code }) => object(code),
  details: ({ orderDetail }) => objects(orderDetail),
  categories: ({ category }) => objects(category),
  status: ({ status }) => memberOf(REQUEST_STATUS, status),
  statusCode: ({ status }) => text(status),
  intent: ({ intent }) => memberOf(REQUEST_INTENT, intent),
  priority: ({ priority }) => memberOf(REQUEST_PRIORITY, priority),
  doNotPerform: (request) => isProhibition(request) || flag(request.doNotPerform),
  occurrence: ({ occurrenceDateTime, occurrencePeriod }) =>
    text(occurrenceDateTime) ?? text(occurrencePeriod?.start),
  occurrencePeriod: ({ occurrencePeriod }) => object(occurrencePeriod),
  occurrenceText: ({ occurrenceTiming }) => timingText(occurrenceTiming),
  authoredOn: ({ authoredOn }) => text(authoredOn),
  requester: (request) => within(request, request.requester),
  performers: (request) => eachWithin(request, request.performer),
  locations: (request) => eachWithin(request, request.locationReference),
  reasons: ({ reasonCode }) => objects(reasonCode),
  reasonReferences: (request) => eachWithin(request, request.reasonReference),
  bodySites: ({ bodySite }) => objects(bodySite),
  specimens: (request) => eachWithin(request, request.specimen),
  basedOn: (request) => eachWithin(request, request.basedOn),
  identifiers: (request) => identifiersOf(request),
  patientInstruction: ({ patientInstruction }) => text(patientInstruction),
  encounter: (request) => within(request, request.encounter),
  subject: (request) => within(request, request.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (request) => rawForm(request),
};

export const Specimen: SpecimenResolvers = {
  id: ({ id }) => id,
  name: ({ type }) => wordsOf(type),
  type: ({ type }) => object(type),
  status: ({ status }) => memberOf(SPECIMEN_STATUS, status),
  statusCode: ({ status }) => text(status),
  accession: ({ accessionIdentifier }) =>
    identifiersOf({ identifier: objects([accessionIdentifier]) })[0] ?? null,
  identifiers: (specimen) => identifiersOf(specimen),
  collected: ({ collection }) =>
    text(collection?.collectedDateTime) ?? text(collection?.collectedPeriod?.start),
  collectedPeriod: ({ collection }) => object(collection?.collectedPeriod),
  collector: (specimen) => within(specimen, specimen.collection?.collector),
  method: ({ collection }) => object(collection?.method),
  bodySite: ({ collection }) => object(collection?.bodySite),
  quantity: ({ collection }) => object(collection?.quantity),
  received: ({ receivedTime }) => text(receivedTime),
  containers: ({ container }) => objects(container),
  conditions: ({ condition }) => objects(condition),
  parents: (specimen) => eachWithin(specimen, specimen.parent),
  requests: (specimen) => eachWithin(specimen, specimen.request),
  subject: (specimen) => within(specimen, specimen.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (specimen) => rawForm(specimen),
};

export const SpecimenContainer: SpecimenContainerResolvers = {
  type: ({ type }) => object(type),
  description: ({ description }) => text(description),
  additive: ({ additiveCodeableConcept }) => object(additiveCodeableConcept),
  capacity: ({ capacity }) => object(capacity),
  quantity: ({ specimenQuantity }) => object(specimenQuantity),
};
