/** TensorBoard event files. */

export { EventWriter, openRuns } from './eventFile';
