import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './setup';

/** Serves a folder as `npm run book -- --live --serve` does, in a process of its own, until `body` has ended. */
export async function withBookServer<T>(
  folder: string,
  body: (address: string) => Promise<T>,
): Promise<T> {
  const module = pathToFileURL(join(root, 'src', 'setup', 'bookServer.mjs')).href;
  const program = `import { serveBook } from ${JSON.stringify(module)};
    const server = await serveBook(${JSON.stringify(folder)}, 0);
    console.log(server.address().port);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      child.stdout.once('data', (text: Buffer) => {
        resolve(Number(text.toString()));
      });
      child.once('exit', (code) => {
        reject(new Error(`the server ended with ${code}`));
      });
    });
    return await body(`http://127.0.0.1:${port}/`);
  } finally {
    child.removeAllListeners('exit');
    child.kill();
  }
}
