/** Patients with odd names, identifiers, dates and links, for a record server. */
import type { RecordOfServer } from './record-server.ts';

/** 9:30 p.m. on April 30 in Chicago, when it is already May 1 in UTC. */
export const ODD_NOW = Date.parse('2026-05-01T02:30:00Z');
const MR = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] };
const HL7 = 'http://hl7.org/fhir/StructureDefinition';
const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition';

function patient(id: string, elements: object = {}): RecordOfServer {
  return { resourceType: 'Patient', id, ...elements };
}

/** The best of these names has no `use`. */
const NAMES_OF_RELATIVE = [
  { use: 'nickname', text: 'Trix Vanterpool', family: 'Vanterpool' },
  { use: 'maiden', text: 'Beatrix Olesen', family: 'Olesen' },
  { use: 'usual', text: 'Beatrix Kobayashi', family: 'Kobayashi', period: { start: '2027' } },
  { text: 'Beatrix Vanterpool', family: 'Vanterpool' },
];

export const ODD_PATIENTS: readonly RecordOfServer[] = [
  patient('named', {
    name: [
      { use: 'nickname', text: 'Billie Quarles', family: 'Quarles' },
      { use: 'anonymous', text: 'Jane Doe', family: 'Doe' },
      { use: 'temp', text: 'Trauma Kilo', family: 'Kilo' },
      { use: 'old', text: 'Wilhelmina Ashdown', family: 'Ashdown' },
      { use: 'usual', text: 'Mina Ashdown', family: 'Ashdown', period: { end: '2026-04-29' } },
      { use: 'official', text: 'Mina Zabel', family: 'Zabel', period: { start: '2026-05-01' } },
      { text: 'Wilhelmina Quarles', family: 'Quarles', given: ['Wilhelmina'] },
    ],
    birthDate: '1990-05-01',
  }),
  patient('newborn', {
    birthDate: '2026-04-29',
    _birthDate: {
      extension: [{ url: `${HL7}/patient-birthTime`, valueDateTime: '2026-04-29T21:00:00-05:00' }],
    },
    multipleBirthInteger: 2,
  }),
  patient('dead', { birthDate: '1950-11-03', deceasedDateTime: '2024-11-03T04:05:00Z' }),
  patient('unborn', { birthDate: '2026-05-01', multipleBirthBoolean: false }),
  patient('shell', {
    active: false,
    link: [
      { type: 'seealso', other: { reference: 'RelatedPerson/aunt' } },
      { type: 'replaced-by', other: { reference: 'Patient/survivor', display: 'Orla Penhallow' } },
    ],
  }),
  patient('survivor', {
    name: [{ use: 'official', family: 'Penhallow', given: ['Orla'] }],
    link: [
      { type: 'replaces', other: { reference: 'Patient/shell', display: 'Orla Penhalow, 61' } },
      { type: 'refer', other: { reference: 'Patient/elsewhere' } },
    ],
    contact: [
      { relationship: [{ text: 'Former guardian' }], name: { text: 'Ida Roe' }, period: { end: '2020' } },
      {
        relationship: [{ text: 'Emergency Contact' }, { text: 'Sister' }],
        name: { family: 'Penhallow', given: ['Tamsin'] },
        telecom: [{ system: 'phone', value: '+1 312-555-0142', use: 'mobile' }],
        address: { city: 'Evanston' },
        gender: 'female',
        organization: { reference: 'Organization/shelter', display: 'Lakeside Shelter' },
      },
      null,
    ],
    extension: [{ url: `${HL7}/patient-interpreterRequired`, valueBoolean: true }],
  }),
  patient('odd-link', { link: [{ type: 'merged', other: { display: 'x' } }, { other: null }, 'x'] }),
  patient('one-number', {
    identifier: [
      { type: MR, system: 'urn:oid:1.1', value: '10', use: 'old' },
      { type: MR, system: 'urn:oid:1.1', value: '11', period: { end: '2026-04-29' } },
      { type: MR, system: 'urn:oid:1.1', value: '12', use: 'usual' },
      { type: MR, system: 'urn:oid:2.2', value: '13', use: 'secondary' },
      { type: MR, system: '1.1', value: ' 12 ', use: 'official' },
    ],
  }),
  patient('two-numbers', {
    identifier: [
      { type: MR, system: 'urn:oid:1.1', value: '41' },
      { type: MR, system: 'urn:oid:2.2', value: '52' },
    ],
  }),
  patient('speaks', {
    extension: [
      {
        url: `${US_CORE}/us-core-interpreter-needed`,
        valueCoding: { system: 'http://snomed.info/sct', code: '373066001' },
      },
    ],
  }),
  patient('understands', {
    extension: [{ url: `${US_CORE}/us-core-interpreter-needed`, valueCoding: { code: '373067005' } }],
  }),
  { resourceType: 'RelatedPerson', id: 'aunt-of-twins', name: NAMES_OF_RELATIVE },
  { resourceType: 'Practitioner', id: 'renamed', name: NAMES_OF_RELATIVE },
  { resourceType: 'Organization', id: 'shelter', name: 'Lakeside Shelter' },
];
