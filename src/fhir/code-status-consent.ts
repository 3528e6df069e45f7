import {
  type CodeStatusKind,
  isAdvanceCareDirective,
  isOtherConsent,
  kindInConsent,
  mentionsOrderInConsent,
} from './code-status-codes.ts';
import {
  asList,
  type CodeStatusConcept,
  type CodeStatusContent,
  contentOf,
  joinTexts,
  withPrefix,
} from './code-status-content.ts';
import { spelledAsCode } from './codes.ts';
import { hasContent, readObject, readObjects, readText } from './lenient-read.ts';
import { conceptOrText } from './quantities.ts';
import type { Consent, ConsentProvision, Stored } from './types.ts';

/** Marks a record in force that may or may not be about resuscitation. */
export const NOT_UNDERSTOOD = 'NOT_UNDERSTOOD';

/**
 * Returns the code status in a Consent; null if it is about something else.
 * @param isEpic Epic exposes code status as Consent, so an unknown kind of Consent may be an order
 */
export function contentOfConsent(
  consent: Stored<Consent>,
  { isEpic }: { readonly isEpic: boolean },
): CodeStatusContent | typeof NOT_UNDERSTOOD | null {
  const categories = readObjects(consent.category);
  const provision = readObject(consent.provision);
  const provided = provision === null ? [] : providedBy(provision);
  const kind = kindOf(consent, provided, isEpic);
  if (kind === null || kind === NOT_UNDERSTOOD) return kind;
  const prefix = prefixOf(provision, '');
  const title = readText(consent.sourceAttachment?.title);
  const candidates = [
    provided,
    withPrefix(asList(consent.policyRule), prefix),
    withPrefix(categories, prefix),
    title === null ? [] : withPrefix([{ text: title }], prefix),
  ];
  const statements = candidates.find((one) => wordsIn(one) !== null) ?? [];
  return contentOf(kind, statements, wordsIn(statements));
}

/**
 * The category takes precedence over the provisions, so a directive that mentions "DNR" remains a document. A Consent that mentions an order
 * may be one, even if its codes do not say so.
 */
function kindOf(
  consent: Stored<Consent>,
  provided: readonly CodeStatusConcept[],
  isEpic: boolean,
): CodeStatusKind | typeof NOT_UNDERSTOOD | null {
  const byCategory = kindInConsent(readObjects(consent.category));
  if (byCategory !== null) return byCategory;
  const kindOfContent = kindInConsent([
    ...provided.map(({ concept }) => concept),
    ...asList(consent.policyRule),
  ]);
  const mayBeOrder = kindOfContent === 'ORDER' || mentionsOrderInConsent(wordingOf(consent));
  if (isOther(consent)) return mayBeOrder ? NOT_UNDERSTOOD : null;
  if (kindOfContent !== null) return kindOfContent;
  if (isAdvanceCareDirective(readObject(consent.scope) ?? {})) return 'DOCUMENT';
  return isEpic || mayBeOrder ? NOT_UNDERSTOOD : null;
}

/** Returns the elements that can say what a Consent is about. */
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
  return isOtherConsent(readObject(scope) ?? {}, readObjects(category));
}

/** Collects the codes of a provision and its nested provisions, each of which can have its own type. */
function providedBy(provision: ConsentProvision, outerPrefix = ''): CodeStatusConcept[] {
  const prefix = prefixOf(provision, outerPrefix);
  return [
    ...withPrefix(readObjects(provision.code), prefix),
    ...readObjects(provision.provision).flatMap((inner) => providedBy(inner, prefix)),
  ];
}

function prefixOf(provision: ConsentProvision | null, outerPrefix: string): string {
  const type = provision?.type;
  // The extensions can say that the type is masked.
  const extensions = provision !== null && '_type' in provision ? provision['_type'] : null;
  if (!hasContent(type ?? extensions)) return outerPrefix;
  const code = spelledAsCode(type) ?? 'not readable';
  return code === 'permit' ? '' : `${code} `;
}

/** Shows each provision type except permit with the words, because denying "CPR" differs from denying "DNR". */
function wordsIn(statements: readonly CodeStatusConcept[]): string | null {
  return joinTexts(
    statements.map(({ concept, prefix }) => {
      const words = conceptOrText(concept);
      return words === null || prefix === '' ? words : `${words} (provision type: ${prefix.trim()})`;
    }),
  );
}
