/** What stands where something is on its way: grey lines for the eye, words for the ear. */
interface Props {
  /** What is loading, such as `the chart`. */
  readonly what: string;
  readonly lines?: number;
}

export function Skeleton({ what, lines = 4 }: Props) {
  return (
    <div className="skeleton" role="status">
      <span className="unseen">Loading {what}…</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className="line" aria-hidden="true" />
      ))}
    </div>
  );
}
