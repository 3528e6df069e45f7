/** Resolves FHIR's datatypes, and defines the scalars. */
import { GraphQLScalarType } from 'graphql';
import { GatewayError } from '../../errors.ts';
import { QUANTITY_COMPARATOR } from '../../fhir/clinical-codes.ts';
import { codeIn, codingsIn } from '../../fhir/code-systems.ts';
import {
  ADDRESS_TYPE,
  ADDRESS_USE,
  CONTACT_POINT_SYSTEM,
  CONTACT_POINT_USE,
  IDENTIFIER_USE,
  memberOf,
  NAME_USE,
  NARRATIVE_STATUS,
} from '../../fhir/codes.ts';
import { codingsOf, conceptText } from '../../fhir/concepts.ts';
import { isCurrent } from '../../fhir/current-parts.ts';
import { isFhirDate, isFhirDateTime, isGivenDateTime } from '../../fhir/dates.ts';
import { decimalNumber, decimalText } from '../../fhir/decimals.ts';
import { readInteger, readObject, readText, readTexts } from '../../fhir/lenient-read.ts';
import { moneyText } from '../../fhir/money.ts';
import { nameText } from '../../fhir/names.ts';
import { annotationAuthor } from '../../fhir/notes.ts';
import { quantityText, rangeText, ratioText } from '../../fhir/quantities.ts';
import type {
  AddressResolvers,
  AnnotationResolvers,
  CodeableConceptResolvers,
  CodingResolvers,
  ContactPointResolvers,
  IdentifierResolvers,
  MoneyResolvers,
  NameResolvers,
  NarrativeResolvers,
  PeriodResolvers,
  QuantityResolvers,
  RangeResolvers,
  RatioResolvers,
  SampledDataResolvers,
} from '../../generated/resolver-types.ts';
import { numbersFrom } from './number-fields.ts';

export const FhirDate = createTextScalar('FhirDate', { isSent: isFhirDate, example: '1987-09-12' });

export const FhirDateTime = createTextScalar('FhirDateTime', {
  isSent: isFhirDateTime,
  isGiven: isGivenDateTime,
  example: '1987-09-12, or 2026-05-01T09:30:00-05:00 with an offset of at most 14:00',
});

export const FhirDecimal = createTextScalar('FhirDecimal', {
  isSent: (value) => /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value),
  example: '7.40',
});

export const JSON = new GraphQLScalarType({ name: 'JSON' });

export const CodeableConcept: CodeableConceptResolvers = {
  text: (concept) => conceptText(concept),
  coding: (concept, choice) => codingsIn(codingsOf(concept), choice),
  code: (concept, choice) => codeIn(codingsOf(concept), choice),
};

export const Coding: CodingResolvers = {
  system: ({ system }) => readText(system),
  code: ({ code }) => readText(code),
  display: ({ display }) => readText(display),
  version: ({ version }) => readText(version),
};

export const Annotation: AnnotationResolvers = {
  text: ({ value }) => readText(value.text) ?? '',
  author: (annotation) => annotationAuthor(annotation),
  time: ({ value }) => readText(value.time),
};

export const Narrative: NarrativeResolvers = {
  status: ({ status }) => memberOf(NARRATIVE_STATUS, status),
  text: (narrative, _args, { loaders }) => loaders.narratives.text(narrative),
  html: (narrative, _args, { loaders }) => loaders.narratives.html(narrative),
};

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

export const Identifier: IdentifierResolvers = {
  use: ({ use }) => memberOf(IDENTIFIER_USE, use),
  type: ({ type }) => readObject(type),
  system: ({ system }) => readText(system),
  value: ({ value }) => readText(value),
  period: ({ period }) => readObject(period),
  isCurrent: (identifier, _args, { siteTime }) => isCurrent(identifier, siteTime),
};

export const Money: MoneyResolvers = {
  text: numbersFrom(['value'], (money) => moneyText(money)),
  amount: numbersFrom(['value'], ({ value }) => decimalText(value)),
  currency: ({ currency }) => readText(currency),
};

export const Period: PeriodResolvers = {
  start: ({ start }) => readText(start),
  end: ({ end }) => readText(end),
};

export const ContactPoint: ContactPointResolvers = {
  system: ({ system }) => memberOf(CONTACT_POINT_SYSTEM, system),
  value: ({ value }) => readText(value),
  use: ({ use }) => memberOf(CONTACT_POINT_USE, use),
  rank: numbersFrom(['rank'], ({ rank }) => readInteger(rank)),
  period: ({ period }) => readObject(period),
  isCurrent: (contact, _args, { siteTime }) => isCurrent(contact, siteTime),
};

export const Address: AddressResolvers = {
  use: ({ use }) => memberOf(ADDRESS_USE, use),
  type: ({ type }) => memberOf(ADDRESS_TYPE, type),
  text: (address) => readText(address.text),
  lines: ({ line }) => readTexts(line),
  city: ({ city }) => readText(city),
  district: ({ district }) => readText(district),
  state: ({ state }) => readText(state),
  postalCode: ({ postalCode }) => readText(postalCode),
  country: ({ country }) => readText(country),
  period: ({ period }) => readObject(period),
  isCurrent: (address, _args, { siteTime }) => isCurrent(address, siteTime),
};

export const Quantity: QuantityResolvers = {
  text: numbersFrom(['value'], (quantity) => quantityText(quantity)),
  value: numbersFrom(['value'], ({ value }) => decimalNumber(value)),
  decimal: numbersFrom(['value'], ({ value }) => decimalText(value)),
  comparator: ({ comparator }) => memberOf(QUANTITY_COMPARATOR, comparator),
  unit: ({ unit }) => readText(unit),
  code: ({ code }) => readText(code),
  system: ({ system }) => readText(system),
};

export const Range: RangeResolvers = {
  text: numbersFrom(['low', 'high'], (range) => rangeText(range)),
  low: ({ low }) => readObject(low),
  high: ({ high }) => readObject(high),
};

export const Ratio: RatioResolvers = {
  text: numbersFrom(['numerator', 'denominator'], (ratio) => ratioText(ratio)),
  numerator: ({ numerator }) => readObject(numerator),
  denominator: ({ denominator }) => readObject(denominator),
};

export const SampledData: SampledDataResolvers = {
  origin: ({ origin }) => readObject(origin),
  period: numbersFrom(['period'], ({ period }) => decimalNumber(period)),
  factor: numbersFrom(['factor'], ({ factor }) => decimalNumber(factor)),
  dimensions: numbersFrom(['dimensions'], ({ dimensions }) => readInteger(dimensions)),
  data: ({ data }) => readText(data),
};

interface TextFormat {
  /** Whether the value is valid in a response. */
  readonly isSent: (value: string) => boolean;
  /** Whether the value is valid as an argument; by default the same as `isSent`. */
  readonly isGiven?: (value: string) => boolean;
  readonly example: string;
}

/** Creates a scalar for strings of a format. */
function createTextScalar(
  name: string,
  { isSent, isGiven = isSent, example }: TextFormat,
): GraphQLScalarType<string, string> {
  return new GraphQLScalarType({
    name,
    serialize(value) {
      if (typeof value === 'string' && isSent(value)) return value;
      throw new GatewayError('UPSTREAM_INVALID_RESPONSE', `The FHIR server sent an invalid ${name}.`);
    },
    parseValue(value) {
      if (typeof value === 'string' && isGiven(value)) return value;
      throw new GatewayError('BAD_USER_INPUT', `Expected a ${name}, such as ${example}.`);
    },
  });
}
