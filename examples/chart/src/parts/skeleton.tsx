/** A placeholder during loading: gray lines, and a text for screen readers. */
interface Props {
  /** The loading content, such as `the chart`. */
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
