import { readFileSync, statSync } from '../../platform/files';
import { basename, join } from '../../platform/paths';
import { DataError } from '../../core/errors';
import { dataNames } from '../../core/folderNames';
import { whileReading } from '../../core/systemError';
import {
  type DroppedFile,
  type LabeledPicture,
  type ReadPicturesOptions,
  unlessBad,
} from './labeledPictures';

/** The pictures in a folder. */
export interface ImageFiles {
  readonly pictures: readonly LabeledPicture[];
  /** Whether the layout is `client/class/file` rather than `class/file`. */
  readonly hasClients: boolean;
}

/**
 * The files of a folder with the layout `client/class/file` or `class/file`; which of the two is seen
 * from the folders. What the operating system or an editor leaves in folders is skipped.
 *
 * @param dropped files and folders that are left out are added
 */
export async function imageFiles(
  folder: string,
  options: ReadPicturesOptions,
  dropped: DroppedFile[],
): Promise<ImageFiles> {
  const bad = (file: string, problem: string): Promise<undefined> =>
    unlessBad(options, dropped, () => {
      throw new DataError(file, problem);
    });
  const inside = async (path: string): Promise<Entries> => {
    const entries = await readEntries(path, options, dropped);
    if (entries.files.length + entries.folders.length === 0) await bad(path, 'is an empty folder');
    return entries;
  };
  const pictures: LabeledPicture[] = [];
  const readClass = async (path: string, client?: string): Promise<void> => {
    const { files, folders } = await inside(path);
    for (const other of folders) await bad(other, 'is a folder among images');
    const label = nameOf(path);
    pictures.push(...files.map((file) => pictureFile(file, label, client)));
  };

  const top = await readEntries(folder, options, dropped);
  if (top.folders.length === 0) {
    throw new DataError(folder, `holds no folders: expected ${layouts}`);
  }
  const hasClients = await holdFolders(folder, top.folders, options);
  const expected = hasClients ? 'client/class/file' : 'class/file';
  for (const file of top.files) await bad(file, `is in no class folder: expected ${expected}`);
  for (const path of top.folders) {
    if (!hasClients) await readClass(path);
    else {
      const client = await inside(path);
      for (const file of client.files)
        await bad(file, `is in no class folder: expected ${expected}`);
      for (const each of client.folders) await readClass(each, nameOf(path));
    }
  }
  return { pictures, hasClients };
}

/** A picture in a file of its own. */
export function pictureFile(file: string, label: string, client?: string): LabeledPicture {
  return { file, label, client, bytes: () => whileReading(file, () => readFileSync(file)) };
}

const layouts = 'client/class/file, or class/file';

/** A folder's name. macOS writes é as e and an accent; it is the same name. */
const nameOf = (path: string): string => basename(path).normalize('NFC');

interface Entries {
  readonly files: string[];
  readonly folders: string[];
}

async function readEntries(
  folder: string,
  options: ReadPicturesOptions,
  dropped: DroppedFile[],
): Promise<Entries> {
  const entries: Entries = { files: [], folders: [] };
  for (const name of dataNames(folder)) {
    const path = join(folder, name);
    await unlessBad(options, dropped, () => {
      const stats = whileReading(path, () => statSync(path));
      if (stats.isDirectory()) entries.folders.push(path);
      else if (stats.isFile()) entries.files.push(path);
      else throw new DataError(path, 'is neither a file nor a folder');
    });
  }
  return entries;
}

/**
 * Whether the folders hold folders rather than files; one that holds both is like the others.
 *
 * @throws DataError if some hold folders alone and some files alone
 */
async function holdFolders(
  folder: string,
  folders: readonly string[],
  options: ReadPicturesOptions,
): Promise<boolean> {
  const first = new Map<string, string>();
  for (const path of folders) {
    const { files, folders: inner } = await readEntries(
      path,
      { ...options, onBadFile: 'drop' },
      [],
    );
    const kinds = [
      ...(files.length > 0 ? ['files'] : []),
      ...(inner.length > 0 ? ['folders'] : []),
    ];
    const kind = kinds.join(' and ');
    if (!first.has(kind)) first.set(kind, path);
  }
  const leaf = first.get('files');
  const outer =
    first.get('folders') ?? (leaf === undefined ? first.get('files and folders') : undefined);
  if (outer !== undefined && leaf !== undefined) {
    const found = `${outer} holds folders, ${leaf} holds files`;
    throw new DataError(folder, `mixes two layouts: ${found}; expected ${layouts}`);
  }
  if (outer !== undefined && folders.every((path) => parts.test(basename(path)))) {
    const names = folders.map((path) => basename(path)).join(', ');
    const advice = `read ${outer} itself, and give a folder of test images as test`;
    throw new DataError(folder, `its folders are parts and not clients (${names}): ${advice}`);
  }
  return outer !== undefined;
}

/** How others name the parts of a dataset. */
const parts = /^(train(ing)?|test(ing)?|val(id(ation)?)?|dev)$/i;
