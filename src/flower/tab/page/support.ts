/// <reference lib="dom" />

/** The smallest WebAssembly module whose only function uses SIMD: `v128.const`, `drop`. */
export const simdModule = Uint8Array.from([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 23, 1, 21, 0, 253, 12],
  ...new Array<number>(16).fill(0),
  ...[26, 11],
]);

/** What a tab needs of its browser, in the order of looking. */
export interface Abilities {
  readonly secure: boolean;
  readonly worker: boolean;
  readonly webAssembly: boolean;
  readonly simd: boolean;
  readonly isolated: boolean;
}

export function abilities(): Abilities {
  const webAssembly = typeof WebAssembly === 'object';
  return {
    secure: globalThis.isSecureContext && typeof globalThis.crypto.subtle === 'object',
    worker: typeof Worker === 'function',
    webAssembly,
    simd: webAssembly && WebAssembly.validate(simdModule),
    isolated: globalThis.crossOriginIsolated,
  };
}

/** Why this browser cannot take part, in one sentence that says what to do; undefined if it can. */
export function obstacle(found: Abilities): string | undefined {
  if (!found.secure) {
    return 'Browsers allow keys only on secure pages: open this page by https, or at localhost.';
  }
  if (!found.worker)
    return 'This browser has no Web Workers, in which a tab trains; use a newer one.';
  if (!found.webAssembly) {
    return 'This browser has no WebAssembly, in which the model trains: switch it on, or use another browser.';
  }
  if (!found.simd) {
    return 'This browser’s WebAssembly has no SIMD, which training needs: use one of 2023 or later.';
  }
  return undefined;
}

/** What is slower here than elsewhere, in one sentence. */
export function slowness({ isolated }: Abilities): string | undefined {
  return isolated
    ? undefined
    : 'This page is not cross-origin isolated: training shares one thread with the connection, and is slower.';
}
