import { describe, expect, it } from 'vitest';
import { isResourceType, RESOURCES } from '../../src/fhir/resources.ts';
import { categoriesOf, meetsCriteria, parseScopes, listScopesToSee } from '../../src/access/scopes.ts';

function read(scopes: string | readonly string[]): string[] {
  return parseScopes(scopes).map(
    ({ context, type, interactions, criteria }) =>
      `${context} ${type} ${[...interactions].join('')} ${criteria.map((pair) => pair.join('=')).join('&')}`,
  );
}

describe('SMART scopes', () => {
  it.each<[scope: string, means: string]>([
    ['patient/Observation.read', 'patient Observation rs '],
    ['user/Patient.write', 'user Patient cud '],
    ['system/*.*', 'system * cruds '],
    ['patient/*.rs', 'patient * rs '],
    ['user/Condition.c', 'user Condition c '],
    ['system/Encounter.cruds', 'system Encounter cruds '],
    ['patient/Observation.rs?category=laboratory', 'patient Observation rs category=laboratory'],
    [
      'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
      'patient Observation rs category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
    ],
  ])('parses %s', (scope, means) => {
    expect(read(scope)).toEqual([means]);
  });

  it.each([
    'openid',
    'fhirUser',
    'launch/patient',
    'patient/Observation',
    'patient/Observation.',
    'patient/Observation.sr',
    'patient/Observation.rr',
    'patient/Observation.readrs',
    'patient/Observation.reads',
    'patient/Observation.read?category=laboratory',
    'patient/Observation.*?category=laboratory',
    'patient/Observation.rs?',
    'patient/Observation.rs#x',
    'patient/Basic.rs',
    'patient/__proto__.rs',
    'Patient/Observation.rs',
    'patients/Observation.rs',
    'user/Observation.RS',
    '*/*.*',
    ' ',
    '',
  ])('ignores the invalid scope %j', (scope) => {
    expect(read(scope)).toEqual([]);
  });

  it('parses scopes from a string separated by spaces or from a list', () => {
    const both = ['user Patient rs ', 'user Condition r '];
    expect(read('openid user/Patient.rs user/Condition.r')).toEqual(both);
    expect(read(['user/Patient.rs', 'user/Condition.r'])).toEqual(both);
  });
});

function granular(query: string) {
  const [scope] = parseScopes(`user/Observation.rs?${query}`);
  if (scope === undefined) throw new Error(`${query} is not valid in a scope`);
  return scope;
}

describe('a granular scope', () => {
  const lab = { category: [{ coding: [{ system: 'urn:categories', code: 'laboratory' }] }] };

  it.each<[query: string, isMet: boolean, categories: readonly string[]]>([
    ['category=laboratory', true, ['laboratory']],
    ['category=urn:categories|laboratory', true, ['urn:categories|laboratory']],
    ['category=urn%3Acategories%7Claboratory', true, ['urn:categories|laboratory']],
    ['category=urn:others|laboratory', false, ['urn:others|laboratory']],
    ['category=vital-signs,laboratory', true, ['vital-signs', 'laboratory']],
    ['category=laboratory&category=vital-signs', false, []],
    ['code=718-7', false, []],
    ['category=laboratory&code=718-7', false, []],
  ])('decides whether a laboratory result meets ?%s: %s', (query, isMet, categories) => {
    expect(meetsCriteria(lab, granular(query))).toBe(isMet);
    expect(categoriesOf(granular(query))).toEqual(categories);
  });

  it('treats a scope without criteria as met by every resource', () => {
    const [scope] = parseScopes('user/Observation.rs');
    expect(scope === undefined ? null : [meetsCriteria({}, scope), categoriesOf(scope)]).toEqual([
      true,
      null,
    ]);
  });
});

it('listScopesToSee returns only scopes that permit reading or searching the type', () => {
  const scopes = listScopesToSee('Observation');
  expect(scopes).toContain('patient/Observation.rs');
  expect(scopes).toContain('system/*.read');
  const seeing = parseScopes(scopes).filter(
    ({ interactions }) => interactions.has('r') || interactions.has('s'),
  );
  expect(seeing).toHaveLength(scopes.length);
});

it('listScopesToSee returns at most 16 scopes per type, the limit of WunderGraph’s composer', () => {
  const counts = Object.keys(RESOURCES)
    .filter(isResourceType)
    .map((type) => listScopesToSee(type).length);
  expect(counts.length).toBeGreaterThan(20);
  expect(Math.max(...counts)).toBeLessThanOrEqual(16);
});
