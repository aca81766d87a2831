import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { freePort } from '../../src/flower/launch/freePort';
import { startChromium } from '../browser/support/chromium';
import { root } from './setup';

/** Calls `body` with a headless browser that has a new profile, and closes it. */
export async function withBrowser(
  body: (browser: BrowserContext) => Promise<void>,
  options: { readonly javaScriptEnabled?: boolean } = {},
): Promise<void> {
  const { context, close } = await startChromium(options);
  await body(context).finally(close);
}

/** A JupyterLab that `npm run lab` started. */
export interface RunningLab {
  readonly address: (path: string) => string;
  readonly port: number;
  /** The process behind `npm run lab`. */
  readonly process: ChildProcess;
  /** What it wrote so far, on both streams. */
  readonly said: () => string;
}

/**
 * Calls `body` with a JupyterLab started as `npm run lab` does, and ends it. Its pages have the
 * application as `window.jupyterapp`, and no layout of earlier pages.
 *
 * @param port default: a free one
 */
export async function withJupyterLab(
  body: (lab: RunningLab) => Promise<void>,
  port?: number,
): Promise<void> {
  const workspaces = mkdtempSync(join(tmpdir(), 'federated-lab-'));
  try {
    await runLab(body, port ?? (await freePort()), workspaces);
  } finally {
    rmSync(workspaces, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runLab(
  body: (lab: RunningLab) => Promise<void>,
  port: number,
  workspaces: string,
): Promise<void> {
  const token = 'for-this-test';
  const main = join(root, 'src', 'setup', 'main.mjs');
  const options = [
    `--port=${port}`,
    '--ServerApp.port_retries=0',
    '--no-browser',
    `--IdentityProvider.token=${token}`,
    '--LabApp.expose_app_in_browser=True',
    `--LabApp.workspaces_dir=${workspaces}`,
  ];
  const server = spawn(process.execPath, [main, 'lab', ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(server, 'close');
  let said = '';
  const collect = (chunk: Buffer): void => {
    said += chunk.toString();
  };
  server.stdout.on('data', collect);
  server.stderr.on('data', collect);
  const address = (path: string): string => `http://127.0.0.1:${port}/${path}?token=${token}`;
  try {
    await answers(
      address('api/status'),
      () => server.exitCode === null,
      () => said,
    );
    await body({ address, port, process: server, said: () => said });
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}

/** Waits until a server answers; throws what it said where it ends before, or after four minutes. */
async function answers(url: string, alive: () => boolean, said: () => string): Promise<void> {
  const deadline = Date.now() + 240_000;
  while (alive() && Date.now() < deadline) {
    const patience = AbortSignal.timeout(5000);
    const response = await fetch(url, { signal: patience }).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`JupyterLab did not start:\n${said()}`);
}
