/** How Epic compares an `identifier` token with the identifiers of a resource. */
import type { Identifier } from './types.ts';

/**
 * Whether one of `identifiers` is what `token` names: `system|value`, `type-text|value`, or a value alone. An OID may lack its `urn:oid:`,
 * and padding of a value does not count (Epic pads INTERNAL ids on the left).
 */
export function hasIdentifier(identifiers: readonly Identifier[], token: string): boolean {
  const bar = token.lastIndexOf('|');
  const kind = withoutOidPrefix(token.slice(0, Math.max(bar, 0))).toLowerCase();
  const value = token.slice(bar + 1).trim();
  return identifiers.some(
    (identifier) =>
      identifier.value?.trim() === value &&
      (kind === '' ||
        kind === identifier.type?.text?.toLowerCase() ||
        kind === withoutOidPrefix(identifier.system ?? '').toLowerCase()),
  );
}

function withoutOidPrefix(system: string): string {
  return system.replace(/^urn:oid:/i, '');
}
