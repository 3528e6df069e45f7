/** Lets a test hand over what a server can send and FHIR's types do not promise. */

/** The value under the type that the code under test expects, whatever it really is. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it stands for the type that the place asks for
export function asSent<T>(value: unknown): T {
  if (isSent<T>(value)) return value;
  throw new Error('Unreachable: everything can be sent');
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as above
function isSent<T>(_value: unknown): _value is T {
  return true;
}
