/** Reads Patient resources, with the extensions of Epic and of several versions of US Core. */
import { spelledAsCode } from './codes.ts';
import { type CodeReading, extensionConcept } from './concepts.ts';
import { isObject, readBoolean, readInteger, readObjects, readText, readTexts } from './lenient-read.ts';
import type { CodeableConcept, Coding, Extension, Patient } from './types.ts';

/** Returns whether the patient has died, even if the server sends the boolean as a string; null if missing or unreadable. */
export function isDeceased(patient: Patient): boolean | null {
  if (readText(patient.deceasedDateTime) !== null) return true;
  const [stated, ...others] = deathsStatedIn(patient);
  const isDead = spelledAsCode(typeof stated === 'boolean' ? String(stated) : stated);
  if (isDead === 'true') return true;
  return isDead === 'false' && others.length === 0 ? false : null;
}

/** Returns false only if the record gives no sign of a death. An unreadable value counts as a possible death. */
export function mayHaveDied(patient: Patient): boolean {
  return isDeceased(patient) ?? deathsStatedIn(patient).length > 0;
}

/** Patient.deceased[x], and the element that holds the reason for a missing date (R4 §2.6.2.3). */
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

/** Returns the patient's preferred language, otherwise the first one; null without any. */
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
  /** The URLs of the extension, the preferred one first. */
  readonly urls: readonly string[];
}

/** The coded extensions of a patient: from Epic, from several versions of US Core, and from versions of FHIR after R4. */
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

/** Returns the value of a coded extension; null if the patient has none. */
export function patientExtension(
  patient: Patient,
  name: keyof typeof PATIENT_EXTENSIONS,
): CodeableConcept | null {
  const reading: ExtensionReading = PATIENT_EXTENSIONS[name];
  for (const url of reading.urls) {
    const found = readObjects(patient.extension).find((extension) => extension.url === url);
    // The extensions from later versions of FHIR nest the value in a part called `value`.
    const part = readObjects(found?.extension).find((inner) => inner.url === 'value');
    const concept = found === undefined ? null : extensionConcept(part ?? found, reading);
    if (concept !== null) return concept;
  }
  return null;
}

/** Returns whether the patient is a twin, triplet and so on; null if unknown. */
export function isOfMultipleBirth(patient: Patient): boolean | null {
  return birthOrderOf(patient) === null ? readBoolean(patient.multipleBirthBoolean) : true;
}

/** Returns the birth order within a multiple birth, from 1. */
export function birthOrderOf({ multipleBirthInteger }: Patient): number | null {
  const order = readInteger(multipleBirthInteger);
  return order !== null && order > 0 ? order : null;
}

/** US Core race or ethnicity: often only a text, sometimes with OMB categories and detailed codes. */
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
