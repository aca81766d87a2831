/** This process, and the machine that it runs on. */
export { availableParallelism, freemem, hostname, tmpdir } from 'node:os';
export { default as process } from 'node:process';
