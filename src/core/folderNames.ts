import { readdirSync } from '../platform/files';
import { whileReading } from './systemError';

/** What macOS, Windows, Linux desktops and network storage leave in folders on their own. */
const ofSystems =
  /^(\.DS_Store|\._.*|\.localized|\.Spotlight-V100|\.Trashes|\.fseventsd|__MACOSX|Icon\r|(eh)?thumbs\.db|desktop\.ini|\$RECYCLE\.BIN|System Volume Information|\.directory|\.nfs.*|lost\+found|@eaDir|#recycle)$/i;

/** Hidden files, editors' locks and backups, incomplete downloads. */
const besideData = /^[.#]|~$|\.(sw[a-p]|bak|orig|tmp|part|part\.json|crdownload|download)$/i;

/**
 * The names in a folder, sorted, without those that the operating system adds. @throws DataError
 */
export function folderNames(folder: string): string[] {
  const names = whileReading(folder, () => readdirSync(folder));
  return names.filter((name) => !ofSystems.test(name)).sort();
}

/**
 * The names in a folder that may be data: {@link folderNames} without hidden files and leftovers.
 */
export function dataNames(folder: string): string[] {
  return folderNames(folder).filter((name) => !besideData.test(name));
}
