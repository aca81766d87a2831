import type { Display, MimeBundle } from '../../src/notebook/display';

/** A display that keeps, for each output, every bundle that it has shown. */
export function fakeDisplay(): { readonly display: Display; readonly outputs: MimeBundle[][] } {
  const outputs: MimeBundle[][] = [];
  return {
    outputs,
    display: (bundle) => {
      const shown = [bundle];
      outputs.push(shown);
      return { replace: (next) => void shown.push(next) };
    },
  };
}
