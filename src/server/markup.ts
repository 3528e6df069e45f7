/** HTML whose values are escaped where they are inserted. */

export interface Markup {
  readonly html: string;
}

/** A template tag that escapes strings and inserts markup unchanged. */
export function markup(
  literals: TemplateStringsArray,
  ...insertions: readonly (Markup | readonly Markup[] | string)[]
): Markup {
  const texts = insertions.map((inserted) => {
    if (typeof inserted === 'string') return escapeText(inserted);
    return 'html' in inserted ? inserted.html : inserted.map(({ html }) => html).join('');
  });
  return { html: literals.map((literal, index) => literal + (texts[index] ?? '')).join('') };
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES.get(character) ?? '');
}
