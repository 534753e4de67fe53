/** Links for people without an account: made, copied, listed and withdrawn. */

import { Refused } from "./api.js";
import { fill } from "./progress.js";

const element = (id) => document.getElementById(id);

export class ShareDialog {
  constructor(player) {
    this.api = player.api;
    this.calls = player.calls;
    this.words = player.words;
    this.language = document.documentElement.lang;
    this.dialog = element("share-dialog");
    element("share-form").addEventListener("submit", (event) => this.make(event));
    element("share-copy").addEventListener("click", () => this.copy());
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-share]");
      if (button) this.open(button.dataset.share, fill(this.words.share_clip, { title: button.dataset.title }));
    });
  }

  /** Open the dialog for the film, or for a clip. */
  open(id = this.calls.shared, what = this.words.share_film) {
    this.id = id;
    element("share-what").textContent = what;
    element("share-made").hidden = true;
    element("share-form").hidden = false;
    this.refuse("");
    this.dialog.showModal();
    this.list();
  }

  refuse(sentence) {
    element("share-error").textContent = sentence;
    element("share-error").hidden = sentence === "";
  }

  async make(event) {
    event.preventDefault();
    const wanted = { days: Number(element("share-days").value) };
    const [label, password] = [element("share-label").value.trim(), element("share-password").value];
    if (label) wanted.label = label;
    if (password) wanted.password = password;
    try {
      const made = await this.api.post(`${this.calls.video}${this.id}/share`, wanted);
      element("share-link").value = made.link;
      element("share-made").hidden = false;
      element("share-form").hidden = true;
      element("share-form").reset();
      element("share-link").focus();
      this.list();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.refuse(error.errors.map((one) => one.message).join(" ") || error.message);
    }
  }

  async copy() {
    const link = element("share-link");
    link.select();
    await navigator.clipboard?.writeText(link.value).catch(() => {});
    element("share-copy").querySelector("span").textContent = this.words.copied;
  }

  async list() {
    const { items } = await this.api.get(this.calls.shares).catch(() => ({ items: [] }));
    const rows = items.filter((share) => share.is_open).map((share) => this.row(share));
    const none = Object.assign(document.createElement("li"), { className: "soft", textContent: this.words.no_shares });
    element("share-list").replaceChildren(...(rows.length ? rows : [none]));
  }

  row(share) {
    const row = document.createElement("li");
    const what = Object.assign(document.createElement("div"), { className: "grow" });
    const name = Object.assign(document.createElement("span"), { className: "name", textContent: share.label || this.words.link });
    const date = new Date(share.expires_at).toLocaleDateString(this.language, { day: "numeric", month: "short", year: "numeric" });
    const facts = [fill(this.words.until, { date }), fill(this.words.views, { n: share.views })];
    if (share.has_password) facts.push(this.words.with_password);
    what.append(name, Object.assign(document.createElement("small"), { textContent: facts.join(" · ") }));
    const end = Object.assign(document.createElement("button"), { className: "button grave", type: "button", textContent: this.words.withdraw });
    end.addEventListener("click", () => this.withdraw(share, row, end));
    row.append(what, end);
    return row;
  }

  async withdraw(share, row, button) {
    button.disabled = true;
    try {
      await this.api.delete(`${this.calls.share}${share.id}`);
      row.querySelector("small").textContent = this.words.withdrawn;
      button.remove();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.refuse(error.message);
      button.disabled = false;
    }
  }
}
