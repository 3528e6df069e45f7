import { REQUEST_PRIORITY } from '../../fhir/clinical-codes-care.ts';
import { memberOf } from '../../fhir/codes.ts';
import { firstName } from '../../fhir/concepts.ts';
import { COMMUNICATION_STATUS } from '../../fhir/defined-codes.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type {
  CommunicationPayloadResolvers,
  CommunicationResolvers,
} from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';

export const Communication: CommunicationResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: ({ topic, reasonCode, category }) =>
    firstName(readObject(topic), ...readObjects(reasonCode), ...readObjects(category)),
  topic: ({ topic }) => readObject(topic),
  categories: ({ category }) => readObjects(category),
  status: ({ status }) => memberOf(COMMUNICATION_STATUS, status),
  statusCode: ({ status }) => readText(status),
  statusReason: ({ statusReason }) => readObject(statusReason),
  priority: ({ priority }) => memberOf(REQUEST_PRIORITY, priority),
  sent: ({ sent }) => readText(sent),
  received: ({ received }) => readText(received),
  sender: (message) => inResource(message, message.sender),
  recipients: (message) => eachInResource(message, message.recipient),
  payloads: (message) => eachInResource(message, message.payload),
  about: (message) => eachInResource(message, message.about),
  encounter: (message) => inResource(message, message.encounter),
  subject: (message) => inResource(message, message.subject),
  identifiers: (message) => identifiersOf(message),
  notes: ({ note }) => annotationTexts(note),
  annotations: (message) => annotationsOf(message, message.note),
  resource: (message) => toRawJson(message),
};

export const CommunicationPayload: CommunicationPayloadResolvers = {
  text: ({ value }) => readText(value.contentString),
  attachment: ({ value, resource }) => inResource(resource, value.contentAttachment),
  reference: ({ value, resource }) => inResource(resource, value.contentReference),
};
