import { firstName } from './concepts.ts';
import { firstValue, valueInWords } from './observation.ts';
import { readObject } from './lenient-read.ts';
import { conceptOrText } from './quantities.ts';
import { referenceName } from './resource-names.ts';
import type { DeviceRequest, DeviceRequestParameter, DeviceUseStatement } from './types.ts';

/** Returns the ordered type of device, otherwise the name of the device that the order refers to or contains. */
export function orderedDeviceName(order: DeviceRequest): string | null {
  return firstName(readObject(order.codeCodeableConcept), referenceName(order.codeReference, order));
}

/** Returns the name of the device, which the statement refers to or contains. */
export function usedDeviceName(use: DeviceUseStatement): string | null {
  return referenceName(use.device, use);
}

/** Returns text such as `Sphere: -2.5 diopter`; null for an empty parameter. */
export function parameterText(parameter: DeviceRequestParameter): string | null {
  const value = firstValue([
    ['Quantity', parameter.valueQuantity],
    ['Range', parameter.valueRange],
    ['CodeableConcept', parameter.valueCodeableConcept],
    ['BooleanValue', parameter.valueBoolean],
  ]);
  const [name, words] = [conceptOrText(parameter.code), value === null ? null : valueInWords(value)];
  return name === null || words === null ? (name ?? words) : `${name}: ${words}`;
}
