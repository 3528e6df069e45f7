/** Shows what the current operation would cost, and which fields cost most. */
import { type FocusEvent, type KeyboardEvent, useRef } from 'react';
import type { Price } from './price.ts';

/** The gateway counts up to this. */
const UNCOUNTABLE = 1_000_000_000;

/** @param price null while it is unknown */
export function PriceView({ price }: { readonly price: Price | null }) {
  const details = useRef<HTMLDetailsElement>(null);
  const close = (): void => details.current?.removeAttribute('open');
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close();
  };
  const onBlur = ({ relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node && details.current?.contains(relatedTarget) === true)) close();
  };
  if (price?.estimatedRequests === undefined || price.estimatedRequests === null) {
    return (
      <span className="price unknown" title="The estimated FHIR requests of the operation, before it runs">
        <span className="term">Price</span> –
      </span>
    );
  }
  const { estimatedRequests, maxRequests, costliest } = price;
  const isTooExpensive = maxRequests !== null && estimatedRequests > maxRequests;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- closes what its summary opens
    <details ref={details} className="price" onKeyDown={onKeyDown} onBlur={onBlur}>
      <summary className={isTooExpensive ? 'excessive' : ''}>
        <span className="term">Price</span> {formatFigure(estimatedRequests)}
        {maxRequests !== null && ` of ${maxRequests}`}
        <span className="unit"> FHIR requests</span>
        {isTooExpensive && <strong>Too many</strong>}
      </summary>
      <div className="popover">
        <p>
          {isTooExpensive
            ? 'The gateway would refuse this operation. It would send up to '
            : 'If it runs, this operation sends up to '}
          {formatFigure(estimatedRequests)} FHIR {estimatedRequests === 1 ? 'request' : 'requests'}
          {maxRequests !== null && `, and ${maxRequests} are allowed`}.
        </p>
        {costliest.length > 0 && (
          <table>
            <caption>Most requests</caption>
            <tbody>
              {costliest.map(({ field, requests }) => (
                <tr key={field}>
                  <th scope="row">{field}</th>
                  <td>{formatFigure(requests)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </details>
  );
}

function formatFigure(requests: number): string {
  return requests >= UNCOUNTABLE ? 'countless' : String(requests);
}
