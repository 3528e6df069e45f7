/** The gateway's warnings, without duplicates. Prohibitions are shown elsewhere, so PROHIBITIONS_LEFT_OUT needs no notice. */
import type { Warning } from '../responses.ts';

interface Props {
  readonly warnings: readonly Warning[];
}

export function Notices({ warnings }: Props) {
  const shown = warnings.filter(({ code }) => code !== 'PROHIBITIONS_LEFT_OUT');
  return [...new Set(shown.map(({ message }) => removeDeveloperAdvice(message)))].map((message) => (
    <p key={message} className="notice">
      {message}
    </p>
  ));
}

/** Removes sentences that name a setting or an argument in backticks: those are for developers. */
function removeDeveloperAdvice(message: string): string {
  const sentences = message.split(/(?<=\.)\s+/);
  return sentences.filter((sentence) => !sentence.includes('`')).join(' ') || message;
}
