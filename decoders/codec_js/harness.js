// Runs codecs inside their QuickJS context: evaluated before the codec, it keeps for itself the built-ins
// that it uses, so that nothing a codec does to them reaches it. Its value is `load(source)`, which returns
// `run(name, inputs)`; inputs and results are JSON texts.
(function () {
  "use strict";
  const { parse, stringify } = JSON;
  const { keys, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, isExtensible } = Object;
  const { apply, construct, deleteProperty, ownKeys } = Reflect;
  const { now } = Date;
  const { from } = Array;
  const { join } = Array.prototype;
  const { slice } = String.prototype;
  const IntactArray = Array, IntactDate = Date, IntactError = Error, IntactFunction = Function;
  const ArrayPrototype = Array.prototype, ObjectPrototype = Object.prototype;
  const OutOfMemory = InternalError;
  const realm = globalThis;

  const MAX_OUTPUT = 262144; // characters of JSON for one uplink
  const MAX_MESSAGE = 500; // characters of an error
  const MAX_TIME = 100; // milliseconds for one uplink of a batch

  // The names that network servers have called, newest first: TS013, then ChirpStack 3, then The Things Network 2.
  // They are looked for among the codec's own, in `driver` (ThingPark's bundles) and in what a module exports.
  const NAMES = [
    "decodeUplink", "decodeDownlink", "encodeDownlink", "normalizeUplink", "Decode", "Decoder", "Encode", "Encoder",
  ];
  let functions = "";
  for (const name of NAMES) functions += `${name}: typeof ${name} === "function" ? ${name} : $library.${name},`;
  const EXPORTED = `
    ;return (($library) => ({${functions}}))(
      typeof driver === "object" && driver || module.exports.driver || module.exports)`;

  // Shared memory can put a thread to sleep, and no network server had a clock of microseconds.
  for (const name of ["Atomics", "SharedArrayBuffer", "performance"]) deleteProperty(realm, name);

  const console = {};
  for (const name of ["log", "info", "warn", "error", "debug", "trace", "table", "assert"]) console[name] = function () {};
  defineProperty(realm, "console", { value: console, configurable: true, writable: true });

  // What a codec may not change, for it would change the next uplink's result: every built-in that can be
  // reached from the global object, as parallel lists.
  const owners = [], names = [], values = [], objects = [], prototypes = [];

  function watch(object, seen) {
    if (seen.has(object)) return;
    seen.add(object);
    if (typeof object === "object") {
      objects.push(object);
      prototypes.push(getPrototypeOf(object));
    }
    for (const name of ownKeys(object)) {
      const value = getOwnPropertyDescriptor(object, name).value;
      if (value === null || (typeof value !== "object" && typeof value !== "function")) continue;
      owners.push(object);
      names.push(name);
      values.push(value);
      watch(value, seen);
    }
    if (getPrototypeOf(object) !== null) watch(getPrototypeOf(object), seen);
  }

  // Polyfills that the codec installs while it is evaluated are its own affair: they are the same each time.
  function acceptPolyfills() {
    let kept = 0;
    for (let i = 0; i < owners.length; i++) {
      if (owners[i][names[i]] !== values[i]) continue;
      owners[kept] = owners[i];
      names[kept] = names[i];
      values[kept] = values[i];
      kept++;
    }
    owners.length = names.length = values.length = kept;
  }

  // Names that every object, every list or every expression would see.
  function countShared() {
    return ownKeys(ObjectPrototype).length + ownKeys(ArrayPrototype).length + ownKeys(realm).length;
  }

  function isIntact(shared) {
    for (let i = 0; i < owners.length; i++) {
      if (owners[i][names[i]] !== values[i]) return false;
    }
    for (let i = 0; i < objects.length; i++) {
      if (getPrototypeOf(objects[i]) !== prototypes[i] || !isExtensible(objects[i])) return false;
    }
    return countShared() === shared;
  }

  // Undeclared variables of a codec become global properties; network servers forget them after each uplink.
  function forgetGlobals() {
    const strays = keys(realm);
    for (let i = 0; i < strays.length; i++) {
      if (!deleteProperty(realm, strays[i])) throw new IntactError("the codec defined a global that cannot be deleted");
    }
  }

  function required(name) {
    if (name === "buffer" || name === "node:buffer") return { Buffer: realm.Buffer };
    throw new IntactError(`require("${name}"): codecs have no modules; bundle them into one file`);
  }

  const calls = {
    decodeUplink(codec, { bytes, fPort, recvTime }) {
      const { decodeUplink, Decode, Decoder } = codec;
      if (decodeUplink) {
        return decodeUplink({ bytes, fPort, recvTime: new IntactDate(recvTime), variables: {} });
      }
      if (Decode) return { data: Decode(fPort, bytes, {}) };
      if (Decoder) return { data: Decoder(bytes, fPort) };
      throw new IntactError("the codec has no decodeUplink, Decode or Decoder function");
    },
    decodeDownlink(codec, { bytes, fPort, recvTime }) {
      const { decodeDownlink } = codec;
      if (decodeDownlink) return decodeDownlink({ bytes, fPort, recvTime: new IntactDate(recvTime), variables: {} });
      throw new IntactError("the codec has no decodeDownlink function");
    },
    encodeDownlink(codec, { data, fPort }) {
      const { encodeDownlink, Encode, Encoder } = codec;
      if (encodeDownlink) return encodeDownlink({ data, fPort, variables: {} });
      if (Encode) return { fPort, bytes: Encode(fPort, data, {}) };
      if (Encoder) return { fPort, bytes: Encoder(data, fPort) };
      throw new IntactError("the codec has no encodeDownlink, Encode or Encoder function");
    },
  };

  function toText(value) {
    const text = stringify(value);
    if (typeof text !== "string") throw new IntactError("the codec returned what JSON cannot say");
    if (text.length > MAX_OUTPUT) throw new IntactError(`the codec returned more than ${MAX_OUTPUT} characters`);
    return text;
  }

  function normalized(codec, data) {
    const { normalizeUplink } = codec;
    if (!normalizeUplink || data === undefined) return "null";
    try {
      return toText(normalizeUplink({ data }));
    } catch (error) {
      return toText({ errors: [describe(error)] });
    }
  }

  function describe(error) {
    if (error instanceof OutOfMemory) throw error;
    try {
      const message = typeof error === "object" && error !== null ? error.message : error;
      return apply(slice, message === undefined || message === "" ? `${error}` : `${message}`, [0, MAX_MESSAGE]);
    } catch {
      return "the codec threw what cannot be shown";
    }
  }

  // One result as JSON: [true, what the codec returned, its normalised form] or [false, why it threw, null].
  function resultOf(name, factory, input) {
    try {
      const module = { exports: {} };
      const codec = apply(factory, realm, [module, module.exports, required]);
      const result = calls[name](codec, input);
      if (result === null || typeof result !== "object") throw new IntactError(`${name} returned no object`);
      let { data, errors, warnings, fPort, bytes } = result;
      if (name !== "encodeDownlink") {
        return `[true,${toText({ data, errors, warnings })},${normalized(codec, data)}]`;
      }
      if (bytes) bytes = apply(from, IntactArray, [bytes]);
      return `[true,${toText({ fPort, bytes, errors, warnings })},null]`;
    } catch (error) {
      return `[false,${stringify(describe(error))},null]`;
    }
  }

  return function load(source) {
    // As the body of a function the codec is compiled once, and its variables are new for each uplink, as they
    // were in network servers: what one device's uplink leaves behind never enters another's.
    const factory = construct(IntactFunction, ["module", "exports", "require", source + EXPORTED]);
    watch(realm, new Set());
    const module = { exports: {} };
    apply(factory, realm, [module, module.exports, required]);
    forgetGlobals();
    acceptPolyfills();
    const shared = countShared();

    return function run(name, text) {
      const inputs = parse(text);
      const results = [];
      for (let i = 0; i < inputs.length; i++) {
        const start = now();
        results[i] = resultOf(name, factory, inputs[i]);
        forgetGlobals();
        // In a batch only: alone, QuickJS counts the CPU time, which a busy machine does not make longer.
        if (inputs.length > 1 && now() - start > MAX_TIME) throw new IntactError(`the codec took more than ${MAX_TIME} ms`);
      }
      if (!isIntact(shared)) throw new IntactError("the codec changed a built-in of the language");
      return `[${apply(join, results, [","])}]`;
    };
  };
})()
