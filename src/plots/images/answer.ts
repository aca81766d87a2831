import { wholeNumber } from '../../core/check';
import type { Dataset } from '../../data/dataset';
import { colors } from '../frame/theme';
import type { Tile } from './tiles';

/** What a model takes an image for, as its caption: a wrong class in red, with the true one. */
export function answer(
  { labels, classNames }: Dataset,
  index: number,
  predicted: ArrayLike<number>,
): Pick<Tile, 'caption' | 'captionColor' | 'hover'> {
  const label = labels[index];
  wholeNumber(`predicted[${index}]`, predicted[index], 0, classNames.length - 1);
  const guess = classNames[predicted[index]];
  const truth = classNames[label];
  const hover = `predicted ${guess}, is ${truth}`;
  if (predicted[index] === label) return { hover, caption: guess };
  return { hover, caption: `${guess}\nis ${truth}`, captionColor: colors.wrong };
}
