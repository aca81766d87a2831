export const process = { env: {}, argv: [], platform: 'linux', pid: 1, cwd: () => '/' };
