import { formatRanges, formatResultTime, formatValue, isOutOfRange, type Result } from './result.ts';
import { ResultBadges } from './result-badges.tsx';

/** Results in the order of their list, with a group of rows for each time. */
export function ResultList({ results }: { results: readonly Result[] }) {
  return (
    <table className="results">
      <caption className="unseen">Lab results, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Test</th>
          <th scope="col">Result</th>
          <th scope="col">Reference range</th>
        </tr>
      </thead>
      {groupByTime(results).map(({ time, members }, index) => (
        <tbody key={index}>
          <tr className="time">
            <th scope="rowgroup" colSpan={3}>
              {time}
            </th>
          </tr>
          {members.map((result) => (
            <tr key={result.id}>
              <th scope="row">{result.name ?? 'Unnamed test'}</th>
              <td>
                <span className={isOutOfRange(result) ? 'value out' : 'value'}>{formatValue(result)}</span>{' '}
                <ResultBadges result={result} />
                {result.notes.map((note, at) => (
                  <span key={at} className="note-line">
                    {note}
                  </span>
                ))}
              </td>
              <td className="muted">{formatRanges(result) || 'Not on file'}</td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

interface TimeGroup {
  readonly time: string;
  readonly members: Result[];
}

/** Groups neighbors in the list, which keeps its order. */
function groupByTime(results: readonly Result[]): readonly TimeGroup[] {
  const groups: TimeGroup[] = [];
  for (const result of results) {
    const time = formatResultTime(result);
    const last = groups.at(-1);
    if (last?.time === time) last.members.push(result);
    else groups.push({ time, members: [result] });
  }
  return groups;
}
