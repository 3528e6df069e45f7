/** The practitioners whom patients refer to. */
import type { Practitioner, Reference, Stored } from '../../fhir/types.ts';
import type { NonEmpty } from './random.ts';

export const PRACTITIONERS: NonEmpty<Stored<Practitioner>> = [
  practitioner('eSbxPr4ct.Arnd0lds-Q7k3', 'Henrike', 'Arnoldsen', '1990000017', 'Family Medicine'),
  practitioner('eSbxPr4ct-Balogun.7Vx2m3', 'Tunde', 'Balogun', '1990000025', 'Cardiology'),
  practitioner('eSbxPr4ctCervenkova.Lw93', 'Blažena', 'Červenková', '1990000033', 'Pediatrics'),
  practitioner('eSbxPr4ct-.DesRosiers4u3', 'Maëlle', 'Des Rosiers', '1990000041', 'Internal Medicine'),
];

/** A reference as Epic writes it: relative, with type and display. */
export function practitionerReference({ id, name }: Stored<Practitioner>): Reference<Practitioner> {
  return {
    reference: `Practitioner/${id}`,
    type: 'Practitioner',
    ...(name?.[0]?.text !== undefined && { display: name[0].text }),
  };
}

function practitioner(
  id: string,
  given: string,
  family: string,
  npi: string,
  specialty: string,
): Stored<Practitioner> {
  return {
    resourceType: 'Practitioner',
    id,
    identifier: [
      { use: 'usual', type: { text: 'NPI' }, system: 'http://hl7.org/fhir/sid/us-npi', value: npi },
    ],
    active: true,
    name: [{ use: 'usual', text: `${given} ${family}, MD`, family, given: [given], suffix: ['MD'] }],
    qualification: [{ code: { text: specialty } }],
  };
}
