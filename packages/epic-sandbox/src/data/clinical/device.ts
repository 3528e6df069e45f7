/** The devices of a chart: implants with a UDI, and devices for use at home. */
import type { CodeableConcept, Device, Stored } from '../../types.ts';
import { createRandom, type NonEmpty, type Random } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { epicSystem, SNOMED } from './code-systems.ts';
import { type Eligibility, eligibleFor, drawCount, sample, toldRows } from './sampling.ts';
import { asTransmitted, coding, concept, patientReference, usualIdentifier } from './elements.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { dateAt, dayWithin, lifespanOf } from './times.ts';
import { byText } from '../../criteria.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { WARREN_MCGINNIS } from '../patients.ts';

interface Product extends Eligibility {
  readonly type: CodeableConcept;
  readonly name: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly isImplant: boolean;
}

const MANUFACTURERS: NonEmpty<string> = ['Northwind Devices', 'Specimen Medical', 'Fixture Biomedical'];

const PRODUCTS: readonly Product[] = [
  defineProduct('Cardiac pacemaker', ['14106009', 'Cardiac pacemaker, device (physical object)'], {
    from: 60,
  }),
  defineProduct(
    'Implantable defibrillator',
    ['72506001', 'Implantable defibrillator, device (physical object)'],
    {
      from: 55,
    },
  ),
  defineProduct('Coronary stent', ['65818007', 'Stent, device (physical object)'], { from: 50 }),
  defineProduct('Cochlear implant', ['43252007', 'Cochlear implant, device (physical object)'], { from: 2 }),
  { ...defineProduct('Home nebulizer', ['170615005', 'Home nebulizer (physical object)']), isImplant: false },
  { ...defineProduct('Hearing aid', ['6012004', 'Hearing aid, device (physical object)']), isImplant: false },
  {
    ...defineProduct('Blood glucose meter', ['337414009', 'Blood glucose meter (physical object)'], {
      from: 12,
    }),
    isImplant: false,
  },
];

const STATUSES: NonEmpty<NonNullable<Device['status']>> = [
  'active',
  'active',
  'active',
  'inactive',
  'unknown',
  'entered-in-error',
];
/** GS1 reserves 952 for examples: no real product has such a number. */
const GS1_EXAMPLE_PREFIX = '0952';
const SHELF_LIFE_DAYS = 1096;

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(WARREN_MCGINNIS, 'Device', 0)]: { status: 'implanted' },
};

export const devicesOf: ChartWriter<Device> = (chart) =>
  toldRows(
    PRODUCTS,
    chart.story?.devices,
    ({ name }) => name,
    sample(chart.random, eligibleFor(PRODUCTS, chart.patient), drawCount(chart, 2)),
  ).map((one, number) => withOddShape(createDevice(chart, one, number), UNKNOWN_CODES));

function createDevice(chart: Chart, one: Product, number: number): Stored<Device> {
  const { patient, random, organizations, locations } = chart;
  return {
    resourceType: 'Device',
    id: clinicalId(patient, 'Device', number),
    identifier: [usualIdentifier('7.2.835864', random.integer(1000, 99_999))],
    ...(one.isImplant && createLabel(chart)),
    ...(random.chance(90) && { status: random.pickUsual(STATUSES) }),
    ...(random.chance(90) && { manufacturer: one.manufacturer }),
    ...(random.chance(80) && {
      deviceName: [
        { name: one.name, type: 'user-friendly-name' },
        ...(one.isImplant
          ? [{ name: `${one.name.toUpperCase()} ${one.model}`, type: 'udi-label-name' as const }]
          : []),
      ],
    }),
    ...(random.chance(80) && { modelNumber: one.model }),
    type: asTransmitted(random, one.type),
    patient: patientReference(patient),
    ...(random.chance(20) && { owner: referenceTo(random.pick(organizations)) }),
    ...(random.chance(10) && { location: referenceTo(random.pick(locations)) }),
    ...(random.chance(15) && { note: [{ text: 'Card given to the patient.' }] }),
  };
}

/** Returns the label of an implant, and its UDI in GS1's human-readable form. */
function createLabel({ random, patient }: Chart): Partial<Device> {
  const implanted = dayWithin(random, lifespanOf(patient), 10);
  const made = dateAt(implanted + 200);
  const expires = dateAt(implanted + 200 - SHELF_LIFE_DAYS);
  const lotNumber = `L${random.integer(10_000, 99_999)}`;
  const serialNumber = `SN${random.integer(1_000_000, 9_999_999)}`;
  const deviceIdentifier = drawGtin(random);
  return {
    udiCarrier: [
      {
        deviceIdentifier,
        issuer: 'http://hl7.org/fhir/NamingSystem/gs1-di',
        jurisdiction: 'http://hl7.org/fhir/NamingSystem/fda-udi',
        carrierHRF: `(01)${deviceIdentifier}(11)${yymmdd(made)}(17)${yymmdd(expires)}(10)${lotNumber}(21)${serialNumber}`,
        entryType: random.pick(['barcode', 'manual'] as const),
      },
    ],
    ...(random.chance(50) && { distinctIdentifier: serialNumber }),
    manufactureDate: made,
    expirationDate: expires,
    lotNumber,
    serialNumber,
  };
}

/** Returns a GTIN-14 with its check digit (GS1 General Specifications, 7.9). */
function drawGtin(random: Random): string {
  const digits = `${GS1_EXAMPLE_PREFIX}${random.characters('0123456789', 9)}`;
  const sum = Array.from(digits, Number).reduce(
    (total, digit, place) => total + digit * (place % 2 === 0 ? 3 : 1),
    0,
  );
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

function yymmdd(date: string): string {
  return date.slice(2).replaceAll('-', '');
}

function defineProduct(
  name: string,
  snomed: readonly [code: string, display: string],
  fit: Eligibility = {},
): Product {
  const random = createRandom(`device ${name}`);
  return {
    ...fit,
    name,
    type: concept(
      name,
      coding(SNOMED, ...snomed),
      coding(epicSystem('7.4.835864.200'), String(random.integer(1, 99)), name),
    ),
    manufacturer: random.pick(MANUFACTURERS),
    model: `${random.characters('ABCDEFGH', 2)}-${random.integer(100, 999)}`,
    isImplant: true,
  };
}

export const servedDevice: ChartedType<Device> = {
  type: 'Device',
  write: devicesOf,
  patientParameters: ['patient'],
  criteria: [
    byText('device-name', 'deviceName.name'),
    byText('manufacturer', 'manufacturer'),
    byText('model', 'modelNumber'),
    byText('udi-carrier', 'udiCarrier.carrierHRF'),
    byText('udi-di', 'udiCarrier.deviceIdentifier'),
  ],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
