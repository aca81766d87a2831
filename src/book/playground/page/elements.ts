/** Makes an element with attributes and children; an attribute that is `undefined` or `false` is left out. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false)
      made.setAttribute(key, value === true ? '' : `${value}`);
  }
  made.append(...children);
  return made;
}

/** A button that does something. */
export function button(text: string, act: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button' }, text);
  made.addEventListener('click', act);
  return made;
}

/** A button that copies a text and says whether that worked. */
export function copyButton(text: string, value: () => string): HTMLButtonElement {
  const made = button(text, () => {
    const told = (said: string): void => {
      made.textContent = said;
      setTimeout(() => (made.textContent = text), 2000);
    };
    copy(value()).then(
      () => {
        told('Copied');
      },
      () => {
        told('Not copied: the browser forbids it');
      },
    );
  });
  made.setAttribute('aria-live', 'polite');
  return made;
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
