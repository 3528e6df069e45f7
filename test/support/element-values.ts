/** Lists the values of a FHIR resource by element, and the values of an answer by field. */
import { decimalText } from '../../src/fhir/decimals.ts';
import { isObject } from '../../src/fhir/lenient-read.ts';

export interface ElementValue {
  /** Such as `name.given` or `extension:race.extension:text.valueString`. */
  readonly path: string;
  readonly value: string;
}

/** Returns every value of a resource with its path; the elements in lists share one path. */
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

/** Returns everything at a path of fields of an answer, and below. */
export function answersAt(answer: unknown, fields: readonly string[]): string[] {
  if (Array.isArray(answer)) return answer.flatMap((item: unknown) => answersAt(item, fields));
  const [name, ...others] = fields;
  if (isObject(answer)) {
    const values = name === undefined ? Object.values(answer) : [answer[name]];
    return values.flatMap((value) => answersAt(value, others));
  }
  return answer === null || answer === undefined || name !== undefined ? [] : [written(answer)];
}

/** Makes `entered-in-error` and `ENTERED_IN_ERROR` the same, as well as a date with and without its separators. */
export function comparable(value: string): string {
  return value.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** An extension is named by the last part of its URL, without `us-core-`. */
function sliceOf(item: unknown, path: string): string {
  if (!isObject(item) || !/(^|\.)extension$/.test(path)) return '';
  return `:${String(item['url'])
    .replace(/^.*\//, '')
    .replace(/^us-core-/, '')}`;
}

/** The URL and the id of an extension are no values. */
function isOfExtension(path: string, name: string): boolean {
  return /(^|\.)extension:[^.]*$/.test(path) && (name === 'url' || name === 'id');
}

function written(value: unknown): string {
  return decimalText(value) ?? String(value);
}
