/** Lets a test pass values that a server can send but that FHIR's types exclude. */

/** Returns the value unchanged, typed as the code under test expects it. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller's context infers it
export function asSent<T>(value: unknown): T {
  if (isSent<T>(value)) return value;
  throw new Error('Unreachable: everything can be sent');
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as above
function isSent<T>(_value: unknown): _value is T {
  return true;
}
