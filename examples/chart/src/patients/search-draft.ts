/** Keeps the typed search and the filter of the last list in memory, for one site and user: see site-scope.tsx. */
import { makeVar, type ReactiveVar } from '@apollo/client';
import { createContext } from 'react';
import type { PatientFilter } from '../gql/graphql.ts';
import { formatDate } from '../formatting.ts';

export interface SearchDraft {
  readonly by: 'name' | 'number';
  readonly given: string;
  readonly family: string;
  readonly birthDate: string;
  readonly number: string;
}

interface PatientLists {
  readonly draft: SearchDraft;
  /** The search of the list that was shown last; null for all patients. */
  readonly filter: PatientFilter | null;
}

export function createPatientLists(): ReactiveVar<PatientLists> {
  const draft = { by: 'name', given: '', family: '', birthDate: '', number: '' } as const;
  return makeVar<PatientLists>({ draft, filter: null });
}

export const PatientListsContext = createContext(createPatientLists());

/** Returns the draft of a search, with the other fields of an earlier draft. */
export function fillDraft(draft: SearchDraft, filter: PatientFilter | null): SearchDraft {
  if (filter === null) return draft;
  const { given, family, birthDate, identifier } = filter;
  if (identifier?.value) return { ...draft, by: 'number', number: identifier.value };
  return { ...draft, by: 'name', given: given ?? '', family: family ?? '', birthDate: birthDate ?? '' };
}

/** Formats a search as `Linda Ross, born Apr 27, 1969`, or `MRN 1003712`. */
export function describeSearch({ given, family, birthDate, identifier }: PatientFilter): string {
  if (identifier) return `MRN ${identifier.value}`;
  return `${given ?? ''} ${family ?? ''}, born ${formatDate(birthDate)}`;
}
