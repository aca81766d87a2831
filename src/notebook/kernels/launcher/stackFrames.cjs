'use strict';

const { isAbsolute, join, sep } = require('node:path');
const { fileURLToPath } = require('node:url');

/** The most frames that an error shows. */
const mostFrames = 5;
/** The most characters of a line of code that a frame shows. */
const mostCode = 80;

const frame = /^\s+at (?:async )?(?:(.*?) \()?(?:async )?([^()]*?):(\d+):(\d+)\)?$/;
const cellFile = /^cell:(\d+)$/;
/** What the engine calls the owner of a function that an earlier cell has declared. */
const ofVariables = /^Proxy\./;

/** The compiled library, whose frames tell a reader little. */
const library = join(__dirname, '..', '..', '..', 'dist') + sep;

const inPackage = (file) => file.includes(`${sep}node_modules${sep}`) || file.startsWith(library);

/**
 * The frames of an error's stack that belong to the reader: to cells, in their own lines, and to
 * files of their own, each once where a line repeats. If there is none, those of libraries; never
 * Node's or the kernel's.
 *
 * @param positions the `Positions` of the cells
 */
function framesOf(stack, positions) {
  const own = [];
  const foreign = [];
  for (const line of String(stack).split('\n')) {
    const [, name, location, row, column] = frame.exec(line) ?? [];
    if (location === undefined) continue;
    const cell = cellFile.exec(location);
    const file = cell ? undefined : pathOf(location);
    if (cell) {
      const place = positions.find(Number(cell[1]), Number(row), Number(column));
      if (place)
        own.push(
          shown(
            name?.replace(ofVariables, ''),
            `cell [${cell[1]}], line ${place.line}`,
            place.text,
          ),
        );
    } else if (file !== undefined && !file.startsWith(__dirname)) {
      (inPackage(file) ? foreign : own).push(shown(name, `${file}:${row}:${column}`));
    }
  }
  const frames = own.length > 0 ? own : foreign;
  return frames.filter((line, i) => line !== frames[i - 1]).slice(0, mostFrames);
}

/** The path of a file; undefined for Node's own code. */
function pathOf(location) {
  if (location.startsWith('file://')) return fileURLToPath(location);
  return isAbsolute(location) ? location : undefined;
}

function shown(name, place, text = '') {
  const code = text.trim();
  const excerpt = code.length > mostCode ? `${code.slice(0, mostCode - 1)}…` : code;
  const end = excerpt === '' ? '' : `: ${excerpt}`;
  return name === undefined ? `    at ${place}${end}` : `    at ${name} (${place})${end}`;
}

module.exports = { framesOf, mostFrames };
