const LONGEST_MS = 100; // a window that nobody looks at paints no frames

/** Resolves when what has just changed on the screen is painted: what can wait does not stand before the eye. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    const late = window.setTimeout(resolve, LONGEST_MS);
    requestAnimationFrame(() => window.setTimeout(() => { window.clearTimeout(late); resolve(); }));
  });
}
