import { mnistPackage, provideMnistPackage } from '../../../data/sources/mnistPackage';

let loading: Promise<void> | undefined;

async function load(): Promise<void> {
  const answer = await fetch('digits.bin');
  if (!answer.ok || !answer.body) throw new Error(`digits.bin: HTTP ${answer.status}`);
  const unpacked = answer.body.pipeThrough(new DecompressionStream('gzip'));
  provideMnistPackage(new Uint8Array(await new Response(unpacked).arrayBuffer()));
}

/** Some of the embedded digits of one class, from number `first` on; loaded when they are first asked for. */
export async function embeddedExamples(
  digit: number,
  first: number,
  count: number,
): Promise<Uint8Array[]> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  await loading;
  const { images, labels } = mnistPackage();
  const all = Array.from(labels.keys()).filter((i) => labels[i] === digit);
  return Array.from({ length: count }, (_, i) => {
    const at = 784 * all[(first + i) % all.length];
    return images.slice(at, at + 784);
  });
}
