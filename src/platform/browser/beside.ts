/** The address of the bundle that holds this code; each bundle begins with a line that declares it. */
declare const bundleUrl: string | undefined;

/** The address of a file beside the bundle that holds this code. */
export function beside(name: string): string {
  const here = typeof bundleUrl === 'undefined' ? globalThis.location.href : bundleUrl;
  return new URL(name, here).href;
}
