import * as z from 'zod';
import { codecNames, codecs } from '../compression/catalogue';
import { flag } from '../commands/flag';
import { partTexts } from '../core/namedParts';
import type { NamedParts } from '../core/namedParts';
import type { Option, OptionTable } from './option';
import { themes } from './table';

const width = 98;
const indent = 26;

/** Options under titles, or lines printed as they are. */
export type HelpPart = string | Readonly<Record<string, OptionTable>>;

/** The text of `--help`: the parts, with an empty line between them. Help of options is wrapped. */
export function helpText(parts: readonly HelpPart[]): string {
  const texts = parts.map((part) => {
    if (typeof part === 'string') return [part];
    return Object.entries(part).map(([title, options]) => section(title, options));
  });
  return `${texts.flat().join('\n\n')}\n`;
}

/** A command's options, grouped under the titles of their themes. */
export function byTheme(options: OptionTable): Readonly<Record<string, OptionTable>> {
  const groups = Object.entries(themes).map(([title, theme]) => {
    const names = Object.keys(theme).filter((name) => name in options);
    return [title, Object.fromEntries(names.map((name) => [name, options[name]]))] as const;
  });
  return Object.fromEntries(groups.filter(([, group]) => Object.keys(group).length > 0));
}

/** The help of an option: when it applies, what it does, its default. */
export function helpOf({ help, needs = [], users = [], ...option }: Option): string {
  const named = needs.map(({ option: needed, values = [true], or = [] }) =>
    values.includes(true) ? `with ${[needed, ...or].map(flag).join(' or ')}` : values.join(', '),
  );
  const whom = [...named, ...(users.length > 0 ? [users.join(', ')] : [])].join(' with ');
  const { default: value, defaultText } = option;
  const plain = typeof value === 'function' || typeof value === 'boolean' ? undefined : value;
  const text = defaultText ?? plain;
  const after = text === undefined ? '' : ` (default ${text})`;
  return `${whom === '' ? '' : `${whom}: `}${help}${after}`;
}

/** The placeholder for an option's value: a choice's names, unless they fill more than a line; '' for a switch. */
export function placeholderOf({ schema, placeholder = 'VALUE' }: Option): string {
  if (schema instanceof z.ZodBoolean) return '';
  const names = schema instanceof z.ZodEnum ? schema.options.join('|') : '';
  return names === '' || names.length > width - indent ? placeholder : names;
}

/** Wraps a text into lines of at most 98 characters. @param left spaces of indentation */
export function wrap(text: string, left = 0): string {
  const margin = ' '.repeat(left);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(margin + word);
    }
  }
  return lines.join('\n');
}

/** Two columns: `  fedavg                  the clients’ mean update`. */
export function row(head: string, text: string): string {
  const lines = wrap(text, indent);
  const start = `  ${head}`;
  if (start.length < indent - 1) return start.padEnd(indent) + lines.trimStart();
  return `${start}\n${lines}`;
}

/** Explains the named parts that an option takes: `  median   the median of each coordinate`. */
export function partSection(title: string, parts: NamedParts<unknown>): string {
  return [`${title}:`, ...partTexts(parts).map(([form, summary]) => row(form, summary))].join('\n');
}

/** Explains the codecs: `  quantized   …`. */
export function codecSection(): string {
  return ['Codecs:', ...codecNames.map((name) => row(name, codecs[name].summary))].join('\n');
}

function section(title: string, options: OptionTable): string {
  const rows = Object.entries(options).map(([name, option]) =>
    row(`${flag(name)} ${placeholderOf(option)}`.trimEnd(), helpOf(option)),
  );
  return [`${title}:`, ...rows].join('\n');
}
