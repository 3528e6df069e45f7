import type { Practitioner, Reference, Stored } from '../types.ts';
import type { NonEmpty } from './random.ts';
import { byText, byToken } from '../criteria.ts';
import type { SharedType } from './served-type.ts';

/** The general practitioners of patients. */
export const PRACTITIONERS: NonEmpty<Stored<Practitioner>> = [
  createPractitioner('eSbxPr4ct.Arnd0lds-Q7k3', 'Henrike', 'Arnoldsen', '1990000017', 'Family Medicine'),
  createPractitioner('eSbxPr4ct-Balogun.7Vx2m3', 'Tunde', 'Balogun', '1990000025', 'Cardiology'),
  createPractitioner('eSbxPr4ctCervenkova.Lw93', 'Blažena', 'Červenková', '1990000033', 'Pediatrics'),
  createPractitioner('eSbxPr4ct-.DesRosiers4u3', 'Maëlle', 'Des Rosiers', '1990000041', 'Internal Medicine'),
];

/** Everybody who has a part in the care of somebody: more than one `_id` search of ten takes. */
export const ALL_PRACTITIONERS: NonEmpty<Stored<Practitioner>> = [
  ...PRACTITIONERS,
  createPractitioner(
    'eSbxPr4ct.Ekwueme-0bgyn53',
    'Adaeze',
    'Ekwueme',
    '1990000132',
    'Obstetrics and Gynecology',
  ),
  createPractitioner('eSbxPr4ct-FalkenbergSu63', 'Lennart', 'Falkenberg', '1990000140', 'General Surgery'),
  createPractitioner('eSbxPr4ct.GuptaNephro.73', 'Ishaan', 'Gupta', '1990000157', 'Nephrology'),
  createPractitioner(
    'eSbxPr4ct-Halvorsen.Rn83',
    'Sunniva',
    'Halvorsen',
    '1990000165',
    'Registered Nurse',
    'RN',
  ),
  createPractitioner('eSbxPr4ct.Iwasaki-Psy.93', 'Natsuki', 'Iwasaki', '1990000173', 'Psychiatry'),
  createPractitioner('eSbxPr4ctJimenez.Em--103', 'Ximena', 'Jiménez', '1990000181', 'Emergency Medicine'),
  createPractitioner('eSbxPr4ct.KowalskaRad113', 'Bronisława', 'Kowalska', '1990000199', 'Radiology'),
  createPractitioner('eSbxPr4ct-Larsson.Np-123', 'Elof', 'Larsson', '1990000207', 'Nurse Practitioner', 'NP'),
  createPractitioner('eSbxPr4ct.MoanaPharm.133', 'Tāne', 'Moana', '1990000215', 'Pharmacist', 'PharmD'),
];

/** Those of the directory: one has left, and no chart names her. */
export const DIRECTORY_PRACTITIONERS: NonEmpty<Stored<Practitioner>> = [
  ...ALL_PRACTITIONERS,
  {
    ...createPractitioner('eSbxPr4ct.NystromCard143', 'Sigrid', 'Nyström', '1990000223', 'Cardiology'),
    active: false,
  },
];

/** Returns a reference in Epic's form: relative, with type and display. */
export function practitionerReference({ id, name }: Stored<Practitioner>): Reference<Practitioner> {
  return {
    reference: `Practitioner/${id}`,
    type: 'Practitioner',
    ...(name?.[0]?.text !== undefined && { display: name[0].text }),
  };
}

function createPractitioner(
  id: string,
  given: string,
  family: string,
  npi: string,
  specialty: string,
  degree = 'MD',
): Stored<Practitioner> {
  return {
    resourceType: 'Practitioner',
    id,
    identifier: [
      { use: 'usual', type: { text: 'NPI' }, system: 'http://hl7.org/fhir/sid/us-npi', value: npi },
    ],
    active: true,
    name: [{ use: 'usual', text: `${given} ${family}, ${degree}`, family, given: [given], suffix: [degree] }],
    qualification: [{ code: { text: specialty } }],
  };
}

export const servedPractitioner: SharedType<Practitioner> = {
  type: 'Practitioner',
  resources: DIRECTORY_PRACTITIONERS,
  criteria: [
    byText('family', 'name.family'),
    byText('given', 'name.given'),
    byToken('identifier', 'identifier'),
    byText('name', 'name.text'),
  ],
  requiresOneOf: ['identifier', 'name', 'family'],
  requires: { given: 'family' },
};
