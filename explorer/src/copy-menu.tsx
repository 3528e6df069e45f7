/** The menu that copies the current operation as curl, TypeScript or a trusted document. */
import { DropdownMenu } from '@graphiql/react';
import { useEffect, useState } from 'react';
import { announce } from './announcement.ts';
import { fitsTemplate, writeCurl, writeManifest, writeTypeScript } from './copied-texts.ts';
import { GRAPH_URL } from './gateway.ts';
import type { Operation } from './operation.ts';

interface CopyMenuProps {
  /** Null while the editor has no operation that can be read. */
  readonly operation: Operation | null;
  readonly needsToken: boolean;
}

/** How long the button says that a text was copied. */
const FEEDBACK_MS = 2_000;

type Outcome = 'Copied' | 'Not copied';

export function CopyMenu({ operation, needsToken }: CopyMenuProps) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  useEffect(() => {
    if (outcome === null) return undefined;
    const end = setTimeout(() => setOutcome(null), FEEDBACK_MS);
    return () => clearTimeout(end);
  }, [outcome]);

  const copy = async (format: string, write: () => string | Promise<string>): Promise<void> => {
    try {
      await navigator.clipboard.writeText(await write());
      setOutcome('Copied');
      announce(`Copied as ${format}`);
    } catch {
      setOutcome('Not copied');
      announce('Not copied. The browser allows this only over HTTPS or from localhost.');
    }
  };

  return (
    <DropdownMenu>
      <DropdownMenu.Button className="copy" disabled={operation === null}>
        {outcome ?? 'Copy as…'}
      </DropdownMenu.Button>
      <DropdownMenu.Content align="end" className="copy-formats">
        {operation !== null &&
          formatsOf(operation, needsToken).map(({ title, about, obstacle = null, write }) => (
            <DropdownMenu.Item
              key={title}
              disabled={obstacle !== null}
              onSelect={() => void copy(title, write)}
            >
              <strong>{title}</strong>
              <span>{obstacle ?? about}</span>
            </DropdownMenu.Item>
          ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  );
}

interface Format {
  readonly title: string;
  readonly about: string;
  /** Why the operation cannot be written in this format; null if it can. */
  readonly obstacle?: string | null;
  readonly write: () => string | Promise<string>;
}

function formatsOf(operation: Operation, needsToken: boolean): readonly Format[] {
  const { name } = operation;
  const nameless = name === null ? 'Name the operation first' : null;
  const unfit = fitsTemplate(operation)
    ? null
    : String.raw`Move texts with \ or ${'${'} into variables first`;
  return [
    {
      title: 'curl',
      about: 'For a shell, with $TOKEN in place of the token',
      write: () => writeCurl(operation, { url: GRAPH_URL, needsToken }),
    },
    {
      title: 'TypeScript',
      about: 'For GraphQL Code Generator and Apollo Client',
      obstacle: nameless ?? unfit,
      write: () => writeTypeScript(operation, name ?? ''),
    },
    {
      title: 'Trusted document',
      about: 'A manifest for TRUSTED_DOCUMENTS',
      obstacle: nameless,
      write: () => writeManifest(operation, name ?? ''),
    },
  ];
}
