/**
 * The timeline: shots coloured by camera, chapters, what has been loaded, and where the picture stands.
 * It always shows the film's time; while an angle is on the screen, that moment's place in the film.
 */

import { told } from "./clock.js";

const SVG = "http://www.w3.org/2000/svg";

export class Timeline extends EventTarget {
  /** @param {HTMLElement} root with `.timeline-shots`, `.timeline-marks`, `.timeline-head`, `.timeline-tip` */
  constructor(root, words) {
    super();
    this.root = root;
    this.words = words;
    this.part = (name) => root.querySelector(`.timeline-${name}`);
    this.track = this.part("track");
    this.body = this.part("body");
    this.durationS = 0;
    this.shots = [];
    this.range = null;
    this.grip = null;
    for (const name of ["pointerdown", "pointermove", "pointerup", "pointercancel", "pointerleave"]) {
      this.body.addEventListener(name, (event) => this[name](event));
    }
    root.addEventListener("keydown", (event) => this.keydown(event));
  }

  /** Draw the shots and chapters of a film. */
  draw({ durationS, shots, chapters }) {
    this.durationS = durationS;
    this.shots = shots;
    this.track.setAttribute("aria-valuemax", durationS.toFixed(1));
    this.part("shots").setAttribute("viewBox", `0 0 ${durationS} 1`);
    this.part("shots").replaceChildren(...shots.map((shot) => this.bar(shot)));
    this.part("letters").replaceChildren(...shots.map((shot) => this.letter(shot)));
    this.part("marks").replaceChildren(...chapters.map((chapter) => this.mark(chapter)));
  }

  bar(shot) {
    const bar = document.createElementNS(SVG, "rect");
    const gapS = Math.min(this.durationS / 1000, (shot.end_s - shot.start_s) / 4);
    const box = { x: shot.start_s, y: 0, width: shot.end_s - shot.start_s - gapS, height: 1 };
    for (const [name, value] of Object.entries(box)) bar.setAttribute(name, value);
    bar.setAttribute("class", `hue-${shot.letter.toLowerCase()}`);
    return bar;
  }

  letter(shot) {
    const letter = document.createElement("span");
    letter.textContent = shot.letter;
    letter.style.left = this.percent((shot.start_s + shot.end_s) / 2);
    letter.hidden = (shot.end_s - shot.start_s) / this.durationS < 0.03;
    return letter;
  }

  mark(chapter) {
    const mark = document.createElement("span");
    mark.title = `${told(chapter.at_s, 0)} ${chapter.title}`;
    mark.style.left = this.percent(chapter.at_s);
    return mark;
  }

  percent(atS) {
    return `${(100 * Math.min(Math.max(atS, 0), this.durationS)) / (this.durationS || 1)}%`;
  }

  /** Show where the picture stands. */
  moveTo(atS, shotIndex) {
    this.part("head").style.left = this.percent(atS);
    this.track.setAttribute("aria-valuenow", atS.toFixed(1));
    this.track.setAttribute("aria-valuetext", this.sentence(atS, shotIndex));
  }

  sentence(atS, shotIndex) {
    const shot = this.shots[shotIndex];
    return shot ? `${told(atS, 0)}, ${this.words.camera} ${shot.letter}` : told(atS, 0);
  }

  /** Show what has been loaded, as pairs of times. */
  showLoaded(spans) {
    this.part("loaded").replaceChildren(
      ...spans.map(([startS, endS]) => {
        const span = document.createElement("i");
        span.style.left = this.percent(startS);
        span.style.right = `calc(100% - ${this.percent(endS)})`;
        return span;
      }),
    );
  }

  /** Show a stretch with two handles, or none. */
  showRange(range) {
    this.range = range;
    const shown = this.part("range");
    shown.hidden = range === null;
    this.root.classList.toggle("has-range", range !== null);
    if (!range) return;
    shown.style.left = this.percent(range.startS);
    shown.style.right = `calc(100% - ${this.percent(range.endS)})`;
    for (const edge of ["start", "end"]) {
      const handle = shown.querySelector(`[data-edge=${edge}]`);
      handle.setAttribute("aria-valuemax", this.durationS.toFixed(1));
      handle.setAttribute("aria-valuenow", range[`${edge}S`].toFixed(1));
      handle.setAttribute("aria-valuetext", told(range[`${edge}S`]));
    }
  }

  timeAt(event) {
    const box = this.track.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * this.durationS;
  }

  pointerdown(event) {
    if (event.button > 0) return;
    const atS = this.timeAt(event);
    const edge = event.target.closest("[data-edge]")?.dataset.edge;
    this.body.setPointerCapture(event.pointerId);
    if (edge) this.grip = { edge };
    else if (this.range || event.shiftKey) this.grip = { anchorS: atS };
    else {
      this.grip = { seeks: true };
      this.tell("scrub", { atS });
    }
    if (!edge) event.preventDefault();
    if (!edge) this.track.focus({ preventScroll: true });
  }

  pointermove(event) {
    const atS = this.timeAt(event);
    this.showTip(atS);
    if (!this.grip) return;
    if (this.grip.seeks) this.tell("scrub", { atS });
    else if (this.grip.edge) this.tell("range", { ...this.range, [`${this.grip.edge}S`]: atS, moved: this.grip.edge });
    else if (Math.abs(atS - this.grip.anchorS) > this.durationS / 400) {
      const [startS, endS] = [atS, this.grip.anchorS].sort((a, b) => a - b);
      this.tell("range", { startS, endS, moved: atS < this.grip.anchorS ? "start" : "end" });
    }
  }

  pointerup(event) {
    if (this.grip?.anchorS !== undefined && Math.abs(this.timeAt(event) - this.grip.anchorS) <= this.durationS / 400) {
      this.tell("scrub", { atS: this.grip.anchorS });
    }
    this.grip = null;
    if (event.pointerType !== "mouse") this.hideTip();
  }

  pointercancel() {
    this.grip = null;
    this.hideTip();
  }

  pointerleave() {
    if (!this.grip) this.hideTip();
  }

  showTip(atS) {
    const shot = this.shots.find((one) => atS >= one.start_s && atS < one.end_s);
    const tip = this.part("tip");
    tip.querySelector("b").textContent = told(atS) + (shot ? ` · ${shot.letter}` : "");
    tip.querySelector("span").textContent = shot?.reason ?? "";
    tip.hidden = false;
    const halfPx = tip.offsetWidth / 2;
    const widthPx = this.track.clientWidth;
    const atPx = Math.min(Math.max((atS / (this.durationS || 1)) * widthPx, halfPx), widthPx - halfPx);
    tip.style.left = `${atPx}px`;
  }

  hideTip() {
    this.part("tip").hidden = true;
  }

  /** Handles of the range move by keys: 0.1 s, with Shift 1 s. The rest are the page's keys. */
  keydown(event) {
    const edge = event.target.closest("[data-edge]")?.dataset.edge;
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!edge || !way) return;
    event.preventDefault();
    event.stopPropagation();
    const atS = this.range[`${edge}S`] + way * (event.shiftKey ? 1 : 0.1);
    this.tell("range", { ...this.range, [`${edge}S`]: atS, moved: edge });
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
