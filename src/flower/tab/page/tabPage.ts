/// <reference lib="dom" />
import { counted } from '../../../core/counted';
import { messageOf } from '../../../core/systemError';
import type { ClientMessage } from '../messages';
import { showChoices } from './choices';
import { startClient } from './client';
import { byId, element } from './element';
import { showIdentity } from './identityView';
import { recall, remember } from './memory';
import type { ExampleChoice, PageSettings } from './pageSettings';
import { partLock } from './partChoice';
import { showReadable } from './readableView';
import { statusView } from './statusView';
import { abilities, obstacle, slowness } from './support';

/** The page of a tab that joins a federation. */
async function start(): Promise<void> {
  const found = abilities();
  const problem = obstacle(found);
  if (problem !== undefined) {
    fail(problem);
    return;
  }
  const settings = await loadSettings();
  describe(settings);
  run(settings, slowness(found));
}

/** One sentence in place of everything that cannot work. */
function fail(sentence: string): void {
  const problem = byId('problem');
  problem.textContent = sentence;
  problem.hidden = false;
  byId('about').textContent = 'This tab cannot take part.';
}

async function loadSettings(): Promise<PageSettings> {
  let answer: Response;
  try {
    answer = await fetch('federation.json');
  } catch {
    throw new Error('The server of this page cannot be reached; is the federation still running?');
  }
  if (!answer.ok) throw new Error(`The server of this page answers with HTTP ${answer.status}.`);
  return (await answer.json()) as PageSettings;
}

function describe({ federation, rounds, flower, promises, elsewhere }: PageSettings): void {
  const { name } = federation;
  byId('about').textContent =
    `This federation trains ${name} in ${counted(rounds, 'round')}, with Flower ${flower}.`;
  byId('promises').replaceChildren(...promises.map((text) => element('li', {}, text)));
  for (const id of ['choosing', 'joining', 'running', 'reading']) byId(id).hidden = false;
  if (!elsewhere) return;
  byId('others').hidden = false;
  byId<HTMLImageElement>('join-code').src = 'join.svg';
  const link = byId<HTMLAnchorElement>('join-link');
  link.href = link.textContent = elsewhere.url;
  byId('fingerprint').textContent = elsewhere.fingerprint;
}

function run(settings: PageSettings, slow: string | undefined): void {
  const { federation } = settings;
  const before = recall();
  const id = before.id ?? `tab-${crypto.randomUUID().slice(0, 8)}`;
  let { key } = before;
  let joined = false;
  const [join, leave] = [byId<HTMLButtonElement>('join'), byId<HTMLButtonElement>('leave')];
  const said = byId('examples-said');
  let complaint = '';

  const keep = (): void => {
    const kept = choices.current().kept();
    const what = { id, joined, choice: choices.name(), ...(key !== undefined && { key }) };
    if (remember({ ...what, kept })) return;
    remember(what);
    complaint = 'There is no room to keep your examples over a reload; they stay until then.';
  };
  const refresh = (): void => {
    const { chosen, said: about } = choices.current();
    const examples = chosen();
    const missing = typeof examples === 'string' ? examples : '';
    said.textContent = [complaint, about()].filter((text) => text !== '').join(' ');
    said.className = complaint === '' ? '' : 'bad';
    join.disabled = joined || missing !== '';
    leave.disabled = !joined;
    byId('why-not').textContent = joined ? '' : missing;
  };
  const changed = (): void => {
    if (!ready) return;
    keep();
    refresh();
  };
  const complain = (sentence: string): void => {
    complaint = sentence;
    if (ready) refresh();
  };
  let ready = false;
  const choices = showChoices({ settings, id, changed, complain });
  const view = statusView(settings.rounds);
  if (slow !== undefined) view.notice({ level: 'info', text: slow });

  let release: () => void = () => undefined;
  const hear = (message: ClientMessage): void => {
    if (message.kind === 'identity') {
      ({ key } = message);
      showIdentity(message, federation);
      keep();
    } else if (message.kind === 'status') view.status(message);
    else if (message.kind === 'round') view.round(message);
    else if (message.kind === 'notice') view.notice(message);
    else if (message.kind === 'traffic') view.traffic(message);
    else if (message.kind === 'engine')
      byId('engine').textContent = `In this tab, ${message.text}.`;
    else if (message.kind === 'readable') showReadable(message, federation.classNames ?? []);
    else if (message.kind === 'ended') {
      view.ended(message);
      setJoined(false);
    }
  };
  const client = startClient({ key, hear });
  const setJoined = (value: boolean): void => {
    joined = value;
    choices.lock(value);
    release();
    const examples = choices.current().chosen();
    if (value && typeof examples === 'object' && examples.kind === 'part') {
      release = holdPart(examples.partitionId);
    }
    keep();
    refresh();
  };
  const enter = (): void => {
    const examples = choices.current().chosen();
    if (typeof examples === 'string') return;
    client.join({ kind: 'join', federation, examples });
    view.status({
      kind: 'status',
      state: 'preparing',
      text: 'Reads the examples and makes the model.',
    });
    setJoined(true);
    byId('running').scrollIntoView();
  };
  join.addEventListener('click', enter);
  leave.addEventListener('click', () => {
    leave.disabled = true;
    view.status({ kind: 'status', state: 'leaving', text: 'Signs off.' });
    client.leave();
  });
  addEventListener('pagehide', () => {
    client.farewell();
  });

  const last = settings.choices.find((name) => name === before.choice);
  choices.choose(last ?? wanted(settings));
  if (last !== undefined) choices.current().restore(before.kept);
  ready = true;
  refresh();
  if (before.joined) enter();
}

/** The way that the address names, as `#part`, or else the first. */
function wanted({ choices }: PageSettings): ExampleChoice {
  return choices.find((name) => `#${name}` === location.hash) ?? choices[0];
}

/** Tells other tabs of this browser that this one has a part, until the returned function is called. */
function holdPart(part: number): () => void {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  void navigator.locks.request(partLock(part), { ifAvailable: true }, () => held);
  return release;
}

start().catch((error: unknown) => {
  fail(messageOf(error));
});
