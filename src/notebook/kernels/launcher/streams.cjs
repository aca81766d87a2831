'use strict';

const { StringDecoder } = require('node:string_decoder');

/** Messages are at least this far apart, */
const leastMilliseconds = 20;
/** unless there is more text than this. */
const mostCharacters = 1 << 16;

/**
 * What cells print: the first text at once, even if the code then never returns to the event loop,
 * and what follows shortly after merged into one message for each stream, in the order of the writes.
 */
class Streams {
  #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  #name = 'stdout';
  #text = '';
  #send;
  #timer;
  /** When the last text was sent, in milliseconds. */
  #sent = -Infinity;

  /** From now on, what is printed goes to another cell. `send(name, text)` sends it. */
  begin(send) {
    this.flush();
    this.#send = send;
    this.#sent = -Infinity;
  }

  /** Takes the place of `write` of process.stdout and process.stderr. */
  install() {
    for (const name of ['stdout', 'stderr']) {
      const stream = process[name];
      const before = stream.write.bind(stream);
      stream.write = (chunk, encoding, callback) => {
        if (!this.#send) return before(chunk, encoding, callback);
        const [format, done] =
          typeof encoding === 'function' ? [undefined, encoding] : [encoding, callback];
        this.write(name, typeof chunk === 'string' ? Buffer.from(chunk, format) : chunk);
        if (done) process.nextTick(done);
        return true;
      };
    }
  }

  /** @param bytes a part of a stream in UTF-8, which may end inside a character */
  write(name, bytes) {
    if (name !== this.#name) this.flush();
    this.#name = name;
    this.#text += this.#decoders[name].write(bytes);
    const wait = this.#sent + leastMilliseconds - performance.now();
    if (wait <= 0 || this.#text.length > mostCharacters) this.flush();
    else if (!this.#timer) this.#timer = setTimeout(() => this.flush(), wait);
  }

  /** Sends what is waiting: before anything else is shown, and at the end of a cell. */
  flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#text === '') return;
    this.#sent = performance.now();
    const text = this.#text;
    this.#text = '';
    this.#send(this.#name, text);
  }
}

module.exports = { Streams };
