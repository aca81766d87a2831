import type { ReadableMessage } from '../messages';
import { byId, element, pictureOf } from './element';

/** Shows what the server can read from an update: pictures, counts of classes, or why nothing. */
export function showReadable(
  { round, text, pictures, counts }: ReadableMessage,
  classNames: readonly string[],
): void {
  const when = round === undefined ? '' : `Round ${round}: `;
  byId('reading-text').textContent = `${when}${text}`;
  byId('reading-pictures').replaceChildren(
    ...pictures.map(({ label, pixels, shape }) =>
      element('figure', {}, pictureOf(pixels, shape, label), element('figcaption', {}, label)),
    ),
  );
  const most = Math.max(1, ...(counts ?? []));
  byId('reading-counts').replaceChildren(
    ...(counts ?? []).map((count, label) => {
      const name = classNames[label] ?? `${label}`;
      const meter = element('meter', { min: 0, max: most, value: Math.max(0, count) });
      meter.setAttribute('aria-label', `Examples of ${name}`);
      return element('li', {}, element('span', {}, name), meter, `${Math.round(count)}`);
    }),
  );
}
