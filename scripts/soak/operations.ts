/** Reads the operations of examples/ for the soak. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { z } from 'zod';

export interface SoakOperation {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether the soak also requests the second page, by the cursor of the first. */
  readonly isPaged: boolean;
}

const FOLDER = resolve(import.meta.dirname, '../../examples');
const variablesShape = z.record(z.string(), z.unknown());

export function readOperations(): SoakOperation[] {
  return readdirSync(resolve(FOLDER, 'operations'))
    .filter((file) => extname(file) === '.graphql')
    .map((file) => readOperation(`operations/${basename(file, '.graphql')}`));
}

/** The operations that read the chart of one patient by its id, and work at any site. */
const CHARTS = [
  'chart-header',
  'problem-list',
  'medication-list',
  'allergy-list',
  'visit-timeline',
  'lab-trend',
  'vital-sign-flowsheet',
];

/** Returns operations that read this patient's chart. */
export function readChartOperations(patient: string): SoakOperation[] {
  return CHARTS.map((name) => readOperation(`operations/${name}`, { id: patient }));
}

/** Leaves out the time at which the session ends, which another sign-in changes. */
export function readOpeningScreen(): SoakOperation {
  const operation = readOperation('person-operations/opening-screen');
  return { ...operation, query: operation.query.replace('expiresAt', '') };
}

function readOperation(path: string, changes: Readonly<Record<string, string>> = {}): SoakOperation {
  const text = readFileSync(resolve(FOLDER, `${path}.variables.json`), 'utf8');
  const variables = { ...variablesShape.parse(JSON.parse(text)), ...changes };
  return {
    name: basename(path),
    query: readFileSync(resolve(FOLDER, `${path}.graphql`), 'utf8'),
    variables,
    isPaged: 'after' in variables,
  };
}
