/** A dialog over the chart, such as a note. The header of its patient is on top. Closing it goes back in the history. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { goBack } from '../navigation.ts';
import { Banner } from './banner.tsx';
import './chart-dialog.css';

interface Props {
  readonly isOpen: boolean;
  readonly title: string;
  /** `wide` suits pages of a document. */
  readonly width?: 'text' | 'wide';
  /** Buttons next to "Close". */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function ChartDialog({ isOpen, title, width = 'text', actions, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const titleId = useId();

  useEffect(() => {
    if (!isOpen) dialog.current?.close();
    else if (dialog.current?.open === false) {
      dialog.current.showModal();
      // Not the first element that takes the focus, which can be the patient header.
      heading.current?.focus();
    }
  }, [isOpen]);

  // Escape closes the dialog without the app, so go back in the history too.
  const onClose = () => {
    if (isOpen) goBack();
  };

  return (
    <dialog ref={dialog} className={`chart-dialog ${width}`} aria-labelledby={titleId} onClose={onClose}>
      {isOpen && (
        <>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls on small screens, for which keys need the focus */}
          <div className="banner compact" role="region" aria-label="Patient" tabIndex={0}>
            <Banner isInDialog />
          </div>
          <div className="dialog-top">
            <h2 id={titleId} ref={heading} tabIndex={-1}>
              {title}
            </h2>
            <p className="dialog-actions">
              {actions}
              <button type="button" onClick={goBack}>
                Close
              </button>
            </p>
          </div>
          <div className="dialog-body">{children}</div>
        </>
      )}
    </dialog>
  );
}
