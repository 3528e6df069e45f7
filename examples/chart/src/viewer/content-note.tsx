/** A note in place of the content of a document, with the buttons that help. */
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function ContentNote({ title, actions, children }: Props) {
  return (
    <div className="failure" role="alert">
      <p>
        <b>{title}</b> {children}
      </p>
      {actions !== undefined && actions !== false && <div className="viewer-actions">{actions}</div>}
    </div>
  );
}
