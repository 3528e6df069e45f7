/** The device orders of a chart. */
import type { Device, DeviceRequest, DeviceRequestParameter, Stored } from '../../types.ts';
import { byToken } from '../../criteria.ts';
import { ELIJAH_DAVIS } from '../patients.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { coding, concept, encounterReference, patientReference, ucumQuantity } from './elements.ts';
import { devicesOf } from './device.ts';
import { chartFor, drawCount, drawOccasion, sample } from './sampling.ts';
import { RESTRICTED_LABEL } from './security-labels.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { clinicMinute, instantAt } from './times.ts';

const HCPCS = 'urn:oid:2.16.840.1.113883.6.285';

interface Supply {
  readonly name: string;
  /** A code of HCPCS Level II. */
  readonly hcpcs: string;
  readonly reason: string;
  readonly parameter?: DeviceRequestParameter;
}

const SUPPLIES: readonly Supply[] = [
  { name: 'Walker', hcpcs: 'E0143', reason: 'Unsteady gait' },
  {
    name: 'Home oxygen concentrator',
    hcpcs: 'E1390',
    reason: 'Hypoxemia',
    parameter: { code: concept('Flow rate'), valueQuantity: ucumQuantity(2, 'L/min') },
  },
  {
    name: 'Glasses',
    hcpcs: 'V2020',
    reason: 'Myopia',
    parameter: {
      code: concept('Sphere'),
      valueQuantity: { value: -2.5, unit: 'diopter' },
    },
  },
  { name: 'CPAP device', hcpcs: 'E0601', reason: 'Obstructive sleep apnea' },
  { name: 'Wheelchair', hcpcs: 'K0001', reason: 'Impaired mobility' },
];
const STATUSES: NonEmpty<NonNullable<DeviceRequest['status']>> = [
  ...(['active', 'active', 'completed', 'completed'] as const),
  ...(['on-hold', 'revoked', 'draft', 'unknown', 'entered-in-error'] as const),
];
const INTENTS: NonEmpty<DeviceRequest['intent']> = ['order', 'order', 'order', 'plan', 'proposal'];

const UNKNOWN_CODES: UnknownCodes = { [idOf(ELIJAH_DAVIS, 'DeviceRequest', 0)]: { status: 'shipped' } };

const deviceRequestsOf: ChartWriter<DeviceRequest> = (chart) =>
  sample(chart.random, SUPPLIES, drawCount(chart, SUPPLIES.length)).map((supply, number) =>
    withOddShape(createOrder(chart, supply, number), UNKNOWN_CODES),
  );

/** Some orders name one of the patient's devices instead of a kind of device. */
function orderedItem(
  { name, hcpcs }: Supply,
  device: Stored<Device> | undefined,
): Pick<DeviceRequest, 'codeCodeableConcept' | 'codeReference'> {
  return device === undefined
    ? { codeCodeableConcept: concept(name, coding(HCPCS, hcpcs)) }
    : { codeReference: referenceTo(device, name) };
}

function createOrder(chart: Chart, supply: Supply, number: number): Stored<DeviceRequest> {
  const { patient, random, practitioners } = chart;
  const { day, encounter } = drawOccasion(chart, 3);
  return {
    resourceType: 'DeviceRequest',
    id: clinicalId(patient, 'DeviceRequest', number),
    ...(random.chance(90) && { status: random.pickUsual(STATUSES) }),
    intent: random.pickUsual(INTENTS),
    ...(random.chance(20) && { priority: random.pick(['routine', 'urgent'] as const) }),
    ...orderedItem(supply, number === 0 ? devicesOf(chartFor(chart, 'Device'))[0] : undefined),
    ...(supply.parameter !== undefined && { parameter: [supply.parameter] }),
    subject: patientReference(patient),
    ...(encounter !== undefined && { encounter: encounterReference(encounter) }),
    authoredOn: instantAt(day + 1, clinicMinute(random)),
    requester: practitionerReference(random.pick(practitioners)),
    ...(random.chance(70) && { reasonCode: [concept(supply.reason)] }),
    ...(random.chance(20) && { note: [{ text: 'Fit at the next visit.' }] }),
  };
}

export const servedDeviceRequest: ChartedType<DeviceRequest> = {
  type: 'DeviceRequest',
  write: deviceRequestsOf,
  patientParameters: ['patient'],
  criteria: [byToken('status', 'status')],
  labels: [[4, RESTRICTED_LABEL]],
  unknownCodes: UNKNOWN_CODES,
};
