import { codecNames, codecs } from '../../compression/catalogue';
import type { CodecSetting } from '../../compression/catalogue';
import { choice, openShare, whole, yes } from '../fields';
import type { Need, OptionTable } from '../option';

/** The codec is one that takes this setting. */
const takenBy = (setting: CodecSetting): readonly Need[] => [
  { option: 'codec', values: codecNames.filter((name) => codecs[name].takes.includes(setting)) },
];

/** Codecs with a small error that need nothing but bits: the broadcast has no other settings. */
const broadcastNames = codecNames.filter((name) => {
  const { takes, leastError } = codecs[name];
  return leastError && takes.every((setting) => setting === 'bits' || setting === 'threshold');
});

/** Fewer bytes, up and down. */
export const compressionOptions = {
  codec: {
    schema: choice(codecNames),
    help: 'encode each update, after --transforms, by one of the codecs below',
  },
  bits: {
    schema: whole(1, 16),
    placeholder: 'N',
    help: 'bits of a number',
    needs: takenBy('bits'),
    defaultText: '8; rotated 4',
  },
  topK: {
    schema: openShare(),
    placeholder: 'SHARE',
    help: 'share of an update’s numbers that is sent',
    needs: takenBy('share'),
    defaultText: '0.01',
    argument: 'share',
  },
  rank: {
    schema: whole(1),
    placeholder: 'N',
    help: 'columns of the factors that stand for a matrix',
    needs: takenBy('rank'),
    defaultText: '2',
  },
  codecThreshold: {
    schema: whole(0),
    placeholder: 'N',
    help: 'send tensors with fewer numbers as they are',
    needs: takenBy('threshold'),
    defaultText: '0',
  },
  deflate: {
    schema: yes(),
    help: 'compress the encoded bytes once more, without loss',
    needs: [{ option: 'codec' }],
  },
  errorFeedback: {
    schema: yes(),
    help: 'each client keeps what an encoding lost, and adds it to its next update (Karimireddy et al. 2019)',
    needs: [{ option: 'codec' }],
  },
  broadcastCodec: {
    schema: choice(broadcastNames),
    help: 'encode what the server sends: what has changed against the model that clients have',
    argument: 'broadcast',
  },
  broadcastBits: {
    schema: whole(1, 16),
    placeholder: 'N',
    help: 'bits of a number',
    needs: [{ option: 'broadcastCodec', values: ['quantized'] }],
    defaultText: '8',
  },
  broadcastDeflate: {
    schema: yes(),
    help: 'compress the encoded bytes once more, without loss',
    needs: [{ option: 'broadcastCodec' }],
  },
} as const satisfies OptionTable;
