/** Reads a section of the docs as what a newcomer does: the commands to run and the files to save, in order. */
export type Step =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'file'; readonly name: string; readonly content: string };

/**
 * Returns the steps of a section. A block in a shell language has one command per line. Any other block is a file, which the paragraph before it
 * names first in backticks.
 * @throws Error if the page has no such section, or no name for a file
 */
export function readJourney(page: string, heading: string): Step[] {
  const [, section] = page.split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`The page has no section "${heading}".`);
  const [own = ''] = section.split(/^## /m);
  const blocks = own.matchAll(/(?:([^\n]*)\n)?\n```(\w+)\n([\s\S]*?)^```$/gm);
  return Array.from(blocks).flatMap(([, intro = '', language = '', content = '']): Step[] => {
    if (language === 'sh')
      return content
        .trimEnd()
        .split('\n')
        .map((text) => ({ kind: 'command', text }));
    const [, name] = /`([\w.-]+\.\w+)`/.exec(intro) ?? [];
    if (name === undefined) throw new Error(`The section "${heading}" does not name the file: ${content}`);
    return [{ kind: 'file', name, content }];
  });
}

/** Counts each command of a line with several, and each file. */
export function countSteps(steps: readonly Step[]): number {
  return steps.flatMap((step) => (step.kind === 'command' ? step.text.split(' && ') : [step.name])).length;
}
