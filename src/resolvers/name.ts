/** Name: where each of its fields comes from. */
import { memberOf, NAME_USE } from '../fhir/codes.ts';
import { nameText } from '../fhir/names.ts';
import { object, text, texts } from '../fhir/shape.ts';
import type { NameResolvers } from '../generated/resolver-types.ts';

export const Name: NameResolvers = {
  use: ({ use }) => memberOf(NAME_USE, use),
  text: (name) => text(name.text),
  family: ({ family }) => text(family),
  given: ({ given }) => texts(given),
  prefix: ({ prefix }) => texts(prefix),
  suffix: ({ suffix }) => texts(suffix),
  period: ({ period }) => object(period),
  fullName: (name) => nameText(name),
};
