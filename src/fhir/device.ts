/** What a Device is called. */
import { firstName } from './concepts.ts';
import { readObjects, readText } from './lenient-read.ts';
import type { Device } from './types.ts';

/** FHIR R4 DeviceNameType, the better a name is to show the earlier. */
const PREFERENCE: readonly unknown[] = [
  'user-friendly-name',
  'patient-reported-name',
  'udi-label-name',
  'manufacturer-name',
  'model-name',
];

/** The best of its names, else the words for its type; null where there are neither. */
export function deviceName({ deviceName: names, type }: Pick<Device, 'deviceName' | 'type'>): string | null {
  const named = readObjects(names).filter(({ name }) => readText(name) !== null);
  const [best] = named.toSorted((one, other) => rank(one.type) - rank(other.type));
  return firstName(best?.name, type);
}

function rank(type: unknown): number {
  const at = PREFERENCE.indexOf(type);
  return at === -1 ? PREFERENCE.length : at;
}
