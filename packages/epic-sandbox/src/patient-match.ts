/** FHIR's operation `Patient/$match`, with a simple grading of the sandbox's own: Epic publishes none. */
import type { Bundle, BundleEntry, OperationOutcome, Patient, Stored } from './types.ts';
import { fold } from './criteria.ts';
import { textAt, valuesAt } from './element-path.ts';
import { createIssue, createOutcome } from './outcomes.ts';

const MATCH_GRADE = 'http://hl7.org/fhir/StructureDefinition/match-grade';

interface Graded {
  patient: Stored<Patient>;
  grade: 'certain' | 'probable' | 'possible';
  score: number;
}

interface MatchAnswer {
  status: number;
  resource: Bundle | OperationOutcome;
}

/** Answers 400 unless the body is a Parameters resource with a Patient who has an identifier, or a name and a date of birth or a contact. */
export function matchPatients(
  patients: readonly Stored<Patient>[],
  body: string,
  baseUrl: string,
): MatchAnswer {
  const parameters = parseParameters(body);
  const wanted = parameters.get('resource');
  if (!isPatient(wanted) || !isSufficient(wanted))
    return {
      status: 400,
      resource: createOutcome([
        createIssue(59159, { diagnostics: 'This operation requires demographics.', expression: 'resource' }),
      ]),
    };
  const isCertainOnly = parameters.get('onlyCertainMatches') === true;
  const count = Number(parameters.get('count') ?? 100);
  const graded = patients
    .flatMap((patient) => gradeOf(patient, wanted))
    .toSorted((one, other) => other.score - one.score || (one.patient.id < other.patient.id ? -1 : 1));
  const certain = graded.filter(({ grade }) => grade === 'certain');
  // FHIR: a server that is certain of several must return none of them.
  const shown = isCertainOnly ? (certain.length === 1 ? certain : []) : graded.slice(0, count);
  return { status: 200, resource: createBundle(shown, baseUrl) };
}

function createBundle(graded: readonly Graded[], baseUrl: string): Bundle {
  const entry = graded.map(({ patient, grade, score }): BundleEntry => ({
    fullUrl: `${baseUrl}/Patient/${patient.id}`,
    resource: patient,
    search: { mode: 'match', score, extension: [{ url: MATCH_GRADE, valueCode: grade }] },
  }));
  return { resourceType: 'Bundle', type: 'searchset', total: entry.length, entry };
}

function gradeOf(patient: Stored<Patient>, wanted: Patient): Graded[] {
  const isIdentified = (wanted.identifier ?? []).some(({ value }) =>
    (patient.identifier ?? []).some((identifier) => identifier.value === value),
  );
  const isNamed = (wanted.name ?? []).some(({ family, given = [] }) =>
    (patient.name ?? []).some(
      (name) =>
        fold(name.family ?? '') === fold(family ?? '') &&
        given.some((one) => (name.given ?? []).some((own) => fold(own) === fold(one))),
    ),
  );
  const isBorn = wanted.birthDate !== undefined && patient.birthDate === wanted.birthDate;
  if (isIdentified) return [{ patient, grade: 'certain', score: 1 }];
  if (isNamed && isBorn) return [{ patient, grade: 'probable', score: 0.9 }];
  return isNamed ? [{ patient, grade: 'possible', score: 0.5 }] : [];
}

function isSufficient({
  identifier = [],
  name = [],
  birthDate,
  telecom = [],
  address = [],
}: Patient): boolean {
  const isNamed = name.some(({ family, given = [] }) => family !== undefined && given.length > 0);
  return (
    identifier.length > 0 || (isNamed && (birthDate !== undefined || telecom.length + address.length > 0))
  );
}

/** Returns the values by name; empty if the body is no Parameters resource. */
function parseParameters(body: string): ReadonlyMap<string, unknown> {
  try {
    const sent: unknown = JSON.parse(body);
    return new Map(
      valuesAt({ sent }, 'sent.parameter').map((parameter) => [
        textAt(parameter, 'name') ?? '',
        ['resource', 'valueBoolean', 'valueInteger'].flatMap((name) =>
          valuesAt({ parameter }, `parameter.${name}`),
        )[0],
      ]),
    );
  } catch {
    return new Map();
  }
}

function isPatient(value: unknown): value is Patient {
  return (
    typeof value === 'object' && value !== null && 'resourceType' in value && value.resourceType === 'Patient'
  );
}
