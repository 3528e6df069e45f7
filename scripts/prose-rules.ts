/** A phrase that the prose of this repository does without. */
export interface ProseRule {
  readonly pattern: RegExp;
  readonly instead: string;
  /** Two sentences: one that breaks the rule, and the same thing said better. */
  readonly before: string;
  readonly after: string;
}

/** Phrases that made readers call this repository's English translated, and words that have an American or a standard form. */
export const PROSE_RULES: readonly ProseRule[] = [
  {
    pattern: /(?:^|[.;:!?*"`(]\s*)Else\b(?! if)/,
    instead: 'Otherwise, …',
    before: 'Else the token would be read twice.',
    after: 'Otherwise, the token would be read twice.',
  },
  {
    pattern:
      /(?:^|[.;:]\s+)(?:What|Whoever|Who|Whose|That which|(?:Of|In|By|To|From) (?:what|whom|which)) (?:is|are|was|were|has|had|have|cannot|may|comes?|came|goes|does|did|it|they|the|an?|no|each|this|one)\b[^?]*$/,
    instead: 'name the thing: "Hidden resources …"',
    before: 'What is hidden looks absent.',
    after: 'Hidden resources look absent.',
  },
  {
    pattern: /(?:^|[.;:]\s+)Of (?:the|a|an|each|these|those|all|two|three|ten|several|many)\b/,
    instead: 'start with the subject',
    before: 'Of the two answers the newer one wins.',
    after: 'The newer answer wins.',
  },
  {
    pattern: /\b(?!(?:let|stand|leave) )\w+ alone\b(?=[\s,.;:)]|$)/,
    instead: 'only …',
    before: 'It serves routers alone.',
    after: 'It serves only routers.',
  },
  {
    pattern:
      /\b(?:tells?|told|telling)\b(?! (?:\w+ ){0,2}apart\b| (?:the|your) (?:\w+ )?(?:site|team|operator)\b)/,
    instead: 'report, show, say, return, warn',
    before: 'The log tells the status.',
    after: 'The log shows the status.',
  },
  {
    pattern: /\b(?:asks?|asked|asking) (?:for|of|by|with|about|again|anew)\b/,
    instead: 'request, query, select, read',
    before: 'The loader asks for ten ids.',
    after: 'The loader requests ten ids.',
  },
  {
    pattern: /\bat the (?:most|least)\b/,
    instead: 'at most, up to, at least',
    before: 'It holds ten at the most.',
    after: 'It holds at most ten.',
  },
  {
    pattern: /\b(?:comes?|came|coming|brings?|brought) along\b/,
    instead: 'included, returned with',
    before: 'Practitioners that came along are primed.',
    after: 'Included practitioners are primed.',
  },
  {
    pattern: /\bas (?:it|they) (?:is|are|was|were|stands?|came|comes?)(?=[,.;:)]|$)/,
    instead: 'unchanged, verbatim',
    before: 'The text is passed on as it is.',
    after: 'The text is passed on unchanged.',
  },
  {
    pattern: /\b(?:go|goes|went|going) by\b/,
    instead: 'use, follow, depend on',
    before: 'The order goes by date.',
    after: 'The order follows the date.',
  },
  {
    pattern: /\b(?:leads?|led|leading) (?:to|nowhere|away|there)\b/,
    instead: 'reference, cause, point to',
    before: 'A reference that leads nowhere is null.',
    after: 'A broken reference is null.',
  },
  {
    pattern: /\bhas (?:it|them|him|her|what|which|that|those|these)\b(?! open\b)/,
    instead: 'contains, keeps, holds',
    before: 'The answer is null unless Epic has it.',
    after: 'The answer is null unless Epic returns it.',
  },
  {
    pattern: /\b(?:that|those) of\b/,
    instead: 'repeat the noun or use the possessive',
    before: 'The limit of a replica and that of a store differ.',
    after: "A replica's limit and a store's limit differ.",
  },
  {
    pattern: /\b(?:is|are|was|were) (?:to be|given up|let go|let in|said|meant|looked)\b/,
    instead: 'an active verb',
    before: 'A waiting request is given up after a second.',
    after: 'A waiting request times out after a second.',
  },
  {
    pattern: /\bbeside\b/,
    instead: 'next to, alongside, with, compared with',
    before: 'Errors stand beside the data.',
    after: 'Errors stand next to the data.',
  },
  {
    pattern: /\bunder way\b/,
    instead: 'in flight, in progress, pending',
    before: 'Ten requests are under way.',
    after: 'Ten requests are in flight.',
  },
  {
    pattern: /\bput together\b|\bmakes? anew\b|\bmakes? of\b|\banew\b/,
    instead: 'compose, build, again',
    before: 'The search starts anew.',
    after: 'The search starts again.',
  },
  {
    pattern: /\bso that\b.*\bso that\b|, which (?:is|are|has|have)\b.*, which\b/,
    instead: 'two sentences',
    before: 'It waits, so that the token arrives, so that no read fails.',
    after: 'It waits for the token. Otherwise, reads would fail.',
  },
  {
    pattern: /\b[Tt]here (?:is|are) (?:no|nothing|none|nobody)\b.*\bthat\b/,
    instead: 'negate the verb',
    before: 'There is nothing that a caller could do.',
    after: 'A caller can do nothing.',
  },
  {
    pattern: /\b(?:nobody|whoever|whomever|what else|each other's|one another's)\b/i,
    instead: 'name the actor',
    before: 'Whoever reaches the port reads the metrics.',
    after: 'Any client that reaches the port can read the metrics.',
  },
  {
    pattern: /\bjudged out of\b|\bheld (?:by|to)\b|\bholds? (?:that|both|it)\b/,
    instead: 'covered by, enforced by, checked against',
    before: 'An operation is held to its price.',
    after: 'The budget of an operation is enforced.',
  },
  {
    pattern: /\bmend(?:s|ed|ing)?\b/,
    instead: 'fix',
    before: 'This mends the order.',
    after: 'This fixes the order.',
  },
  {
    pattern:
      /\b(?:un)?(?:authoris|normalis|serialis|recognis|organis|summaris|initialis|minimis|synchronis|optimis|anonymis|canonicalis)(?:e|es|ed|ing|er|ation)\b|\b(?:behaviour|colour|favour|honour|neighbour|catalogue|centre|licence|cancelling|labelled|labelling)s?\b(?!\.\w)/i,
    instead: 'the American spelling',
    before: 'The behaviour of labelled records.',
    after: 'The behavior of labeled records.',
  },
];
