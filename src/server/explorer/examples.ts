/** Reads the example operations of the explorer from examples/. Tests run all of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface ExampleOperation {
  /** The file name without its extension. */
  readonly name: string;
  readonly title: string;
  readonly query: string;
  /** JSON; empty if the operation has no variables. */
  readonly variables: string;
}

export interface ExampleGroup {
  readonly title: string;
  readonly needs: Need | null;
  readonly operations: readonly ExampleOperation[];
}

/** The requirement of a group: a gateway that writes, or a person who signed in. */
type Need = 'writes' | 'session';

interface Group {
  readonly title: string;
  /** Below examples/. */
  readonly folder: string;
  /** In the order of the menu; by default all operations of the folder. */
  readonly names?: readonly string[];
  readonly needs?: Need;
}

const OPERATIONS = 'operations';

/** A test checks that each operation is in one group. */
const GROUPS: readonly Group[] = [
  {
    title: 'Patients',
    folder: OPERATIONS,
    names: [
      'patient-list',
      'patient-list-page',
      'patient-by-mrn',
      'patient-search',
      'patient-search-duplicates',
      'chart-header',
      'triage-banner',
      'guardian-view',
    ],
  },
  {
    title: 'Lists of a Chart',
    folder: OPERATIONS,
    names: [
      'problem-list',
      'allergy-list',
      'medication-list',
      'medication-reconciliation',
      'open-orders',
      'procedure-history',
      'immunization-record',
      'immunization-forecast',
      'care-plan-and-goals',
      'social-and-family-history',
      'whats-new',
    ],
  },
  {
    title: 'Results',
    folder: OPERATIONS,
    names: [
      'lab-trend',
      'lab-panels',
      'lab-history-page',
      'lab-flowsheet',
      'vital-sign-flowsheet',
      'growth-chart',
      'questionnaires-and-scores',
      'imaging-studies',
      'imaging-report',
    ],
  },
  {
    title: 'Notes and Documents',
    folder: OPERATIONS,
    names: ['note-list', 'note-reader', 'discharge-summary'],
  },
  {
    title: 'Visits and Schedules',
    folder: OPERATIONS,
    names: ['visit-timeline', 'upcoming-appointments', 'clinic-day', 'rounding-list', 'care-gaps'],
  },
  {
    title: 'Coverage and Directory',
    folder: OPERATIONS,
    names: ['coverage-cards', 'coverage-and-billing', 'provider-directory'],
  },
  { title: 'Writing', folder: 'write-operations', needs: 'writes' },
  { title: 'Supergraph', folder: 'router-operations' },
  { title: 'Signed-in Person', folder: 'person-operations', needs: 'session' },
];

/** Relative to the package root, from src/ and from dist/. */
const FOLDER = new URL('../../../examples/', import.meta.url);
const EXTENSION = '.graphql';

let examples: readonly ExampleGroup[] | undefined;

/** Returns the examples of the installation, which a process reads once. */
export function installedExamples(): readonly ExampleGroup[] {
  return (examples ??= readExamples());
}

/** Returns the groups with at least one operation. */
export function readExamples(folder: URL = FOLDER): readonly ExampleGroup[] {
  return GROUPS.map(({ title, folder: name, names, needs = null }) => {
    const place = new URL(`${name}/`, folder);
    const present = listOperations(place);
    const chosen = names?.filter((each) => present.includes(each)) ?? present;
    return { title, needs, operations: chosen.map((each) => readOperation(place, each)) };
  }).filter(({ operations }) => operations.length > 0);
}

/** Returns the names of the operations in a folder; none if it does not exist. */
export function listOperations(folder: URL): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => file.slice(0, -EXTENSION.length))
    .toSorted();
}

function readOperation(folder: URL, name: string): ExampleOperation {
  const variables = new URL(`${name}.variables.json`, folder);
  return {
    name,
    title: titleOfExample(name),
    query: readFileSync(new URL(`${name}${EXTENSION}`, folder), 'utf8'),
    variables: existsSync(variables) ? readFileSync(variables, 'utf8') : '',
  };
}

/** Words that are not written as in a title. */
const SPELLINGS: Readonly<Record<string, string>> = {
  a: 'a',
  and: 'and',
  by: 'by',
  of: 'of',
  the: 'the',
  mrn: 'MRN',
  pdf: 'PDF',
  whats: 'What’s',
};

/** Returns the words of a file name in title case. */
export function titleOfExample(name: string): string {
  return name
    .split('-')
    .map((word) => SPELLINGS[word] ?? word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}
