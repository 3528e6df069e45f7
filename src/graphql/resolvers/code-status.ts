import { entryDateText } from '../../fhir/code-status-records.ts';
import { readText } from '../../fhir/lenient-read.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import type { CodeStatusEntryResolvers, CodeStatusResolvers } from '../../generated/resolver-types.ts';

export const CodeStatus: CodeStatusResolvers = {
  state: ({ state }) => state,
  newest: ({ entries }) => entries[0] ?? null,
  entries: ({ entries }) => entries,
  wishes: ({ wishes }) => wishes,
  documents: ({ documents }) => documents,
  mayBeIncomplete: ({ mayBeIncomplete }) => mayBeIncomplete,
};

export const CodeStatusEntry: CodeStatusEntryResolvers = {
  kind: ({ kind }) => kind,
  text: ({ text: words }) => words,
  code: ({ code }) => code,
  date: (entry) => entryDateText(entry),
  status: ({ resource }) => ('status' in resource ? readText(resource.status) : null),
  sourceType: ({ resource }) => resource.resourceType,
  sourceId: ({ resource }) => resource.id,
  resource: ({ resource }) => toRawJson(resource),
};
