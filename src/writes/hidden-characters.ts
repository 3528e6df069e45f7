/**
 * Finds characters in the text of a write that a reader cannot see, or that change the order in which text is shown. "Hyper<U+202E>tension"
 * shows other words than it holds, and text in invisible characters reaches programs that read the record, but not people.
 */

/** A character that may not be written. */
interface HiddenCharacter {
  /** Describes it in the error, because a caller cannot see it. */
  readonly kind: string;
  /** Counts from 1, in code points. */
  readonly position: number;
}

/** Unicode's properties (UAX #44). Tabs and line breaks are the only controls that show; each field accepts or refuses them. */
const HIDDEN =
  /[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\p{Cs}[\p{Cc}--[\t\n\r]]\uFFF9-\uFFFB]/gv;

/** The first that applies names the kind. */
const KINDS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a control for the direction of text', /^\p{Bidi_Control}/v],
  ['a tag character', /^[\u{E0000}-\u{E007F}]/v],
  ['a noncharacter', /^\p{Noncharacter_Code_Point}/v],
  ['half of a surrogate pair', /^\p{Cs}/v],
  ['a control character', /^\p{Cc}/v],
  // Programs that know these three show the text before the second, and hide the rest.
  ['an annotation mark', /^[\uFFF9-\uFFFB]/v],
  ['an invisible joiner without letters that join', /^[\u200C\u200D]/v],
  ['a variation selector without a character that varies', /^\p{Variation_Selector}/v],
];
const OTHER_KIND = 'an invisible character';

/** Scripts in which a joiner decides how letters look: some Persian and Sinhala names need one (UAX #31 §2.3). */
const JOINING_SCRIPTS =
  'Adlm Arab Bali Beng Cakm Deva Gujr Guru Java Khmr Knda Mand Mlym Mong Mymr Newa Nkoo Orya Rohg Sinh Syrc Taml Telu Tibt'
    .split(' ')
    .map((script) => String.raw`\p{scx=${script}}`);

/**
 * Matches an invisible character where it belongs, because the character before it looks different with it. The soft hyphen has no such place: it
 * shows at the end of a line at most, and keeps a search from finding the word.
 */
const VISIBLE_IN_CONTEXT = new RegExp(
  [
    String.raw`(?<=[[\p{L}\p{M}]&&[${JOINING_SCRIPTS.join('')}]])[\u200C\u200D]`,
    // Emoji of several parts, such as a health worker (UTS #51 §2.3).
    String.raw`(?<=\p{Extended_Pictographic}\uFE0F?|\p{Emoji_Modifier})\u200D(?=\p{Extended_Pictographic})`,
    // A sign as text or as emoji, and keycaps.
    String.raw`(?<=[\p{Emoji}--[0-9#*]])[\uFE0E\uFE0F]|(?<=[0-9#*])\uFE0F(?=\u20E3)`,
    // The form of an ideograph in which a family writes its name (UTS #37), and of a Mongolian letter.
    String.raw`(?<=\p{Ideographic})[\uFE00-\uFE02\u{E0100}-\u{E01EF}]`,
    String.raw`(?<=[\p{L}&&\p{scx=Mong}])[\u180B-\u180D\u180F]`,
  ].join('|'),
  'yv',
);

/** Returns the first character that may not be written; null if there is none. */
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
