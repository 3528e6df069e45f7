/** The part of a viewer that scrolls, with the pages in it. */
import type { KeyboardEvent, ReactNode, Ref } from 'react';

interface Props {
  readonly ref?: Ref<HTMLDivElement>;
  /** The accessible name. */
  readonly label: string;
  /** The id of the element that lists the keys; undefined if the keys only scroll. */
  readonly describedBy?: string;
  readonly onScroll?: () => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly children: ReactNode;
}

export function ScrollArea({ ref, label, describedBy, onScroll, onKeyDown, children }: Props) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys scroll it, so it is interactive
    <div
      ref={ref}
      className="viewer-pages"
      role="region"
      aria-label={label}
      aria-describedby={describedBy}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without the focus, no key could scroll it
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  );
}
