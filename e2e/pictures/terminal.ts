/** A page that looks like a terminal, for pictures of what programs print. */
import type { Page } from 'playwright-core';

export interface Terminal {
  print(text: string): Promise<void>;
  /** Removes everything, and shows the prompt. */
  clear(): Promise<void>;
}

const PAGE = `<!DOCTYPE html>
<style>
  body { margin: 0; height: 100vh; display: flex; flex-direction: column; background: #16202f; color: #dfe7f1; overflow: hidden; }
  header { display: flex; gap: 8px; padding: 12px 16px; background: #22304a; }
  header i { width: 12px; height: 12px; border-radius: 6px; background: #51617c; }
  main { flex: 1; display: flex; flex-direction: column; justify-content: flex-end; min-height: 0; overflow: hidden; }
  main.short { justify-content: flex-start; }
  pre { margin: 0; padding: 14px 18px; font: 17px/1.5 'DejaVu Sans Mono', monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
  b { color: #7db8f5; font-weight: 400; }
  pre::after { content: ''; display: inline-block; width: 9px; height: 18px; margin-left: 1px; vertical-align: -4px; background: #dfe7f1; }
</style>
<header><i></i><i></i><i></i></header>
<main class="short"><pre></pre></main>`;

export async function createTerminal(page: Page): Promise<Terminal> {
  await page.setContent(PAGE);
  const clear = async (): Promise<void> => {
    await page.evaluate(`document.querySelector('pre').innerHTML = '<b>$</b> '`);
  };
  await clear();
  return {
    clear,
    async print(text) {
      // Long output stands at the bottom, as in a terminal.
      await page.evaluate(`document.querySelector('pre').append(${JSON.stringify(text)});
        document.querySelector('main').classList.toggle('short', document.querySelector('pre').offsetHeight < document.querySelector('main').offsetHeight)`);
    },
  };
}
