import type { Point } from '../../../data/strokes';
import { element } from './element';

/** A square to draw on. */
export interface DrawingPad {
  readonly canvas: HTMLCanvasElement;
  readonly strokes: () => readonly (readonly Point[])[];
  readonly undo: () => void;
  readonly clear: () => void;
}

const side = 280;

/** A square to draw on with a finger, a pen or a mouse: black on white in every color scheme. */
export function drawingPad(): DrawingPad {
  const canvas = element('canvas', {
    width: side,
    height: side,
    className: 'pad',
    role: 'img',
    ariaLabel: 'A square to draw a digit in',
  });
  const context = canvas.getContext('2d');
  let strokes: Point[][] = [];
  let current: Point[] | undefined;
  const paint = (): void => {
    if (!context) return;
    context.clearRect(0, 0, side, side);
    context.lineWidth = 22;
    context.lineCap = context.lineJoin = 'round';
    for (const [first, ...rest] of strokes) {
      context.beginPath();
      context.moveTo(...first);
      for (const point of rest.length > 0 ? rest : [first]) context.lineTo(...point);
      context.stroke();
    }
  };
  const at = (event: PointerEvent): Point => {
    const box = canvas.getBoundingClientRect();
    const scale = side / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  };
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    current = [at(event)];
    strokes.push(current);
    paint();
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!current) return;
    const all = event.getCoalescedEvents();
    for (const one of all.length > 0 ? all : [event]) current.push(at(one));
    paint();
  });
  const end = (): void => {
    current = undefined;
  };
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', end);
  return {
    canvas,
    strokes: () => strokes,
    undo: () => {
      strokes.pop();
      paint();
    },
    clear: () => {
      strokes = [];
      paint();
    },
  };
}
