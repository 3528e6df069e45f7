import { memberOf } from '../../fhir/codes.ts';
import { readDeviceName } from '../../fhir/device.ts';
import { inResource } from '../../fhir/in-resource.ts';
import { readObject, readObjects, readText } from '../../fhir/lenient-read.ts';
import { annotationsOf, annotationTexts } from '../../fhir/notes.ts';
import { toRawJson } from '../../fhir/json-transform.ts';
import { identifiersOf } from '../../fhir/ssn.ts';
import type {
  DeviceReferenceResolvers,
  DeviceResolvers,
  DeviceUdiCarrierResolvers,
} from '../../generated/resolver-types.ts';
import { recordFields } from './record-fields.ts';
import { referenceTo } from './reference-fields.ts';
import { DEVICE_STATUS } from '../../fhir/defined-codes.ts';

export const Device: DeviceResolvers = {
  ...recordFields,
  id: ({ id }) => id,
  name: (device) => readDeviceName(device),
  type: ({ type }) => readObject(type),
  status: ({ status }) => memberOf(DEVICE_STATUS, status),
  statusCode: ({ status }) => readText(status),
  udi: ({ udiCarrier }) => readObjects(udiCarrier)[0] ?? null,
  distinctIdentifier: ({ distinctIdentifier }) => readText(distinctIdentifier),
  manufacturer: ({ manufacturer }) => readText(manufacturer),
  modelNumber: ({ modelNumber }) => readText(modelNumber),
  lotNumber: ({ lotNumber }) => readText(lotNumber),
  serialNumber: ({ serialNumber }) => readText(serialNumber),
  manufactureDate: ({ manufactureDate }) => readText(manufactureDate),
  expirationDate: ({ expirationDate }) => readText(expirationDate),
  safety: ({ safety }) => readObjects(safety),
  location: (device) => inResource(device, device.location),
  owner: (device) => inResource(device, device.owner),
  identifiers: (device) => identifiersOf(device),
  patient: (device) => inResource(device, device.patient),
  notes: ({ note }) => annotationTexts(note),
  annotations: (record) => annotationsOf(record, record.note),
  resource: (device) => toRawJson(device),
};

export const DeviceUdiCarrier: DeviceUdiCarrierResolvers = {
  humanReadable: ({ carrierHRF }) => readText(carrierHRF),
  deviceIdentifier: ({ deviceIdentifier }) => readText(deviceIdentifier),
  machineReadable: ({ carrierAIDC }) => readText(carrierAIDC),
  issuer: ({ issuer }) => readText(issuer),
};

export const DeviceReference: DeviceReferenceResolvers = referenceTo('Device');
