/** Reads code status from a Consent. */
import {
  type CodeStatusKind,
  isAdvanceCareDirective,
  isOtherConsent,
  kindInConsent,
  mentionsOrder,
} from './code-status-codes.ts';
import {
  type CodeStatusContent,
  contentOf,
  joinedWords,
  listed,
  type Statement,
  statementsOf,
} from './code-status-content.ts';
import { wordsOf } from './quantities.ts';
import { object, objects, text } from './shape.ts';
import type { Consent, ConsentProvision, Stored } from './types.ts';

/** A record in force that may or may not be about resuscitation. */
export const NOT_UNDERSTOOD = 'NOT_UNDERSTOOD';

/** @param isEpic whether Consent is the server's API of code status, so that one of an unknown kind may be an order */
export function contentOfConsent(
  consent: Stored<Consent>,
  { isEpic }: { readonly isEpic: boolean },
): CodeStatusContent | typeof NOT_UNDERSTOOD | null {
  const categories = objects(consent.category);
  const provision = object(consent.provision);
  const provided = provision === null ? [] : providedBy(provision);
  const kind = kindOf(consent, provided, isEpic);
  if (kind === null || kind === NOT_UNDERSTOOD) return kind;
  const prefix = prefixOf(provision, '');
  const title = text(consent.sourceAttachment?.title);
  const candidates = [
    provided,
    statementsOf(listed(consent.policyRule), prefix),
    statementsOf(categories, prefix),
    title === null ? [] : statementsOf([{ text: title }], prefix),
  ];
  const statements = candidates.find((one) => wordsIn(one) !== null) ?? [];
  return contentOf(kind, statements, wordsIn(statements));
}

/**
 * The category decides before the provisions do, so that a directive that mentions "DNR" remains a document. A Consent that mentions an order,
 * and is not known to be one, may still be one.
 */
function kindOf(
  consent: Stored<Consent>,
  provided: readonly Statement[],
  isEpic: boolean,
): CodeStatusKind | typeof NOT_UNDERSTOOD | null {
  const byCategory = kindInConsent(objects(consent.category));
  if (byCategory !== null) return byCategory;
  const said = kindInConsent([...provided.map(({ concept }) => concept), ...listed(consent.policyRule)]);
  const mayBeOrder = said === 'ORDER' || mentionsOrder(wordingOf(consent));
  if (isOther(consent)) return mayBeOrder ? NOT_UNDERSTOOD : null;
  if (said !== null) return said;
  if (isAdvanceCareDirective(object(consent.scope) ?? {})) return 'DOCUMENT';
  return isEpic || mayBeOrder ? NOT_UNDERSTOOD : null;
}

/** Returns the elements in which a Consent can say what it is about. */
function wordingOf({
  category,
  provision,
  policyRule,
  sourceAttachment,
  sourceReference,
}: Stored<Consent>): unknown {
  return [category, provision, policyRule, sourceAttachment?.title, sourceReference?.display];
}

function isOther({ scope, category }: Stored<Consent>): boolean {
  return isOtherConsent(object(scope) ?? {}, objects(category));
}

const DENY = 'deny ';

/** A provision can have others within, which can be of another type. */
function providedBy(provision: ConsentProvision, around = ''): Statement[] {
  const prefix = prefixOf(provision, around);
  return [
    ...statementsOf(objects(provision.code), prefix),
    ...objects(provision.provision).flatMap((inner) => providedBy(inner, prefix)),
  ];
}

function prefixOf(provision: ConsentProvision | null, around: string): string {
  const type = text(provision?.type);
  if (type === null) return around;
  return type === 'deny' ? DENY : '';
}

/** A denial of "CPR" and one of "DNR" differ, so the text has both elements. */
function wordsIn(statements: readonly Statement[]): string | null {
  return joinedWords(
    statements.map(({ concept, prefix }) => {
      const words = wordsOf(concept);
      return words !== null && prefix === DENY ? `${words} (provision type: deny)` : words;
    }),
  );
}
