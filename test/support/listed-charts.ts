/** Chooses a chart of the sandbox for a list, and the values of the argument that Epic needs for it. */
import type { Sandbox } from 'epic-fhir-sandbox';
import { argumentsOf } from '../../src/fhir/derived-arguments.ts';
import { listNamed, type PatientListName } from '../../src/fhir/patient-lists.ts';
import type { ResourceType } from '../../src/fhir/resources.ts';

export interface ListedChart {
  readonly patientId: string;
  /** The argument that Epic needs, with every code in the chart that it finds; empty if Epic needs none. */
  readonly needed: Readonly<Record<string, readonly string[]>>;
}

/** Returns the id of the first patient with records of a type. Few charts have a consent. */
export function patientWith(sandbox: Sandbox, type: ResourceType): string {
  const found = sandbox.patients.find(({ id }) => sandbox.chart(id, type).length > 0);
  if (found === undefined) throw new Error(`No chart contains ${type}`);
  return found.id;
}

/** @param patientId by default the first patient with such records */
export function chartFor(
  sandbox: Sandbox,
  name: PatientListName,
  patientId = patientWith(sandbox, listNamed(name).type),
): ListedChart {
  const list = listNamed(name);
  const { neededByEpic = '' } = list;
  const filter = argumentsOf(list)[neededByEpic];
  if (filter === undefined) return { patientId, needed: {} };
  const chart = sandbox.chart(patientId, list.type);
  const codes = [...JSON.stringify(chart).matchAll(/"code":"([^"]+)"/g)].map(([, code = '']) => code);
  const found = codes.filter((code) => chart.some((resource) => filter.matches(resource, [code], [])));
  return { patientId, needed: { [neededByEpic]: [...new Set(found)] } };
}
