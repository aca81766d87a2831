declare const testSeed: string | undefined;

/** What test files and jest find of Node's process. */
export const process = {
  argv: [] as string[],
  env: { FEDERATED_TEST_SEED: testSeed } as Record<string, string | undefined>,
  platform: 'linux',
  cwd: (): string => '/',
};
