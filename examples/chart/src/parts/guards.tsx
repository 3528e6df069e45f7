/** Marks a record that does not mean what it seems to: every list shows these in the same words. */
interface Props {
  readonly record: {
    readonly isEnteredInError: boolean;
    readonly hasUnknownModifier: boolean;
  };
}

export function Guards({ record: { isEnteredInError, hasUnknownModifier } }: Props) {
  return (
    <>
      {isEnteredInError && <strong className="badge danger">Entered in error: disregard</strong>}
      {hasUnknownModifier && (
        <strong className="badge danger">Changed by an unknown modifier: see the source</strong>
      )}
    </>
  );
}
