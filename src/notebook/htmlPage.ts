import { figureTitle } from '../plots/frame/figureTitle';
import type { Figure } from '../plots/frame/figure';
import { renderSvg } from './staticFigure';
import { escapeHtml } from './table';

/** A chart as a part of a page that opens offline. */
export async function figureHtml(figure: Figure): Promise<string> {
  const label = escapeHtml(figureTitle(figure));
  return `<figure role="img" aria-label="${label}">${await renderSvg(figure)}</figure>`;
}

/** A page that opens offline. @param body HTML */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font-family: sans-serif; color: #222; }
table { border-collapse: collapse; font-size: 0.85rem; }
th, td { padding: 0.2rem 0.7rem; border-bottom: 1px solid #ddd; }
figure { margin: 1.5rem 0; overflow-x: auto; }
.rounds { max-height: 40rem; overflow: auto; }
</style>
</head>
<body>
${body}
</body>
</html>
`;
}
