/** The formulary: one Medication for each medicine. All charts share it. */
import type { Coding, Medication, Reference, Stored } from '../../types.ts';
import { createEpicId } from '../epic-patient.ts';
import { createRandom } from '../random.ts';
import { epicSystem, NDC, RXNORM } from './code-systems.ts';
import { type Medicine, MEDICINES } from './codes-medications.ts';
import { coding, concept, ucumQuantity, usualIdentifier } from './elements.ts';
import type { SharedType } from '../served-type.ts';

/** A compounded medicine has no code: its `code` is only a text. */
export const COMPOUNDED_MEDICATION: Stored<Medication> = {
  resourceType: 'Medication',
  id: 'eSbxMed.C0mpounded-0Cream13',
  status: 'active',
  code: { text: 'hydrocortisone 1 % in aqueous cream, compounded' },
};

const ID_LENGTH = 42;
const MEDICATION_FILE = '7.2.698288';

const BY_NAME: ReadonlyMap<string, Stored<Medication>> = new Map(
  MEDICINES.map((medicine) => [medicine.name, createMedication(medicine)]),
);

export const MEDICATIONS: readonly Stored<Medication>[] = [...BY_NAME.values(), COMPOUNDED_MEDICATION];

/** Returns a reference in Epic's form: with the full name as display, without type. */
export function medicationReference({ name }: Medicine): Reference<Medication> {
  const { id } = BY_NAME.get(name) ?? COMPOUNDED_MEDICATION;
  return { reference: `Medication/${id}`, display: name };
}

/** Returns the codings in Epic's order, with its own first. */
function medicationCodings({ name, ingredient, rxnorm, ndc }: Medicine): Coding[] {
  return [
    coding(epicSystem(MEDICATION_FILE), siteNumber(name), name),
    ...(rxnorm === undefined ? [] : [coding(RXNORM, rxnorm.code, rxnorm.display)]),
    coding(RXNORM, ingredient.rxnorm, ingredient.name),
    ...(ndc === undefined ? [] : [coding(NDC, ndc)]),
  ];
}

function createMedication(medicine: Medicine): Stored<Medication> {
  const { name, form, ingredient } = medicine;
  const random = createRandom(`medication ${name}`);
  const formName = `${form.charAt(0).toUpperCase()}${form.slice(1)}`;
  return {
    resourceType: 'Medication',
    id: createEpicId(random, ID_LENGTH),
    identifier: [usualIdentifier(MEDICATION_FILE, siteNumber(name))],
    code: concept(name, ...medicationCodings(medicine)),
    ...(random.chance(60) && { status: 'active' as const }),
    ...(random.chance(85) && {
      form: concept(
        formName,
        coding(epicSystem('7.4.698288.310'), String(random.integer(1, 99)), formName.toUpperCase()),
      ),
    }),
    ...(random.chance(80) && {
      ingredient: [
        {
          itemCodeableConcept: concept(ingredient.name, coding(RXNORM, ingredient.rxnorm, ingredient.name)),
          strength: {
            numerator: ucumQuantity(
              ingredient.strength.value,
              ingredient.strength.unit,
              ingredient.strength.code,
            ),
            denominator: { value: 1, unit: form },
          },
        },
      ],
    }),
  };
}

function siteNumber(name: string): string {
  return String(createRandom(`medication number ${name}`).integer(1000, 200_000));
}

export const servedMedication: SharedType<Medication> = {
  type: 'Medication',
  resources: MEDICATIONS,
  criteria: [],
};
