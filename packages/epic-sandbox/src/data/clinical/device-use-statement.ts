/** How patients use the devices of their charts. */
import type { Device, DeviceUseStatement, Stored } from '../../types.ts';
import { LINDA_ROSS } from '../patients.ts';
import type { NonEmpty } from '../random.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { devicesOf } from './device.ts';
import { concept, patientReference } from './elements.ts';
import { chartFor } from './sampling.ts';
import { RESTRICTED_LABEL } from './security-labels.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { dateAt, dayWithin, lifespanOf } from './times.ts';

const STATUSES: NonEmpty<DeviceUseStatement['status']> = [
  ...(['active', 'active', 'active', 'completed', 'stopped'] as const),
  ...(['on-hold', 'intended', 'entered-in-error'] as const),
];
const ENDED: ReadonlySet<DeviceUseStatement['status']> = new Set(['completed', 'stopped']);
/** Statements about each device. */
const STATEMENTS = 3;

const UNKNOWN_CODES: UnknownCodes = { [idOf(LINDA_ROSS, 'DeviceUseStatement', 0)]: { status: 'loaned' } };

const deviceUsesOf: ChartWriter<DeviceUseStatement> = (chart) =>
  devicesOf(chartFor(chart, 'Device'))
    .flatMap((device) => Array.from({ length: STATEMENTS }, () => device))
    .map((device, number) => withOddShape(createStatement(chart, device, number), UNKNOWN_CODES));

function createStatement(chart: Chart, device: Stored<Device>, number: number): Stored<DeviceUseStatement> {
  const { patient, random } = chart;
  const lifespan = lifespanOf(patient);
  const day = dayWithin(random, lifespan, 5);
  const status = random.pickUsual(STATUSES);
  const end = Math.max(lifespan.lastDay + 1, day - random.integer(1, 365));
  return {
    resourceType: 'DeviceUseStatement',
    id: clinicalId(patient, 'DeviceUseStatement', number),
    status,
    subject: patientReference(patient),
    timingPeriod: { start: dateAt(day), ...(ENDED.has(status) && { end: dateAt(end) }) },
    recordedOn: dateAt(day),
    ...(random.chance(60) && { source: patientReference(patient) }),
    device: referenceTo(device, device.deviceName?.[0]?.name ?? device.type?.text),
    ...(random.chance(30) && { bodySite: concept('Left side') }),
    ...(random.chance(20) && { note: [{ text: 'Uses it most nights.' }] }),
  };
}

export const servedDeviceUseStatement: ChartedType<DeviceUseStatement> = {
  type: 'DeviceUseStatement',
  write: deviceUsesOf,
  criteria: [],
  labels: [[4, RESTRICTED_LABEL]],
  unknownCodes: UNKNOWN_CODES,
};
