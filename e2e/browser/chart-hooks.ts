/** Hooks for tests of the chart viewer: one viewer for all tests of a file, and a new page for each test. */
import type { Sandbox } from 'epic-fhir-sandbox';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { OpenPage } from './browser.ts';
import { type ChartViewer, closeWithoutProblems, startChartViewer } from './chart-viewer.ts';

export interface OpenedViewer {
  readonly viewer: ChartViewer;
  readonly sandbox: Sandbox;
  readonly page: Page;
  /** Lets the test pass although the page logs a problem that contains `text`. */
  readonly allowProblem: (text: string) => void;
}

/**
 * Opens the chart viewer before each test of the suite that calls this. After each test, closes the page, removes the faults, and throws
 * if the page had problems.
 * @param use receives the viewer before each test
 */
export function openViewerForEachTest(
  use: (opened: OpenedViewer) => void,
  options: BrowserContextOptions = {},
): void {
  let viewer: ChartViewer;
  let opened: OpenPage;
  let allowed: string | null = null;

  beforeAll(async () => {
    viewer = await startChartViewer();
  });

  afterAll(() => viewer.close());

  beforeEach(async () => {
    allowed = null;
    opened = await viewer.open(options);
    use({
      viewer,
      sandbox: viewer.sandbox,
      page: opened.page,
      allowProblem(text) {
        allowed = text;
      },
    });
  });

  afterEach(async () => {
    viewer.reset();
    await closeWithoutProblems(opened, allowed);
  });
}
