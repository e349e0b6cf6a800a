// The program as WebAssembly, in a thread of its own: a text comes in, a text goes out.
"use strict";
let program;
onmessage = async ({ data }) => {
  if (data.module) {
    // What a library of the program would ask a browser for; nothing that the page uses calls it.
    const imports = {};
    for (const { module, name } of WebAssembly.Module.imports(data.module)) {
      (imports[module] ??= {})[name] = () => { throw new Error(`${module}.${name} is not there`); };
    }
    program = (await WebAssembly.instantiate(data.module, imports)).exports;
    postMessage({ ready: true });
    return;
  }
  try {
    const bytes = new TextEncoder().encode(data.text);
    if (bytes.length > 65536) throw new Error("the setting is too long");
    const at = program.room(bytes.length);
    // The memory may have grown: a view of it is made anew each time.
    new Uint8Array(program.memory.buffer, at, bytes.length).set(bytes);
    const length = program.answer();
    const from = program.answered();
    postMessage({ id: data.id, text: new TextDecoder().decode(new Uint8Array(program.memory.buffer, from, length)) });
  } catch (error) {
    postMessage({ id: data.id, failed: String(error) });
  }
};
