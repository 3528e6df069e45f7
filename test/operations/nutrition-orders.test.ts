import { afterEach, describe, expect, it } from 'vitest';
import { at } from '../support/expected.ts';
import { type HapiPatient, startHapiPatient } from '../support/hapi-patient.ts';

let patient: HapiPatient;

afterEach(() => patient.close());

const order = (id: string, more: object = {}): object => ({
  resourceType: 'NutritionOrder',
  id,
  status: 'active',
  intent: 'order',
  patient: { reference: 'Patient/p1' },
  dateTime: '2026-06-01',
  ...more,
});

const rateFrom = (start: string, value: number): object => ({
  schedule: { repeat: { boundsPeriod: { start } } },
  rateQuantity: { value, unit: 'mL/h' },
});

const NAME = '{ patient(id: "p1") { nutritionOrders { name } } }';

describe('the list of nutrition orders', () => {
  it('leaves out proposals and errors, with warnings, and sends one search', async () => {
    patient = await startHapiPatient([
      order('now'),
      order('before', { status: 'completed', dateTime: '2026-05-01' }),
      order('idea', { intent: 'proposal' }),
      order('mistake', { status: 'entered-in-error' }),
    ]);
    const { ids, searches, warnings } = await patient.list('nutritionOrders(first: 10)');
    expect([ids, searches.length]).toEqual([['now', 'before'], 1]);
    expect(warnings.toSorted()).toEqual([
      'ENTERED_IN_ERROR_LEFT_OUT patient.nutritionOrders',
      'PROPOSED_LEFT_OUT patient.nutritionOrders',
    ]);
  });
});

describe('a nutrition order', () => {
  it('shows from when each rate of a tube feeding applies', async () => {
    const administration = [rateFrom('2026-05-01T07:00:00Z', 60), rateFrom('2026-05-01T11:00:00Z', 80)];
    patient = await startHapiPatient([order('a', { enteralFormula: { administration } })]);
    const { data } = await patient.gateway.query(
      '{ patient(id: "p1") { nutritionOrders { enteralFormula { administrationText } } } }',
    );
    expect(at(data, 'patient', 'nutritionOrders', 0, 'enteralFormula', 'administrationText')).toBe(
      'from 2026-05-01 07:00 UTC at 60 mL/h; from 2026-05-01 11:00 UTC at 80 mL/h',
    );
  });

  it.each([
    [
      {
        oralDiet: {
          type: [{ text: 'Low sodium' }],
          texture: [{ modifier: { text: 'Pureed' } }, { foodType: { text: 'Meat' } }],
          fluidConsistencyType: [{ text: 'Nectar thick' }],
        },
        excludeFoodModifier: [{ text: 'Peanut' }, { coding: [{ display: 'Milk' }] }],
      },
      'Low sodium, Pureed, special texture (Meat), Nectar thick (without: Peanut, Milk)',
    ],
    [{ oralDiet: { instruction: 'Nothing by mouth' } }, 'Nothing by mouth'],
    [
      {
        oralDiet: {
          type: [{ text: 'Regular' }],
          nutrient: [{ modifier: { text: 'Sodium' }, amount: { value: 2, unit: 'g' } }],
          instruction: 'NPO after midnight',
        },
      },
      'Regular, Sodium: 2 g; NPO after midnight',
    ],
    [
      {
        supplement: [{ productName: 'Ensure', instruction: 'With meals' }],
        enteralFormula: { baseFormulaProductName: 'Jevity', administrationInstruction: 'Flush first' },
        note: [{ text: 'Call dietitian' }],
      },
      'Ensure; With meals; Jevity; Flush first',
    ],
    [{ note: [{ text: 'NPO after midnight' }] }, 'NPO after midnight'],
    [
      {
        supplement: [{ productName: 'Ensure', type: { text: 'Drink' } }, null],
        enteralFormula: { baseFormulaType: { text: 'Elemental' }, additiveProductName: 'MCT oil' },
      },
      'Ensure; Elemental with MCT oil',
    ],
    [{ oralDiet: 'soft', excludeFoodModifier: [{ text: 'Egg' }] }, 'Without: Egg'],
    [
      { oralDiet: { type: { text: 'Regular' } }, excludeFoodModifier: { text: 'Peanut' } },
      'Regular (without: Peanut)',
    ],
    [{ supplement: 'Ensure', enteralFormula: [] }, null],
  ])('names all that it is for, and what to leave out: %j [CS-38]', async (elements, name) => {
    patient = await startHapiPatient([order('a', elements)]);
    const { data, errors } = await patient.gateway.query(NAME);
    expect([at(data, 'patient', 'nutritionOrders', 0, 'name'), errors]).toEqual([name, undefined]);
  });

  it('shows amounts, schedules and rates of tube feeding', async () => {
    patient = await startHapiPatient([
      order('a', {
        enteralFormula: {
          baseFormulaProductName: 'Jevity',
          administration: [
            {
              schedule: { repeat: { frequency: 1, period: 4, periodUnit: 'h' } },
              quantity: { value: 240, unit: 'mL' },
              rateQuantity: { value: 120, unit: 'mL/h' },
            },
            { quantity: { value: 30, unit: 'mL' } },
          ],
          maxVolumeToDeliver: { value: 1440, unit: 'mL' },
        },
        oralDiet: {
          nutrient: [{ modifier: { text: 'Sodium' }, amount: { value: 2, unit: 'g' } }, { amount: 'little' }],
          texture: [{ modifier: { text: 'Minced' }, foodType: { text: 'Meat' } }],
        },
        allergyIntolerance: [{ reference: 'AllergyIntolerance/a', display: 'Peanut' }],
      }),
    ]);
    const { data } = await patient.gateway.query(
      '{ patient(id: "p1") { nutritionOrders { allergies { display } oralDiet { nutrientTexts textures } enteralFormula { administrationText maxVolume { text } } } } }',
    );
    expect(at(data, 'patient', 'nutritionOrders', 0)).toEqual({
      allergies: [{ display: 'Peanut' }],
      oralDiet: { nutrientTexts: ['Sodium: 2 g'], textures: ['Minced (Meat)'] },
      enteralFormula: {
        administrationText: 'every 4 hours 240 mL at 120 mL/h; 30 mL',
        maxVolume: { text: '1440 mL' },
      },
    });
  });
});
