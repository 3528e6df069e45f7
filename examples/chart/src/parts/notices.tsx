/** What the gateway left out, in its own words and each of them once. */
import type { Warning } from '../answers.ts';

interface Props {
  readonly warnings: readonly Warning[];
}

export function Notices({ warnings }: Props) {
  return [...new Set(warnings.map(({ message }) => message))].map((message) => (
    <p key={message} className="notice">
      {message}
    </p>
  ));
}
