/*
 * A JupyterLab extension without a build: the container that JupyterLab expects of a prebuilt extension,
 * written by hand. It asks JupyterLab for some of its modules and has none of its own.
 */
(() => {
  const plotly = 'application/vnd.plotly.v1+json';
  let shared = {};

  /** A module that JupyterLab shares with extensions. */
  async function sharedModule(name) {
    const [version] = Object.values(shared[name]);
    return (await version.get())();
  }

  /**
   * Draws charts from a copy. The Plotly extension writes a PNG of each chart into the output, and Plotly
   * what it works out into the figure, which would change every notebook that is opened.
   */
  function drawFromCopies(registry) {
    const prototype = Object.getPrototypeOf(registry);
    const { createRenderer } = prototype;
    prototype.createRenderer = function (type, options) {
      const renderer = createRenderer.call(this, type, options);
      if (type !== plotly) return renderer;
      const renderModel = renderer.renderModel.bind(renderer);
      renderer.renderModel = ({ data, metadata, trusted }) => {
        const copy = { ...data, [plotly]: structuredClone(data[plotly]) };
        return renderModel({ data: copy, metadata, trusted, setData: () => undefined });
      };
      return renderer;
    };
  }

  /** Keeps what the notebook's file says of its language: a kernel's version is no change of a chapter. */
  function keepLanguage({ model }) {
    const setMetadata = model.setMetadata.bind(model);
    model.setMetadata = (key, value) => {
      const kept = ['language_info', 'kernelspec'].includes(key)
        ? model.getMetadata(key)
        : undefined;
      if (kept === undefined || kept.name !== value?.name) setMetadata(key, value);
    };
  }

  /**
   * Says in what is saved which cells wait for their turn. JupyterLab has removed their outputs already;
   * the server keeps those of the file, and does not write this mark.
   */
  function markWaitingCells({ model }) {
    const toJSON = model.toJSON.bind(model);
    model.toJSON = () => {
      const notebook = toJSON();
      const waiting = [...model.cells].filter(({ executionState }) => executionState === 'running');
      if (waiting.length === 0) return notebook;
      const ids = waiting.map(({ id }) => id);
      return { ...notebook, metadata: { ...notebook.metadata, federatedWaiting: ids } };
    };
  }

  /** Leaves the reader where he is when all cells run; JupyterLab goes to the end of the page. */
  function stayWhenAllRun(actions) {
    const { runAll } = actions;
    actions.runAll = (notebook, ...rest) => {
      const { activeCellIndex, scrollToItem } = notebook;
      notebook.scrollToItem = () => Promise.resolve();
      const done = runAll.call(actions, notebook, ...rest);
      notebook.activeCellIndex = activeCellIndex;
      return done.finally(() => {
        notebook.scrollToItem = scrollToItem;
      });
    };
  }

  /** Gives a reader who comes for the first time the whole width; the contents page names the files. */
  async function beginWide(app, shell) {
    const { fresh } = await shell.restored;
    await app.restored;
    if (fresh) window.setTimeout(() => shell.collapseLeft());
  }

  async function plugins() {
    const { ILabShell } = await sharedModule('@jupyterlab/application');
    const { IRenderMimeRegistry } = await sharedModule('@jupyterlab/rendermime');
    const { INotebookTracker, NotebookActions } = await sharedModule('@jupyterlab/notebook');
    const charts = {
      id: 'federated-lab:charts',
      autoStart: true,
      requires: [IRenderMimeRegistry],
      activate: (_app, registry) => {
        drawFromCopies(registry);
      },
    };
    const chapters = {
      id: 'federated-lab:chapters',
      autoStart: true,
      requires: [INotebookTracker],
      activate: (_app, tracker) => {
        tracker.widgetAdded.connect((_, panel) => {
          keepLanguage(panel);
          markWaitingCells(panel);
        });
        stayWhenAllRun(NotebookActions);
      },
    };
    const layout = {
      id: 'federated-lab:layout',
      autoStart: true,
      requires: [ILabShell],
      activate: (app, shell) => {
        void beginWide(app, shell);
      },
    };
    return { __esModule: true, default: [charts, chapters, layout] };
  }

  const containers = (window._JUPYTERLAB ??= {});
  containers['federated-lab'] = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const exported = await plugins();
      return () => exported;
    },
  };
})();
