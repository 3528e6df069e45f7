/** Shows a record to a caller, or reports that it cannot. */
import { hasUnknownModifier } from '../fhir/modifier-extensions.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { Operation } from './operation.ts';
import type { Reach } from './reach.ts';

/** Redacts a permitted record. One that cannot be redacted is absent, with a warning, and harms no other record of its list. */
export function shownOrAbsent(
  { usage }: Pick<Operation, 'usage'>,
  reach: Reach,
  record: Stored<Resource>,
): Stored<Resource> | null {
  try {
    const shown = reach.shown(record);
    // Compute this here, in a turn that has room for it: the fields look the result up.
    hasUnknownModifier(shown);
    return shown;
  } catch {
    // The error can have words of the record in it.
    usage.warn({ ...NOT_REDACTABLE, resourceType: record.resourceType });
    return null;
  }
}

const NOT_REDACTABLE = {
  code: 'RECORD_NOT_SHOWN',
  message:
    'The gateway could not redact a record for this caller, so it left the record out. Report this as a defect.',
};
