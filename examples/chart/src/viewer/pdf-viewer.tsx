/** Shows a PDF: a toolbar, and all pages below each other. */
import type { PDFDocumentProxy } from 'pdfjs-dist';
import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { Skeleton } from '../parts/skeleton.tsx';
import { formatCount, formatNumber } from '../formatting.ts';
import { PageView, type PageSize } from './page-view.tsx';
import { openPdf, type PdfProblem } from './pdf-file.ts';
import { ScrollArea } from './scroll-area.tsx';
import { Toolbar } from './toolbar.tsx';
import { scaleOf, useZoom, type Zoom } from './zoom.ts';
import './viewer.css';

interface Props {
  readonly bytes: Uint8Array;
  /** The title of the document. */
  readonly title: string;
  /** The buttons that open or download the document. */
  readonly actions: ReactNode;
}

type State =
  | { readonly kind: 'loading' }
  | { readonly kind: PdfProblem }
  | { readonly kind: 'open'; readonly pdf: PDFDocumentProxy; readonly size: PageSize };

/** A document can claim to have millions of pages. */
const MAX_PAGES = 2000;

const PROBLEMS: Readonly<Record<PdfProblem, string>> = {
  broken: 'The file is damaged, or is not a PDF.',
  encrypted: 'The file is protected with a password.',
  'no-viewer': 'The viewer could not be loaded.',
  form: 'The file is an interactive form, which browsers cannot display.',
  slow: 'The file takes too long to display.',
};

export function PdfViewer({ bytes, title, actions }: Props) {
  const [state, setState] = useState<State>({ kind: 'loading' });

  useEffect(() => {
    const aborter = new AbortController();
    const load = async () => {
      const next = await open(bytes, aborter.signal);
      if (!aborter.signal.aborted) setState(next);
    };
    void load();
    return () => aborter.abort();
  }, [bytes]);

  if (state.kind === 'loading') return <Skeleton what="the pages" lines={10} />;
  if (state.kind === 'open') return <Pages {...state} title={title} actions={actions} />;
  return (
    <div className="failure" role="alert">
      <p>
        <b>This PDF cannot be displayed here.</b> {PROBLEMS[state.kind]} Download it to open it in another
        program.
      </p>
      <div className="viewer-actions">{actions}</div>
    </div>
  );
}

async function open(bytes: Uint8Array, signal: AbortSignal): Promise<State> {
  const opened = await openPdf(bytes.slice(), signal);
  if (opened.kind !== 'open') return opened;
  try {
    const page = await opened.pdf.getPage(1);
    return { ...opened, size: page.getViewport({ scale: 1 }) };
  } catch {
    return { kind: 'broken' };
  }
}

interface PagesProps extends Omit<Props, 'bytes'> {
  readonly pdf: PDFDocumentProxy;
  readonly size: PageSize;
}

function Pages({ pdf, size, title, actions }: PagesProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const hintId = useId();
  const count = Math.min(pdf.numPages, MAX_PAGES);
  const [number, setNumber] = useState(1);
  const [rotation, setRotation] = useState(0);
  const { zoom, width, setZoom, step } = useZoom(scroller);
  const scale = scaleOf(zoom, width, rotation % 180 === 0 ? size.width : size.height);
  const rotate = () => setRotation((degrees) => (degrees + 90) % 360);

  // A change of size moves the pages. Scroll back to the visible one.
  const shown = useRef({ number: 1, scale, rotation });
  useLayoutEffect(() => {
    if (shown.current.scale !== scale || shown.current.rotation !== rotation)
      scrollTo(scroller.current, shown.current.number);
    shown.current = { number: shown.current.number, scale, rotation };
  }, [scale, rotation]);

  const goToPage = (wanted: number) => {
    const next = Math.min(Math.max(wanted, 1), count);
    shown.current.number = next;
    setNumber(next);
    scrollTo(scroller.current, next);
  };
  const onScroll = () => {
    shown.current.number = visiblePageOf(scroller.current);
    setNumber(shown.current.number);
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowRight: () => goToPage(number + 1),
    ArrowLeft: () => goToPage(number - 1),
    Home: () => goToPage(1),
    End: () => goToPage(count),
    '+': () => step(scale, 1),
    '-': () => step(scale, -1),
    '0': () => setZoom('fit'),
    r: rotate,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };

  return (
    <div className="viewer">
      <Toolbar
        number={number}
        count={count}
        zoom={zoom}
        scale={scale}
        onPage={goToPage}
        onZoom={(next: Zoom) => setZoom(next)}
        onStep={(direction) => step(scale, direction)}
        onRotate={rotate}
        actions={actions}
      />
      {count < pdf.numPages && (
        <p className="notice strong">
          Only the first {formatNumber(count)} of {formatCount(pdf.numPages, 'page')} are displayed. Download
          the document to read all.
        </p>
      )}
      <ScrollArea
        ref={scroller}
        label={`Pages of ${title}`}
        describedBy={hintId}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        {width > 0 &&
          Array.from({ length: count }, (_, index) => (
            <PageView
              key={index}
              pdf={pdf}
              number={index + 1}
              scale={scale}
              rotation={rotation}
              size={size}
              scroller={scroller}
            />
          ))}
      </ScrollArea>
      <p id={hintId} className="unseen">
        Left and right arrow turn the page, plus and minus zoom, 0 fits the width, R rotates.
      </p>
    </div>
  );
}

function pagesIn(scroller: HTMLElement | null): readonly HTMLElement[] {
  return [...(scroller?.querySelectorAll<HTMLElement>('.pdf-page') ?? [])];
}

function scrollTo(scroller: HTMLElement | null, number: number): void {
  const page = pagesIn(scroller)[number - 1];
  if (page !== undefined) scroller?.scrollTo({ top: page.offsetTop - GAP_PX });
}

/** The space above a page. */
const GAP_PX = 12;

/** Returns the number of the last page that starts above the middle of the visible part. */
function visiblePageOf(scroller: HTMLElement | null): number {
  if (scroller === null) return 1;
  const { scrollTop, clientHeight, scrollHeight } = scroller;
  const pages = pagesIn(scroller);
  // The last pages can be too short to reach the middle.
  if (scrollTop + clientHeight >= scrollHeight - 1) return pages.length;
  const middle = scrollTop + clientHeight / 2;
  return Math.max(1, pages.findLastIndex(({ offsetTop }) => offsetTop <= middle) + 1);
}
