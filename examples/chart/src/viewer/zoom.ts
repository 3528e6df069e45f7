/** The zoom of a document: fitted to the width, or fixed. */
import { type RefObject, useEffect, useState } from 'react';

/** CSS pixels per unit of the document, or `fit`: as wide as the visible part. */
export type Zoom = 'fit' | number;

/** A unit of a PDF is 1/72 inch, a CSS pixel is 1/96 inch. */
const FULL_SIZE = 96 / 72;
const STEPS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4].map((factor) => factor * FULL_SIZE);

/** @param pageWidth in units of the PDF */
export function scaleOf(zoom: Zoom, width: number, pageWidth: number): number {
  return zoom === 'fit' ? Math.min(width / pageWidth, STEPS.at(-1) ?? FULL_SIZE) : zoom;
}

/** Formats `100 %` for the size on paper. */
export function formatScale(scale: number): string {
  return new Intl.NumberFormat(undefined, { style: 'percent' }).format(scale / FULL_SIZE);
}

export interface ZoomState {
  readonly zoom: Zoom;
  /** The width for pages, in CSS pixels; 0 before it is known. */
  readonly width: number;
  readonly setZoom: (zoom: Zoom) => void;
  /** Goes to the next larger (1) or smaller (-1) step. */
  readonly step: (scale: number, direction: 1 | -1) => void;
}

export function useZoom(scroller: RefObject<HTMLElement | null>): ZoomState {
  const [zoom, setZoom] = useState<Zoom>('fit');
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (scroller.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(scroller.current);
    return () => observer.disconnect();
  }, [scroller]);
  const step = (scale: number, direction: 1 | -1) => {
    const next =
      direction === 1 ? STEPS.find((one) => one > scale * 1.01) : STEPS.findLast((one) => one < scale * 0.99);
    setZoom(next ?? scale);
  };
  return { zoom, width, setZoom, step };
}
