import { describe, expect, it } from 'vitest';
import { resolvers } from '../../../src/graphql/resolvers/index.ts';
import { factsOf, RESOURCE_TYPES } from '../../../src/fhir/resources.ts';
import { at } from '../../support/expected.ts';
import { resolveField } from '../../support/resolved-field.ts';

/** Types whose `name` is the name of a person, not of the record. */
const OF_PERSONS = new Set(['FamilyMemberHistory', 'Patient', 'Practitioner', 'RelatedPerson']);
const NAMED_TYPES = RESOURCE_TYPES.filter(
  (type) => factsOf(type).inGraph && !OF_PERSONS.has(type) && 'name' in Object(at(resolvers, type)),
);
const WITHOUT_REQUESTS = { loaders: { references: { load: () => null } } };

const contained = [
  { resourceType: 'Medication', id: 'm', ingredient: [{ itemCodeableConcept: { text: 'Aspirin' } }] },
  { resourceType: 'Device', id: 'd', type: { text: 'Pump' } },
];
/** Elements that name or qualify resources of some type. */
const ELEMENTS = {
  actuality: 'potential',
  category: [{ text: 'Category' }],
  class: [
    { type: { coding: [{ code: 'group' }] }, name: 'Group' },
    { type: { coding: [{ code: 'plan' }] }, name: 'Plan' },
  ],
  code: { coding: [{ code: '1', display: 'Code' }] },
  codeCodeableConcept: { text: 'Wheelchair' },
  codeReference: { reference: '#d' },
  content: { title: 'Photo' },
  description: 'Description',
  device: { reference: '#d' },
  deviceName: [
    { name: 'Model 1', type: 'model-name' },
    { name: 'Pump', type: 'user-friendly-name' },
  ],
  enteralFormula: { baseFormulaProductName: 'Jevity', additiveProductName: 'MCT oil' },
  event: { text: 'Fall' },
  excludeFoodModifier: [{ text: 'Peanut' }],
  ingredient: [{ itemCodeableConcept: { text: 'Aspirin' } }, { itemCodeableConcept: { text: 'Caffeine' } }],
  medicationCodeableConcept: { coding: [{ system: 'http://loinc.org', code: '1-1' }] },
  medicationReference: { reference: '#m' },
  modality: [{ code: 'CT' }],
  name: 'Name',
  note: [{ text: 'Note' }],
  oralDiet: { type: [{ text: 'Regular' }], instruction: 'NPO after midnight' },
  payor: [{ display: 'Payor' }],
  procedureCode: [{ text: 'Procedure' }],
  reaction: [{ substance: { text: 'Peanut' } }],
  reasonCode: [{ text: 'Reason' }],
  supplement: [{ type: { text: 'Drink' } }],
  topic: { text: 'Topic' },
  type: { text: 'Professional' },
  use: 'preauthorization',
  vaccineCode: { text: 'Vaccine' },
};

function withoutElement(left: string): [string, unknown][] {
  return Object.entries(ELEMENTS).filter(([element]) => element !== left);
}

describe('the title of a record', () => {
  it.each(NAMED_TYPES)('is the name that %s has in the graph', async (type) => {
    const base = { resourceType: type, id: 'r', contained };
    const single = Object.entries(ELEMENTS).map((entry) => Object.fromEntries([entry]));
    const rest = Object.keys(ELEMENTS).map((left) => Object.fromEntries(withoutElement(left)));
    const names: unknown[] = [];
    for (const elements of [ELEMENTS, { type: [{ text: 'Program' }] }, ...single, ...rest]) {
      const record = { ...base, ...elements };
      const name = await resolveField(type, 'name', record, WITHOUT_REQUESTS);
      if (name === null) continue;
      names.push(name);
      expect(resolveField('Record', 'title', record)).toBe(name);
    }
    expect(names).not.toEqual([]);
  });

  it.each([
    ['NutritionOrder', 'Regular; NPO after midnight; Drink; Jevity with MCT oil (without: Peanut)'],
    ['ExplanationOfBenefit', 'Preauthorization: Professional'],
    ['Claim', 'Preauthorization: Professional'],
    ['AdverseEvent', 'Potential: Fall'],
  ])('of a %s is %j', (resourceType, title) => {
    expect(resolveField('Record', 'title', { ...ELEMENTS, resourceType, id: 'r' })).toBe(title);
  });
});
