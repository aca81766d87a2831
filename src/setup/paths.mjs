import { mkdirSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A path inside the project's folder. */
export const inside = (...parts) => join(root, ...parts);

/** Variables for chapters as committed: only embedded data, whatever else is on the disk. */
export function embeddedDataOnly() {
  return { FEDERATED_DATA_DIR: inside('.cache', 'no-data') };
}

/**
 * The environment of every program that these commands start: programs write only inside the
 * project's folder, and `node` is the Node.js that is running now.
 */
export function childEnvironment(extra = {}) {
  const environment = { ...process.env };
  const pathKey = Object.keys(environment).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  environment[pathKey] = withThisNode(environment[pathKey] ?? '');
  const temporary = inside('.cache', 'tmp');
  const ipython = inside('.jupyter', 'ipython');
  for (const folder of [temporary, ipython]) mkdirSync(folder, { recursive: true });
  return {
    ...environment,
    TMPDIR: temporary,
    TMP: temporary,
    TEMP: temporary,
    XDG_CACHE_HOME: inside('.cache', 'xdg'),
    // pip queries the version of Rust's compiler, whose launcher writes to a folder of its own.
    RUSTUP_HOME: inside('.cache', 'rustup'),
    PIP_CACHE_DIR: inside('.cache', 'pip'),
    PYTHONNOUSERSITE: '1',
    PYTHONUTF8: '1',
    IPYTHONDIR: ipython,
    JUPYTER_CONFIG_DIR: inside('.jupyter', 'config'),
    JUPYTER_DATA_DIR: inside('.jupyter', 'data'),
    JUPYTER_RUNTIME_DIR: inside('.jupyter', 'runtime'),
    JUPYTERLAB_SETTINGS_DIR: inside('.jupyter', 'config', 'lab', 'user-settings'),
    JUPYTERLAB_WORKSPACES_DIR: inside('.jupyter', 'config', 'lab', 'workspaces'),
    JUPYTER_PATH: inside('src', 'notebook'),
    JUPYTER_CONFIG_PATH: inside('src', 'notebook', 'lab'),
    ...extra,
  };
}

/** A search path on which `node` is the Node.js that is running now; unchanged if it already is. */
function withThisNode(path) {
  const name = basename(process.execPath);
  const found = path.split(delimiter).map((folder) => realFile(join(folder, name)));
  if (found.find(Boolean) === realFile(process.execPath)) return path;
  return [dirname(process.execPath), path].join(delimiter);
}

function realFile(path) {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
