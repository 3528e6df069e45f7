/** HTML whose values are escaped where they are inserted. */

/** A piece of HTML. */
export interface Markup {
  readonly html: string;
}

type Insertion = Markup | readonly Markup[] | string;

/** A template tag that escapes strings and inserts markup unchanged. */
export function markup(literals: TemplateStringsArray, ...insertions: readonly Insertion[]): Markup {
  return {
    html: literals.reduce((before, literal, index) => before + textOf(insertions[index - 1] ?? '') + literal),
  };
}

function textOf(insertion: Insertion): string {
  if (typeof insertion === 'string') return escapeText(insertion);
  return 'html' in insertion ? insertion.html : insertion.map(({ html }) => html).join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
