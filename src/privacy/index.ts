/** Transforms that limit what an update gives away. */

export { clip } from './clip';
