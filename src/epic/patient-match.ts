/** Sends FHIR's operation `Patient/$match` (R4 patient-operation-match), and reads the patients that it returns. */
import type { ServerUrls } from '../fhir/ids.ts';
import { readObjects } from '../fhir/lenient-read.ts';
import { isStored } from '../fhir/resources.ts';
import type { Bundle, BundleEntry, Extension, Patient, Stored } from '../fhir/types.ts';
import { unexpectedTypeError } from './fhir-response.ts';
import type { Get } from './get.ts';
import { isOperationOutcome, warningsOf } from './operation-outcome.ts';
import type { RequestBudget } from './request-budget.ts';
import { createSearchsetFormat } from './response-limits.ts';
import { isBundle } from './searchset.ts';

export interface MatchRequest {
  readonly patient: Patient;
  readonly onlyCertain: boolean;
  readonly count: number;
}

export interface MatchedPatient {
  readonly patient: Stored<Patient>;
  readonly certainty: MatchCertainty;
  /** The server's score, as sent. */
  readonly score: unknown;
}

/** FHIR R4 match-grade. */
const CERTAINTY_BY_GRADE = {
  certain: 'CERTAIN',
  probable: 'PROBABLE',
  possible: 'POSSIBLE',
  'certainly-not': 'CERTAINLY_NOT',
} as const;

export type MatchCertainty = (typeof CERTAINTY_BY_GRADE)[keyof typeof CERTAINTY_BY_GRADE] | 'UNKNOWN';

/** Returns the matches in the server's order. The demographics are in the body, never in the URL. */
export async function readMatches(
  { get, urls }: { readonly get: Get; readonly urls: ServerUrls },
  request: MatchRequest,
  budget: RequestBudget,
): Promise<MatchedPatient[]> {
  const response = await get(
    {
      url: `${urls.baseUrl}/Patient/$match`,
      body: JSON.stringify(toParameters(request)),
      requestClass: 'search',
      interaction: 'operation',
      resourceType: 'Patient',
      json: createSearchsetFormat(),
    },
    budget,
  );
  if (response.kind !== 'resource') {
    if (response.kind === 'merged') budget.warn({ ...MATCH_MERGED, resourceType: 'Patient' });
    else if (response.isEmptySearch !== true) budget.warn({ ...MATCH_ABSENT, resourceType: 'Patient' });
    return [];
  }
  const { resource } = response;
  if (isOperationOutcome(resource)) {
    warningsOf(resource, 'Patient').forEach(budget.warn);
    return [];
  }
  if (!isBundle(resource)) throw unexpectedTypeError('Bundle', resource.resourceType);
  return parseMatches(resource, budget);
}

const MATCH_MERGED = {
  code: '4107',
  message:
    'A patient who matches was merged into another one, whom the response lacks. Search for the patient by name and date of birth.',
} as const;
const MATCH_ABSENT = {
  code: '4102',
  message: 'The FHIR server reported an unknown patient instead of matches. The person can still be on file.',
} as const;

function toParameters({ patient, onlyCertain, count }: MatchRequest): object {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'resource', resource: patient },
      { name: 'onlyCertainMatches', valueBoolean: onlyCertain },
      { name: 'count', valueInteger: count },
    ],
  };
}

/** Leaves out everything but patients, and warns of the notes that the server added. */
function parseMatches(bundle: Bundle, { warn }: RequestBudget): MatchedPatient[] {
  return readObjects<BundleEntry>(bundle.entry).flatMap(({ resource, search }) => {
    if (isOperationOutcome(resource)) warningsOf(resource, 'Patient').forEach(warn);
    if (!isStored(resource, 'Patient')) return [];
    return [{ patient: resource, certainty: certaintyOf(search), score: search?.score ?? null }];
  });
}

const MATCH_GRADE = 'http://hl7.org/fhir/StructureDefinition/match-grade';

/** Returns UNKNOWN without a grade, with an unknown one, and with several that differ. */
function certaintyOf(search: BundleEntry['search']): MatchCertainty {
  const grades = readObjects<Extension>(search?.extension)
    .filter(({ url }) => url === MATCH_GRADE)
    .map(({ valueCode }) => valueCode);
  const [grade, ...others] = new Set(grades);
  return others.length === 0 && isGrade(grade) ? CERTAINTY_BY_GRADE[grade] : 'UNKNOWN';
}

function isGrade(grade: unknown): grade is keyof typeof CERTAINTY_BY_GRADE {
  return typeof grade === 'string' && Object.hasOwn(CERTAINTY_BY_GRADE, grade);
}
