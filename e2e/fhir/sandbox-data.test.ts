import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core';
import { recordShapes, seededResources } from 'epic-fhir-sandbox/data';
import { expect, it } from 'vitest';
import type { CodeSystem, CodeSystemConcept, Coding, Resource } from '../../src/fhir/types.ts';
import { isObject } from '../../src/fhir/lenient-read.ts';
import { codeSystemsIn, structuresIn } from './definitions.ts';

const RESOURCES = seededResources();

/** Real servers send such codes too. */
const WRONG_ON_PURPOSE: ReadonlySet<string> = new Set([recordShapes.UNRECOGNIZED_CLINICAL_STATUS]);

const SYSTEMS: ReadonlyMap<string, ReadonlyMap<string, CodeSystemConcept>> = new Map(
  ['valuesets', 'v2-tables', 'v3-codesystems']
    .flatMap((file) => codeSystemsIn(`fhir/r4/${file}.json`))
    .map(({ url = '', concept = [] }: CodeSystem) => [
      url,
      new Map(concept.flatMap(withDescendants).map((each) => [each.code, each])),
    ]),
);

function withDescendants(concept: CodeSystemConcept): CodeSystemConcept[] {
  return [concept, ...(concept.concept ?? []).flatMap(withDescendants)];
}

function codingsIn(value: unknown): Coding[] {
  if (Array.isArray(value)) return value.flatMap(codingsIn);
  if (!isObject(value)) return [];
  const { system, code, display, value: identifier } = value;
  const isCoding = typeof system === 'string' && typeof code === 'string' && identifier === undefined;
  const own = isCoding ? [{ system, code, ...(typeof display === 'string' && { display }) }] : [];
  return [...own, ...Object.values(value).flatMap(codingsIn)];
}

/** True for systems that R4 defines. US Core defines others, and for some, such as ICD-10-CM, HL7 only assigns the URI. */
function isOfHl7({ system = '' }: Coding): boolean {
  return /^http:\/\/(?:terminology\.hl7\.org|hl7\.org\/fhir)\/(?!us\/|sid\/)/.test(system);
}

function problemOf({ system = '', code = '', display }: Coding): string[] {
  const concept = SYSTEMS.get(system)?.get(code);
  if (concept === undefined) return [`${system} has no code ${code}`];
  const displays = [concept.display, ...(concept.designation ?? []).map(({ value }) => value)];
  return display === undefined || displays.includes(display)
    ? []
    : [`${system}: ${code} is “${concept.display}”, not “${display}”`];
}

it('each code of HL7 in the sandbox’s data is in HL7’s code system, with its display', () => {
  const codings = RESOURCES.filter(({ id }) => !WRONG_ON_PURPOSE.has(id)).flatMap((resource) =>
    codingsIn(resource).filter(isOfHl7),
  );
  expect(codings.length).toBeGreaterThan(10_000);
  expect([...new Set(codings.flatMap(problemOf))]).toEqual([]);
});

/** The validator does not validate contained resources; it reports their type instead. */
const BEYOND_VALIDATOR = /^Unknown data type: /;

function violations(resource: Resource): string[] {
  try {
    validateResource(resource);
    return [];
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    return error.outcome.issue
      .filter(({ severity }) => severity === 'error')
      .map(({ details }) => `${resource.resourceType}: ${details?.text}`)
      .filter((problem) => !BEYOND_VALIDATOR.test(problem));
  }
}

it('each resource of the sandbox meets FHIR’s cardinalities, formats and invariants', () => {
  indexStructureDefinitionBundle(
    ['profiles-types', 'profiles-resources'].flatMap((file) => structuresIn(`fhir/r4/${file}.json`)),
  );
  expect([...new Set(RESOURCES.flatMap(violations))]).toEqual([]);
});
