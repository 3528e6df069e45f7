import { expect, it } from 'vitest';
import { openValueText } from '../../src/fhir/open-values.ts';

it.each<[holder: object, text: string | null]>([
  [{ valueString: ' Fasting ' }, 'Fasting'],
  [{ valueCode: 'stat' }, 'stat'],
  [{ valueBoolean: false }, 'No'],
  [{ valueInteger: 0 }, '0'],
  [{ valueDecimal: { asWritten: '7.0' } }, '7.0'],
  [{ valueDateTime: '2026-05' }, '2026-05'],
  [{ valueQuantity: { value: 5, unit: 'mg' } }, '5 mg'],
  [{ valueMoney: { value: { asWritten: '12.50' }, currency: 'USD' } }, '12.50 USD'],
  [{ valueMoney: { value: 12 } }, '12'],
  [{ valueCoding: { display: 'Urgent' } }, 'Urgent'],
  [{ valueCodeableConcept: { coding: [{ display: 'Urgent' }] } }, 'Urgent'],
  [{ valuePeriod: { start: '2026-05-01' } }, '2026-05-01'],
  [{ valueDosage: { text: 'Take 1 tablet' } }, 'Take 1 tablet'],
  [{ valueReference: { display: 'Form' } }, 'Form'],
  [{ valueReference: { reference: 'Questionnaire/q' } }, null],
  [{ valueString: 5 }, '5'],
  [{ valueQuantity: 'a lot' }, 'a lot'],
  [{ valueString: 'One', valueInteger: 2 }, 'One; 2'],
  [{ valueSignature: { when: '2026-05-01' } }, '[Signature]'],
  [{ valueAttachment: { contentType: 'application/pdf' } }, '[Attachment]'],
  [{ valueString: '', type: { text: 'Form' } }, null],
])('the value of %j is %j', (holder, text) => {
  expect(openValueText(holder)).toBe(text);
});
