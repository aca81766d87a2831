import type { Figure, PlotlyPart } from '../plots/frame/figure';

/** The pixels at the top that only the title needs: its letters and the space around them. */
export function titleHeight({ layout }: Figure): number {
  const title = layout.title as
    | { readonly font?: { readonly size?: number }; readonly pad?: { readonly t?: number } }
    | undefined;
  return (title?.font?.size ?? 0) + 2 * (title?.pad?.t ?? 0);
}

/** The figure without its title, and without the space for it: on a page, the title is the caption. */
export function untitled(figure: Figure): Figure {
  const crop = titleHeight(figure);
  const layout: Record<string, unknown> = { ...figure.layout };
  delete layout.title;
  const margin = layout.margin as PlotlyPart | undefined;
  return {
    ...figure,
    layout: {
      ...layout,
      width: figure.layout.width,
      height: figure.layout.height - crop,
      margin: { ...margin, t: Number(margin?.t ?? crop) - crop },
    },
  };
}
