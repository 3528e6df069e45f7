import { REQUEST_INTENT, REQUEST_PRIORITY, REQUEST_STATUS } from '../../fhir/clinical-codes-care.ts';
import { memberOf } from '../../fhir/codes.ts';
import { DEVICE_USE_STATEMENT_STATUS } from '../../fhir/defined-codes.ts';
import { orderedDeviceName, parameterText, usedDeviceName } from '../../fhir/device-use.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readDate, readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { wholeTimingText } from '../../fhir/timing-text.ts';
import type { DeviceRequestResolvers, DeviceUseStatementResolvers } from '../../generated/resolver-types.ts';
import { numbersFrom } from './number-fields.ts';
import { recordFields } from './record-fields.ts';

export const DeviceRequest: DeviceRequestResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: (order) => orderedDeviceName(order),
  code: ({ codeCodeableConcept }) => readObject(codeCodeableConcept),
  device: (order) => inResource(order, order.codeReference),
  status: ({ status }) => memberOf(REQUEST_STATUS, status),
  statusCode: ({ status }) => readText(status),
  intent: ({ intent }) => memberOf(REQUEST_INTENT, intent),
  priority: ({ priority }) => memberOf(REQUEST_PRIORITY, priority),
  parameterTexts: numbersFrom(['parameter'], ({ parameter }) =>
    readObjects(parameter)
      .map(parameterText)
      .filter((text) => text !== null),
  ),
  occurrence: ({ occurrenceDateTime, occurrencePeriod }) => readDate(occurrenceDateTime, occurrencePeriod),
  occurrencePeriod: ({ occurrencePeriod }) => readObject(occurrencePeriod),
  occurrenceText: numbersFrom(['occurrenceTiming'], ({ occurrenceTiming }) =>
    wholeTimingText(occurrenceTiming),
  ),
  authoredOn: ({ authoredOn }) => readText(authoredOn),
  requester: (order) => inResource(order, order.requester),
  performer: (order) => inResource(order, order.performer),
  reasons: ({ reasonCode }) => readObjects(reasonCode),
  reasonReferences: (order) => eachInResource(order, order.reasonReference),
  basedOn: (order) => eachInResource(order, order.basedOn),
  encounter: (order) => inResource(order, order.encounter),
  subject: (order) => inResource(order, order.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (order) => toRawJson(order),
};

export const DeviceUseStatement: DeviceUseStatementResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: (use) => usedDeviceName(use),
  device: (use) => inResource(use, use.device),
  status: ({ status }) => memberOf(DEVICE_USE_STATEMENT_STATUS, status),
  statusCode: ({ status }) => readText(status),
  timing: ({ timingDateTime, timingPeriod }) => readDate(timingDateTime, timingPeriod),
  period: ({ timingPeriod }) => readObject(timingPeriod),
  timingText: numbersFrom(['timingTiming'], ({ timingTiming }) => wholeTimingText(timingTiming)),
  recordedOn: ({ recordedOn }) => readText(recordedOn),
  reportedBy: (use) => inResource(use, use.source),
  bodySite: ({ bodySite }) => readObject(bodySite),
  reasons: ({ reasonCode }) => readObjects(reasonCode),
  reasonReferences: (use) => eachInResource(use, use.reasonReference),
  subject: (use) => inResource(use, use.subject),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (use) => toRawJson(use),
};
