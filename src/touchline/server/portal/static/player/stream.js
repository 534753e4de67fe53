/**
 * A stream in a video element: by hls.js where the browser has media sources, by itself elsewhere (iPhone).
 *
 * hls.js is preferred, since it shows the first frame of a playlist at time 0 on every browser and tells
 * of errors; it is loaded when the first stream is opened, not with the page.
 */

let library = null;

/** Load hls.js once; null where it cannot play. */
async function loadLibrary() {
  library ??= import("../vendor/hls.js/hls.min.mjs").then(({ default: Hls }) => (Hls.isSupported() ? Hls : null));
  return library;
}

/** What a small picture needs: little ahead, little behind, and the smallest rendition. */
const SMALL = { maxBufferLength: 6, maxMaxBufferLength: 8, backBufferLength: 4, startLevel: 0, autoLevelCapping: 0 };
const LARGE = { maxBufferLength: 30, backBufferLength: 60 };

export class Stream {
  /**
   * @param {HTMLVideoElement} video
   * @param {{isSmall?: boolean, onLost?: (kind: string) => void, renew?: () => Promise<string>}} options
   *   `onLost` hears that the stream cannot go on; `renew` gives its address anew when it has expired.
   */
  constructor(video, { isSmall = false, onLost = () => {}, renew = null } = {}) {
    this.video = video;
    this.isSmall = isSmall;
    this.onLost = onLost;
    this.renew = renew;
    this.hls = null;
    this.url = "";
    this.mended = 0;
  }

  /** Open an address at a time; resolves when the first picture can be shown. */
  async open(url, atS = 0) {
    this.close();
    this.url = url;
    const Hls = url.includes(".m3u8") ? await loadLibrary() : null;
    if (this.url !== url) return;
    if (Hls) this.openWith(Hls, url, atS);
    else this.openAlone(url, atS);
    await new Promise((resolve, reject) => {
      const settle = () => (this.video.readyState >= 2 ? resolve() : null);
      this.giveUp = reject;
      this.video.addEventListener("loadeddata", settle, { once: true });
      settle();
    });
  }

  openWith(Hls, url, atS) {
    const sizes = this.isSmall ? SMALL : LARGE;
    this.hls = new Hls({ ...sizes, startPosition: Math.max(0, atS), enableWorker: false });
    this.hls.on(Hls.Events.ERROR, (_event, error) => error.fatal && this.mend(Hls, error));
    this.hls.loadSource(url);
    this.hls.attachMedia(this.video);
  }

  openAlone(url, atS) {
    this.video.src = url;
    this.video.addEventListener("loadedmetadata", () => (this.video.currentTime = atS), { once: true });
    this.video.addEventListener("error", () => this.lose("network"), { once: true });
  }

  /** Try once more by itself; after that, or when the address has expired, say so. */
  async mend(Hls, error) {
    const hls = this.hls;
    const status = error.response?.code ?? 0;
    this.mended += 1;
    if ([403, 404, 410].includes(status) && this.renew && this.mended <= 2) {
      const atS = this.video.currentTime;
      const wasPlaying = !this.video.paused;
      const url = await this.renew().catch(() => null);
      if (!url || this.hls !== hls) return this.lose("gone");
      hls.config.startPosition = atS;
      hls.loadSource(url);
      if (wasPlaying) this.video.play().catch(() => {});
    } else if (error.type === Hls.ErrorTypes.MEDIA_ERROR && this.mended <= 2) {
      hls.recoverMediaError();
    } else if (status >= 400) {
      this.lose("gone");
    } else if (error.type === Hls.ErrorTypes.NETWORK_ERROR && this.mended <= 20) {
      setTimeout(() => this.hls === hls && this.loadAgain(hls), 1500);
      this.onLost("network");
    } else {
      this.lose(error.type === Hls.ErrorTypes.MEDIA_ERROR ? "picture" : "network");
    }
  }

  loadAgain(hls) {
    if (hls.levels.length) hls.startLoad(this.video.currentTime);
    else hls.loadSource(this.url);
  }

  lose(kind) {
    this.giveUp?.(new Error(kind));
    this.onLost(kind);
  }

  close() {
    this.hls?.destroy();
    this.hls = null;
    if (this.url) {
      this.video.removeAttribute("src");
      this.video.load();
    }
    this.url = "";
  }
}
