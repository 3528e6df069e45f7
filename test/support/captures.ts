/** Reads the recorded responses of Epic's public sandbox. They are not part of this repository, so they can be absent. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseExactJson } from '../../src/fhir/decimals.ts';
import { isObject } from '../../src/fhir/lenient-read.ts';
import { isResourceType, type ResourceType } from '../../src/fhir/resources.ts';
import { at } from './expected.ts';
import type { RecordedExchange } from './recorded-server.ts';

const FOLDER = new URL('../../../shared/epic-captures/', import.meta.url);

/** False if the folder of captures does not exist. Tests that read it are then skipped. */
export const areCapturesThere = existsSync(FOLDER);

/** Completes the names of the tests that are skipped without the captures. */
export const SKIPS_WITHOUT = '(skipped without ../shared/epic-captures)';

export const FHIR_JSON = 'application/fhir+json; charset=utf-8';

/** A recorded resource of a type in the table of resources. */
export interface RecordedResource {
  readonly resourceType: ResourceType;
  readonly id: string;
}

/** A recorded search for one patient's records of a type. */
export interface RecordedSearch extends RecordedExchange {
  readonly type: ResourceType;
  readonly patientId: string;
  /** The `category` parameter; null if the search had none. */
  readonly category: string | null;
  readonly matches: readonly RecordedResource[];
  /** The distinct issue codes of the OperationOutcomes in the searchset. */
  readonly outcomeCodes: readonly string[];
  /** True if Epic had another page, which was not recorded. */
  readonly hasNext: boolean;
}

export function readCapture(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}

/** Every recorded GET with its response. */
export const EXCHANGES: readonly RecordedExchange[] = filesOf('exchanges')
  .map(readExchange)
  .filter((exchange) => exchange !== null);

/** The resources that Epic returned when they were read after a create. */
export const CREATED: readonly RecordedExchange[] = filesOf('write-probes').map((file) => {
  const created = at(readJson(file), '_epic_returned_get');
  const place = `${String(at(created, 'resourceType'))}/${String(at(created, 'id'))}`;
  return { file, place, status: 200, contentType: FHIR_JSON, body: JSON.stringify(created) };
});

export const SEARCHES: readonly RecordedSearch[] = EXCHANGES.flatMap((exchange) => {
  const [type = '', query] = exchange.place.split('?');
  const parameters = new URLSearchParams(query);
  const patientId = parameters.get('patient');
  if (patientId === null || exchange.status !== 200 || !isResourceType(type)) return [];
  const matches = resourcesIn(exchange).filter(({ resourceType }) => resourceType === type);
  const hasNext = exchange.body.includes('"relation":"next"');
  const category = parameters.get('category');
  return [
    { ...exchange, type, patientId, category, matches, outcomeCodes: outcomeCodesIn(exchange), hasNext },
  ];
});

/** Returns the resources of a response whose types are in the table: the resource of a read, or the entries of a searchset. */
export function resourcesIn({ body, status, contentType }: RecordedExchange): RecordedResource[] {
  return status === 200 && contentType === FHIR_JSON ? resourcesOf(body).filter(isRecordedResource) : [];
}

function resourcesOf(body: string): unknown[] {
  const answer: unknown = JSON.parse(body);
  const entries = at(answer, 'entry');
  return Array.isArray(entries) ? entries.map((entry: unknown) => at(entry, 'resource')) : [answer];
}

function outcomeCodesIn({ body }: RecordedExchange): string[] {
  const outcomes = resourcesOf(body).filter(
    (resource) => at(resource, 'resourceType') === 'OperationOutcome',
  );
  const codes = outcomes.flatMap((outcome) =>
    [...JSON.stringify(at(outcome, 'issue')).matchAll(/"code":"(\d+)"/g)].map(([, code = '']) => code),
  );
  return [...new Set(codes)];
}

function isRecordedResource(value: unknown): value is RecordedResource {
  return (
    isObject(value) &&
    typeof value['id'] === 'string' &&
    typeof value['resourceType'] === 'string' &&
    isResourceType(value['resourceType'])
  );
}

function filesOf(folder: string): string[] {
  if (!areCapturesThere) return [];
  return readdirSync(new URL(`${folder}/`, FOLDER)).map((file) => `${folder}/${file}`);
}

/** Keeps the precision of decimals, which `JSON.stringify` writes as Epic sent them. */
function readJson(file: string): unknown {
  return parseExactJson(readCapture(file));
}

/** Returns null for a file that is not one GET with its response. */
function readExchange(file: string): RecordedExchange | null {
  const recorded = readJson(file);
  const request = at(recorded, '_request');
  const [, place] = /\/R4\/(.*)$/.exec(String(at(request, 'url'))) ?? [];
  if (place === undefined) return null;
  const body = at(recorded, 'body');
  const html = at(body, '_non_json_body');
  return {
    file,
    place,
    status: Number(at(request, 'status')),
    ...(typeof html === 'string'
      ? { contentType: 'text/html', body: html }
      : { contentType: FHIR_JSON, body: JSON.stringify(body) }),
  };
}
