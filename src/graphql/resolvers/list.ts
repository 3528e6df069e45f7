import { memberOf } from '../../fhir/codes.ts';
import { LIST_MODE, LIST_STATUS } from '../../fhir/defined-codes.ts';
import { eachInResource, inResource } from '../../fhir/in-resource.ts';
import { readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { isDeletedEntry } from '../../fhir/panel.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type { ListEntryResolvers, ListResolvers } from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';

export const List: ListResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  title: ({ title }) => readText(title),
  code: ({ code }) => readObject(code),
  status: ({ status }) => memberOf(LIST_STATUS, status),
  statusCode: ({ status }) => readText(status),
  mode: ({ mode }) => memberOf(LIST_MODE, mode),
  date: ({ date }) => readText(date),
  compiledBy: (list) => inResource(list, list.source),
  encounter: (list) => inResource(list, list.encounter),
  subject: (list) => inResource(list, list.subject),
  entries: (list) =>
    eachInResource(
      list,
      readObjects(list.entry).filter((entry) => !isDeletedEntry(entry)),
    ),
  deletedEntries: (list) => eachInResource(list, readObjects(list.entry).filter(isDeletedEntry)),
  emptyReason: ({ emptyReason }) => readObject(emptyReason),
  identifiers: (list) => identifiersOf(list),
  notes: ({ note }) => annotationTexts(note),
  annotations: (list) => annotationsOf(list, list.note),
  resource: (list) => toRawJson(list),
};

export const ListEntry: ListEntryResolvers = {
  item: ({ value, resource }) => inResource(resource, value.item),
  flag: ({ value }) => readObject(value.flag),
  date: ({ value }) => readText(value.date),
};
