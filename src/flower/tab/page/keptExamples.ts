import { ExampleList } from './exampleList';

/** A list in a form that `sessionStorage` takes. */
export function packed(list: ExampleList): unknown {
  const { images, labels } = list.all();
  return { images: toBase64(images), labels: Array.from(labels) };
}

/** Adds what {@link packed} kept; anything else is ignored. */
export function unpack(kept: unknown, list: ExampleList): void {
  const { images, labels } = (kept ?? {}) as { images?: unknown; labels?: unknown };
  if (typeof images !== 'string' || !Array.isArray(labels)) return;
  const bytes = fromBase64(images);
  const pixels = list.shape[0] * list.shape[1] * list.shape[2];
  if (bytes.length !== pixels * labels.length) return;
  for (const [i, label] of labels.entries()) {
    if (Number.isInteger(label) && label >= 0 && label < list.classes) {
      list.add(bytes.slice(i * pixels, (i + 1) * pixels), label as number);
    }
  }
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  const step = 0x8000;
  for (let i = 0; i < bytes.length; i += step) {
    text += String.fromCharCode(...bytes.subarray(i, i + step));
  }
  return btoa(text);
}

/** Nothing for a text that is none. */
function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
