/**
 * Finds characters in the text of a write that are invisible, or that reorder the displayed text. "Hyper<U+202E>tension" displays other words than it
 * contains, and programs read text in invisible characters that people do not see.
 */

interface HiddenCharacter {
  /** Describes the character in the error, because a caller cannot see it. */
  readonly kind: string;
  /** Counts from 1, in code points. */
  readonly position: number;
}

/** Uses Unicode properties (UAX #44). Excludes tabs and line breaks, the only visible controls, which each field accepts or refuses. */
const HIDDEN =
  /[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{Cs}[\p{Cc}--[\t\n\r]]\uFFF9-\uFFFB]/gv;

/** The first matching pattern names the kind. */
const KINDS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a control for the direction of text', /^\p{Bidi_Control}/v],
  ['a tag character', /^[\u{E0000}-\u{E007F}]/v],
  ['a noncharacter', /^\p{Noncharacter_Code_Point}/v],
  ['half of a surrogate pair', /^\p{Cs}/v],
  ['a control character', /^\p{Cc}/v],
  // Programs that support these three show only the text before the second one.
  ['an annotation mark', /^[\uFFF9-\uFFFB]/v],
  ['an invisible joiner without letters that join', /^[\u200C\u200D]/v],
  ['a variation selector without a character that varies', /^\p{Variation_Selector}/v],
];
const OTHER_KIND = 'an invisible character';

/** Scripts in which joiners change the shape of letters: some Persian and Sinhala names need one (UAX #31 §2.3). */
const JOINING_SCRIPTS =
  'Adlm Arab Bali Beng Cakm Deva Gujr Guru Java Khmr Knda Mand Mlym Mong Mymr Newa Nkoo Orya Rohg Sinh Syrc Taml Telu Tibt'
    .split(' ')
    .map((script) => String.raw`\p{scx=${script}}`);

/**
 * Matches an invisible character in a position where it changes how the preceding character looks. A soft hyphen never matches: it is visible only at
 * the end of a line, and prevents searches from finding the word.
 */
const VISIBLE_IN_CONTEXT = new RegExp(
  [
    String.raw`(?<=[[\p{L}\p{M}]&&[${JOINING_SCRIPTS.join('')}]])[\u200C\u200D]`,
    // Emoji sequences, such as a health worker (UTS #51 §2.3).
    String.raw`(?<=\p{Extended_Pictographic}\uFE0F?|\p{Emoji_Modifier})\u200D(?=\p{Extended_Pictographic})`,
    // Text and emoji presentation, and keycaps.
    String.raw`(?<=[\p{Emoji}--[0-9#*]])[\uFE0E\uFE0F]|(?<=[0-9#*])\uFE0F(?=\u20E3)`,
    // Variants of an ideograph, which some family names use (UTS #37), and of a Mongolian letter.
    String.raw`(?<=\p{Ideographic})[\uFE00-\uFE02\u{E0100}-\u{E01EF}]`,
    String.raw`(?<=[\p{L}&&\p{scx=Mong}])[\u180B-\u180D\u180F]`,
  ].join('|'),
  'yv',
);

/** Returns the first hidden character; null without one. */
export function findHiddenCharacter(text: string): HiddenCharacter | null {
  for (const { index } of text.matchAll(HIDDEN)) {
    VISIBLE_IN_CONTEXT.lastIndex = index;
    if (VISIBLE_IN_CONTEXT.test(text)) continue;
    const character = text.slice(index, index + 2);
    const [kind = OTHER_KIND] = KINDS.find(([, pattern]) => pattern.test(character)) ?? [];
    return { kind, position: Array.from(text.slice(0, index)).length + 1 };
  }
  return null;
}

/** Yields every text in an input, at any depth, with its path: `input.reactions.0.manifestation.name`. */
export function* walkTexts(value: unknown, path: string): Generator<readonly [path: string, text: string]> {
  if (typeof value === 'string') yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) yield* walkTexts(inner, `${path}.${name}`);
}
