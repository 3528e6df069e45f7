/** What the gateway left out or could not be sure of, in its own words, each once. Prohibitions are shown, and need no notice. */
import type { Warning } from '../answers.ts';

interface Props {
  readonly warnings: readonly Warning[];
}

export function Notices({ warnings }: Props) {
  const told = warnings.filter(({ code }) => code !== 'PROHIBITIONS_LEFT_OUT');
  return [...new Set(told.map(({ message }) => forClinicians(message)))].map((message) => (
    <p key={message} className="notice">
      {message}
    </p>
  ));
}

/** Without the sentences that name a setting or an argument, which stand between backticks: they are for developers. */
function forClinicians(message: string): string {
  const sentences = message.split(/(?<=\.)\s+/);
  return sentences.filter((sentence) => !sentence.includes('`')).join(' ') || message;
}
