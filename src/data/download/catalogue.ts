import type { DataSource, RemoteFile } from './dataSource';
import { emnistFiles } from './emnistFiles';

const nist = 'made from NIST Special Database 19, a work of the United States government';
const leaf = 'Caldas et al. 2018, "LEAF: A Benchmark for Federated Settings", arXiv:1812.01097';
const emnist =
  'Cohen et al. 2017, "EMNIST: an extension of MNIST to handwritten letters", arXiv:1702.05373';

const mnistMirrors = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
];
const fashionMirrors = [
  'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/',
  'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
];
const qmnistMirrors = [
  'https://raw.githubusercontent.com/facebookresearch/qmnist/94061367ec2e099ea18c553c75727ecf849ddb9b/',
  'https://raw.githubusercontent.com/facebookresearch/qmnist/master/',
];
const fedjaxFolder = ['https://storage.googleapis.com/gresearch/fedjax/emnist/'];

/**
 * The datasets that `npm run data` knows, with their publishers' addresses. Checksums are the
 * publishers', or those of files decoded and compared for this project (MNIST, Fashion-MNIST,
 * QMNIST). The two federated EMNIST databases have no published checksums; theirs are those that
 * others report.
 */
export const catalogue: readonly DataSource[] = [
  {
    name: 'mnist',
    title: 'MNIST: 70,000 handwritten digits',
    files: [
      remote(
        mnistMirrors,
        'train-images-idx3-ubyte.gz',
        9912422,
        '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
      ),
      remote(
        mnistMirrors,
        'train-labels-idx1-ubyte.gz',
        28881,
        '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
      ),
      remote(
        mnistMirrors,
        't10k-images-idx3-ubyte.gz',
        1648877,
        '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
      ),
      remote(
        mnistMirrors,
        't10k-labels-idx1-ubyte.gz',
        4542,
        'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
      ),
    ],
    licence: 'none stated by its authors; often given as CC BY-SA 3.0',
    citation: 'LeCun et al. 1998, "Gradient-based learning applied to document recognition"',
    load: "loadMnist('FOLDER')",
  },
  {
    name: 'fashion-mnist',
    title: 'Fashion-MNIST: 70,000 pictures of clothes',
    files: [
      remote(
        fashionMirrors,
        'train-images-idx3-ubyte.gz',
        26421880,
        '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
      ),
      remote(
        fashionMirrors,
        'train-labels-idx1-ubyte.gz',
        29515,
        'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
      ),
      remote(
        fashionMirrors,
        't10k-images-idx3-ubyte.gz',
        4422102,
        '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
      ),
      remote(
        fashionMirrors,
        't10k-labels-idx1-ubyte.gz',
        5148,
        '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
      ),
    ],
    licence: 'MIT',
    citation: 'Xiao et al. 2017, "Fashion-MNIST: a Novel Image Dataset", arXiv:1708.07747',
    load: "loadFashionMnist('FOLDER')",
  },
  {
    name: 'qmnist-writers',
    title: 'QMNIST labels: who wrote each digit of MNIST',
    files: [
      remote(
        qmnistMirrors,
        'qmnist-train-labels-idx2-int.gz',
        463024,
        '2c05dc77f6b916b38e455e97ab129a42a444f3dbef09b278a366f82904e0dd9f',
      ),
      remote(
        qmnistMirrors,
        'qmnist-test-labels-idx2-int.gz',
        526800,
        '9fbcbe594c3766fdf4f0b15c5165dc0d1e57ac604e01422608bb72c906030d06',
      ),
    ],
    licence: 'BSD-style',
    citation: 'Yadav and Bottou 2019, "Cold Case: The Lost MNIST Digits", arXiv:1905.10498',
    load: "embeddedDigitsByWriter('FOLDER/qmnist-train-labels-idx2-int.gz')",
  },
  {
    name: 'emnist',
    title: 'EMNIST: 814,255 handwritten digits and letters, without writers',
    files: [
      {
        name: 'gzip.zip',
        urls: ['https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip'],
        bytes: 561753746,
        md5: '58c8d27c78d21e728a6bc7b3cc06412e',
        unpack: { kind: 'zip', files: emnistFiles },
      },
    ],
    licence: nist,
    citation: emnist,
    load: "loadEmnist('FOLDER', 'digits')",
  },
  {
    name: 'emnist-federated',
    title: 'Federated EMNIST of TensorFlow Federated: 3,400 writers, 749,068 characters',
    files: [
      {
        ...remote(
          ['https://storage.googleapis.com/tff-datasets-public/'],
          'emnist_all.sqlite.lzma',
          170507172,
          'c3aaf91b4cf4e69d53d81627ad119eccdc878ff906f68e66063ff10f67faad48',
        ),
        unpack: {
          kind: 'lzma',
          files: [
            {
              name: 'emnist_all.sqlite',
              bytes: 4708990976,
              sha256: '239b48fb3b3d69e70406d18a0605c821d4db3c803443c64788736bcb9f79ac56',
            },
          ],
        },
      },
    ],
    licence: nist,
    citation: leaf,
    load: "loadTffEmnist('FOLDER/emnist_all.sqlite')",
  },
  {
    name: 'fedjax-emnist',
    title: 'Federated EMNIST of FedJAX, digits only: 3,383 writers, 382,705 digits',
    files: [
      remote(
        fedjaxFolder,
        'federated_emnist_digitsonly_train.sqlite',
        undefined,
        '0540b878da75b6a9a8c14fadae5c4b0a62cf12f8ff5fcf675b6f6c6c774df323',
      ),
      remote(fedjaxFolder, 'federated_emnist_digitsonly_test.sqlite'),
    ],
    licence: nist,
    citation: leaf,
    load: "loadFedjaxEmnist({ train: 'FOLDER/federated_emnist_digitsonly_train.sqlite', test: 'FOLDER/federated_emnist_digitsonly_test.sqlite' })",
  },
  {
    name: 'femnist',
    title: 'FEMNIST of LEAF: 3,597 writers, 817,851 characters, as JSON',
    files: [],
    licence: nist,
    citation: leaf,
    load: "loadLeaf('FOLDER')",
    instructions:
      'LEAF publishes a program, not the files: it downloads NIST Special Database 19 and writes JSON.\n' +
      'Get https://github.com/TalwalkarLab/leaf, and in its folder data/femnist run\n' +
      '  ./preprocess.sh -s niid --sf 1.0 -k 0 -t sample\n' +
      'Then copy its folders data/train and data/test here: FOLDER\n' +
      'The same characters and writers, ready to use: npm run data -- get emnist-federated',
  },
  {
    name: 'cifar10',
    title: 'CIFAR-10: 60,000 photographs of ten things, 32 × 32 in color',
    files: [
      {
        name: 'cifar-10-binary.tar.gz',
        urls: [
          'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
          'https://cave.cs.toronto.edu/kriz/cifar-10-binary.tar.gz',
        ],
        bytes: 170052171,
        md5: 'c32a1d4ab5d03f1284b67883e8d87530',
        unpack: {
          kind: 'tar',
          files: [...[1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`), 'test_batch.bin'].map(
            (name) => ({ name, bytes: 30730000 }),
          ),
        },
      },
    ],
    licence: 'none stated by its authors',
    citation: 'Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images"',
    load: "loadCifar10('FOLDER')",
  },
];

function remote(
  folders: readonly string[],
  name: string,
  bytes?: number,
  sha256?: string,
): RemoteFile {
  const urls = folders.map((folder) => folder + name);
  return { name, urls, ...(bytes && { bytes }), ...(sha256 && { sha256 }) };
}
