/// <reference lib="dom" />
import { formatBytes } from '../../../core/formatBytes';
import { counted } from '../../../core/counted';
import type {
  ClientState,
  EndedMessage,
  NoticeMessage,
  RoundMessage,
  StatusMessage,
  TrafficMessage,
} from '../messages';
import { byId, element } from './element';

const names: Readonly<Record<ClientState, string>> = {
  preparing: 'Preparing',
  connecting: 'Connecting',
  waiting: 'Waiting',
  training: 'Training',
  evaluating: 'Testing',
  arranging: 'Arranging',
  away: 'Away',
  leaving: 'Leaving',
};

type Tone = 'quiet' | 'busy' | 'good' | 'away' | 'bad';

function toneOf(state: ClientState): Tone {
  if (state === 'waiting') return 'good';
  return state === 'away' ? 'away' : 'busy';
}

/** Notices are kept to the newest. */
const mostNotices = 8;

/** What the client does, its rounds, and its bytes. */
export interface StatusView {
  readonly status: (message: StatusMessage) => void;
  readonly round: (message: RoundMessage) => void;
  readonly notice: (message: Pick<NoticeMessage, 'level' | 'text'>) => void;
  readonly traffic: (message: TrafficMessage) => void;
  readonly ended: (message: EndedMessage) => void;
}

/** @param rounds of the federation */
export function statusView(rounds: number): StatusView {
  const [state, text, box] = [byId('state'), byId('status-text'), byId('status')];
  const [progress, label] = [byId<HTMLProgressElement>('progress'), byId('progress-label')];
  const body = byId<HTMLTableElement>('rounds').tBodies[0];
  const show = (name: string, sentence: string, tone: Tone): void => {
    state.textContent = name;
    text.textContent = sentence;
    box.dataset.tone = tone;
  };
  let trained = 0;
  let last = 0;
  return {
    status: (message) => {
      if (message.state === 'away' && last >= rounds) {
        show(
          'Finished',
          `All ${counted(rounds, 'round')} are done, and the server has ended.`,
          'good',
        );
        return;
      }
      show(names[message.state], message.text, toneOf(message.state));
    },
    round: (message) => {
      const { round, type, seconds, loss, accuracy } = message;
      body.prepend(
        element(
          'tr',
          {},
          cell(round === undefined ? '–' : `${round}`),
          cell(type === 'train' ? 'training' : 'testing'),
          cell(`${Number(seconds.toPrecision(2))}`),
          cell(loss === undefined ? '–' : loss.toPrecision(3)),
          cell(accuracy === undefined ? '–' : `${(100 * accuracy).toFixed(1)} %`),
          cell(formatBytes(message.bytesReceived)),
          cell(formatBytes(message.bytesSent)),
        ),
      );
      if (type !== 'train') return;
      trained++;
      last = round ?? trained;
      progress.value = Math.min(1, last / rounds);
      label.textContent = `Trained in ${counted(trained, 'round')}; round ${last} of ${rounds}. What left: ${message.left}.`;
    },
    notice: ({ level, text: sentence }) => {
      const list = byId('notices');
      if (list.lastElementChild?.textContent === sentence) return;
      list.append(element('li', { className: level === 'error' ? 'bad' : 'soft' }, sentence));
      while (list.childElementCount > mostNotices) list.firstElementChild?.remove();
    },
    traffic: ({ bytesSent, bytesReceived, calls }) => {
      byId('traffic').textContent =
        `${formatBytes(bytesSent)} sent, ${formatBytes(bytesReceived)} received, in ${counted(calls, 'call')}.`;
    },
    ended: ({ error }) => {
      if (error !== undefined) show('Failed', error, 'bad');
      else
        show(
          'Left',
          'This tab has left the federation; what it sent stays part of the model.',
          'quiet',
        );
    },
  };
}

function cell(content: string): HTMLTableCellElement {
  return element('td', {}, content);
}
