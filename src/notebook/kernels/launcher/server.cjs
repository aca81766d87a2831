'use strict';

const { CellQueue } = require('./cellQueue.cjs');

/** How long the last messages may take to leave the process. */
const lingerMilliseconds = 100;

/**
 * Jupyter's messages: tslab's sockets and message format, with an order of its own. The kernel is
 * busy as long as a cell runs, whatever else it answers meanwhile.
 *
 * @param jupyter tslab's module
 * @param answers from types of requests to functions that answer them
 * @param runCell runs a cell: `(code, count) => { failure?, bundle? }`
 * @param streams where cells print
 */
function makeServer({ jupyter, configPath, answers, runCell, streams }) {
  const { ZmqMessage, ZmqServer } = jupyter;

  class KernelServer extends ZmqServer {
    #count = 0;
    #running;
    #cells = new CellQueue({
      run: ({ request, socket }) => this.#run(request, socket),
      abort: ({ request, socket }) => {
        this.#status('busy', request);
        this.#reply(request, socket, { status: 'aborted' });
        this.#status('idle', request);
      },
    });

    constructor() {
      super({ close: () => undefined }, configPath);
    }

    async bindSocket(socket, port) {
      // A send is done at once, and nothing is dropped when a front end reads slowly: tslab's own
      // sends fail from the 513th of a turn of the event loop.
      if (socket !== this.hb) socket.sendTimeout = 0;
      if (socket === this.iopub) socket.sendHighWaterMark = 0;
      await super.bindSocket(socket, port);
    }

    async handleShellMessage(socket, ...frames) {
      const request = ZmqMessage.fromRaw(this.connInfo.key, frames);
      if (request.header.msg_type === 'execute_request') {
        this.#cells.add({ request, socket });
        return;
      }
      this.#status('busy', request);
      try {
        const answer = answers[request.header.msg_type];
        if (answer) this.#reply(request, socket, answer(request.content));
      } catch (error) {
        const { name: ename, message: evalue } = error;
        this.#reply(request, socket, { status: 'error', ename, evalue, traceback: [] });
      } finally {
        this.#status('idle', request);
        if (this.#running) this.#status('busy', this.#running);
      }
      if (request.header.msg_type === 'shutdown_request') {
        setTimeout(() => process.exit(0), lingerMilliseconds);
      }
    }

    async #run(request, socket) {
      const { code, silent = false, stop_on_error: stop = true } = request.content;
      this.#running = request;
      this.#status('busy', request);
      if (!silent) this.#count++;
      const count = this.#count;
      const publish = (type, content) => {
        streams.flush();
        this.#publish(request, type, content);
      };
      if (!silent) publish('execute_input', { code, execution_count: count });
      streams.begin((name, text) => this.#publish(request, 'stream', { name, text }));
      jupyter.lastWriteDisplayData = (content, update) => {
        publish(update ? 'update_display_data' : 'display_data', content);
      };
      const { failure, bundle } = await runCell(code, count);
      streams.flush();
      if (bundle && !silent) {
        publish('execute_result', { execution_count: count, data: bundle, metadata: {} });
      }
      return {
        proceed: failure === undefined || !stop,
        report: () => {
          if (failure) publish('error', failure);
          const outcome = failure
            ? { status: 'error', ...failure }
            : { status: 'ok', user_expressions: {}, payload: [] };
          streams.flush();
          this.#reply(request, socket, { ...outcome, execution_count: count });
          this.#running = undefined;
          this.#status('idle', request);
        },
      };
    }

    #status(state, request) {
      this.#publish(request, 'status', { execution_state: state });
    }

    #publish(request, type, content) {
      this.#send(request, this.iopub, type, content);
    }

    #reply(request, socket, content) {
      this.#send(request, socket, request.header.msg_type.replace('_request', '_reply'), content);
    }

    #send(request, socket, type, content) {
      const message = request.createReply();
      message.header.msg_type = type;
      message.content = content;
      message.signAndSend(this.connInfo.key, {
        send: (frames) => socket.send(frames).catch(() => undefined),
      });
    }
  }

  return new KernelServer();
}

module.exports = { makeServer };
