import type { DOMWindow } from 'jsdom';

export type { DOMWindow };

/** An empty HTML page in memory, whose own scripts may run. */
export async function openDocument(): Promise<DOMWindow> {
  const { JSDOM } = await import('jsdom');
  const { window } = new JSDOM('<!doctype html><html><body></body></html>', {
    runScripts: 'outside-only',
    pretendToBeVisual: true,
  });
  return window;
}
