/** Lists the values of a FHIR resource by element, and the values of a GraphQL response by field. */
import { decimalText } from '../../src/fhir/decimals.ts';
import { isObject } from '../../src/fhir/lenient-read.ts';

export interface ElementValue {
  /** For example `name.given` or `extension:race.extension:text.valueString`. */
  readonly path: string;
  readonly value: string;
}

/** Returns every value of a resource with its path. The items of a list have the same path. */
export function elementValues(element: unknown, path = ''): ElementValue[] {
  if (Array.isArray(element))
    return element.flatMap((item: unknown) => elementValues(item, path + sliceOf(item, path)));
  if (isObject(element)) {
    return Object.entries(element).flatMap(([name, value]) =>
      isOfExtension(path, name) ? [] : elementValues(value, path === '' ? name : `${path}.${name}`),
    );
  }
  return element === null || element === undefined ? [] : [{ path, value: written(element) }];
}

/** Returns every value at or below a path of fields in a response. */
export function answersAt(answer: unknown, fields: readonly string[]): string[] {
  if (Array.isArray(answer)) return answer.flatMap((item: unknown) => answersAt(item, fields));
  const [name, ...others] = fields;
  if (isObject(answer)) {
    const values = name === undefined ? Object.values(answer) : [answer[name]];
    return values.flatMap((value) => answersAt(value, others));
  }
  return answer === null || answer === undefined || name !== undefined ? [] : [written(answer)];
}

/** Normalizes a value: `entered-in-error` equals `ENTERED_IN_ERROR`, and a date equals itself without separators. */
export function comparable(value: string): string {
  return value.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Names an extension by the last segment of its URL, without `us-core-`. */
function sliceOf(item: unknown, path: string): string {
  if (!isObject(item) || !/(^|\.)extension$/.test(path)) return '';
  return `:${String(item['url'])
    .replace(/^.*\//, '')
    .replace(/^us-core-/, '')}`;
}

/** The URL and the id of an extension are not values. */
function isOfExtension(path: string, name: string): boolean {
  return /(^|\.)extension:[^.]*$/.test(path) && (name === 'url' || name === 'id');
}

function written(value: unknown): string {
  return decimalText(value) ?? String(value);
}
