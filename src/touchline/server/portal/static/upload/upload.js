/** The page on which recordings are uploaded: files are chosen or dropped, placed on the pitch, and sent. */

import { fill } from "./words.js";
import { FileRow } from "./file_row.js";
import { showUnfinished } from "./unfinished.js";

const element = (id) => document.getElementById(id);
const facts = JSON.parse(element("upload-facts").textContent);
const AT_ONCE = 2;

class Queue {
  constructor() {
    this.rows = [];
    this.current = null;
    this.known = [];
    this.hasBegun = false;
  }

  add(files) {
    for (const file of files) {
      if (this.rows.some((row) => row.isOf(file))) continue;
      const before = this.known.find((one) => one.name === file.name && one.length_bytes === file.size);
      const row = new FileRow(file, facts, before, this);
      this.rows.push(row);
      element("rows").append(row.item);
      if (row.isOpen) this.choose(row);
    }
    this.show();
    if (this.hasBegun) this.next();
  }

  /** The row that a place on the pitch is for. */
  choose(row) {
    this.current = row;
    for (const other of this.rows) other.item.classList.toggle("is-current", other === row);
    this.showPlace();
  }

  showPlace() {
    for (const place of document.querySelectorAll("[data-place]")) {
      place.classList.toggle("is-chosen", place.dataset.place === this.current?.position);
    }
  }

  place(name) {
    if (!this.current?.isOpen) return;
    this.current.position = name;
    this.showPlace();
  }

  remove(row) {
    this.rows = this.rows.filter((other) => other !== row);
    row.item.remove();
    if (this.current === row) this.choose(this.rows.at(-1) ?? null);
    this.show();
  }

  get isSending() {
    return this.rows.some((row) => row.isSending);
  }

  show() {
    const waiting = this.rows.filter((row) => row.isOpen);
    element("queue").hidden = this.rows.length === 0;
    element("go").hidden = this.hasBegun || waiting.length === 0;
    const sentence = waiting.length === 1 ? facts.words.send_one : fill(facts.words.send_many, { n: waiting.length });
    element("send").querySelector("span").textContent = sentence;
    const isOver = this.hasBegun && this.rows.length > 0 && this.rows.every((row) => row.isOver);
    element("done").hidden = !isOver;
    if (isOver) {
      const isWhole = this.rows.every((row) => row.state === "done");
      element("done").querySelector("span").textContent = isWhole ? facts.words.all_done : facts.words.some_failed;
    }
  }

  begin() {
    this.hasBegun = true;
    this.next();
  }

  /** Send the next files, a few at once: each must be whole before a film can be made. */
  next() {
    const free = AT_ONCE - this.rows.filter((row) => row.isSending).length;
    for (const row of this.rows.filter((one) => one.isOpen).slice(0, Math.max(0, free))) row.start();
    this.show();
  }
}

const queue = new Queue();
element("upload").hidden = false;
element("files").addEventListener("change", ({ target }) => {
  queue.add(target.files);
  target.value = "";
});
element("send").addEventListener("click", () => queue.begin());
for (const place of document.querySelectorAll("[data-place]")) {
  place.addEventListener("click", () => queue.place(place.dataset.place));
}

const drop = element("drop");
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("is-over");
  });
}
document.addEventListener("dragleave", (event) => event.relatedTarget === null && drop.classList.remove("is-over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("is-over");
  queue.add(event.dataTransfer.files);
});
addEventListener("beforeunload", (event) => queue.isSending && event.preventDefault());
addEventListener("online", () => queue.rows.forEach((row) => row.hurry()));

queue.known = await showUnfinished(facts);
