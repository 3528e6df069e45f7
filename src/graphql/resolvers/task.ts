import { REQUEST_PRIORITY } from '../../fhir/clinical-codes-care.ts';
import { memberOf } from '../../fhir/codes.ts';
import { firstName } from '../../fhir/concepts.ts';
import { TASK_INTENT, TASK_STATUS } from '../../fhir/defined-codes.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readObject, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { openValueText } from '../../fhir/open-values.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type { TaskParameterResolvers, TaskResolvers } from '../../generated/resolver-types.ts';
import { numbersFrom } from './number-fields.ts';
import { recordFields } from './record-fields.ts';

export const Task: TaskResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: ({ code, description }) => firstName(readObject(code), description),
  code: ({ code }) => readObject(code),
  description: ({ description }) => readText(description),
  status: ({ status }) => memberOf(TASK_STATUS, status),
  statusCode: ({ status }) => readText(status),
  statusReason: ({ statusReason }) => readObject(statusReason),
  businessStatus: ({ businessStatus }) => readObject(businessStatus),
  intent: ({ intent }) => memberOf(TASK_INTENT, intent),
  priority: ({ priority }) => memberOf(REQUEST_PRIORITY, priority),
  focus: (task) => inResource(task, task.focus),
  for: (task) => inResource(task, task.for),
  encounter: (task) => inResource(task, task.encounter),
  authoredOn: ({ authoredOn }) => readText(authoredOn),
  lastModified: ({ lastModified }) => readText(lastModified),
  executionPeriod: ({ executionPeriod }) => readObject(executionPeriod),
  due: ({ restriction }) => readObject(restriction?.period),
  requester: (task) => inResource(task, task.requester),
  owner: (task) => inResource(task, task.owner),
  inputs: (task) => eachInResource(task, task.input),
  outputs: (task) => eachInResource(task, task.output),
  identifiers: (task) => identifiersOf(task),
  notes: ({ note }) => annotationTexts(note),
  annotations: (task) => annotationsOf(task, task.note),
  resource: (task) => toRawJson(task),
};

export const TaskParameter: TaskParameterResolvers = {
  type: ({ value }) => readObject(value.type),
  text: numbersFrom(
    [
      'valueQuantity',
      'valueDuration',
      'valueRange',
      'valueRatio',
      'valueInteger',
      'valueDecimal',
      'valueMoney',
    ],
    ({ value }) => openValueText(value),
  ),
  reference: ({ value, resource }) => inResource(resource, value.valueReference),
};
