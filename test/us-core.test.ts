import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RESOURCES } from '../src/fhir/resources.ts';
import { CAMILA_LOPEZ } from '../src/sandbox/data/patients.ts';
import type { Sandbox } from '../src/sandbox/sandbox.ts';
import { namedType } from './support/everything.ts';
import { type Gateway, startGateway } from './support/gateway.ts';
import { borrowSandbox } from './support/sandbox.ts';
import { fieldsAddedTo, OBJECT_TYPES } from './support/schema-files.ts';

/** The profiles of US Core 6.1.0. */
const PROFILES = [
  'head-occipital-frontal-circumference-percentile',
  'pediatric-bmi-for-age',
  'pediatric-weight-for-height',
  'us-core-allergyintolerance',
  'us-core-blood-pressure',
  'us-core-bmi',
  'us-core-body-height',
  'us-core-body-temperature',
  'us-core-body-weight',
  'us-core-careplan',
  'us-core-careteam',
  'us-core-condition-encounter-diagnosis',
  'us-core-condition-problems-health-concerns',
  'us-core-coverage',
  'us-core-diagnosticreport-lab',
  'us-core-diagnosticreport-note',
  'us-core-documentreference',
  'us-core-encounter',
  'us-core-goal',
  'us-core-head-circumference',
  'us-core-heart-rate',
  'us-core-immunization',
  'us-core-implantable-device',
  'us-core-location',
  'us-core-medication',
  'us-core-medicationdispense',
  'us-core-medicationrequest',
  'us-core-observation-clinical-result',
  'us-core-observation-lab',
  'us-core-observation-occupation',
  'us-core-observation-pregnancyintent',
  'us-core-observation-pregnancystatus',
  'us-core-observation-screening-assessment',
  'us-core-observation-sexual-orientation',
  'us-core-organization',
  'us-core-patient',
  'us-core-practitioner',
  'us-core-practitionerrole',
  'us-core-procedure',
  'us-core-provenance',
  'us-core-pulse-oximetry',
  'us-core-questionnaireresponse',
  'us-core-relatedperson',
  'us-core-respiratory-rate',
  'us-core-servicerequest',
  'us-core-simple-observation',
  'us-core-smokingstatus',
  'us-core-specimen',
  'us-core-vital-signs',
];

interface Row {
  /** The heading that it stands below. */
  readonly type: string;
  readonly elements: string;
  readonly fields: readonly string[];
  readonly note: string;
}

const PAGE = readFileSync('docs/us-core.md', 'utf8');

const SECTIONS = PAGE.split(/^## /m).slice(1);

const ROWS = SECTIONS.flatMap((section) => {
  const [type = ''] = section.split('\n', 1);
  return section.split('\n').flatMap((line): Row[] => {
    const [, elements = '', fields = '', note = ''] = line.split('|').map((cell) => cell.trim());
    return elements.includes('`') ? [{ type, elements, fields: pathsIn(fields), note }] : [];
  });
});

const GRAPH_TYPES = Object.entries(RESOURCES).flatMap(([type, { inGraph }]) => (inGraph ? [type] : []));

describe('the page on US Core', () => {
  it('has a section with rows for each type of the graph that has a profile, and names the others', () => {
    const withRows = new Set(ROWS.map(({ type }) => type));
    const without = SECTIONS.find((section) => section.startsWith('Types without a profile')) ?? '';
    expect(GRAPH_TYPES.filter((type) => !withRows.has(type))).toEqual(
      [...without.matchAll(/`(\w+)`/g)].map(([, type]) => type),
    );
  });

  it('names every profile of US Core 6.1.0, and no other', () => {
    const named = [...PAGE.matchAll(/`((?:us-core|pediatric|head)-[\w-]+)`/g)].map(
      ([, profile = '']) => profile,
    );
    expect([...new Set(named)].toSorted()).toEqual(PROFILES);
  });

  it('names no field that the schema does not have', () => {
    const paths = pathsIn(PAGE);
    expect(paths.length).toBeGreaterThan(300);
    expect(paths.filter((path) => !exists(path))).toEqual([]);
  });

  it('says of each element which field of its type shows it, or why none does', () => {
    expect(ROWS.length).toBeGreaterThan(150);
    const unsaid = ROWS.filter(({ type, fields, note }) =>
      fields.length === 0
        ? !/[a-z].*\.$/.test(note)
        : !fields.some((path) => [type, 'Patient'].includes(path.split('.')[0] ?? '')),
    );
    expect(unsaid).toEqual([]);
  });

  it('claims nothing of types that the graph does not have', () => {
    const missing = ROWS.filter(({ type }) => !GRAPH_TYPES.includes(type));
    expect(missing.map(({ type, fields }) => [type, fields])).toEqual([
      ['MedicationDispense', []],
      ['QuestionnaireResponse', []],
    ]);
  });
});

describe('elements that Epic seldom sends', () => {
  let sandbox: Sandbox;
  let gateway: Gateway;

  beforeAll(async () => {
    sandbox = await borrowSandbox();
    gateway = await startGateway(sandbox);
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  it.each([
    [
      'the reasons of an encounter as records',
      { resourceType: 'Encounter', reasonReference: [{ reference: 'Condition/eC0ld', display: 'A cold' }] },
      'encounter(id: "eOne") { reasonReferences { reference type display } }',
      { reasonReferences: [{ reference: 'Condition/eC0ld', type: 'Condition', display: 'A cold' }] },
    ],
    [
      'the answers that an observation was derived from, of a type that the graph does not have',
      {
        resourceType: 'Observation',
        derivedFrom: [{ reference: 'QuestionnaireResponse/ePHQ9' }, { reference: 'Observation/eGone' }],
      },
      'observation(id: "eOne") { derivedFrom { reference type resource { __typename } } }',
      {
        derivedFrom: [
          { reference: 'QuestionnaireResponse/ePHQ9', type: 'QuestionnaireResponse', resource: null },
          { reference: 'Observation/eGone', type: 'Observation', resource: null },
        ],
      },
    ],
    [
      'the identifiers and the period of a document',
      {
        resourceType: 'DocumentReference',
        identifier: [{ system: 'urn:oid:1.2.3', value: ' 700001' }],
        context: { period: { start: '2026-05-01T09:30:00Z' } },
      },
      'documentReference(id: "eOne") { identifiers { system value } period { start end } }',
      {
        identifiers: [{ system: 'urn:oid:1.2.3', value: '700001' }],
        period: { start: '2026-05-01T09:30:00Z', end: null },
      },
    ],
  ])('are shown: %s', async (_what, resource, selection, expected) => {
    const subject = { reference: `Patient/${CAMILA_LOPEZ}` };
    sandbox.fault({
      match: { resourceType: resource.resourceType },
      kind: 'json',
      body: { ...resource, id: 'eOne', subject },
    });
    const { data, errors } = await gateway.query(`{ one: ${selection} }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ one: expected });
  });
});

/** `Patient.names.family` and the like. */
function pathsIn(text: string): string[] {
  return [...text.matchAll(/`([A-Z]\w+(?:\.\w+)+)`/g)].map(([, path = '']) => path);
}

function exists(path: string): boolean {
  const [root = '', ...fields] = path.split('.');
  let type: string | undefined = root;
  for (const name of fields) {
    const all = [...(OBJECT_TYPES.get(type)?.fields ?? []), ...fieldsAddedTo(type)];
    const field = all.find((candidate) => candidate.name.value === name);
    if (field === undefined) return false;
    type = namedType(field.type);
  }
  return true;
}
