'use strict';

/**
 * What the launcher changes in tslab's own files as they are loaded. Nothing on disk changes. Each
 * entry names a text that occurs exactly once in the file of tslab's `dist` folder, what stands in
 * its place, and why. Everything else the launcher does stands on tslab's exports.
 */

const helper = (name) => `require(${JSON.stringify(require.resolve(name))})`;

const edits = [
  {
    file: 'converter.js',
    why: 'strict types, without the packages in @types that the notebook does not import; positions',
    from: 'experimentalDecorators: true,',
    to: 'experimentalDecorators: true, strict: true, types: ["node"], inlineSourceMap: true,',
  },
  {
    file: 'converter.js',
    why: 'await and for await at top level are TypeScript’s own; all forms of them compile',
    from: 'disableTopLevelAwait: true,',
    to: '',
  },
  {
    file: 'converter.js',
    why: 'a watched file may change between two cells: TypeScript then has more than one timer',
    from: `if (rebuildTimer) {
            throw new Error("Unexpected pending rebuildTimer");
        }
        rebuildTimer = {
            callback: () => {
                callback();
                rebuildTimer = null;
            },
        };
        return rebuildTimer;`,
    to: 'return rebuildTimer.set(callback);',
  },
  {
    file: 'converter.js',
    why: 'clears one of several timers',
    from: `if (rebuildTimer === timeoutId) {
            rebuildTimer = null;
            return;
        }
        throw new Error("clearing unexpected tiemr");`,
    to: 'rebuildTimer.clear(timeoutId);',
  },
  {
    file: 'converter.js',
    why: 'the timers themselves',
    from: 'let rebuildTimer = null;',
    to: `const rebuildTimer = new (${helper('./pendingTimers.cjs')}.PendingTimers)();`,
  },
  {
    file: 'converter.js',
    why: 'a cell is compiled as such: no map of what every file of every library depends on',
    from: '}, sys, null, function (d) {',
    to: '}, sys, ts.createAbstractBuilder, function (d) {',
  },
  {
    file: 'converter.js',
    why: 'the names that a cell declares, which making the map had found',
    from: 'builder = b;',
    to: `builder = b;
        for (const name of [declFilename, srcFilename]) {
            ts.bindSourceFile(b.getSourceFile(name), b.getCompilerOptions());
        }`,
  },
  {
    file: 'converter.js',
    why: 'the part of that map that is needed',
    from: 'return builder\n        .getAllDependencies(sourceFile)',
    to: `return ${helper('./dependencies.cjs')}
        .dependencies(builder.getProgram(), sourceFile)`,
  },
  {
    file: 'converter.js',
    why: '{ name } finds a variable of an earlier cell',
    from: 'if (!ts.isIdentifier(node)) {\n                return ts.visitEachChild',
    to: `if (ts.isShorthandPropertyAssignment(node)) {
                const declared = checker.getShorthandAssignmentValueSymbol(ts.getOriginalNode(node));
                return ${helper('./shorthand.cjs')}.written(ts, node, declared, declsFile);
            }
            if (!ts.isIdentifier(node)) {
                return ts.visitEachChild`,
  },
  {
    file: 'converter.js',
    why: 'the cell’s JavaScript comes with the way back to the cell’s lines',
    from: 'output: esModuleToCommonJSModule(output, transpileTarget),',
    to: `...${helper('./commonJs.cjs')}.commonJs(ts, output, transpileTarget),`,
  },
  {
    file: 'jupyter.js',
    why: 'a front end may write as soon as a port is open, and a socket cannot answer before its bind has ended',
    from: 'this.hb = new zmq.Reply();',
    to: 'this.hb = new zmq.Reply(); const bound = new Promise((resolve) => (this.bound = resolve));',
  },
  ...['shell', 'control', 'hb'].map((socket) => ({
    file: 'jupyter.js',
    why: 'so each is read only when all are bound',
    from: `__asyncValues(this.${socket})`,
    to: `__asyncValues((await bound, this.${socket}))`,
  })),
  {
    file: 'jupyter.js',
    why: 'which is now',
    from: `this.bindSocket(this.hb, cinfo.hb_port),
        ]);`,
    to: `this.bindSocket(this.hb, cinfo.hb_port),
        ]);
        this.bound();`,
  },
  {
    file: 'jupyter.js',
    why: 'the launcher answers messages itself',
    from: 'exports.ZmqServer = ZmqServer;',
    to: 'exports.ZmqServer = ZmqServer;\nexports.ZmqMessage = ZmqMessage;',
  },
];

/** How often a text occurs in a source. */
function occurrences(source, text) {
  return source.split(text).length - 1;
}

/**
 * A file of tslab with its edits.
 *
 * @throws an error that names the file and the edit, if an edit's text does not occur exactly once
 */
function edited(file, source) {
  return edits
    .filter((edit) => edit.file === file)
    .reduce((text, { from, to, why }) => {
      const found = occurrences(text, from);
      if (found === 1) return text.replace(from, () => to);
      const where = `tslab's dist/${file} must hold the text of the edit "${why}" once`;
      throw new Error(`${where}, got ${found} times`);
    }, source);
}

module.exports = { edits, edited, occurrences };
