// Who answers the page: the local server, or the program inside the file. First of three parts of one script.
"use strict";

const $ = (id) => document.getElementById(id);
const make = (tag, of = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), of);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};
const SVG = "http://www.w3.org/2000/svg";

// ---------------------------------------------------------------- who answers

class Gone extends Error {}
class Refused extends Error {
  constructor({ kind, why }) { super(why); this.kind = kind; }
}
const unpacked = (text) => {
  const { answer, refused } = JSON.parse(text);
  if (refused) throw new Refused(refused);
  return answer;
};
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** The local server of `puncta explore`. */
const server = {
  async ask(request, signal) {
    for (let tries = 0; ; tries += 1) {
      let response;
      try {
        response = await fetch("ask", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(request), signal });
      } catch (error) {
        if (error.name === "AbortError") throw error;
        // One connection too many is closed, and so is that of a program that ended.
        if (tries < 3) { await pause(200); continue; }
        throw new Gone();
      }
      if (response.status === 503 && tries < 20) { await pause(150); continue; }
      if (!response.ok) throw response.status === 404 ? new Gone() : new Refused({ kind: "failed", why: await response.text() });
      return unpacked(await response.text());
    }
  },
};

/** The program inside this file: one thread for what is asked at once, one for people, which a newer request ends. */
const inside = {
  threads: {},
  async begin(packed) {
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    this.module = await WebAssembly.compile(await new Response(stream).arrayBuffer());
    this.script = URL.createObjectURL(new Blob([$("worker").textContent], { type: "text/javascript" }));
  },
  thread(name) {
    const found = this.threads[name];
    if (found) return found;
    const worker = new Worker(this.script);
    const thread = { worker, waiting: new Map(), last: 0 };
    thread.ready = new Promise((done) => {
      worker.onmessage = ({ data }) => {
        if (data.ready) { done(); return; }
        const wait = thread.waiting.get(data.id);
        thread.waiting.delete(data.id);
        if (data.failed) {
          // A program that failed is not asked again.
          this.end(name);
          wait?.reject(new Refused({ kind: "failed", why: data.failed }));
        } else wait?.resolve(data.text);
      };
    });
    worker.postMessage({ module: this.module });
    this.threads[name] = thread;
    return thread;
  },
  end(name) {
    const thread = this.threads[name];
    if (!thread) return;
    thread.worker.terminate();
    delete this.threads[name];
    for (const { reject } of thread.waiting.values()) reject(new DOMException("", "AbortError"));
  },
  async ask(request, signal) {
    const name = ["page", "quick", "export"].includes(request.ask) ? "quick" : "people";
    const thread = this.thread(name);
    await thread.ready;
    if (signal?.aborted) throw new DOMException("", "AbortError");
    const id = (thread.last += 1);
    const sent = new Promise((resolve, reject) => {
      thread.waiting.set(id, { resolve, reject });
      // Work that runs is ended with its thread.
      signal?.addEventListener("abort", () => { if (thread.waiting.has(id)) this.end(name); });
      thread.worker.postMessage({ id, text: JSON.stringify(request) });
    });
    try {
      return unpacked(await sent);
    } catch (error) {
      // What a person asked for once, and what waited behind work that was ended, is asked again.
      const once = ["svg", "png", "frames"].includes(request.ask);
      if (error.name === "AbortError" && once && !signal) return this.ask(request);
      throw error;
    }
  },
};

/** Bytes of a module with one SIMD instruction: a browser that refuses it cannot run the program. */
const SIMD = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11);
