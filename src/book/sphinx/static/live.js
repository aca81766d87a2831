/*
 * The button that makes a chapter run in its page. What it needs is loaded when it is pressed.
 */
(() => {
  const cells = document.querySelectorAll('div.cell .cell_input pre');
  const title = document.querySelector('article h1');
  if (cells.length === 0 || !title) return;

  const root = document.documentElement.dataset.content_root ?? './';
  const host = document.createElement('aside');
  const button = document.createElement('button');
  const note = document.createElement('p');
  host.className = 'live-bar';
  host.setAttribute('aria-label', 'Run this chapter');
  button.type = 'button';
  button.textContent = 'Run this chapter here';
  note.className = 'live-status';
  host.append(button, note);
  title.after(host);

  if (location.protocol === 'file:') {
    button.disabled = true;
    note.textContent =
      'A page that is opened from disk may not start programs; npm run book -- --live --serve shows the ' +
      'same page from a server of your own machine, and there the chapter runs.';
    return;
  }
  if (typeof WebAssembly !== 'object' || typeof Worker !== 'function') {
    button.disabled = true;
    note.textContent = 'This browser has no WebAssembly, without which a chapter cannot train.';
    return;
  }
  note.textContent =
    'Nothing is installed, and nothing leaves this page. What it loads once: the library, TensorFlow.js and ' +
    `10,000 digits, ${host.dataset.first ?? 'about 4'} MB; when training begins, ONNX Runtime. Types in edited ` +
    'cells are not checked.';
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      const { start } = await import(new URL(`${root}_static/browser/live.js`, location.href).href);
      start(host);
    } catch (error) {
      button.disabled = false;
      note.textContent = `The program of this page cannot be loaded: ${error.message}`;
    }
  });
})();
