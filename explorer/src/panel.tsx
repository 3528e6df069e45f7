/** The entries of the panel: each response's FHIR requests, cost, warnings and errors. */
import { useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { elementBy } from './layout.tsx';
import { type Entry, type ReceivedResponse, useEntries } from './responses.ts';
import { countWaves, Waves } from './waves.tsx';

export function Responses() {
  const entries = useEntries();
  const content =
    entries.length === 0 ? (
      <p className="empty">Run an operation to see its FHIR requests, cost and warnings.</p>
    ) : (
      entries.map((entry, index) => <EntryDetails key={entry.id} entry={entry} isLatest={index === 0} />)
    );
  return createPortal(content, elementBy('#responses'));
}

/** The entries share a name: opening one closes the others. A browser closes a new one that is inserted open, so it opens afterwards. */
function EntryDetails({ entry, isLatest }: { readonly entry: Entry; readonly isLatest: boolean }) {
  const { title, outcome, received } = entry;
  const details = useRef<HTMLDetailsElement>(null);
  useLayoutEffect(() => {
    if (isLatest) details.current?.setAttribute('open', '');
  }, [isLatest]);
  return (
    <details ref={details} name="response">
      <summary>
        <span className="name">{title}</span>
        <span className={`outcome ${outcome}`}>{outcome}</span>
      </summary>
      {received === null ? (
        <p>The gateway does not respond. Check that it is running.</p>
      ) : (
        <Received {...received} />
      )}
    </details>
  );
}

function Received({ status, ms, response }: ReceivedResponse) {
  const { errors = [], extensions: { fhir } = {} } = response;
  const upstream = fhir?.upstream ?? [];
  return (
    <>
      <dl>
        <Fact
          term="FHIR requests"
          value={fhir === undefined ? 'none' : formatSent(fhir.requests, countWaves(upstream))}
        />
        <Fact
          term="Estimated cost"
          value={fhir === undefined ? '–' : formatEstimate(fhir.estimatedRequests)}
        />
        <Fact term="Response time" value={`${ms} ms`} />
        {status !== 200 && <Fact term="HTTP status" value={String(status)} />}
      </dl>
      {upstream.length > 0 && <Waves upstream={upstream} />}
      <Messages
        title="Errors"
        messages={errors.map(({ extensions: { code = 'no code' } = {}, path = [], message }) => ({
          code,
          where: path.join('.'),
          message,
        }))}
      />
      <Messages
        title="Warnings"
        messages={(fhir?.warnings ?? []).map(({ code, resourceType, message }) => ({
          code,
          where: resourceType,
          message,
        }))}
      />
    </>
  );
}

function Fact({ term, value }: { readonly term: string; readonly value: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function formatSent(requests: number, waves: number): string {
  return waves < 2 ? String(requests) : `${requests} in ${waves} waves`;
}

function formatEstimate(count: number | null): string {
  if (count === null) return 'not estimated';
  return count === 1 ? '1 request' : `${count} requests`;
}

interface Message {
  readonly code: string;
  readonly where: string;
  readonly message: string;
}

function Messages({ title, messages }: { readonly title: string; readonly messages: readonly Message[] }) {
  if (messages.length === 0) return null;
  return (
    <>
      <p className="title" aria-hidden="true">
        {title}
      </p>
      <ul className={title.toLowerCase()} aria-label={title}>
        {messages.map(({ code, where, message }) => (
          <li key={`${code} ${where} ${message}`}>
            <code>{code}</code> <span className="where">{where}</span>
            <p>{message}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
