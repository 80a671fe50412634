/** Runs the flush in the next animation frame. A hidden page has no frames, so there a slow timer stands in: titles
 * and notifications still follow, and the work does not pile up. */
export function eachFrame(flush: () => void): void {
  if (typeof requestAnimationFrame === 'function' && document.visibilityState === 'visible') {
    requestAnimationFrame(flush);
    return;
  }
  setTimeout(flush, 500);
}
