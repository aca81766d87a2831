import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { ParameterSpec } from '../../src/core/parameters';
import { builtFile } from '../../src/core/projectFolder';
import { makeCertificates } from '../../src/flower/launch/certificates';
import { runFederation } from '../../src/flower/launch/federation';
import { roundParameters, roundReplies } from '../../src/flower/launch/federationResults';
import type { FederationRound } from '../../src/flower/launch/federationRound';
import { flowerInstallation } from '../../src/flower/launch/flowerInstallation';
import { registerNode } from '../../src/flower/launch/flowerRun';
import { freePort } from '../../src/flower/launch/freePort';
import { ProcessGroup } from '../../src/flower/launch/processGroup';
import { startSuperLink } from '../../src/flower/launch/superLink';
import { pageOf } from '../../src/flower/launch/tabs/pageOf';
import { tabClients } from '../../src/flower/launch/tabs/tabClients';
import { tabFiles } from '../../src/flower/launch/tabs/tabFiles';
import { startTabServer, type TabServer } from '../../src/flower/launch/tabs/tabServer';
import { typeScriptClients } from '../../src/flower/launch/typeScriptClients';
import { zooModel } from '../../src/flower/server/zooModel';
import { classNamesOf, dataShape } from '../../src/flower/server/dataShape';
import { flowerDescriptors } from '../../src/flower/wire/descriptors';
import { flowerPython, flowerTest } from '../support/flowerPython';
import { withTemporaryFolder } from '../support/temporaryFolder';
import { chromiumPath, startChromium } from './support/chromium';

/* Tabs as clients of a real federation: Flower's own SuperLink and ServerApp, headless Chromium. */

const bundles = existsSync(builtFile('browser/tabPage'))
  ? undefined
  : 'no bundles; npm run prepare';
const missing = chromiumPath ? bundles : 'no Chromium; CHROMIUM names one';
const minutes = 60_000;

/** A browser, and all that its tabs asked for elsewhere or complained about. */
async function withBrowser(
  body: (context: BrowserContext, said: readonly string[]) => Promise<void>,
): Promise<void> {
  const { context, close } = await startChromium();
  const said: string[] = [];
  context.on('weberror', (error) => said.push(String(error.error())));
  context.on('request', (request) => {
    const { hostname } = new URL(request.url());
    if (!['localhost', ''].includes(hostname)) said.push(`asked ${hostname}`);
  });
  try {
    await body(context, said);
  } finally {
    await close();
  }
}

async function openTab(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  await page.waitForSelector('#joining:not([hidden])');
  return page;
}

/** Draws a ring and adds it as a class, some times. */
async function drawRings(page: Page, label: string, times: number): Promise<void> {
  const box = (await page.locator('.pad').boundingBox())!;
  for (let n = 0; n < times; n++) {
    for (let step = 0; step <= 12; step++) {
      const angle = (step / 6) * Math.PI;
      const x = box.x + 140 + (50 + 3 * n) * Math.sin(angle);
      await page.mouse.move(x, box.y + 140 - 80 * Math.cos(angle));
      if (step === 0) await page.mouse.down();
    }
    await page.mouse.up();
    await page.getByRole('button', { name: `Add the drawing as ${label}` }).click();
  }
}

const joins = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Join the federation' }).click();

/** Waits until the page says that it is in one of these states, and returns its sentence. */
async function state(page: Page, ...wanted: readonly string[]): Promise<string> {
  const isWanted = (names: readonly string[]): boolean =>
    names.includes(document.querySelector('#state')!.textContent);
  await page.waitForFunction(isWanted, wanted, { polling: 100 });
  return page.innerText('#status-text');
}

flowerTest(
  'two tabs and a client in Node.js train one model; a tab that is reloaded comes back, one that is closed is not waited for',
  async () => {
    const installation = await flowerInstallation(flowerPython!);
    const [name, dataset, seed, rounds] = ['softmax', 'mnist-package', 1, 5] as const;
    const lines: string[] = [];
    await withTemporaryFolder((parent) =>
      withBrowser(async (context, said) => {
        const folder = join(parent, 'run');
        const common = { model: name, dataset, seed } as const;
        const others = tabClients({
          ...{ ...common, installation, clients: 1, tabs: 2, rounds, port: await freePort() },
          announce: (line) => void lines.push(line),
        });
        const clients = await typeScriptClients(installation, { ...common, clients: 1, parts: 3 });
        const [shape, classes] = [[28, 28, 1], 10] as const;
        const model = await zooModel({ model: name, shape, classes, seed });
        const running = runFederation({
          ...{ folder, installation, model, clients, others },
          server: { rounds, keepReplies: true },
          announce: (line) => void lines.push(line),
        });
        const done: FederationRound[] = [];
        const first = running.next();
        let drawing: Page | undefined;
        let part: Page | undefined;
        const tabs = async (): Promise<void> => {
          while (!lines.some((line) => line.startsWith('open '))) {
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
          const url = /http:\S+/.exec(lines.find((line) => line.startsWith('open '))!)![0];
          drawing = await openTab(context, url);
          await drawRings(drawing, '0', 6);
          expect(await drawing.innerText('#examples-said')).toBe(
            '6 examples: 6 of 0; 5 to train on, 1 to test on.',
          );
          await joins(drawing);
          part = await openTab(context, `${url}/#part`);
          await joins(part);
        };
        await Promise.all([first, tabs()]);
        done.push((await first).value as FederationRound);
        await drawing!.waitForSelector('#rounds tbody tr');
        expect(await drawing!.innerText('#reading-text')).toMatch(/^Round 1: /);
        expect(await drawing!.locator('#reading-pictures canvas').count()).toBeGreaterThan(0);
        await part!.reload();
        await drawing!.close({ runBeforeUnload: false });
        for await (const round of running) done.push(round);
        expect(done.map(({ round }) => round)).toEqual([1, 2, 3, 4, 5]);
        expect(done[0]).toMatchObject({ answered: 3, failures: [] });
        // The tab that was reloaded is there again; the other is gone.
        expect(done.at(-1)).toMatchObject({ answered: 2, asked: 2 });
        expect(said).toEqual([]);
        await expectMean(folder, model.spec, 1);
        expect(await state(part!, 'Finished')).toMatch(/^All 5 rounds are done/);
      }),
    );
  },
  5 * minutes,
  missing,
);

/** A round's model is the mean of all three replies, weighted by their numbers of examples. */
async function expectMean(folder: string, spec: ParameterSpec, round: number): Promise<void> {
  const replies = await roundReplies(folder, spec, round);
  const model = await roundParameters(folder, spec, round);
  const examples = replies.map(({ metrics }) => metrics['num-examples']);
  const total = examples.reduce((sum, count) => sum + count, 0);
  expect(examples).toHaveLength(3);
  expect(examples).toContain(5);
  const mean = (i: number): number =>
    replies.reduce((sum, { parameters }, k) => sum + (examples[k] / total) * parameters[i], 0);
  const farthest = model.reduce((most, value, i) => Math.max(most, Math.abs(value - mean(i))), 0);
  expect(farthest).toBeLessThan(1e-6);
}

flowerTest(
  'with TLS and registered keys, a stranger is refused and can join once it is registered; a tab waits out a server that is away',
  async () => {
    const installation = await flowerInstallation(flowerPython!);
    const descriptors = await flowerDescriptors({ python: flowerPython! });
    const { shape } = dataShape('mnist-package', 'digits');
    const images = { shape, classNames: classNamesOf('mnist-package', 'digits') };
    const command = { clients: 0, browserClients: 1, rounds: 1, dataset: 'mnist-package' };
    const { federation, ...page } = pageOf(command, { model: 'softmax', seed: 1 }, images);
    const settings = { ...page, flower: '', federation: { ...federation, registered: true } };
    await withTemporaryFolder(async (parent) => {
      const group = new ProcessGroup();
      let server: TabServer | undefined;
      const certificates = await makeCertificates(installation, { folder: join(parent, 'tls') });
      try {
        const folder = join(parent, 'link');
        const options = { folder, certificates, authentication: true };
        const superLink = await startSuperLink(group, installation, options);
        const start = (port: number) =>
          startTabServer({
            superLink: `https://${superLink.address}`,
            ca: readFileSync(certificates.ca),
            files: tabFiles(settings, descriptors),
            port,
          });
        server = await start(0);
        const { port, origins } = server;
        await withBrowser(async (context, said) => {
          const tab = await openTab(context, `${origins[0]}/#part`);
          await joins(tab);
          expect(await state(tab, 'Failed')).toMatch(/registered/);
          await registerNode({ installation, superLink }, await tab.inputValue('#public-key'));
          await joins(tab);
          await state(tab, 'Waiting');
          await server!.close();
          await state(tab, 'Away');
          server = await start(port);
          await state(tab, 'Waiting');
          await tab.getByRole('button', { name: 'Leave' }).click();
          await state(tab, 'Left');
          expect(said).toEqual([]);
        });
      } finally {
        await server?.close();
        await group.stop();
      }
    });
  },
  5 * minutes,
  missing,
);
