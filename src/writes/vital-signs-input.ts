/** Vital signs as a frontend gives them: checked against the table, with a warning for each that is beyond what is usual. */
import {
  inFirstUnit,
  isWithin,
  type Measured,
  VITAL_SIGN_NAMES,
  VITAL_SIGNS,
  type VitalSign,
  type VitalSignName,
} from '../fhir/vital-signs.ts';
import type { MeasuredValue, Reading, TakenAt } from '../fhir/write-observation.ts';
import { type Asking, type Checks, createChecks } from './checks.ts';

export interface VitalSignsInput {
  readonly patientId: string;
  readonly encounterId: string;
  readonly takenAt: string;
  readonly heartRate?: GivenValue | null | undefined;
  readonly respiratoryRate?: GivenValue | null | undefined;
  readonly bodyTemperature?: GivenValue | null | undefined;
  readonly oxygenSaturation?: GivenValue | null | undefined;
  readonly bodyHeight?: GivenValue | null | undefined;
  readonly bodyWeight?: GivenValue | null | undefined;
  readonly bloodPressure?: GivenPressure | null | undefined;
}

interface GivenValue {
  readonly value: number;
  readonly unit: string;
}

interface GivenPressure {
  readonly systolic: number;
  readonly diastolic: number;
  readonly unit: string;
}

/** A reading that can be sent. */
export interface CheckedReading extends Reading {
  /** In our words, without the value; null where the value is a usual one. */
  readonly warning: string | null;
}

export interface CheckedVitalSigns {
  readonly taken: TakenAt;
  /** In the order of the table. */
  readonly readings: readonly CheckedReading[];
}

/** @throws InvalidInput with all that is wrong */
export function checkVitalSigns(input: VitalSignsInput, asking: Asking): CheckedVitalSigns {
  const checks = createChecks(input, asking);
  const taken = {
    patientId: checks.id('input.patientId', input.patientId),
    encounterId: checks.id('input.encounterId', input.encounterId),
    instant: checks.instant('input.takenAt', input.takenAt),
  };
  const readings = VITAL_SIGN_NAMES.flatMap((name) => {
    const values = valuesOf(name, input);
    return values === null ? [] : [checkReading(checks, name, values)];
  });
  if (readings.length === 0) checks.problem('input', 'expects one reading at the least.');
  checks.end();
  return { taken, readings };
}

/** By component; null where the sign was not given. */
function valuesOf(
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
  checks: Checks,
  name: VitalSignName,
  values: Readonly<Record<string, MeasuredValue>>,
): CheckedReading {
  const sign: VitalSign = VITAL_SIGNS[name];
  const path = `input.${name}`;
  const parts: readonly (readonly [part: string, measured: Measured])[] =
    sign.value === null ? Object.entries(sign.components) : [['value', sign.value]];
  const unusual = parts.filter(
    ([part, measured]) => !isUsual(checks, `${path}.${part}`, measured, values[part]),
  );
  if (isUpsideDown(values))
    checks.problem(path, 'expects a systolic pressure that is not below the diastolic one.');
  return { name, values, warning: unusual.length === 0 ? null : warningOf(sign) };
}

/** Whether the value is a usual one; what cannot be one at all is a problem. */
function isUsual(
  checks: Checks,
  path: string,
  measured: Measured,
  given: MeasuredValue | undefined,
): boolean {
  const { units, possible, usual, decimals } = measured;
  const unit = units[given?.unit ?? ''];
  if (given === undefined || unit === undefined) {
    checks.problem(path, `expects one of the units ${Object.keys(units).join(', ')}.`);
    return true;
  }
  const value = inFirstUnit(given.value, unit);
  if (!isWithin(value, possible)) checks.problem(path, rangeRule(measured));
  else if (!hasDecimals(given.value, decimals)) checks.problem(path, decimalsRule(decimals));
  return isWithin(value, usual);
}

function rangeRule({ possible: { low, high }, units }: Measured): string {
  const [unit] = Object.values(units);
  return `expects a value from ${low} to ${high} ${unit?.code ?? ''}, or as much in another unit: nobody has been beyond.`;
}

function decimalsRule(decimals: number): string {
  return decimals === 0
    ? 'expects a whole number.'
    : `expects a number with ${decimals} decimal(s) at the most.`;
}

/** As JavaScript writes it, which is the shortest text that means the number: `37.2` has one decimal. */
function hasDecimals(value: number, most: number): boolean {
  const written = /^-?\d+(?:\.(\d+))?$/.exec(String(value));
  return written !== null && (written[1] ?? '').length <= most;
}

function isUpsideDown({ systolic, diastolic }: Readonly<Record<string, MeasuredValue>>): boolean {
  return systolic !== undefined && diastolic !== undefined && systolic.value < diastolic.value;
}

function warningOf({ words }: VitalSign): string {
  return `The ${words} is beyond what is usual at any age. Check the value and its unit.`;
}
