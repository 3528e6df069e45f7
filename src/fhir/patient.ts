/** What a Patient resource says, in Epic's shapes and in US Core's older and newer ones. */
import { spelledAsCode } from './codes.ts';
import { type CodeReading, extensionConcept } from './concepts.ts';
import {
  isObject,
  readBoolean,
  readInteger,
  readObject,
  readObjects,
  readText,
  readTexts,
} from './lenient-read.ts';
import { periodPhase, type SiteTime } from './site-time.ts';
import type { CodeableConcept, Coding, Extension, Patient, PatientContact } from './types.ts';

/** Whether the patient has died, also where the server writes true or false as a text; null where it does not say, or not readably. */
export function isDeceased(patient: Patient): boolean | null {
  if (readText(patient.deceasedDateTime) !== null) return true;
  const [stated, ...others] = deathsStatedIn(patient);
  const isDead = spelledAsCode(typeof stated === 'boolean' ? String(stated) : stated);
  if (isDead === 'true') return true;
  return isDead === 'false' && others.length === 0 ? false : null;
}

/** False only where the patient is alive as far as the record says: what stands there but cannot be read may be a death. */
export function mayHaveDied(patient: Patient): boolean {
  return isDeceased(patient) ?? deathsStatedIn(patient).length > 0;
}

/** Patient.deceased[x], and the element that has the reason for which the date is missing (R4 §2.6.2.3). */
const DEATHS = ['deceasedBoolean', 'deceasedDateTime', '_deceasedDateTime'] as const;

function deathsStatedIn(patient: Patient): unknown[] {
  const all: Readonly<Record<string, unknown>> = { ...patient };
  return DEATHS.map((name) => all[name]).filter(
    (value) => value !== undefined && value !== null && !isBlank(value),
  );
}

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && readText(value) === null;
}

/** The language to speak with the patient: the preferred one, else the first; null where none is sent. */
export function languageOf({ communication }: Patient): CodeableConcept | null {
  const spoken = readObjects(communication).filter(({ language }) => isObject(language));
  const chosen = spoken.find(({ preferred }) => preferred === true) ?? spoken[0];
  return chosen?.language ?? null;
}

const EPIC = 'http://open.epic.com/FHIR/StructureDefinition/extension';
const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition';
const HL7 = 'http://hl7.org/fhir/StructureDefinition';

const BIRTH_SEXES = { F: 'Female', M: 'Male', UNK: 'Unknown', OTH: 'Other', ASKU: 'Asked but unknown' };
const SNOMED_SEXES = { '248152002': 'Female', '248153007': 'Male' };

interface ExtensionReading extends CodeReading {
  /** Where the value can stand, the preferred place first. */
  readonly urls: readonly string[];
}

/** The coded extensions of a patient: Epic's own, US Core's of several versions, and FHIR's later ones. */
export const PATIENT_EXTENSIONS = {
  legalSex: { urls: [`${EPIC}/legal-sex`] },
  sexForClinicalUse: {
    urls: [`${EPIC}/sex-for-clinical-use`, `${HL7}/patient-sexParameterForClinicalUse`],
  },
  sex: {
    urls: [`${US_CORE}/us-core-individual-sex`, `${US_CORE}/us-core-sex`],
    system: 'http://snomed.info/sct',
    displays: SNOMED_SEXES,
  },
  birthSex: {
    urls: [`${US_CORE}/us-core-birthsex`],
    system: 'http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender',
    displays: BIRTH_SEXES,
  },
  genderIdentity: { urls: [`${US_CORE}/us-core-genderIdentity`, `${HL7}/individual-genderIdentity`] },
  pronouns: { urls: [`${EPIC}/calculated-pronouns-to-use-for-text`, `${HL7}/individual-pronouns`] },
} as const satisfies Record<string, ExtensionReading>;

/** One coded extension; null where the patient has none. */
export function patientExtension(
  patient: Patient,
  name: keyof typeof PATIENT_EXTENSIONS,
): CodeableConcept | null {
  const reading: ExtensionReading = PATIENT_EXTENSIONS[name];
  for (const url of reading.urls) {
    const found = readObjects(patient.extension).find((extension) => extension.url === url);
    // FHIR's later extensions nest the value in a part that is named so.
    const part = readObjects(found?.extension).find((inner) => inner.url === 'value');
    const concept = found === undefined ? null : extensionConcept(part ?? found, reading);
    if (concept !== null) return concept;
  }
  return null;
}

/** Whether the patient is one of twins, triplets and so on; null where it is not said. */
export function isOfMultipleBirth(patient: Patient): boolean | null {
  return birthOrderOf(patient) === null ? readBoolean(patient.multipleBirthBoolean) : true;
}

/** The place among them, from 1. */
export function birthOrderOf({ multipleBirthInteger }: Patient): number | null {
  const order = readInteger(multipleBirthInteger);
  return order !== null && order > 0 ? order : null;
}

/** Those to contact about the patient, in the order sent, but for those whose time is over, who come last. */
export function contactsOf({ contact }: Patient, time: SiteTime): PatientContact[] {
  const isOver = ({ period }: PatientContact): boolean => periodPhase(readObject(period), time) === 'past';
  return readObjects(contact).toSorted((one, other) => Number(isOver(one)) - Number(isOver(other)));
}

/** US Core race or ethnicity: often `text` alone, at other times OMB categories and detailed codes beside it. */
export interface Demographic {
  readonly text: string | null;
  readonly ombCategories: Coding[];
  readonly detailed: Coding[];
}

export function raceOf(patient: Patient): Demographic | null {
  return demographicOf(patient, `${US_CORE}/us-core-race`);
}

export function ethnicityOf(patient: Patient): Demographic | null {
  return demographicOf(patient, `${US_CORE}/us-core-ethnicity`);
}

function demographicOf({ extension }: Patient, url: string): Demographic | null {
  const found = readObjects(extension).find((candidate) => candidate.url === url);
  if (found === undefined) return null;
  const parts = readObjects<Extension>(found.extension);
  const codings = (name: string) =>
    readObjects(parts.filter((part) => part.url === name).map(({ valueCoding }) => valueCoding));
  const ombCategories = codings('ombCategory');
  const shown = readText(parts.find((part) => part.url === 'text')?.valueString);
  return {
    text: shown ?? readText(readTexts(ombCategories.map(({ display }) => display)).join(', ')),
    ombCategories,
    detailed: codings('detailed'),
  };
}
