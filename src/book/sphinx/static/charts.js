/*
 * Draws the interactive charts over their pictures, each when it comes into sight. Colors follow the page, and
 * a chart is as wide as its column. Other scripts add charts and change them by `bookCharts`.
 */
(() => {
  const root = document.documentElement.dataset.content_root ?? './';
  let plotly;

  /** Plotly, which is loaded when the first chart needs it. */
  function loadPlotly() {
    plotly ??= new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = `${root}_static/plotly.js`;
      script.onload = () => resolve(globalThis.Plotly);
      script.onerror = () => reject(new Error(`${script.src} cannot be loaded`));
      document.head.append(script);
    });
    return plotly;
  }

  /** The figure with the colors that the style sheet has now. A scale of colors stays as it is. */
  function themed(value, style) {
    if (typeof value === 'string') {
      if (!/^#[\da-f]{6}$/i.test(value)) return value;
      return style.getPropertyValue(`--chart-${value.slice(1).toLowerCase()}`).trim() || value;
    }
    if (Array.isArray(value)) return value.map((part) => themed(part, style));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [
        key,
        key === 'colorscale' ? part : themed(part, style),
      ]),
    );
  }

  // For pages that make charts of their own.
  globalThis.bookCharts = { loadPlotly, themed };

  const figures = [...document.querySelectorAll('figure.chart')];
  if (figures.length === 0) return;

  function parts(figure) {
    const { data, layout, config } = JSON.parse(figure.querySelector('.chart-data').textContent);
    const { data: traces, layout: drawn } = themed(
      { data, layout },
      getComputedStyle(document.body),
    );
    // A finger on a chart scrolls the page.
    if (matchMedia('(pointer: coarse)').matches) drawn.dragmode = false;
    return [traces, drawn, { ...config, displaylogo: false, responsive: false }];
  }

  function fit(figure) {
    const host = figure.querySelector('.chart-live');
    const frame = figure.querySelector('.chart-frame');
    if (host) host.style.transform = `scale(${frame.clientWidth / Number(host.dataset.width)})`;
  }

  async function draw(figure) {
    const { newPlot } = await loadPlotly();
    const host = document.createElement('div');
    const [traces, layout, config] = parts(figure);
    host.className = 'chart-live';
    host.dataset.width = layout.width;
    host.setAttribute('role', 'group');
    host.setAttribute(
      'aria-label',
      figure.querySelector('.chart-picture').getAttribute('aria-label'),
    );
    host.style.width = `${layout.width}px`;
    host.style.height = `${layout.height}px`;
    figure.querySelector('.chart-frame').append(host);
    fit(figure);
    await newPlot(host, traces, layout, config);
    figure.classList.add('is-live');
  }

  async function update(figure) {
    const host = figure.querySelector('.chart-live');
    if (host) await (await loadPlotly()).react(host, ...parts(figure));
  }

  async function recolor() {
    for (const figure of document.querySelectorAll('figure.chart.is-live')) await update(figure);
  }

  const sight = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        sight.unobserve(target);
        draw(target);
      }
    },
    { rootMargin: '400px' },
  );
  const size = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target)));
  function add(figure) {
    sight.observe(figure);
    size.observe(figure);
  }
  document.querySelectorAll('figure.chart').forEach(add);
  globalThis.bookCharts = { add, update, plotly: loadPlotly };
  new MutationObserver(recolor).observe(document.body, { attributeFilter: ['data-theme'] });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolor);
})();
