/** The diet orders of a chart. */
import type { NutritionOrder, Stored } from '../../types.ts';
import { OLIVIA_ROBERTS } from '../patients.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { allergiesOf } from './allergy-intolerance.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { concept, encounterReference, patientReference, ucumQuantity } from './elements.ts';
import { chartFor, drawCount, drawOccasion, sample } from './sampling.ts';
import { RESTRICTED_LABEL } from './security-labels.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { clinicMinute, instantAt } from './times.ts';

type Meal = Pick<NutritionOrder, 'oralDiet' | 'supplement' | 'enteralFormula'>;

const MEALS: readonly Meal[] = [
  { oralDiet: { type: [concept('Regular diet')] } },
  {
    oralDiet: {
      type: [concept('Low sodium diet')],
      nutrient: [{ modifier: concept('Sodium'), amount: ucumQuantity(2, 'g') }],
    },
  },
  {
    oralDiet: {
      type: [concept('Dysphagia diet')],
      texture: [{ modifier: concept('Pureed') }, { modifier: concept('Minced'), foodType: concept('Meat') }],
      fluidConsistencyType: [concept('Nectar thick liquids')],
      instruction: 'Sit upright for 30 minutes after meals.',
    },
  },
  {
    supplement: [
      {
        type: concept('High protein drink'),
        productName: 'Ensure Plus',
        schedule: [{ repeat: { frequency: 2, period: 1, periodUnit: 'd' } }],
        quantity: ucumQuantity(237, 'mL'),
      },
    ],
  },
  {
    enteralFormula: {
      baseFormulaType: concept('Standard formula with fiber'),
      baseFormulaProductName: 'Jevity 1.2',
      caloricDensity: ucumQuantity(1.2, 'kcal/mL'),
      routeofAdministration: concept('Gastrostomy tube'),
      administration: [
        {
          schedule: { repeat: { frequency: 1, period: 4, periodUnit: 'h' } },
          quantity: ucumQuantity(240, 'mL'),
          rateQuantity: ucumQuantity(120, 'mL/h'),
        },
      ],
      maxVolumeToDeliver: ucumQuantity(1440, 'mL'),
      administrationInstruction: 'Flush with 30 mL of water after each feeding.',
    },
  },
];
const STATUSES: NonEmpty<NutritionOrder['status']> = [
  ...(['active', 'active', 'completed', 'completed'] as const),
  ...(['on-hold', 'revoked', 'draft', 'unknown', 'entered-in-error'] as const),
];
const INTENTS: NonEmpty<NutritionOrder['intent']> = ['order', 'order', 'order', 'order', 'proposal'];

const UNKNOWN_CODES: UnknownCodes = { [idOf(OLIVIA_ROBERTS, 'NutritionOrder', 0)]: { status: 'held' } };

const nutritionOrdersOf: ChartWriter<NutritionOrder> = (chart) =>
  sample(chart.random, MEALS, drawCount(chart, MEALS.length)).map((meal, number) =>
    withOddShape(createOrder(chart, meal, number), UNKNOWN_CODES),
  );

function createOrder(chart: Chart, meal: Meal, number: number): Stored<NutritionOrder> {
  const { patient, random, practitioners } = chart;
  const { day, encounter } = drawOccasion(chart, 2);
  const allergies = allergiesOf(chartFor(chart, 'AllergyIntolerance'));
  const allergy = allergies.find(({ category = [] }) => category.includes('food'));
  return {
    resourceType: 'NutritionOrder',
    id: clinicalId(patient, 'NutritionOrder', number),
    status: random.pickUsual(STATUSES),
    intent: random.pickUsual(INTENTS),
    patient: patientReference(patient),
    ...(encounter !== undefined && { encounter: encounterReference(encounter) }),
    dateTime: instantAt(day + 1, clinicMinute(random)),
    orderer: practitionerReference(random.pick(practitioners)),
    ...(allergy !== undefined && {
      allergyIntolerance: [referenceTo(allergy, allergy.code?.text)],
      excludeFoodModifier: [concept(allergy.code?.text ?? 'Allergen')],
    }),
    ...(random.chance(20) && { foodPreferenceModifier: [concept('Vegetarian')] }),
    ...meal,
  };
}

export const servedNutritionOrder: ChartedType<NutritionOrder> = {
  type: 'NutritionOrder',
  write: nutritionOrdersOf,
  patientParameters: ['patient'],
  criteria: [],
  labels: [[4, RESTRICTED_LABEL]],
  unknownCodes: UNKNOWN_CODES,
};
