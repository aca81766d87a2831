'use strict';

const { SourceMap } = require('node:module');

/** The name under which the engine knows the code of a cell, by its execution count. */
const scriptName = (count) => `cell:${count}`;

/** Lines that tslab writes before a cell's text. */
const linesBefore = 1;

/** Where the code of cells comes from: from positions in their JavaScript to those in the cells. */
class Positions {
  #cells = new Map();

  /** @param maps source maps as JSON, from the JavaScript back to the cell */
  add(count, source, maps) {
    this.#cells.set(count, { lines: source.split('\n'), maps });
  }

  /**
   * The line and column, both from 1, in the cell that ran as number `count`, and the line's text;
   * undefined for code that stands in no cell.
   */
  find(count, line, column) {
    const cell = this.#cells.get(count);
    if (!cell) return undefined;
    cell.readers ??= cell.maps.map((map) => new SourceMap(JSON.parse(map)));
    let place = { line: line - 1, column: column - 1 };
    for (const reader of cell.readers) {
      const { originalLine, originalColumn } = reader.findEntry(place.line, place.column);
      if (originalLine === undefined) return undefined;
      place = { line: originalLine, column: originalColumn };
    }
    const row = place.line - linesBefore;
    const text = cell.lines[row];
    return text === undefined ? undefined : { line: row + 1, column: place.column + 1, text };
  }
}

module.exports = { Positions, scriptName };
