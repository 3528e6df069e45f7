/** Marks a record whose meaning differs from its text. Every list uses this component, so the marks are the same everywhere. */
interface Props {
  readonly record: {
    readonly isEnteredInError: boolean;
    readonly hasUnknownModifier: boolean;
  };
}

export function Guards({ record: { isEnteredInError, hasUnknownModifier } }: Props) {
  return (
    <>
      {isEnteredInError && <strong className="badge danger">Entered in error: do not use</strong>}
      {hasUnknownModifier && (
        <strong className="badge danger">Unrecognized modifier, meaning may differ: check the EHR</strong>
      )}
    </>
  );
}
