/** Translates inline styles that change the meaning of text into HTML elements. All other styles are dropped. */

/** The treatment of white space (CSS Text 3, `white-space`): collapsed, collapsed within lines, or preserved. */
export type Spacing = 'collapsed' | 'lines' | 'kept';

interface InlineStyle {
  /** Ordered from the outside in. */
  readonly elements: readonly ('strong' | 'em' | 'u' | 's' | 'sup' | 'sub')[];
  /** Null if the style doesn't set it. */
  readonly spacing: Spacing | null;
}

const NONE: InlineStyle = { elements: [], spacing: null };
/** Longer styles are ignored: no editor writes them. */
const LONGEST_STYLE = 10_000;
const SPACINGS: ReadonlyMap<string, Spacing> = new Map([
  ['normal', 'collapsed'],
  ['nowrap', 'collapsed'],
  ['pre-line', 'lines'],
  ['pre', 'kept'],
  ['pre-wrap', 'kept'],
  ['break-spaces', 'kept'],
]);

/** Chart editors write strike-through and exponents as styles. Without them, text means the opposite, and 10⁹ reads as 109. */
export function inlineStyleOf(style: string): InlineStyle {
  if (style.length > LONGEST_STYLE) return NONE;
  const declared = parseDeclarations(style);
  const decoration = `${declared.get('text-decoration') ?? ''} ${declared.get('text-decoration-line') ?? ''}`;
  const alignment = declared.get('vertical-align');
  return {
    elements: [
      ...(/^(bold|bolder|[6-9]00)$/.test(declared.get('font-weight') ?? '') ? (['strong'] as const) : []),
      ...(/^(italic|oblique)/.test(declared.get('font-style') ?? '') ? (['em'] as const) : []),
      ...(decoration.includes('underline') ? (['u'] as const) : []),
      ...(decoration.includes('line-through') ? (['s'] as const) : []),
      ...(alignment === 'super' ? (['sup'] as const) : []),
      ...(alignment === 'sub' ? (['sub'] as const) : []),
    ],
    spacing: SPACINGS.get(declared.get('white-space') ?? '') ?? null,
  };
}

function parseDeclarations(style: string): ReadonlyMap<string, string> {
  const pairs = style.toLowerCase().split(';');
  return new Map(
    pairs.map((pair) => {
      const [property = '', value = ''] = pair.split(':');
      return [property.trim(), value.replace('!important', '').trim()];
    }),
  );
}
