/** Reads code status from a Consent. */
import {
  type CodeStatusKind,
  isAdvanceCareDirective,
  isOtherConsent,
  kindInConsent,
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
  const kind = kindOf(consent, provided) ?? (isEpic && !isOther(consent) ? NOT_UNDERSTOOD : null);
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

/** The category decides before the provisions do, so that a directive that mentions "DNR" remains a document. */
function kindOf(consent: Stored<Consent>, provided: readonly Statement[]): CodeStatusKind | null {
  const byCategory = kindInConsent(objects(consent.category));
  if (byCategory !== null) return byCategory;
  if (isOther(consent)) return null;
  const said = [...provided.map(({ concept }) => concept), ...listed(consent.policyRule)];
  return kindInConsent(said) ?? (isAdvanceCareDirective(object(consent.scope) ?? {}) ? 'DOCUMENT' : null);
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
