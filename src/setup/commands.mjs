import { SetupError } from './errors.mjs';
import { asksForHelp, canAskLibrary, usageText } from './help.mjs';

/** Command -> the module that does it and what it is for. */
const commands = {
  setup: ['./setup.mjs', 'install what the notebooks and the tests need'],
  tutorial: ['./tutorial.mjs', 'run the first chapter and make the book'],
  lab: ['./lab.mjs', 'open the chapters in JupyterLab'],
  doctor: ['./doctor.mjs', 'check what the tutorial needs, and say what to do'],
  tensorboard: ['./tensorboard.mjs', 'look at the logs of the chapters'],
  chapters: ['./chapters.mjs', 'run every chapter and keep the outputs in the notebooks'],
  notebooks: ['./notebooksCommand.mjs', 'check that the committed notebooks are clean'],
  book: ['./book.mjs', 'make the book: all chapters, solutions and the reference as a site'],
  data: ['./data.mjs', 'fetch data sets'],
  simulate: ['./simulate.mjs', 'simulate a federation from the command line'],
  federation: ['./federation.mjs', 'run a real federation on this machine, with Flower'],
  'flower-server-app': ['./flowerServerApp.mjs', 'make a Flower server app for a model'],
  'flower-certificates': ['./flowerCertificates.mjs', 'make certificates for a Flower server'],
  'flower-client': ['./flowerClient.mjs', 'take part in a Flower federation'],
  test: ['./test.mjs', 'run the tests'],
  bench: ['./bench.mjs', 'measure how fast each engine trains'],
  'tfjs-node': ['./tfjsNode.mjs', 'build the native TensorFlow backend'],
};

/** Runs a command of the project and returns the exit code; `--help` installs nothing. */
export async function run([name, ...args]) {
  if (!Object.hasOwn(commands, name ?? '')) {
    const list = Object.keys(commands).map((key) => `  ${key.padEnd(19)} ${commands[key][1]}`);
    throw new SetupError(`the command must be one of these, got ${name}:\n${list.join('\n')}`);
  }
  const [file, purpose] = commands[name];
  const command = await import(file);
  if (!asksForHelp(args)) return command.run(args);
  if (command.inLibrary && canAskLibrary()) return command.run(args);
  console.log(usageText(command, purpose));
  return 0;
}
