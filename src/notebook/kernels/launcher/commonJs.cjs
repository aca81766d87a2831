'use strict';

const inlineMap = /\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/**
 * The second and last step from a cell to JavaScript: from TypeScript's modules to CommonJS.
 *
 * @param module what the first step wrote, with its inline source map
 * @returns `output` to run, and `maps`, the source maps (as JSON) that lead from it back to the cell:
 *   first to the module's text, then to the cell's
 */
function commonJs(ts, module, target) {
  const [comment, encoded] = inlineMap.exec(module) ?? [];
  const source = comment ? module.slice(0, -comment.length) : module;
  const { outputText, sourceMapText } = ts.transpileModule(source, {
    fileName: 'cell.js',
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      target,
      newLine: ts.NewLineKind.LineFeed,
      noImplicitUseStrict: true,
      sourceMap: true,
    },
  });
  const output = outputText.replace(/^\/\/# sourceMappingURL=.*$/m, '');
  if (!encoded) return { output, maps: [] };
  return { output, maps: [sourceMapText, Buffer.from(encoded, 'base64').toString('utf8')] };
}

module.exports = { commonJs };
