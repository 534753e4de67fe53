/**
 * The large picture. Each source (the film, or an angle) plays in a video element of its own; changing over
 * shows the new one only once it stands at the same moment of the game.
 */

import { Frames } from "./frames.js";
import { Stream } from "./stream.js";

const KEPT_OPEN = 3;
/** While playing, the new picture waits for the old one this far ahead at least. */
const SHORTEST_LEAD_S = 0.3;
const LONGEST_LEAD_S = 5;

export class Stage extends EventTarget {
  /**
   * @param {HTMLElement} root what holds the video elements
   * @param {(id: string) => Promise<string>} renew gives a source's address anew
   */
  constructor(root, renew) {
    super();
    this.root = root;
    this.renew = renew;
    this.sources = new Map();
    this.slots = new Map();
    this.slot = null;
    this.heldS = null; // while paused: the moment that angles are compared at, so that frames do not add up
    this.wishedS = null;
    this.isSeeking = false;
    this.turn = 0;
    this.leadS = SHORTEST_LEAD_S;
    this.rate = 1;
    this.volume = 1;
    this.isMuted = false;
  }

  /**
   * Say what can be shown: `{id, version, url, clock, durationS}`. What has the same version is not opened
   * anew, though its address (which expires) and its place on the game clock may have changed.
   */
  setSources(sources) {
    this.sources = new Map(sources.map((source) => [source.id, source]));
    for (const [id, slot] of this.slots) {
      const source = this.sources.get(id);
      if (source?.version === slot.source.version) slot.source = source;
      else if (!source && slot !== this.slot) this.drop(id, slot);
    }
  }

  get shown() {
    return this.slot?.source.id ?? null;
  }

  get source() {
    return this.slot?.source ?? null;
  }

  get video() {
    return this.slot?.video ?? null;
  }

  /** Where the picture stands, in its own time. */
  get videoS() {
    return this.slot ? this.slot.frames.nowS : 0;
  }

  /** Where the picture stands on the game clock. */
  get gameS() {
    return this.slot ? this.source.clock.toGame(this.videoS) : 0;
  }

  get isPaused() {
    return this.video ? this.video.paused : true;
  }

  /** Show a source at a moment of the game; by default the one that is on the screen. */
  async show(id, gameS = null) {
    const turn = (this.turn += 1);
    const source = this.sources.get(id);
    if (!source) return false;
    if (gameS !== null) this.heldS = gameS;
    else if (this.isPaused && this.slot) this.heldS ??= this.gameS;
    const moment = () => this.heldS ?? (this.slot ? this.gameS : source.clock.toGame(0));
    this.tell("changing", { id });
    const slot = await this.opened(source, this.inside(source, moment()));
    if (!slot || turn !== this.turn) return false;
    const wasPlaying = !this.isPaused;
    if (wasPlaying && gameS === null) await this.meet(slot, turn);
    else await slot.frames.goTo(this.inside(source, moment()));
    if (turn !== this.turn) return false;
    this.change(slot, wasPlaying);
    return true;
  }

  /**
   * Bring a slot to a moment just ahead of the playing picture, and wait until that one is there. How far
   * ahead follows from how long going there took the last time.
   */
  async meet(slot, turn) {
    const isOff = () => turn !== this.turn || this.isPaused;
    while (!isOff()) {
      const beganAt = performance.now();
      const targetS = this.gameS + this.leadS * this.rate;
      const meetS = slot.source.clock.toGame(await slot.frames.goTo(this.inside(slot.source, targetS)));
      const tookS = (performance.now() - beganAt) / 1000;
      const isAhead = this.gameS < meetS || !this.has(slot.source.id, targetS);
      this.leadS = Math.min(Math.max(SHORTEST_LEAD_S, 1.5 * tookS), LONGEST_LEAD_S);
      if (!isAhead && this.leadS < LONGEST_LEAD_S) continue;
      while (!isOff() && this.gameS < meetS - this.slot.frames.frameS / 2) await this.slot.frames.next(500);
      return;
    }
    if (turn === this.turn) await slot.frames.goTo(this.inside(slot.source, this.gameS));
  }

  change(slot, goesOn) {
    const before = this.slot;
    this.slot = slot;
    slot.usedAt = performance.now();
    slot.video.muted = this.isMuted;
    slot.video.volume = this.volume;
    slot.video.playbackRate = this.rate;
    if (goesOn) slot.video.play().catch(() => {});
    slot.video.classList.add("is-shown");
    if (before && before !== slot) {
      before.video.pause();
      before.video.muted = true;
      before.video.classList.remove("is-shown");
      if (this.slots.get(before.source.id) !== before) this.close(before);
    }
    this.forgetOldest();
    this.tell("changed", { id: slot.source.id });
  }

  async opened(source, atS) {
    let slot = this.slots.get(source.id);
    if (slot && slot.source.version === source.version && !slot.isLost) return slot;
    if (slot && slot !== this.slot) this.drop(source.id, slot);
    slot = this.build(source);
    try {
      await slot.stream.open(source.url, atS);
    } catch {
      slot.video.remove();
      return null;
    }
    this.slots.set(source.id, slot);
    return slot;
  }

  build(source) {
    const video = document.createElement("video");
    video.playsInline = true;
    video.preload = "auto";
    video.muted = true;
    video.tabIndex = -1;
    video.setAttribute("aria-hidden", "true");
    video.disableRemotePlayback = true;
    this.root.prepend(video);
    const slot = { video, source, frames: new Frames(video), usedAt: performance.now(), isLost: false };
    slot.stream = new Stream(video, {
      renew: () => this.renew(source.id),
      onLost: (kind) => this.lose(slot, kind),
    });
    for (const name of ["play", "pause", "seeked", "waiting", "playing", "timeupdate", "progress", "ended", "ratechange", "volumechange"]) {
      video.addEventListener(name, () => this.slot === slot && this.tell(name));
    }
    return slot;
  }

  lose(slot, kind) {
    slot.isLost = kind !== "network";
    if (this.slot === slot || !this.slot) this.tell("lost", { id: slot.source.id, kind });
  }

  /** Clamp a game time to what a source has; in its own time. */
  inside(source, gameS) {
    const atS = source.clock.toVideo(gameS);
    return Math.min(Math.max(0, atS), Math.max(0, (source.durationS ?? Infinity) - 0.05));
  }

  /** Whether a source has a picture of a moment of the game. */
  has(id, gameS) {
    const source = this.sources.get(id);
    if (!source) return false;
    const atS = source.clock.toVideo(gameS);
    return atS >= -0.04 && atS <= (source.durationS ?? Infinity);
  }

  play() {
    this.heldS = null;
    return this.video?.play().catch(() => this.tell("blocked"));
  }

  pause() {
    this.video?.pause();
  }

  setRate(rate) {
    this.rate = rate;
    if (this.video) this.video.playbackRate = rate;
  }

  setSound({ isMuted = this.isMuted, volume = this.volume }) {
    this.isMuted = isMuted;
    this.volume = volume;
    if (this.video) Object.assign(this.video, { muted: isMuted, volume });
  }

  /** Go to a time of the picture that is shown; the last of many wishes wins. */
  async seek(videoS) {
    this.heldS = null;
    this.wishedS = Math.max(0, Math.min(videoS, (this.source?.durationS ?? Infinity) - 0.04));
    if (this.isSeeking || !this.slot) return;
    this.isSeeking = true;
    while (this.wishedS !== null) {
      const wishedS = this.wishedS;
      this.wishedS = null;
      await this.slot.frames.goTo(wishedS);
    }
    this.isSeeking = false;
  }

  async step(count) {
    this.heldS = null;
    this.pause();
    return this.slot?.frames.step(count);
  }

  forgetOldest() {
    const hidden = [...this.slots].filter(([id]) => id !== this.shown);
    hidden.sort(([, a], [, b]) => b.usedAt - a.usedAt);
    for (const [id, slot] of hidden.slice(KEPT_OPEN - 1)) this.drop(id, slot);
  }

  drop(id, slot) {
    this.slots.delete(id);
    this.close(slot);
  }

  close(slot) {
    slot.stream.close();
    slot.video.remove();
  }

  tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
