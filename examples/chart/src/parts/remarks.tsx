/** Shows what qualifies a record, such as its side, its specimen and its comments. */
import { joinTexts } from '../formatting.ts';

interface Props {
  readonly sites?: readonly ({ readonly text: string | null } | null)[];
  readonly specimen?: { readonly display: string | null } | null;
  readonly notes?: readonly string[];
}

export function Remarks({ sites, specimen, notes }: Props) {
  const place = joinTexts([...(sites ?? []).map((site) => site?.text), specimen?.display]);
  return (
    <>
      {place !== '' && <span className="aside">{place}</span>}
      {notes?.map((note, index) => (
        <span key={index} className="aside">
          Comment: {note}
        </span>
      ))}
    </>
  );
}
