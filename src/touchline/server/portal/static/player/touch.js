/** Fingers on the picture: a tap plays or pauses, two taps on a side jump 10 s. */

const TWICE_MS = 280;

/** @param {{toggle: () => void, jump: (byS: number) => void}} does */
export function listenToTouch(surface, does) {
  let waiting = null;
  let lastWay = 0;
  surface.addEventListener("click", (event) => {
    const box = surface.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    const way = share < 0.35 ? -1 : share > 0.65 ? 1 : 0;
    if (waiting !== null && way === lastWay && way !== 0) {
      clearTimeout(waiting);
      waiting = setTimeout(() => (waiting = null), TWICE_MS);
      does.jump(10 * way);
      return;
    }
    clearTimeout(waiting);
    lastWay = way;
    const isTouch = event.pointerType === "touch";
    waiting = setTimeout(() => {
      waiting = null;
      if (isTouch) does.toggle();
    }, TWICE_MS);
    if (!isTouch) does.toggle();
  });
}
