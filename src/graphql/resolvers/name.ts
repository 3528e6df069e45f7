/** Name: where each of its fields comes from. */
import { memberOf, NAME_USE } from '../../fhir/codes.ts';
import { nameText } from '../../fhir/names.ts';
import { readObject, readText, readTexts } from '../../fhir/lenient-read.ts';
import type { NameResolvers } from '../../generated/resolver-types.ts';

export const Name: NameResolvers = {
  use: ({ use }) => memberOf(NAME_USE, use),
  text: (name) => readText(name.text),
  family: ({ family }) => readText(family),
  given: ({ given }) => readTexts(given),
  prefix: ({ prefix }) => readTexts(prefix),
  suffix: ({ suffix }) => readTexts(suffix),
  period: ({ period }) => readObject(period),
  fullName: (name) => nameText(name),
};
