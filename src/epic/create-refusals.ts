/** Explains why a FHIR server refused a create, in the gateway's own words, with the rules of Epic that the resource broke. */
import { type ErrorCode, GatewayError } from '../errors.ts';
import type { ResourceType } from '../fhir/resources.ts';
import { readObjects, readText, readTexts } from '../fhir/lenient-read.ts';
import type { OperationOutcome, OperationOutcomeIssue } from '../fhir/types.ts';

interface CreateRefusal {
  readonly code: ErrorCode;
  /** Completes "The FHIR server refused the Observation: ". */
  readonly reason: string;
}

const badInput = (reason: string): CreateRefusal => ({ code: 'BAD_USER_INPUT', reason });
const MISSING = badInput('an element is missing');
const WRONG = badInput('an element has an invalid value');
const RULE = badInput('it breaks a rule of the site');
const UNKNOWN_RECORD = badInput('a record that it refers to does not exist');
const DUPLICATE: CreateRefusal = { code: 'ALREADY_EXISTS', reason: 'it already exists' };
const FORBIDDEN: CreateRefusal = {
  code: 'FORBIDDEN',
  reason: "the gateway's user at the server may not write it",
};
const RESTRICTED: CreateRefusal = {
  code: 'RESTRICTED_RECORD',
  reason: 'the record is behind break-the-glass and is not released to this gateway',
};

/**
 * Epic's issue codes in the response to a create (open.epic.com, "Error codes"). Some have another meaning there than in the response to a
 * search.
 */
const EPIC_REFUSALS: Readonly<Record<string, CreateRefusal>> = {
  '4102': UNKNOWN_RECORD,
  '4103': UNKNOWN_RECORD,
  '4107': badInput('a record that it refers to was merged into another; use the surviving one'),
  '4110': MISSING,
  '4111': MISSING,
  '4112': RULE,
  '4115': WRONG,
  '4118': FORBIDDEN,
  '4130': RESTRICTED,
  '4131': RESTRICTED,
  '4134': RESTRICTED,
  '4135': { code: 'QUOTA_EXCEEDED', reason: 'a daily limit is exhausted. Try again tomorrow' },
  '59008': UNKNOWN_RECORD,
  '59012': badInput('it cannot be stored as it was sent'),
  '59100': WRONG,
  '59101': WRONG,
  '59108': MISSING,
  '59111': WRONG,
  '59141': DUPLICATE,
  '59144': UNKNOWN_RECORD,
  '59159': RULE,
  '59189': DUPLICATE,
};

/** FHIR R4 issue types (http://hl7.org/fhir/issue-type), for servers without Epic's codes. */
const FHIR_REFUSALS: Readonly<Record<string, CreateRefusal>> = {
  'business-rule': RULE,
  'code-invalid': WRONG,
  duplicate: DUPLICATE,
  extension: WRONG,
  forbidden: FORBIDDEN,
  invalid: WRONG,
  invariant: RULE,
  'not-found': UNKNOWN_RECORD,
  required: MISSING,
  structure: WRONG,
  'too-long': WRONG,
  value: WRONG,
};

const PATIENT = 'the patient';

/**
 * Epic's rule for each element of a create, by the start of the element's name, so `value` stands for every `value[x]` (Epic on FHIR, the
 * R4 pages of Observation.Create (Vital Signs), DocumentReference.Create (Clinical Notes), AllergyIntolerance.Create, Condition.Create
 * (Problems) and Patient.Create).
 */
const RULES: Partial<Record<ResourceType, Readonly<Record<string, string>>>> = {
  Observation: {
    subject: PATIENT,
    encounter: 'an open encounter of the patient',
    category: 'vital-signs',
    component: 'systolic and diastolic pressure, each a number with its unit',
    code: 'exactly one LOINC code, of a vital sign that the site records',
    effective: 'an instant with its offset, at which there is no such reading yet',
    status: 'final',
    value: 'a number with its unit',
  },
  DocumentReference: {
    subject: PATIENT,
    context: 'one encounter of the patient',
    docStatus: 'final or preliminary',
    content: 'one attachment, of plain text in base64',
    status: 'current',
    type: 'a LOINC code, of a kind of note that the site writes',
  },
  AllergyIntolerance: {
    patient: PATIENT,
    reaction: 'a list with one manifestation for each reaction',
    clinicalStatus: 'active',
    verificationStatus: 'unconfirmed',
    code: 'a code that the site knows, such as one of RxNorm',
  },
  Condition: {
    subject: PATIENT,
    verificationStatus: 'provisional',
    code: 'a code of ICD-10-CM or SNOMED CT, with its display or a text',
  },
  Patient: {
    name: 'an official one, with family and given',
    birthDate: 'a whole date',
    gender: 'female, male, other or unknown',
    address: 'where the patient lives',
    identifier: 'the ones that the site requires',
  },
};

/** Returns the error for the outcome's worst known issue; null if no issue is both known and an error. */
export function createRefusalOf(outcome: OperationOutcome, type: ResourceType): GatewayError | null {
  const errors = readObjects<OperationOutcomeIssue>(outcome.issue).filter(({ severity }) =>
    ['fatal', 'error'].includes(readText(severity) ?? ''),
  );
  const known = errors.flatMap((issue) => {
    const refusal = refusalOfIssue(issue);
    return refusal === null ? [] : [{ issue, refusal }];
  });
  const [worst] = known;
  if (worst === undefined) return null;
  const { code, reason } = worst.refusal;
  const rules = code === 'BAD_USER_INPUT' ? describeRules(type, errors.flatMap(elementsOf)) : '';
  return new GatewayError(code, `The FHIR server refused the ${type}: ${reason}.${rules}`);
}

/** Returns the error for a resource that breaks a rule when nothing more is known. */
export function unprocessableError(type: ResourceType): GatewayError {
  return new GatewayError(
    'BAD_USER_INPUT',
    `The FHIR server refused the ${type}: ${RULE.reason}.${describeRules(type, [])}`,
  );
}

function refusalOfIssue({ code, details }: OperationOutcomeIssue): CreateRefusal | null {
  const epic = readObjects(details?.coding)
    .map((coding) => lookUp(EPIC_REFUSALS, coding.code))
    .find((refusal) => refusal !== null);
  return epic ?? lookUp(FHIR_REFUSALS, code);
}

function lookUp<T>(table: Readonly<Record<string, T>>, key: unknown): T | null {
  const name = readText(key);
  return name !== null && Object.hasOwn(table, name) ? (table[name] ?? null) : null;
}

/** Returns the names in an issue's paths, such as `Observation.encounter` or `/f:Observation/f:encounter`. */
function elementsOf({ expression, location }: OperationOutcomeIssue): string[] {
  return [...readTexts(expression), ...readTexts(location)].flatMap((path) => path.split(/[^A-Za-z]+/));
}

/**
 * Returns the rules of the elements that the server names, or all rules of the type. Never repeats the server's own text, which can echo
 * the input.
 */
function describeRules(type: ResourceType, named: readonly string[]): string {
  const rules = Object.entries(RULES[type] ?? {});
  const broken = rules.filter(([element]) => named.some((name) => name.startsWith(element)));
  const texts = (broken.length > 0 ? broken : rules).map(([element, rule]) => `${element} must be ${rule}`);
  return texts.length === 0 ? '' : ` At Epic, ${texts.join('; ')}.`;
}
