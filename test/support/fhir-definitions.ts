/** Reads the parts of FHIR R4's definitions that tests use, from test/fhir-definitions/. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { CodeSystem, StructureDefinition } from '../../src/fhir/types.ts';

/** The target of a reference that FHIR does not limit, such as a value of a Task. */
const ANY_RESOURCE = 'http://hl7.org/fhir/StructureDefinition/Resource';

const REFERENCES = z.array(
  z.object({
    type: z.string(),
    elements: z.array(
      z.object({
        path: z.string(),
        max: z.string(),
        type: z.array(
          z
            .object({ code: z.string(), targetProfile: z.array(z.string()).optional() })
            .transform(({ code, targetProfile = code === 'Reference' ? [ANY_RESOURCE] : [] }) => ({
              code,
              targetProfile,
            })),
        ),
      }),
    ),
  }),
);

/** An element that is a reference, contains one, or is the resource's category or code. */
export type BareElement = z.infer<typeof REFERENCES>[number]['elements'][number];

const CODED_ELEMENTS = z.array(
  z.object({
    type: z.string(),
    elements: z.array(
      z.object({ path: z.string(), isModifier: z.boolean(), codes: z.array(z.string()).optional() }),
    ),
  }),
);

/** A modifier element, or an element that FHIR binds to a closed set of codes. */
export type CodedElement = z.infer<typeof CODED_ELEMENTS>[number]['elements'][number];

const REFERENCE_PARAMETERS = z.array(
  z.object({ type: z.string(), parameters: z.record(z.string(), z.array(z.string())) }),
);

/** Returns the structure of AuditEvent and of its datatypes. */
export function readStructures(): StructureDefinition[] {
  // oxlint-disable-next-line typescript/no-unsafe-return -- HL7 wrote the file; e2e/fhir/fixture.test.ts checks that it is unchanged
  return JSON.parse(textOf('structures.json'));
}

/** Returns the code systems of audit events. */
export function readCodeSystems(): CodeSystem[] {
  // oxlint-disable-next-line typescript/no-unsafe-return -- as above
  return JSON.parse(textOf('code-systems.json'));
}

/** Returns the elements of each resource type of FHIR R4, by type. */
export function readReferences(): ReadonlyMap<string, readonly BareElement[]> {
  const types = REFERENCES.parse(JSON.parse(textOf('references.json')));
  return new Map(types.map(({ type, elements }) => [type, elements]));
}

/** Returns the modifier elements and the elements with a closed set of codes, by resource type. */
export function readCodedElements(): ReadonlyMap<string, readonly CodedElement[]> {
  const types = CODED_ELEMENTS.parse(JSON.parse(textOf('coded-elements.json')));
  return new Map(types.map(({ type, elements }) => [type, elements]));
}

/**
 * Returns the search parameters that follow references, by resource type, with the paths of the references. A path such as `actor:Location`
 * covers only references to this type.
 */
export function readReferenceParameters(): ReadonlyMap<string, Readonly<Record<string, readonly string[]>>> {
  const types = REFERENCE_PARAMETERS.parse(JSON.parse(textOf('reference-parameters.json')));
  return new Map(types.map(({ type, parameters }) => [type, parameters]));
}

function textOf(file: string): string {
  return readFileSync(new URL(`../fhir-definitions/${file}`, import.meta.url), 'utf8');
}
