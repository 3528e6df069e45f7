import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core';
import { recordShapes, seededResources } from 'epic-fhir-sandbox/data';
import { expect, it } from 'vitest';
import type { CodeSystem, CodeSystemConcept, Coding, Resource } from '../../src/fhir/types.ts';
import { isObject } from '../../src/fhir/lenient-read.ts';
import { codeSystemsIn, structuresIn } from './definitions.ts';

const RESOURCES = seededResources();

/** Records with deliberately wrong codes, which real servers send too. */
const DELIBERATELY_WRONG: ReadonlySet<string> = new Set([recordShapes.UNRECOGNIZED_CLINICAL_STATUS]);

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
function isHl7Coding({ system = '' }: Coding): boolean {
  return /^http:\/\/(?:terminology\.hl7\.org|hl7\.org\/fhir)\/(?!us\/|sid\/)/.test(system);
}

function findCodingProblems({ system = '', code = '', display }: Coding): string[] {
  const concept = SYSTEMS.get(system)?.get(code);
  if (concept === undefined) return [`${system} has no code ${code}`];
  const displays = [concept.display, ...(concept.designation ?? []).map(({ value }) => value)];
  return display === undefined || displays.includes(display)
    ? []
    : [`${system}: ${code} is “${concept.display}”, not “${display}”`];
}

it("each HL7 code in the sandbox's data exists in HL7's code system, with the same display", () => {
  const codings = RESOURCES.filter(({ id }) => !DELIBERATELY_WRONG.has(id)).flatMap((resource) =>
    codingsIn(resource).filter(isHl7Coding),
  );
  expect(codings.length).toBeGreaterThan(10_000);
  expect([...new Set(codings.flatMap(findCodingProblems))]).toEqual([]);
});

/** The validator does not validate contained resources; it reports their type instead. */
const VALIDATOR_LIMITATION = /^Unknown data type: /;

function findViolations(resource: Resource): string[] {
  try {
    validateResource(resource);
    return [];
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    return error.outcome.issue
      .filter(({ severity }) => severity === 'error')
      .map(({ details }) => `${resource.resourceType}: ${details?.text}`)
      .filter((problem) => !VALIDATOR_LIMITATION.test(problem));
  }
}

it("each resource of the sandbox satisfies FHIR's cardinalities, formats and invariants", () => {
  indexStructureDefinitionBundle(
    ['profiles-types', 'profiles-resources'].flatMap((file) => structuresIn(`fhir/r4/${file}.json`)),
  );
  expect([...new Set(RESOURCES.flatMap(findViolations))]).toEqual([]);
});
