/** PNG files. */
export { PNG } from 'pngjs';
