/** Generates input that violates FHIR: values of any kind, and resources that are malformed at any element. */
import * as fc from 'fast-check';
import { isObject } from '../../src/fhir/lenient-read.ts';
import { PATIENT_EXTENSIONS } from '../../src/fhir/patient.ts';

/** Texts that the code under test recognizes. */
const KNOWN_TEXTS = [
  Object.values(PATIENT_EXTENSIONS).flatMap(({ urls }) => urls),
  'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race',
  'http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity',
  'ombCategory detailed text value usual official old phone home MRN EPI MR SS SSN Patient/1 #x'.split(' '),
  '1987 1987-09-12 2026-13-45 2026-05-01T09:30:00Z 123-45-6789 2.16.840.1.113883.4.1'.split(' '),
  'text/html text/rtf text/plain;charset=x-none application/pdf mm[Hg] d wk 09:30:00 final active'.split(' '),
  ['', ' '],
].flat();

/** Names of FHIR elements, and names that every JavaScript object has. */
export const KNOWN_NAMES = [
  'use text family given prefix suffix period start end system value rank type line coding code display',
  'userSelected url extension valueString valueCode valueCoding valueCodeableConcept reference identifier',
  'language preferred toString valueOf constructor __proto__ length toJSON then hasOwnProperty',
].flatMap((names) => names.split(' '));

/** An object that throws when JavaScript converts it to a string. */
export const TRAP = { toString: 'x', valueOf: 'x', toJSON: 'x' };

/** An identifier that makes the gateway search for its number in all other identifiers. */
export const SSN = { system: 'urn:oid:2.16.840.1.113883.4.1', value: '123-45-6789' };

const NUMBER = '§';
/** JSON numbers, some of which JavaScript or GraphQL cannot represent; {@link toJson} writes them. */
export const NUMBERS: readonly string[] =
  '-1 0 -0 1.0 1.5 2147483648 -2147483649 9007199254740993 1e300 1e400 -1e400 1e-400 0.10000000000000000000001'
    .split(' ')
    .map((number) => NUMBER + number + NUMBER);

/** Returns JSON, with {@link NUMBERS} written verbatim. */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(new RegExp(`"${NUMBER}([^"]*)${NUMBER}"`, 'g'), '$1');
}

const { anything } = fc.letrec<{ anything: unknown; list: unknown; object: unknown; leaf: unknown }>(
  (tie) => ({
    anything: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      tie('leaf'),
      tie('list'),
      tie('object'),
    ),
    leaf: fc.oneof(
      fc.constantFrom(...KNOWN_TEXTS),
      fc.jsonValue({ maxDepth: 0 }),
      fc.constantFrom(...NUMBERS),
      fc.constant(TRAP),
    ),
    list: fc.array(tie('anything'), { maxLength: 4 }),
    object: fc.dictionary(fc.constantFrom(...KNOWN_NAMES), tie('anything'), { maxKeys: 6 }),
  }),
);

/** Any value of an element: a value, a list of them, or a list with a valid identifier. */
export const anyElement = fc.oneof(
  anything,
  fc.array(anything, { minLength: 1, maxLength: 3 }),
  anything.map((value) => [SSN, value]),
);

/** References that are dangling, external, circular or invalid. */
const REFERENCES = [
  'Patient/../../metadata',
  'Patient/eNobody',
  'Nothing/1',
  'Observation/e0',
  'Practitioner/',
  '#',
  '#nothing',
  '#e0',
  'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0',
  'https://example.org/fhir/Patient/1',
  'javascript:alert(1)',
  `Patient/${'x'.repeat(10_000)}`,
];

/** Has every kind of character, so that few parsers reject it early. */
const LONG = 'Ωx 1<&-.T:';
const LONG_TEXT = LONG.repeat(500);

const TYPES =
  'Age Boolean CodeableConcept DateTime Integer Period Quantity Range Ratio Reference String Time'.split(' ');
const TYPED_NAME = new RegExp(`(?:${TYPES.join('|')})$`);

/** A change of the value at a path. */
type Change =
  | { readonly kind: 'remove' | 'wrap' | 'unwrap' | 'repeat' | 'stringify' | 'beside null' }
  | { readonly kind: 'replace'; readonly value: unknown }
  /** Changes the type in the name of a choice element, as in `valueQuantity`. */
  | { readonly kind: 'retype'; readonly type: string };

type Place = readonly (string | number)[];

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom<Change>(
    { kind: 'remove' },
    { kind: 'wrap' },
    { kind: 'unwrap' },
    { kind: 'repeat' },
    { kind: 'stringify' },
    { kind: 'beside null' },
  ),
  fc.constantFrom(...TYPES).map((type): Change => ({ kind: 'retype', type })),
  fc
    .oneof(
      anything,
      fc.constantFrom<unknown>(null, 'XQZ', true, [], {}, [null], [[]], LONG_TEXT),
      fc.constantFrom(...NUMBERS),
      fc.constantFrom(...REFERENCES).map((reference) => ({ reference, display: 'XQZ' })),
      fc.constantFrom(...REFERENCES),
    )
    .map((value): Change => ({ kind: 'replace', value })),
);

/**
 * Generates copies of the samples in which some values, at any depth, are removed, have another type, or are invalid. The path of a change
 * is never the resource itself.
 */
export function malformedResource(samples: readonly object[]): fc.Arbitrary<Record<string, unknown>> {
  const changes = fc.array(fc.tuple(fc.nat(), change), { minLength: 1, maxLength: 8 });
  return fc.tuple(fc.constantFrom(...samples), changes).map(([sample, all]) =>
    all.reduce<Record<string, unknown>>(
      (resource, [nth, one]) => {
        const [, ...places] = placesIn(resource);
        return asObject(changed(resource, places[nth % places.length] ?? [], one));
      },
      asObject(structuredClone(sample)),
    ),
  );
}

/** Generates objects of arbitrary values, under names of the samples' elements and other known names. */
export function arbitraryResource(samples: readonly object[]): fc.Arbitrary<Record<string, unknown>> {
  const names = [...new Set(samples.flatMap((sample) => Object.keys(sample)))];
  const name = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: fc.constantFrom(...KNOWN_NAMES) },
  );
  return fc.dictionary(name, anyElement, { minKeys: 3, maxKeys: 25 });
}

/** Returns the resource with each number replaced. */
export function withNumbers(resource: object, number: unknown): Record<string, unknown> {
  return asObject(withLeaves(resource, (leaf) => (typeof leaf === 'number' ? number : leaf)));
}

/** Returns the resource with each text extended by at least so many characters. */
export function withLongTexts(resource: object, length: number): Record<string, unknown> {
  const tail = LONG.repeat(Math.ceil(length / LONG.length));
  return asObject(withLeaves(resource, (leaf) => (typeof leaf === 'string' ? leaf + tail : leaf)));
}

/** Returns samples that together have every element that any sample has: those with an element that no earlier one has. */
export function coveringSamples(samples: readonly object[]): object[] {
  const seen = new Set<string>();
  return samples.filter((sample) => {
    const elements = placesIn(sample).map((place) =>
      place.filter((name) => typeof name === 'string').join('.'),
    );
    const isNew = elements.some((one) => !seen.has(one));
    for (const one of elements) seen.add(one);
    return isNew;
  });
}

/** Returns the resource with the items of each top-level list repeated. */
export function withLongLists(resource: object, times: number): Record<string, unknown> {
  return mapped(asObject(resource), (value) => {
    const items: unknown = Array.isArray(value)
      ? Array.from({ length: times }, (): unknown => value).flat()
      : value;
    return items;
  });
}

function placesIn(value: unknown, place: Place = []): Place[] {
  const inner = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  return [place, ...inner.flatMap(([name, part]) => placesIn(part, [...place, name]))];
}

function changed(value: unknown, [name, ...rest]: Place, one: Change): unknown {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => {
      if (index !== name) return [item];
      if (rest.length > 0) return [changed(item, rest, one)];
      return one.kind === 'remove' ? [] : [made(item, one)];
    });
  }
  return Object.fromEntries(
    Object.entries(asObject(value)).flatMap(([key, item]) => {
      if (key !== name) return [[key, item]];
      if (rest.length > 0) return [[key, changed(item, rest, one)]];
      if (one.kind === 'retype') return [[key.replace(TYPED_NAME, one.type), item]];
      return one.kind === 'remove' ? [] : [[key, made(item, one)]];
    }),
  );
}

function made(value: unknown, one: Change): unknown {
  switch (one.kind) {
    case 'replace':
      return one.value;
    case 'wrap':
      return [value];
    case 'unwrap':
      return Array.isArray(value) ? value[0] : { value };
    case 'repeat':
      return Array.from({ length: 12 }, () => value);
    case 'stringify':
      return JSON.stringify(value);
    case 'beside null':
      return [null, value, [], value];
    case 'remove':
    case 'retype':
      return value;
  }
}

function withLeaves(value: unknown, map: (leaf: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withLeaves(item, map));
  return isObject(value) ? mapped(value, (inner) => withLeaves(inner, map)) : map(value);
}

function mapped(value: Record<string, unknown>, map: (inner: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, map(inner)]));
}

function asObject(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : { value };
}
