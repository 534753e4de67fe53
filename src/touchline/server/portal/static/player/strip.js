/**
 * All angles as small pictures that play along. They are kept in step by playing a little faster or slower;
 * only after a jump of the large picture do they jump too.
 */

import { Stream } from "./stream.js";

const EVERY_MS = 400;
const IN_STEP_S = 0.03;
const JUMP_S = 1.2;
const LONGEST_REST_MS = 4000;
const STRONGEST_NUDGE = 0.3;

export class Strip {
  /**
   * @param {HTMLElement} root holds one button per angle: `[data-source]` with a `video` inside
   * @param {import("./stage.js").Stage} stage the large picture
   */
  constructor(root, stage) {
    this.stage = stage;
    this.tiles = [...root.querySelectorAll("[data-angle]")].map((button) => this.tile(button));
    this.isSeen = true;
    this.isResting = false;
    new IntersectionObserver(([entry]) => (this.isSeen = entry.isIntersecting), { threshold: 0.2 }).observe(root);
    setInterval(() => this.keepStep(), EVERY_MS);
    stage.addEventListener("seeked", () => this.keepStep());
    stage.addEventListener("pause", () => this.keepStep());
    stage.addEventListener("changing", () => this.rest(true));
    stage.addEventListener("changed", () => this.rest(false));
  }

  tile(button) {
    const id = button.dataset.source;
    const video = button.querySelector("video");
    const tile = { id, button, video, version: "", isOpen: false };
    tile.stream = new Stream(video, { isSmall: true, onLost: () => (tile.isOpen = false), renew: () => this.stage.renew(id) });
    return tile;
  }

  /** Small pictures cost a line and a battery: none on a metered line, or while the page is not seen. */
  get mayPlay() {
    return this.isSeen && !this.isResting && !document.hidden && !navigator.connection?.saveData;
  }

  keepStep() {
    const gameS = this.stage.gameS;
    for (const tile of this.tiles) {
      const has = this.stage.has(tile.id, gameS);
      tile.button.classList.toggle("is-away", !has);
      tile.button.setAttribute("aria-pressed", String(this.stage.shown === tile.id));
      if (!has || !this.mayPlay) tile.video.pause();
      else if (tile.isOpen) this.follow(tile, gameS);
      else this.open(tile, gameS);
    }
  }

  /** While the large picture changes it has the decoder for itself, for a few seconds at most. */
  rest(isResting) {
    this.isResting = isResting;
    clearTimeout(this.waking);
    if (isResting) this.waking = setTimeout(() => this.rest(false), LONGEST_REST_MS);
    this.keepStep();
  }

  open(tile, gameS) {
    const source = this.stage.sources.get(tile.id);
    if (!source?.url || tile.version === source.version) return;
    tile.version = source.version;
    tile.stream.open(source.url, source.clock.toVideo(gameS)).then(
      () => (tile.isOpen = true),
      () => (tile.isOpen = false),
    );
  }

  follow(tile, gameS) {
    const { video } = tile;
    const source = this.stage.sources.get(tile.id);
    if (source.version !== tile.version) {
      tile.isOpen = false;
      return;
    }
    const lateS = source.clock.toVideo(gameS) - video.currentTime;
    const isPlaying = !this.stage.isPaused;
    if (Math.abs(lateS) > (isPlaying ? JUMP_S : 0.05)) {
      if (!video.seeking) video.currentTime += lateS;
    } else if (isPlaying) {
      const nudge = Math.abs(lateS) < IN_STEP_S ? 0 : Math.max(-STRONGEST_NUDGE, Math.min(STRONGEST_NUDGE, lateS));
      video.playbackRate = Math.max(0.1, this.stage.rate * (1 + nudge));
    }
    if (isPlaying && video.paused) video.play().catch(() => {});
    if (!isPlaying && !video.paused) video.pause();
  }
}
