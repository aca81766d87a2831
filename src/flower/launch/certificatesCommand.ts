import { relative } from '../../platform/paths';
import { process } from '../../platform/system';
import { Command, Option } from 'commander';
import { exitCode } from '../../commands/exitCode';
import { withFlags } from '../../options/withFlags';
import { loopbackHosts, makeCertificates } from './certificates';
import type { Certificates } from './certificates';
import { ensureFlower } from './ensureFlower';
import type { EnsureFlowerOptions } from './ensureFlower';
import type { CommandOutput } from '../server/serverAppCommand';

/** The surroundings of the command. */
export interface CertificatesIo extends CommandOutput {
  /** The command of a Python that can make environments. */
  readonly basePython?: EnsureFlowerOptions['basePython'];
}

interface Given {
  readonly host: readonly string[];
  readonly days: number;
  readonly replace?: boolean;
  readonly python?: string;
}

/**
 * `npm run flower-certificates -- DIR …`
 *
 * @param argv the arguments, without the program's name
 * @returns the exit code: 0 done, 1 failed, 2 wrong options
 */
export async function main(argv: readonly string[], io: CertificatesIo): Promise<number> {
  try {
    const program = command(io).parse([...argv], { from: 'user' });
    const { host: hosts, days, replace = false, python } = program.opts<Given>();
    const installation = await ensureFlower({
      ...(python !== undefined && { python }),
      ...(io.basePython && { basePython: io.basePython }),
      announce: (line) => {
        io.err(`${line}\n`);
      },
    });
    const [folder] = program.args;
    const files = await makeCertificates(installation, { folder, hosts, days, replace });
    io.out(explanation(files, hosts, days));
    return 0;
  } catch (error) {
    const folder = '<folder> (without --replace)';
    return exitCode(withFlags({}, error, { folder, hosts: '--host', days: '--days' }), io);
  }
}

/** What each file is for, and how the server starts with them. */
function explanation(files: Certificates, hosts: readonly string[], days: number): string {
  const here = (file: string): string => relative(process.cwd(), file) || file;
  const [ca, certificate, key] = [files.ca, files.certificate, files.key].map(here);
  const until = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  return `${ca}: for every client (--ca) and for flwr (root-certificates in config.toml); not secret
${certificate}: for the server; not secret
${key}: for the server only; secret, and readable only by you
They are valid for ${[...new Set([...hosts, ...loopbackHosts])].join(', ')}, until ${until}.

To start the server with them, for registered clients only:
flower-superlink --host 0.0.0.0 --port 8000 --ssl-ca-certfile ${ca} \\
    --ssl-certfile ${certificate} --ssl-keyfile ${key} \\
    --enable-supernode-auth
`;
}

const publicAuthority = `
Certificates of a public authority (Let’s Encrypt and others) need no --ca on the clients, but cannot
include 127.0.0.1, where the SuperLink's own programs connect to it: it would never start a run. Start
those programs yourself, with the server's name and the authorities that the system trusts:

  flower-superlink --host 0.0.0.0 --port 8000 --ssl-ca-certfile /etc/ssl/certs/ca-certificates.crt \\
      --ssl-certfile fullchain.pem --ssl-keyfile privkey.pem \\
      --enable-supernode-auth --isolation process
  flower-superexec --runtime-api-address fl.example.org:8000 \\
      --root-certificates /etc/ssl/certs/ca-certificates.crt

Exit codes: 0 done, 1 failed, 2 wrong options.`;

function command({ out, err }: CommandOutput): Command {
  const add = (host: string, others: readonly string[]): string[] => [...others, host];
  return new Command('npm run flower-certificates --')
    .description(
      'Creates a certificate for a Flower SuperLink and its own authority that signs it, for ' +
        `small federations. It is also valid for ${loopbackHosts.join(', ')}.`,
    )
    .argument('<folder>', 'for the three files; must not exist yet, or be empty')
    .helpOption('-h, --help', 'show this text')
    .configureOutput({ writeOut: out, writeErr: err })
    .configureHelp({ helpWidth: 98 })
    .allowExcessArguments(false)
    .exitOverride()
    .addOption(
      new Option(
        '--host <name>',
        'a name or IP address that clients use for the server; repeatable',
      )
        .argParser(add)
        .default([], 'none'),
    )
    .addOption(
      new Option('--days <n>', 'validity in days, up to 825').argParser(Number).default(30),
    )
    .addOption(new Option('--replace', 'replace the certificates in the folder'))
    .addOption(new Option('--python <path>', 'a Python that has flwr; then nothing is installed'))
    .addHelpText('after', publicAuthority);
}
