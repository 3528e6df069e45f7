/** The card of a section: its heading, and what the section links need to know of it. */
import { createContext, type ReactNode, type RefObject, use, useEffect } from 'react';

/** How much of a section is loaded. */
export type SectionState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }
  /** `count` is undefined in a section that is no list; `hasMore` is true if the list has further pages. */
  | { readonly kind: 'loaded'; readonly count?: number; readonly hasMore?: boolean };

interface SectionFacts {
  readonly id: string;
  readonly title: string;
  readonly report: (state: SectionState) => void;
}

const SectionContext = createContext<SectionFacts | null>(null);

/** Tells the components in it which row of the table of sections they show. */
export const SectionScope = SectionContext;

export function useSection(): SectionFacts {
  const facts = use(SectionContext);
  if (facts === null) throw new Error('Expected the component to be rendered inside a section.');
  return facts;
}

interface Props {
  readonly state: SectionState;
  /** For a section that moves the focus to its heading, such as after "Try again". */
  readonly headingRef?: RefObject<HTMLHeadingElement | null>;
  readonly children: ReactNode;
}

export function SectionCard({ state, headingRef, children }: Props) {
  const { id, title, report } = useSection();
  const { kind } = state;
  const count = state.kind === 'loaded' ? state.count : undefined;
  const hasMore = state.kind === 'loaded' ? state.hasMore : undefined;

  useEffect(() => {
    report(
      kind === 'loaded'
        ? { kind, ...(count !== undefined && { count }), ...(hasMore !== undefined && { hasMore }) }
        : { kind },
    );
  }, [report, kind, count, hasMore]);

  return (
    <section className="card" aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`} ref={headingRef} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </section>
  );
}
