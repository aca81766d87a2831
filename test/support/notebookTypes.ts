import { join } from 'node:path';
import ts from 'typescript';
import { codeCells, joined, readNotebook } from './notebook';
import { root } from './setup';

/** The project's own compiler options, with the module resolution that the kernel has. */
function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (file) =>
    ts.sys.readFile(file),
  ) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return {
    ...options,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    noUnusedLocals: false,
    types: ['node'],
  };
}

/** Declarations of libraries, which are the same for every notebook: parsing them takes most of the time. */
const declarations = new Map<string, ts.SourceFile | undefined>();

/** What was checked last: the next program takes its files over. */
let last: ts.Program | undefined;

/**
 * Type-checks notebooks, each as one module made of its code cells. One line a problem, with the
 * cell's number among the code cells and the line in it.
 */
export function notebookTypeProblems(notebooks: readonly string[]): string[] {
  const modules = new Map(notebooks.map((file) => [`${file}.ts`, asModule(file)]));
  const options = compilerOptions();
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile: (name, version) => {
      const known = modules.get(name);
      if (known) return ts.createSourceFile(name, known.text, version, true);
      if (!declarations.has(name)) declarations.set(name, disk.getSourceFile(name, version));
      return declarations.get(name);
    },
    fileExists: (name) => modules.has(name) || disk.fileExists(name),
    readFile: (name) => modules.get(name)?.text ?? disk.readFile(name),
  };
  const program = ts.createProgram([...modules.keys()], options, host, last);
  last = program;
  return Array.from(modules).flatMap(([name, { places }]) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(name)).map((problem) => {
      const text = ts.flattenDiagnosticMessageText(problem.messageText, ' ');
      if (!problem.file || problem.start === undefined) return text;
      const { line } = ts.getLineAndCharacterOfPosition(problem.file, problem.start);
      return `${places[line] ?? name}: ${text}`;
    }),
  );
}

/** The code of a notebook, and for each of its lines where it comes from. */
function asModule(file: string): { text: string; places: string[] } {
  const lines: string[] = [];
  const places: string[] = [];
  codeCells(readNotebook(file)).forEach((cell, index) => {
    joined(cell.source)
      .split('\n')
      .forEach((line, row) => {
        lines.push(line);
        places.push(`cell ${index + 1} line ${row + 1}`);
      });
  });
  return { text: [...lines, 'export {};', ''].join('\n'), places };
}
