/** Calls of the server's API from a page: the cookie says who asks, the token that it is our page. */

/** A refusal in the server's own words: `message` says what to do. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? "");
    this.status = status;
    this.code = problem?.code ?? "";
    this.errors = problem?.errors ?? [];
  }
}

export class Api {
  /** @param {string} csrfToken @param {string} offline what to say when the server cannot be reached */
  constructor(csrfToken, offline) {
    this.csrfToken = csrfToken;
    this.offline = offline;
  }

  async call(method, path, content) {
    const headers = { accept: "application/json", "X-CSRF-Token": this.csrfToken };
    if (content !== undefined) headers["content-type"] = "application/json";
    const body = content === undefined ? undefined : JSON.stringify(content);
    const answer = await fetch(path, { method, headers, body, credentials: "same-origin" }).catch(() => null);
    if (!answer) throw new Refused(0, { detail: this.offline });
    if (answer.status === 204) return null;
    const told = await answer.json().catch(() => null);
    if (!answer.ok) throw new Refused(answer.status, told);
    return told;
  }

  get(path) {
    return this.call("GET", path);
  }

  post(path, content = {}) {
    return this.call("POST", path, content);
  }

  delete(path) {
    return this.call("DELETE", path);
  }
}
