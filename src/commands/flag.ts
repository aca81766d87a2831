/** An option's name on the command line: `numPartitions` -> `--num-partitions` */
export function flag(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
