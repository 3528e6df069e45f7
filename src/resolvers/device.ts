/** Device and its unique identification. */
import { DEVICE_STATUS } from '../fhir/clinical-codes-care.ts';
import { memberOf } from '../fhir/codes.ts';
import { deviceName } from '../fhir/device.ts';
import { annotationsOf, annotationTexts } from '../fhir/notes.ts';
import { rawForm } from '../fhir/raw.ts';
import { object, objects, text } from '../fhir/shape.ts';
import { identifiersOf } from '../fhir/ssn.ts';
import { within } from '../fhir/within.ts';
import type { DeviceResolvers, DeviceUdiCarrierResolvers } from '../generated/resolver-types.ts';

export const Device: DeviceResolvers = {
  id: ({ id }) => id,
  name: (device) => deviceName(device),
  type: ({ type }) => object(type),
  status: ({ status }) => memberOf(DEVICE_STATUS, status),
  statusCode: ({ status }) => text(status),
  udi: ({ udiCarrier }) => objects(udiCarrier)[0] ?? null,
  distinctIdentifier: ({ distinctIdentifier }) => text(distinctIdentifier),
  manufacturer: ({ manufacturer }) => text(manufacturer),
  modelNumber: ({ modelNumber }) => text(modelNumber),
  lotNumber: ({ lotNumber }) => text(lotNumber),
  serialNumber: ({ serialNumber }) => text(serialNumber),
  manufactureDate: ({ manufactureDate }) => text(manufactureDate),
  expirationDate: ({ expirationDate }) => text(expirationDate),
  safety: ({ safety }) => objects(safety),
  location: (device) => within(device, device.location),
  owner: (device) => within(device, device.owner),
  identifiers: (device) => identifiersOf(device),
  patient: (device) => within(device, device.patient),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (device) => rawForm(device),
};

export const DeviceUdiCarrier: DeviceUdiCarrierResolvers = {
  humanReadable: ({ carrierHRF }) => text(carrierHRF),
  deviceIdentifier: ({ deviceIdentifier }) => text(deviceIdentifier),
  machineReadable: ({ carrierAIDC }) => text(carrierAIDC),
  issuer: ({ issuer }) => text(issuer),
};
