/** Single frames: which one is shown, how long one lasts, and going to exactly one. */

const USUAL_S = 1 / 30;
const PATIENCE_MS = 4000;
/** Time stamps are rounded somewhere on the way; less than this is no difference. */
const EDGE_S = 0.002;
const HAS_CALLBACK = "requestVideoFrameCallback" in HTMLVideoElement.prototype;

/** Follows the frames of a video: `shownS` is the time stamp of the one on the screen. */
export class Frames {
  constructor(video) {
    this.video = video;
    this.shownS = null;
    this.frameS = USUAL_S;
    this.waiting = [];
    this.follow();
    video.addEventListener("emptied", () => {
      this.shownS = null;
      this.frameS = USUAL_S;
    });
  }

  follow() {
    if (!HAS_CALLBACK) return;
    this.video.requestVideoFrameCallback((_now, { mediaTime }) => {
      this.learn(mediaTime);
      this.shownS = mediaTime;
      for (const tell of this.waiting.splice(0)) tell(mediaTime);
      this.follow();
    });
  }

  /** Learn how long a frame lasts from two that follow each other; the shortest step is one frame. */
  learn(mediaTime) {
    const stepS = this.shownS === null ? 0 : mediaTime - this.shownS;
    if (stepS > 0.012 && stepS < 0.06) {
      this.frameS = stepS < this.frameS * 0.9 ? stepS : this.frameS + (stepS - this.frameS) * 0.1;
    }
  }

  /** The time of what is on the screen. */
  get nowS() {
    const atS = this.video.currentTime;
    if (this.shownS === null || this.video.seeking || Math.abs(atS - this.shownS) > 0.25) return atS;
    return this.shownS;
  }

  /** Resolves with the time stamp of the next frame that is shown, or null after a while without one. */
  next(patienceMs = PATIENCE_MS) {
    if (!HAS_CALLBACK) return sought(this.video, patienceMs);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), patienceMs);
      const tell = (mediaTime) => {
        clearTimeout(timer);
        resolve(mediaTime);
      };
      this.waiting.push(tell);
    });
  }

  /**
   * Show the frame that is nearest to a time, and return its time stamp.
   *
   * A browser shows the last frame that is not later than what it is asked for, so it is asked for half a
   * frame more; and asked again if what came is off by more than half a frame.
   */
  async goTo(targetS) {
    let askedS = targetS + this.frameS / 2 - EDGE_S;
    for (let turn = 0; turn < 3; turn += 1) {
      const coming = this.next();
      this.video.currentTime = Math.max(0, askedS);
      const cameS = await coming;
      if (cameS === null) return this.video.currentTime;
      const offS = targetS - cameS;
      if (Math.abs(offS) <= this.frameS / 2 + EDGE_S) return cameS;
      askedS += Math.sign(offS) * Math.min(Math.abs(offS), this.frameS / 2);
    }
    return this.shownS;
  }

  /** One frame on (+1) or back (−1). */
  async step(count) {
    const fromS = this.nowS;
    const coming = this.next(800);
    this.video.currentTime = Math.max(0, fromS + (count + 0.5) * this.frameS);
    return coming;
  }
}

/** Where the browser tells no frames: null when it has gone to where it was asked to. */
function sought(video, patienceMs) {
  return new Promise((resolve) => {
    const done = () => resolve(null);
    setTimeout(done, patienceMs);
    video.addEventListener("seeked", done, { once: true });
  });
}
