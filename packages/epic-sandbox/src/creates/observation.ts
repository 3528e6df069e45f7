/** Observation.Create (Vital Signs): files one reading in the flowsheet of an open encounter. */
import type { CodeableConcept, Encounter, Observation, Patient, Quantity, Stored } from '../types.ts';
import { LOINC, UCUM } from '../data/clinical/code-systems.ts';
import {
  DIASTOLIC,
  SYSTOLIC,
  VITAL_SIGNS,
  VITAL_SIGNS_CATEGORY,
  type VitalSign,
} from '../data/clinical/codes-vitals.ts';
import { encounterReference, patientReference } from '../data/clinical/elements.ts';
import { textAt, valuesAt } from '../element-path.ts';
import { requireCode, codesAt, isInstant, requireOneOf } from './checks.ts';
import {
  businessRuleViolated,
  invalidElement,
  missingElement,
  duplicateReading,
  type Refusal,
} from './refusals.ts';
import {
  type CreateResult,
  encounterAt,
  instantOf,
  isRefusal,
  newId,
  patientAt,
  refuseCreate,
  refuseCreateIfAny,
  type Site,
} from './site.ts';

/** The flowsheet rows that accept readings, with their units (UCUM). */
const UNITS: Partial<Record<VitalSign, readonly string[]>> = {
  bloodPressure: ['mm[Hg]'],
  temperature: ['Cel', '[degF]'],
  pulse: ['/min', '{beats}/min'],
  respiration: ['/min', '{breaths}/min'],
  oxygen: ['%'],
  height: ['cm', 'm', '[in_i]'],
  weight: ['kg', 'g', '[lb_av]', '[oz_av]'],
};
/** LOINC's panel of all vital signs, which is not a flowsheet row. */
const PANEL = '8716-3';
const CLOSED: ReadonlySet<Encounter['status']> = new Set([
  'finished',
  'cancelled',
  'entered-in-error',
  'unknown',
]);

export function createObservation(sent: Observation, site: Site): CreateResult {
  const patient = patientAt(site, sent, 'subject');
  if (isRefusal(patient)) return refuseCreate(patient);
  const encounter = openEncounter(site, sent, patient);
  if (isRefusal(encounter)) return refuseCreate(encounter);
  const sign = signOf(sent);
  if (isRefusal(sign)) return refuseCreate(sign);
  const wrong = refuseCreateIfAny(
    requireOneOf(sent, 'status', 'final'),
    requireCode(sent, 'category', 'vital-signs'),
    checkMeasurement(sent, sign),
    checkTime(sent),
  );
  if (wrong !== null) return wrong;
  if (isDuplicate(site, sent, patient, sign)) return refuseCreate(duplicateReading());
  return {
    kind: 'stored',
    patient: patient.id,
    resource: fileReading(sent, sign, { patient, encounter, site }),
  };
}

function openEncounter(site: Site, sent: Observation, patient: Stored<Patient>): Stored<Encounter> | Refusal {
  const encounter = encounterAt(site, sent, 'encounter', patient);
  if (isRefusal(encounter) || !CLOSED.has(encounter.status)) return encounter;
  return businessRuleViolated('Observation.encounter', 'The encounter is not open.');
}

/** Requires exactly one LOINC coding that is mapped to a flowsheet row. */
function signOf(sent: Observation): VitalSign | Refusal {
  if (valuesAt(sent, 'code').length === 0) return missingElement('Observation.code');
  const [code, ...others] = codesAt(sent, 'code', LOINC);
  if (code === undefined || others.length > 0) return invalidElement('Observation.code', 'one LOINC coding');
  return (
    SIGNS.get(code) ??
    businessRuleViolated('Observation.code', 'No flowsheet row is mapped to this LOINC code.')
  );
}

const SIGNS: ReadonlyMap<string, VitalSign> = new Map(
  Object.entries(VITAL_SIGNS).flatMap(([name, { code }]) =>
    hasUnits(name)
      ? codesAt({ code }, 'code', LOINC)
          .filter((each) => each !== PANEL)
          .map((each) => [each, name] as const)
      : [],
  ),
);

function hasUnits(sign: string): sign is VitalSign {
  return Object.hasOwn(UNITS, sign);
}

/** Requires a number with its unit; for blood pressure, in each of the two components. */
function checkMeasurement(sent: Observation, sign: VitalSign): Refusal | null {
  if (sign !== 'bloodPressure') return checkQuantity(sent, 'valueQuantity', sign);
  const components = valuesAt(sent, 'component').filter(
    (component): component is object => typeof component === 'object' && component !== null,
  );
  if (components.length === 0) return missingElement('Observation.component');
  const codes = components.flatMap((component) => codesAt(component, 'code', LOINC)).toSorted();
  if (codes.join(' ') !== '8462-4 8480-6' || components.length !== 2) {
    return invalidElement('Observation.component', 'one of 8480-6 and one of 8462-4');
  }
  return (
    components.map((component) => checkQuantity(component, 'valueQuantity', sign)).find(isRefused) ?? null
  );
}

function checkQuantity(holder: object, path: string, sign: VitalSign): Refusal | null {
  const [quantity] = valuesAt(holder, path);
  const [value] = typeof quantity === 'object' && quantity !== null ? valuesAt(quantity, 'value') : [];
  const unit = textAt(quantity, 'code') ?? textAt(quantity, 'unit');
  if (value === undefined || unit === undefined) return missingElement(`Observation.${path}`);
  if (typeof value !== 'number') return invalidElement(`Observation.${path}`, 'a number');
  const units = UNITS[sign] ?? [];
  return units.includes(unit) ? null : invalidElement(`Observation.${path}`, `in ${units.join(' or ')}`);
}

function isRefused(check: Refusal | null): check is Refusal {
  return check !== null;
}

function checkTime({ effectiveDateTime }: { readonly effectiveDateTime?: unknown }): Refusal | null {
  const expression = 'Observation.effectiveDateTime';
  if (effectiveDateTime === undefined) return missingElement(expression);
  return isInstant(effectiveDateTime) ? null : invalidElement(expression, 'a time with its offset');
}

/** At Epic, a flowsheet row holds at most one reading per instant, whatever its value. */
function isDuplicate(site: Site, sent: Observation, patient: Stored<Patient>, sign: VitalSign): boolean {
  const readings = site.types.get('Observation')?.ofPatient(patient.id) ?? [];
  const instant = instantAt(sent);
  const [row] = VITAL_SIGNS[sign].code.coding ?? [];
  return readings.some(
    (reading) =>
      reading.resourceType === 'Observation' &&
      codesAt(reading, 'code', row?.system).includes(row?.code ?? '') &&
      instantAt(reading) === instant,
  );
}

function instantAt({ effectiveDateTime }: Observation): number {
  return Date.parse(effectiveDateTime ?? '');
}

/** Returns the reading as Epic files it: with all codes of its row, the time in UTC, and the background user as performer. */
function fileReading(
  sent: Observation,
  sign: VitalSign,
  { patient, encounter, site }: { patient: Stored<Patient>; encounter: Stored<Encounter>; site: Site },
): Stored<Observation> {
  return {
    resourceType: 'Observation',
    id: newId(),
    status: 'final',
    category: [VITAL_SIGNS_CATEGORY],
    code: VITAL_SIGNS[sign].code,
    subject: patientReference(patient),
    encounter: encounterReference(encounter),
    effectiveDateTime: instantOf(instantAt(sent)),
    issued: instantOf(site.now()),
    performer: [site.author],
    ...(sign === 'bloodPressure'
      ? { component: [SYSTOLIC, DIASTOLIC].map((code) => ({ code, valueQuantity: componentOf(sent, code) })) }
      : { valueQuantity: quantityOf(sent.valueQuantity) }),
  };
}

function componentOf({ component }: Observation, { coding }: CodeableConcept): Quantity {
  const code = coding?.[0]?.code ?? '';
  return quantityOf(component?.find((one) => codesAt(one, 'code').includes(code))?.valueQuantity);
}

/** Uses the code as the unit too; without a code, the unit is also the code. */
function quantityOf({ value, unit, code = unit }: Quantity = {}): Quantity {
  return {
    ...(value !== undefined && { value }),
    ...(code !== undefined && { unit: code, code }),
    system: UCUM,
  };
}
