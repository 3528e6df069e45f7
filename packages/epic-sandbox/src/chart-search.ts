/** The search in one patient's chart. Clinical types differ only in their parameters. */
import type { OperationOutcomeIssue, Resource, Stored } from './types.ts';
import { type Criterion, resourceKey } from './criteria.ts';
import type { SpecialAnswer } from './data/special-patients.ts';
import { createIssue } from './outcomes.ts';
import { createMatches, refuseSearch, type SearchResult, tokens } from './searches.ts';

/** The parameters by which one type can be searched. */
export interface ChartSearch {
  /** The parameters that name the patient: `patient`, and for most types `subject`. */
  patientParameters: readonly string[];
  /** Parameters of which a search needs at least one in addition to the patient. Empty if the patient is enough. */
  requiresOneOf: readonly string[];
  /** A parameter that can replace the patient, such as `encounter`; `ownerOf` returns the patient's id. */
  inPlaceOfPatient: { parameter: string; ownerOf: (id: string) => string | undefined } | null;
  criteria: readonly Criterion[];
  ofPatient: (patientId: string) => readonly Stored<Resource>[];
  isPatient: (patientId: string) => boolean;
  /** Merged, deleted and restricted patients by id. */
  special: ReadonlyMap<string, SpecialAnswer>;
}

/** Refuses a search without exactly one accessible patient, without a required parameter, or with an invalid value, as Epic does. */
export function searchChart(search: ChartSearch, query: URLSearchParams): SearchResult {
  const patient = patientOf(search, query);
  if (typeof patient !== 'string') return patient;
  const { requiresOneOf, criteria } = search;
  if (requiresOneOf.length > 0 && !requiresOneOf.some((name) => tokens(query, name).length > 0)) {
    return refuseSearch(
      createIssue(59108, {
        diagnostics: `One of these parameters is required: ${requiresOneOf.join(', ')}.`,
        expression: requiresOneOf.join('/'),
      }),
    );
  }
  const requested = criteria.flatMap((criterion) =>
    query.getAll(criterion.name).map((value) => ({ criterion, values: value.split(',').filter(isText) })),
  );
  const invalid = requested.find(({ criterion, values }) => !values.every(criterion.accepts));
  if (invalid !== undefined) return refuseSearch(createInvalidValueIssue(invalid.criterion.name));
  return createMatches(
    search
      .ofPatient(patient)
      .filter((resource) =>
        requested.every(
          ({ criterion, values }) =>
            values.length === 0 || values.some((value) => criterion.admits(resource, value)),
        ),
      ),
  );
}

/** Returns the patient's id, or the refusal. */
function patientOf(search: ChartSearch, query: URLSearchParams): string | SearchResult {
  const { patientParameters, inPlaceOfPatient, isPatient, special } = search;
  const [required = 'patient'] = patientParameters;
  const named = new Set(patientParameters.flatMap((name) => tokens(query, name)).map(bareId));
  const [patientId, ...others] = named;
  if (others.length > 0) {
    return refuseSearch(
      createIssue(4112, {
        diagnostics: 'Only one patient can be searched for at a time.',
        expression: patientParameters.join('/'),
      }),
    );
  }
  if (patientId !== undefined)
    return isPatient(patientId) ? patientId : refuseSpecialPatient(special.get(patientId), required);
  const [substitute] = inPlaceOfPatient === null ? [] : tokens(query, inPlaceOfPatient.parameter).map(bareId);
  if (substitute !== undefined)
    return inPlaceOfPatient?.ownerOf(substitute) ?? refuseSearch(createInvalidValueIssue('encounter'));
  return query.size === 0
    ? refuseSearch(createIssue(4110))
    : refuseSearch(
        createIssue(4111, { diagnostics: `Parameter ${required} is required.`, expression: required }),
      );
}

/** The charts of restricted, merged and deleted patients are as inaccessible as the patients. */
function refuseSpecialPatient(special: SpecialAnswer | undefined, parameter: string): SearchResult {
  switch (special?.kind) {
    case 'redirected':
    case 'merged':
      return refuseSearch(createIssue(4107, { expression: parameter }));
    case 'restricted':
      return { kind: 'refused', status: special.status, issues: [createIssue(special.code)] };
    case 'deleted':
    case undefined:
      return refuseSearch(createInvalidValueIssue(parameter));
  }
}

function createInvalidValueIssue(parameter: string): OperationOutcomeIssue {
  return createIssue(4115, {
    diagnostics: `Invalid value of parameter ${parameter}.`,
    expression: parameter,
  });
}

/** Epic writes `patient=id`, and also accepts `Patient/id` and a URL. */
export function bareId(value: string): string {
  return resourceKey(value).replace(/^[A-Z]\w+\//, '');
}

function isText(value: string): boolean {
  return value !== '';
}
