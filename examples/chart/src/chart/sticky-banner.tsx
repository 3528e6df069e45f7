/** The chart header at the top of the page. Once the page is scrolled, it stays there without its details, which a button shows. */
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { Banner } from './banner.tsx';

export function StickyBanner() {
  const [isScrolled, setIsScrolled] = useState(false);
  const [isExpanded, setIsExpanded] = useState(false);
  const [width, setWidth] = useState(0);
  const start = useRef<HTMLDivElement>(null);
  const header = useRef<HTMLElement>(null);
  const id = useId();
  const isCompact = isScrolled && !isExpanded;

  useEffect(() => {
    if (start.current === null || header.current === null) return;
    const scrolling = new IntersectionObserver(([entry]) => {
      const hasLeft = entry !== undefined && !entry.isIntersecting && entry.boundingClientRect.top < 0;
      setIsScrolled(hasLeft);
      if (!hasLeft) setIsExpanded(false);
    });
    const resizing = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    scrolling.observe(start.current);
    resizing.observe(header.current);
    return () => {
      scrolling.disconnect();
      resizing.disconnect();
    };
  }, []);

  // The compact header leaves the space of the full one below it. Otherwise, the page would jump, and the header flicker between the two.
  useLayoutEffect(() => {
    const element = header.current;
    if (element === null) return;
    element.classList.remove('compact');
    const full = element.offsetHeight;
    element.classList.add('compact');
    const compact = element.offsetHeight;
    element.classList.toggle('compact', isCompact);
    element.style.marginBlockEnd = isCompact ? `${full - compact}px` : '';
    element.parentElement?.style.setProperty('--banner-height', `${compact}px`);
  });

  return (
    <>
      <div ref={start} aria-hidden="true" />
      <header
        ref={header}
        id={id}
        className={isCompact ? 'banner compact' : 'banner'}
        data-width={width}
        aria-label="Patient"
      >
        <Banner
          button={
            isScrolled && (
              <button
                type="button"
                className="quiet expand"
                aria-expanded={isExpanded}
                aria-controls={id}
                onClick={() => setIsExpanded(!isExpanded)}
              >
                {isExpanded ? 'Less' : 'Details'}
              </button>
            )
          }
        />
      </header>
    </>
  );
}
