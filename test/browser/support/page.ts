/** What tests do with a page, the same in every browser. */
export interface BrowserPage {
  /**
   * Calls a function in the page and returns what it returns or promises, which must be JSON. The
   * function sees nothing of the test's scope but its argument. Throws what it threw.
   */
  evaluate<T, A = undefined>(run: (argument: A) => T | Promise<T>, argument?: A): Promise<T>;
  /** Waits until a function gives something true in the page. Throws after `seconds`; default: 60. */
  waitFor<A = undefined>(
    condition: (argument: A) => unknown,
    argument?: A,
    seconds?: number,
  ): Promise<void>;
  /** Clicks on the element that a selector finds, as soon as it is there. */
  click(selector: string): Promise<void>;
  /** Writes a text into the field that a selector finds, instead of what is there. */
  fill(selector: string, text: string): Promise<void>;
  /** Chooses files in the `<input type="file">` that a selector finds. */
  chooseFiles(selector: string, paths: readonly string[]): Promise<void>;
  /**
   * Changes the window's size in pixels, and the color scheme; what is left out stays.
   *
   * @throws Error on `dark` in Firefox: WebDriver BiDi has nothing for it
   */
  look(as: {
    readonly width?: number;
    readonly height?: number;
    readonly dark?: boolean;
  }): Promise<void>;
  /** Saves a picture of the whole page as PNG. */
  screenshot(path: `${string}.png`): Promise<void>;
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  close(): Promise<void>;
  /** What the page said so far. */
  readonly said: PageRecord;
}

/** What a page said and asked for, in the order it came. */
export interface PageRecord {
  /** Lines of the console, as `warn: text`. */
  readonly console: readonly string[];
  /** What was thrown and not caught. */
  readonly errors: readonly string[];
  /** Addresses of other hosts that the page asked for. */
  readonly foreignRequests: readonly string[];
}

/** A running browser with a profile of its own. */
export interface RunningBrowser {
  /** Opens an address in a new tab and waits until it is loaded. */
  open(url: string): Promise<BrowserPage>;
  /** Ends it and removes its profile. */
  close(): Promise<void>;
}

/** A page of either driver, as far as it tells what happens in it. */
interface Speaking {
  on(event: 'console', told: (line: { type(): string; text(): string }) => void): unknown;
  on(event: 'pageerror', told: (error: unknown) => void): unknown;
  on(event: 'request', told: (request: { url(): string }) => void): unknown;
}

const ownHosts = ['127.0.0.1', 'localhost'];

/** Collects what a page says. Addresses without a host (`data:`, `blob:`) are its own. */
export function recordPage(page: Speaking): PageRecord {
  const lines: string[] = [];
  const errors: string[] = [];
  const foreignRequests: string[] = [];
  page.on('console', (line) => {
    const kind = line.type();
    lines.push(`${kind === 'warning' ? 'warn' : kind}: ${line.text()}`);
  });
  page.on('pageerror', (error) => {
    errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  });
  page.on('request', (request) => {
    const url = request.url();
    const { hostname } = new URL(url);
    if (hostname !== '' && !ownHosts.includes(hostname)) foreignRequests.push(url);
  });
  return { console: lines, errors, foreignRequests };
}
