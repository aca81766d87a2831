'use strict';

const { StringDecoder } = require('node:string_decoder');

/** Text is sent at once beyond this size, */
const mostCharacters = 1 << 16;
/** and when this time has passed since the last, even if the code never returns to the event loop. */
const mostMilliseconds = 100;
/** Messages are at least this far apart if the code does return to it. */
const leastMilliseconds = 20;

/**
 * What cells print, merged: one message for all that is written to a stream in a turn of the event
 * loop or several, in the order of the writes.
 */
class Streams {
  #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  #name = 'stdout';
  #text = '';
  #send;
  #scheduled = false;
  /** When the last text was sent, in milliseconds. */
  #sent = 0;

  /** From now on, what is printed goes to another cell. `send(name, text)` sends it. */
  begin(send) {
    this.flush();
    this.#send = send;
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
    const age = performance.now() - this.#sent;
    if (age > mostMilliseconds || this.#text.length > mostCharacters) this.flush();
    else if (!this.#scheduled) this.#schedule(leastMilliseconds - age);
  }

  #schedule(milliseconds) {
    this.#scheduled = true;
    const flush = () => {
      this.#scheduled = false;
      this.flush();
    };
    if (milliseconds > 0) setTimeout(flush, milliseconds);
    else setImmediate(flush);
  }

  /** Sends what is waiting: before anything else is shown, and at the end of a cell. */
  flush() {
    this.#sent = performance.now();
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    this.#send(this.#name, text);
  }
}

module.exports = { Streams };
