/** The buttons above the pages of a PDF. */
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import { formatNumber } from '../formatting.ts';
import { formatScale, type Zoom } from './zoom.ts';

interface Props {
  /** The visible page. */
  readonly number: number;
  readonly count: number;
  readonly zoom: Zoom;
  readonly scale: number;
  readonly onPage: (number: number) => void;
  readonly onZoom: (zoom: Zoom) => void;
  readonly onStep: (direction: 1 | -1) => void;
  readonly onRotate: () => void;
  readonly actions: ReactNode;
}

export function Toolbar({ number, count, zoom, scale, onPage, onZoom, onStep, onRotate, actions }: Props) {
  return (
    <div className="viewer-tools" role="group" aria-label="Document tools">
      <div>
        <Tool
          name="Previous page"
          icon="M10 3 5 8l5 5"
          isOff={number <= 1}
          onPress={() => onPage(number - 1)}
        />
        <PageField number={number} count={count} onPage={onPage} />
        <Tool
          name="Next page"
          icon="m6 3 5 5-5 5"
          isOff={number >= count}
          onPress={() => onPage(number + 1)}
        />
      </div>
      <div>
        <Tool name="Zoom out" icon="M3 8h10" onPress={() => onStep(-1)} />
        <span className="viewer-scale" role="status" aria-label="Zoom">
          {formatScale(scale)}
        </span>
        <Tool name="Zoom in" icon="M3 8h10M8 3v10" onPress={() => onStep(1)} />
      </div>
      <div>
        <button
          type="button"
          className="tool text"
          aria-pressed={zoom === 'fit'}
          onClick={() => onZoom('fit')}
        >
          Fit width
        </button>
        <Tool name="Rotate" icon="M12.5 6A5 5 0 1 0 13 9M13 2.5V6H9.5" onPress={onRotate} />
      </div>
      <div className="viewer-actions">{actions}</div>
    </div>
  );
}

interface ToolProps {
  readonly name: string;
  /** The path of the icon, in a square of 16. */
  readonly icon: string;
  /** Whether pressing does nothing now. The button keeps the focus. */
  readonly isOff?: boolean;
  readonly onPress: () => void;
}

function Tool({ name, icon, isOff = false, onPress }: ToolProps) {
  return (
    <button
      type="button"
      className="tool"
      title={name}
      aria-label={name}
      aria-disabled={isOff}
      onClick={onPress}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d={icon} />
      </svg>
    </button>
  );
}

interface PageFieldProps {
  readonly number: number;
  readonly count: number;
  readonly onPage: (number: number) => void;
}

function PageField({ number, count, onPage }: PageFieldProps) {
  const id = useId();
  /** Null unless somebody is typing. */
  const [typed, setTyped] = useState<string | null>(null);
  const go = () => {
    const wanted = Number.parseInt(typed ?? '', 10);
    if (!Number.isNaN(wanted)) onPage(wanted);
    setTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') go();
  };
  return (
    <span className="viewer-number">
      <label htmlFor={id}>Page</label>
      <input
        id={id}
        inputMode="numeric"
        autoComplete="off"
        value={typed ?? String(number)}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={go}
        onKeyDown={onKeyDown}
      />
      <span>of {formatNumber(count)}</span>
    </span>
  );
}
