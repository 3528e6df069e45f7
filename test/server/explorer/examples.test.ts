/** The menu of example operations. */
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listOperations, readExamples, titleOfExample } from '../../../src/server/explorer/examples.ts';

const GROUPS = readExamples();
const FOLDERS = readdirSync('examples').filter((folder) => folder.endsWith('operations'));

describe('the examples of the explorer', () => {
  it('contain each operation of examples/ in exactly one group', () => {
    const names = GROUPS.flatMap(({ operations }) => operations.map(({ name }) => name));
    const files = FOLDERS.flatMap((folder) => listOperations(pathToFileURL(`examples/${folder}/`)));
    expect(FOLDERS).toHaveLength(4);
    expect(names.toSorted()).toEqual(files.toSorted());
  });

  it('are grouped by what they are for', () => {
    expect(GROUPS.map(({ title }) => title)).toEqual([
      'Patients',
      'Lists of a Chart',
      'Results',
      'Notes and Documents',
      'Visits and Schedules',
      'Coverage and Directory',
      'Writing',
      'Supergraph',
      'Signed-in Person',
    ]);
    expect(GROUPS.flatMap(({ title, needs }) => (needs === null ? [] : `${title}: ${needs}`))).toEqual([
      'Writing: writes',
      'Signed-in Person: session',
    ]);
  });

  it('have variables as JSON', () => {
    const variables = GROUPS.flatMap(({ operations }) => operations.map((operation) => operation.variables));
    expect(variables.filter((text) => !text.startsWith('{'))).toEqual([]);
  });

  it.each([
    ['patient-by-mrn', 'Patient by MRN'],
    ['care-plan-and-goals', 'Care Plan and Goals'],
    ['whats-new', 'What’s New'],
    ['patients-of-the-supergraph', 'Patients of the Supergraph'],
    ['scanned-pdf', 'Scanned PDF'],
  ])('shows %s as %s', (name, title) => {
    expect(titleOfExample(name)).toBe(title);
  });

  it('are none if their folder is missing', () => {
    expect(readExamples(new URL('file:///nonexistent/'))).toEqual([]);
  });
});
