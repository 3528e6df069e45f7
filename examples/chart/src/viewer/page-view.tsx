/** One page of a PDF: a picture, and its text above it, for selection and screen readers. Drawn only while it is near the visible part. */
import { type PDFDocumentProxy, type PDFPageProxy, TextLayer } from 'pdfjs-dist';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { formatNumber } from '../formatting.ts';

export interface PageSize {
  readonly width: number;
  readonly height: number;
}

interface Props {
  readonly pdf: PDFDocumentProxy;
  /** From 1. */
  readonly number: number;
  /** CSS pixels per unit of the PDF. */
  readonly scale: number;
  /** Added to the rotation of the page, in degrees. */
  readonly rotation: number;
  /** The size of the first page, used until this page is loaded. */
  readonly size: PageSize;
  /** The element that scrolls. */
  readonly scroller: RefObject<HTMLElement | null>;
}

type Drawing = 'waiting' | 'drawn' | 'without text' | 'failed';

/** Pages within this distance of the visible part are drawn. */
const MARGIN = '800px 0px';
/** A browser refuses larger canvases, or runs out of memory. The picture is less sharp then. */
const MAX_CANVAS_PIXELS = 24_000_000;

export function PageView({ pdf, number, scale, rotation, size, scroller }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const isNear = useIsNear(frame, scroller);
  const [page, setPage] = useState<PDFPageProxy | null>(null);
  const [drawing, setDrawing] = useState<Drawing>('waiting');

  useEffect(() => {
    if (!isNear || page !== null) return undefined;
    let isCurrent = true;
    pdf.getPage(number).then(
      (loaded) => isCurrent && setPage(loaded),
      () => isCurrent && setDrawing('failed'),
    );
    return () => {
      isCurrent = false;
    };
  }, [pdf, number, isNear, page]);

  useEffect(() => {
    if (!isNear || page === null || canvas.current === null || text.current === null) return undefined;
    const target = canvas.current;
    const layer = text.current;
    const stop = drawPage(page, { scale, rotation, canvas: target, layer, onEnd: setDrawing });
    return () => {
      stop();
      // An empty canvas and an empty text release their memory.
      target.width = 0;
      layer.replaceChildren();
      page.cleanup();
      setDrawing('waiting');
    };
  }, [page, isNear, scale, rotation]);

  const { width, height } =
    page?.getViewport({ scale: 1, rotation: page.rotate + rotation }) ?? turn(size, rotation);
  return (
    <div
      ref={frame}
      className="pdf-page"
      role="group"
      aria-label={`Page ${formatNumber(number)} of ${formatNumber(pdf.numPages)}`}
      data-page={number}
      style={{ inlineSize: Math.floor(width * scale), blockSize: Math.floor(height * scale) }}
    >
      <canvas ref={canvas} aria-hidden="true" />
      <div ref={text} className="pdf-text" />
      {drawing === 'without text' && (
        <p className="unseen">This page is a picture without text that can be read aloud.</p>
      )}
      {drawing === 'failed' && (
        <p className="pdf-page-failure" role="alert">
          <b>Page {formatNumber(number)} cannot be displayed.</b> Download the document to read it.
        </p>
      )}
    </div>
  );
}

function turn({ width, height }: PageSize, rotation: number): PageSize {
  return rotation % 180 === 0 ? { width, height } : { width: height, height: width };
}

interface DrawingOptions {
  readonly scale: number;
  readonly rotation: number;
  readonly canvas: HTMLCanvasElement;
  readonly layer: HTMLElement;
  readonly onEnd: (drawing: Drawing) => void;
}

/** Draws the picture and the text of a page. Returns how to stop. */
function drawPage(page: PDFPageProxy, { scale, rotation, canvas, layer, onEnd }: DrawingOptions): () => void {
  const viewport = page.getViewport({ scale, rotation: page.rotate + rotation });
  const pixels = viewport.width * viewport.height;
  const density = Math.min(globalThis.devicePixelRatio, Math.sqrt(MAX_CANVAS_PIXELS / pixels));
  canvas.width = Math.max(1, Math.floor(viewport.width * density));
  canvas.height = Math.max(1, Math.floor(viewport.height * density));
  const picture = page.render({ canvas, viewport, transform: [density, 0, 0, density, 0, 0] });
  const words = new TextLayer({ textContentSource: page.streamTextContent(), container: layer, viewport });
  layer.style.setProperty('--total-scale-factor', String(scale));
  let isStopped = false;
  Promise.all([picture.promise, words.render()]).then(
    () => isStopped || onEnd(layer.textContent.trim() === '' ? 'without text' : 'drawn'),
    () => isStopped || onEnd('failed'),
  );
  return () => {
    isStopped = true;
    picture.cancel();
    words.cancel();
  };
}

/** Returns whether the element is near the visible part of the one that scrolls. */
function useIsNear(element: RefObject<HTMLElement | null>, scroller: RefObject<HTMLElement | null>): boolean {
  const [isNear, setIsNear] = useState(false);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => setIsNear(entries.at(-1)?.isIntersecting === true),
      {
        root: scroller.current,
        rootMargin: MARGIN,
      },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, scroller]);
  return isNear;
}
