// The program as WebAssembly and the program of this machine: the same values.
import assert from "node:assert/strict";
import { test } from "node:test";
import { module_, serve } from "./program.mjs";

/** Largest relative difference that is allowed. Both compute in the same order with the same functions, so there is hardly any. */
const NEAR = 1e-6;

const pairs = (a, b, at = "") => {
  if (typeof a === "number" && typeof b === "number") return [[at, a, b]];
  if (a && b && typeof a === "object") return Object.keys(a).flatMap((key) => pairs(a[key], b[key], `${at}.${key}`));
  assert.deepEqual(a, b, at);
  return [];
};

test("validates_the_module_gives_the_values_of_the_program", async (context) => {
  const server = await serve();
  context.after(server.end);
  const there = async (request) => (await fetch(`${server.address}ask`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(request) })).json();
  const here = await module_();
  const { answer: page } = await there({ ask: "page" });
  assert.deepEqual(here({ ask: "page" }).answer, page);
  const changes = [{}, { "skin.site": "upper_eyelid" }, { "device.preset": "roller-home-02" }, { "device.preset": "stamp-36" }, { person: "thin" }];
  let [count, largest, exact] = [0, 0, 0];
  for (const change of changes) {
    const setting = { ...page.start, "run.realisations": 12, ...change };
    for (const inputs of [false, true]) {
      const request = { ask: "people", setting, inputs };
      const [a, b] = [await there(request), here(request)];
      assert.ok(a.answer, JSON.stringify(a));
      assert.equal(b.answer.hash, a.answer.hash);
      for (const [at, x, y] of pairs(a.answer.summary, b.answer.summary)) {
        const apart = Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y), 1e-300);
        assert.ok(x === y || apart <= NEAR, `${JSON.stringify(change)} ${at}: ${x} and ${y}`);
        largest = Math.max(largest, x === y ? 0 : apart);
        count += 1;
        exact += x === y;
      }
    }
    for (const name of ["section", "tips-by-layer"]) {
      const request = { ask: "picture", name, setting };
      assert.equal(here(request).answer.svg, (await there(request)).answer.svg, name);
    }
  }
  console.log(`${count} numbers, ${exact} of them the same to the last bit, largest difference ${largest.toExponential(1)}`);
  assert.equal(here({ ask: "people", setting: { "device.depth_mm": 99 } }).refused.kind, "setting");
});
