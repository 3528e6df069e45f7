import { describe, expect, it } from 'vitest';
import { RESOURCES } from '../src/fhir/resources.ts';
import {
  areUsCoreExamplesThere,
  SKIPS_WITHOUT_EXAMPLES,
  usCoreExamples,
  usCoreProfiles,
  VERSIONS,
} from './support/us-core-examples.ts';
import { ELEMENT_ROWS, fieldPathsIn, SECTIONS, typeAt, US_CORE_PAGE } from './support/us-core-page.ts';
import { PROFILES, PROFILES_OF_SOME_VERSIONS } from './support/us-core-profiles.ts';

const GRAPH_TYPES = Object.entries(RESOURCES).flatMap(([type, { inGraph }]) => (inGraph ? [type] : []));

describe('docs/us-core.md', () => {
  it('has rows for each type of the graph with a profile, and names the types without one', () => {
    const withRows = new Set(ELEMENT_ROWS.map(({ type }) => type));
    const without = SECTIONS.find((section) => section.startsWith('Types without a profile')) ?? '';
    expect(GRAPH_TYPES.filter((type) => !withRows.has(type)).toSorted()).toEqual(
      [...without.matchAll(/`(\w+)`/g)].map(([, type = '']) => type).toSorted(),
    );
  });

  it('names the types that the graph shows only as records', () => {
    const section = SECTIONS.find((one) => one.startsWith('Types shown only as records')) ?? '';
    expect([...section.matchAll(/`(\w+)`/g)].map(([, type]) => type)).toEqual(
      Object.keys(RESOURCES)
        .filter((type) => !GRAPH_TYPES.includes(type))
        .toSorted(),
    );
  });

  it('names exactly the profiles of the four versions of US Core', () => {
    const named = [...US_CORE_PAGE.matchAll(/`((?:us-core|pediatric|head)-[\w-]+)`/g)].map(
      ([, profile = '']) => profile,
    );
    expect([...new Set(named)].toSorted()).toEqual(
      [...PROFILES, ...Object.keys(PROFILES_OF_SOME_VERSIONS)].toSorted(),
    );
  });

  it('names the versions of each profile that some versions lack', () => {
    const section = SECTIONS.find((one) => one.startsWith('Profiles that not every version has')) ?? '';
    const rows = [...section.matchAll(/^\| `([\w-]+)` +\| ([^|]*?) +\|$/gm)].map(
      ([, profile, versions = '']) => [profile, versions.split(', ')],
    );
    expect(Object.fromEntries(rows)).toEqual(PROFILES_OF_SOME_VERSIONS);
  });

  it.skipIf(!areUsCoreExamplesThere).each(VERSIONS)(
    `names every profile that an example of US Core %s claims ${SKIPS_WITHOUT_EXAMPLES}`,
    (version) => {
      const ofVersion = Object.entries(PROFILES_OF_SOME_VERSIONS).flatMap(([profile, versions]) =>
        versions.includes(version) ? [profile] : [],
      );
      const claimed = usCoreProfiles(version).filter((profile) => !profile.startsWith('sdc-'));
      expect(claimed.length).toBeGreaterThan(45);
      expect(claimed.filter((profile) => ![...PROFILES, ...ofVersion].includes(profile))).toEqual([]);
    },
  );

  it.skipIf(!areUsCoreExamplesThere).each(VERSIONS)(
    `names a code of every example of US Core %s whose profile it identifies by code ${SKIPS_WITHOUT_EXAMPLES}`,
    (version) => {
      const codesOf = new Map(
        [...US_CORE_PAGE.matchAll(/^\| (`[^|]*) +\| `Patient\.\w+` +\| ([^|]*) \|$/gm)].flatMap(
          ([, profiles = '', found = '']) =>
            [...profiles.matchAll(/`([\w-]+)`/g)].map(
              ([, profile = '']) => [profile, found.match(/\b\d+-\d\b|\b\d{9}\b/g) ?? []] as const,
            ),
        ),
      );
      const examples = usCoreExamples(version).filter(({ profiles }) =>
        profiles.some((profile) => (codesOf.get(profile)?.length ?? 0) > 0),
      );
      expect(examples.length).toBeGreaterThan(15);
      const unnamed = examples.filter(({ profiles, resource }) => {
        const codes = profiles.flatMap((profile) => [...(codesOf.get(profile) ?? [])]);
        return !codes.some((code) => JSON.stringify(resource['code']).includes(`"${code}"`));
      });
      expect(unnamed.map(({ profiles, resource }) => [profiles, resource.id])).toEqual([]);
    },
  );

  it('names only fields of the schema', () => {
    const paths = fieldPathsIn(US_CORE_PAGE);
    expect(paths.length).toBeGreaterThan(400);
    expect(paths.filter((path) => typeAt(path) === null)).toEqual([]);
  });

  it('names a field for each element, or explains why it has none', () => {
    expect(ELEMENT_ROWS.length).toBeGreaterThan(250);
    const unexplained = ELEMENT_ROWS.filter(({ type, fields, note }) =>
      fields.length === 0
        ? !/[a-z].*\.$/.test(note)
        : !fields.some((path) => [type, 'Patient'].includes(path.split('.')[0] ?? '')),
    );
    expect(unexplained).toEqual([]);
  });

  it('states for each element which version of US Core introduced or dropped it', () => {
    const since = new Set(ELEMENT_ROWS.map((row) => row.since));
    expect([...since].toSorted()).toEqual(['', '7.0.0', '8.0.1', '9.0.0', 'not required', 'until 7.0.0']);
  });

  it('lists no element of a type twice', () => {
    const elements = ELEMENT_ROWS.flatMap((row) => row.elements.map((element) => `${row.type}.${element}`));
    expect(elements.filter((element, index) => elements.indexOf(element) !== index)).toEqual([]);
  });

  it('names no fields for types that the graph lacks', () => {
    const missing = ELEMENT_ROWS.filter(({ type }) => !GRAPH_TYPES.includes(type));
    expect(missing.flatMap(({ fields }) => fields)).toEqual([]);
  });
});
