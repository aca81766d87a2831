import { stripVTControlCharacters } from 'node:util';
import { runPython } from './python';
import { withSetup } from './setup';

/** A message on IOPub, or its content, as far as tests read it. */
export interface KernelMessage {
  readonly type: string;
  /** The type of the request that it belongs to. */
  readonly parent?: string;
  readonly name?: 'stdout' | 'stderr';
  readonly text?: string;
  readonly ename?: string;
  readonly evalue?: string;
  readonly traceback?: readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly execution_state?: string;
  readonly execution_count?: number;
  readonly code?: string;
}

/** What one step of `kernelSession.py` gave; cells have messages, requests only a reply. */
export interface StepResult {
  readonly reply: Readonly<Record<string, unknown>> & { readonly status: string };
  readonly replies: readonly StepResult['reply'][];
  readonly answers: readonly StepResult['reply'][];
  readonly messages: readonly KernelMessage[];
  readonly printed?: string;
  readonly problem?: string;
}

/** A step of `kernelSession.py`, which documents it. */
export type Step = Readonly<Record<string, unknown>>;

/** Takes steps in one new kernel that works in a folder. */
export async function kernelSession(folder: string, steps: readonly Step[]): Promise<StepResult[]> {
  const env = withSetup('paths.mjs', 'it.childEnvironment()') as NodeJS.ProcessEnv;
  const said = await runPython('kernelSession.py', JSON.stringify(steps), [folder], env);
  return JSON.parse(said) as StepResult[];
}

/** What a cell printed on one of its streams. */
export function streamed({ messages }: StepResult, stream: 'stdout' | 'stderr' = 'stdout'): string {
  return messages
    .filter(({ type, name }) => type === 'stream' && name === stream)
    .map(({ text }) => text)
    .join('');
}

/** The error of a cell, its traceback as plain text; undefined if it has none. */
export function errorOf({
  messages,
}: StepResult): { ename: string; evalue: string; traceback: string } | undefined {
  const error = messages.find(({ type }) => type === 'error');
  if (!error) return undefined;
  const { ename = '', evalue = '', traceback = [] } = error;
  return { ename, evalue, traceback: stripVTControlCharacters(traceback.join('\n')) };
}
