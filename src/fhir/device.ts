/** Names devices. */
import { spelledAsCode } from './codes.ts';
import { firstName } from './concepts.ts';
import { readObjects, readText } from './lenient-read.ts';
import type { Device } from './types.ts';

/** FHIR R4 DeviceNameType, the most readable kind of name first. */
const NAME_PREFERENCE: readonly (string | null)[] = [
  'user-friendly-name',
  'patient-reported-name',
  'udi-label-name',
  'manufacturer-name',
  'model-name',
];

/** Returns the preferred name of a device, or else its type as text; null without either. */
export function readDeviceName({ deviceName: names, type }: Device): string | null {
  const named = readObjects(names).filter(({ name }) => readText(name) !== null);
  const [preferred] = named.toSorted((one, other) => rankName(one.type) - rankName(other.type));
  return firstName(preferred?.name, type);
}

function rankName(type: unknown): number {
  const at = NAME_PREFERENCE.indexOf(spelledAsCode(type));
  return at === -1 ? NAME_PREFERENCE.length : at;
}
