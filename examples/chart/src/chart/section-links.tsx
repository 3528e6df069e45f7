/** The links to the sections. They mark the section on the screen, how much each has, and which failed to load. */
import { type MouseEvent, useEffect, useRef, useState } from 'react';
import { formatNumber } from '../formatting.ts';
import type { SectionState } from './section-card.tsx';
import { SECTIONS } from './sections.tsx';

interface Props {
  readonly states: ReadonlyMap<string, SectionState>;
}

export function SectionLinks({ states }: Props) {
  const [active, setActive] = useState(SECTIONS[0]?.id);
  const list = useRef<HTMLUListElement>(null);
  const chosen = useRef<string>(undefined);

  useEffect(() => {
    const mark = () => setActive(findActive(chosen.current));
    // Each step of a section into or out of the screen calls `mark`.
    const observer = new IntersectionObserver(mark, { threshold: [0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1] });
    for (const element of sectionElements()) observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // On a narrow screen, the links are a row that scrolls sideways.
  useEffect(() => {
    const link = list.current?.querySelector<HTMLElement>(`[href="#${active}"]`);
    if (link) list.current?.scrollTo({ left: link.offsetLeft - link.offsetWidth / 2 });
  }, [active]);

  // Following the link would put a fragment into the address, and an entry without a key into the history.
  const show = (event: MouseEvent, id: string) => {
    event.preventDefault();
    chosen.current = id;
    setActive(id);
    document.getElementById(`${id}-heading`)?.focus({ preventScroll: true });
    document.getElementById(id)?.scrollIntoView();
  };

  return (
    <nav className="section-links" aria-label="Sections">
      <ul ref={list}>
        {SECTIONS.map(({ id, title }) => (
          <li key={id}>
            <a
              href={`#${id}`}
              aria-current={id === active ? 'location' : undefined}
              onClick={(event) => show(event, id)}
            >
              {title} <Amount state={states.get(id)} />
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Amount({ state }: { state: SectionState | undefined }) {
  if (state?.kind === 'failed')
    return (
      <span className="badge warn">
        <span aria-hidden="true">!</span>
        <span className="unseen">not loaded</span>
      </span>
    );
  if (state?.kind !== 'loaded' || state.count === undefined) return null;
  return (
    <span className="amount">
      {formatNumber(state.count)}
      {state.hasMore === true && '+'}
    </span>
  );
}

function sectionElements(): readonly HTMLElement[] {
  return SECTIONS.flatMap(({ id }) => document.getElementById(id) ?? []);
}

/** Returns the chosen section while it is on the screen; otherwise the first section below the header. */
function findActive(chosen: string | undefined): string | undefined {
  const elements = sectionElements();
  const [first] = elements;
  if (first === undefined) return undefined;
  const top = Number.parseFloat(getComputedStyle(first).scrollMarginBlockStart) + 40;
  const visible = elements.filter((element) => {
    const box = element.getBoundingClientRect();
    return box.bottom > top && box.top < globalThis.innerHeight;
  });
  return (visible.find(({ id }) => id === chosen) ?? visible[0])?.id;
}
