import { statSync } from '../platform/files';
import { counted } from '../core/counted';
import { DataError } from '../core/errors';
import { imageFiles } from '../data/files/imageFiles';
import type { DroppedFile, LabeledPicture } from '../data/files/labeledPictures';
import { openParquet } from '../data/files/parquetFile';
import { parquetPicture } from '../data/files/parquetPicture';
import type { LabelTable } from '../data/partition/labelTable';
import { decodePicture } from '../data/pictures/decodePicture';
import { sortedNames } from '../tables/federated/columnKinds';
import { clientFigures, clientSections } from './clientSections';
import type { Finding, FindingSection } from './finding';
import type { InspectOptions } from './inspectOptions';

/** Problems and sizes that a terminal shows. */
const most = 20;

/** Whether this is a folder, which holds images. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Decodes the images of a folder one by one: who has what, which sizes there are, which are broken. */
export async function inspectFolder(folder: string): Promise<Finding> {
  const dropped: DroppedFile[] = [];
  const { pictures, hasClients } = await imageFiles(folder, { onBadFile: 'drop' }, dropped);
  const layout = hasClients ? 'client/class/file' : 'class/file, to be given to clients';
  return found(folder, layout, pictures, dropped);
}

/** The same for Parquet files with a column of images. */
export async function inspectParquetImages(
  files: readonly string[],
  { imageColumn, labelColumn = 'label', clientColumn }: InspectOptions,
): Promise<Finding> {
  const columns = [
    imageColumn!,
    labelColumn,
    ...(clientColumn === undefined ? [] : [clientColumn]),
  ];
  const pictures = async function* () {
    for (const file of files) {
      const table = await openParquet(file, columns);
      const names = table.classNames(labelColumn);
      for await (const { row, values } of table.read()) {
        yield parquetPicture(`${file}, row ${row}`, values, names);
      }
    }
  };
  const layout = clientColumn === undefined ? 'no clients' : `clients by ${clientColumn}`;
  return found(files.join(', '), layout, pictures(), []);
}

async function found(
  title: string,
  layout: string,
  pictures: Iterable<LabeledPicture> | AsyncIterable<LabeledPicture>,
  problems: DroppedFile[],
): Promise<Finding> {
  const sizes = new Map<string, number>();
  const counts = new Map<string, Map<string, number>>();
  let images = 0;
  for await (const picture of pictures) {
    const { label, client = 'all images', file } = picture;
    try {
      const { height, width } = await decodePicture(picture.bytes(), file);
      const size = `${height} × ${width}`;
      sizes.set(size, (sizes.get(size) ?? 0) + 1);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      problems.push({ file: error.file, problem: error.problem });
      continue;
    }
    images++;
    const own = counts.get(client) ?? new Map<string, number>();
    own.set(label, (own.get(label) ?? 0) + 1);
    counts.set(client, own);
  }
  if (images === 0) throw new DataError(title, 'holds no image that can be read');
  const classNames = sortedNames(new Set([...counts.values()].flatMap((own) => [...own.keys()])));
  const table: LabelTable = {
    clientIds: [...counts.keys()].sort(),
    classNames,
    counts: [...counts.keys()]
      .sort()
      .map((id) => Uint32Array.from(classNames, (name) => counts.get(id)!.get(name) ?? 0)),
  };
  const sections: FindingSection[] = [
    {
      title,
      lines: [
        `${counted(images, 'image')} of ${counted(classNames.length, 'class', 'classes')}; ${layout}`,
      ],
      rows: [...sizes]
        .sort(([, a], [, b]) => b - a)
        .slice(0, most)
        .map(([size, count]) => ({ 'height × width': size, images: count })),
    },
    ...(problems.length > 0
      ? [
          {
            title: 'Problems',
            lines: [
              ...problems.slice(0, most).map(({ file, problem }) => `${file} ${problem}`),
              ...(problems.length > most
                ? [`… and ${counted(problems.length - most, 'more problem')}`]
                : []),
            ],
          },
        ]
      : []),
    ...clientSections(table, 'class'),
  ];
  return { title, sections, figures: () => clientFigures(table, 'class') };
}
