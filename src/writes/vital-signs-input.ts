/** Validates the input of vital signs against the table, and warns about each unusual value. */
import {
  isInBounds,
  toFirstUnit,
  VITAL_SIGN_NAMES,
  VITAL_SIGNS,
  type VitalSign,
  type VitalSignMeasure,
  type VitalSignName,
} from '../fhir/vital-signs.ts';
import type { MeasuredValue, NewVitalSign, VitalSignContext } from '../fhir/write-observation.ts';
import { createInputChecks, type InputChecks, type InputContext } from './input-checks.ts';

export interface VitalSignsInput {
  readonly patientId: string;
  readonly encounterId: string;
  readonly takenAt: string;
  readonly heartRate?: ValueInput | null | undefined;
  readonly respiratoryRate?: ValueInput | null | undefined;
  readonly bodyTemperature?: ValueInput | null | undefined;
  readonly oxygenSaturation?: ValueInput | null | undefined;
  readonly bodyHeight?: ValueInput | null | undefined;
  readonly bodyWeight?: ValueInput | null | undefined;
  readonly bloodPressure?: BloodPressureInput | null | undefined;
}

interface ValueInput {
  readonly value: number;
  readonly unit: string;
}

interface BloodPressureInput {
  readonly systolic: number;
  readonly diastolic: number;
  readonly unit: string;
}

/** A valid reading. */
interface CheckedReading extends NewVitalSign {
  /** Describes an unusual value without quoting it; null if the value is usual. */
  readonly warning: string | null;
}

interface CheckedVitalSigns {
  readonly taken: VitalSignContext;
  /** In the order of the table. */
  readonly readings: readonly CheckedReading[];
}

/** @throws InvalidInput listing every problem */
export function checkVitalSigns(input: VitalSignsInput, context: InputContext): CheckedVitalSigns {
  const checks = createInputChecks(input, context);
  const taken = {
    patientId: checks.id('input.patientId', input.patientId),
    encounterId: checks.id('input.encounterId', input.encounterId),
    instant: checks.instant('input.takenAt', input.takenAt),
  };
  const readings = VITAL_SIGN_NAMES.flatMap((name) => {
    const values = readValues(name, input);
    return values === null ? [] : [checkReading(checks, name, values)];
  });
  if (readings.length === 0) checks.addProblem('input', 'expects at least one reading.');
  checks.throwIfInvalid();
  return { taken, readings };
}

/** Returns the values by component; null if the input lacks the vital sign. */
function readValues(
  name: VitalSignName,
  input: VitalSignsInput,
): Readonly<Record<string, MeasuredValue>> | null {
  if (name !== 'bloodPressure') {
    const given = input[name];
    return given === null || given === undefined ? null : { value: given };
  }
  const { bloodPressure: given } = input;
  if (given === null || given === undefined) return null;
  const { systolic, diastolic, unit } = given;
  return { systolic: { value: systolic, unit }, diastolic: { value: diastolic, unit } };
}

function checkReading(
  checks: InputChecks,
  name: VitalSignName,
  values: Readonly<Record<string, MeasuredValue>>,
): CheckedReading {
  const sign: VitalSign = VITAL_SIGNS[name];
  const path = `input.${name}`;
  const parts: readonly (readonly [part: string, measured: VitalSignMeasure])[] =
    sign.value === null ? Object.entries(sign.components) : [['value', sign.value]];
  const unusual = parts.filter(
    ([part, measured]) => !isUsual(checks, `${path}.${part}`, measured, values[part]),
  );
  if (isSystolicBelowDiastolic(values))
    checks.addProblem(path, 'expects a systolic pressure that is not below the diastolic pressure.');
  return { name, values, warning: unusual.length === 0 ? null : describeImplausible(sign) };
}

/** Returns whether the value is usual. Adds a problem if it is impossible. */
function isUsual(
  checks: InputChecks,
  path: string,
  measured: VitalSignMeasure,
  given: MeasuredValue | undefined,
): boolean {
  const { units, possible, usual, decimals } = measured;
  const unit = units[given?.unit ?? ''];
  if (given === undefined || unit === undefined) {
    checks.addProblem(path, `expects one of the units ${Object.keys(units).join(', ')}.`);
    return true;
  }
  const value = toFirstUnit(given.value, unit);
  if (!isInBounds(value, possible)) checks.addProblem(path, describeRange(measured));
  else if (!hasDecimals(given.value, decimals)) checks.addProblem(path, describeDecimals(decimals));
  return isInBounds(value, usual);
}

function describeRange({ possible: { low, high }, units }: VitalSignMeasure): string {
  const [unit] = Object.values(units);
  return `expects a value from ${low} to ${high} ${unit?.code ?? ''}, or the equivalent in another unit. Other values are impossible.`;
}

function describeDecimals(decimals: number): string {
  return decimals === 0 ? 'expects a whole number.' : `expects a number with at most ${decimals} decimal(s).`;
}

/** Whether JavaScript's text for the number, which is the shortest exact one, has at most `max` decimals: `37.2` has one. */
function hasDecimals(value: number, max: number): boolean {
  const written = /^-?\d+(?:\.(\d+))?$/.exec(String(value));
  return written !== null && (written[1] ?? '').length <= max;
}

function isSystolicBelowDiastolic({ systolic, diastolic }: Readonly<Record<string, MeasuredValue>>): boolean {
  return systolic !== undefined && diastolic !== undefined && systolic.value < diastolic.value;
}

function describeImplausible({ words }: VitalSign): string {
  return `The ${words} is unusual at any age. Check the value and its unit.`;
}
