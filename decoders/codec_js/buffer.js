// The part of Node.js' Buffer that codecs use, for those whose source mentions it.
(function () {
  "use strict";
  const binary = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const fromBinary = (text) => Array.from(text, (character) => character.charCodeAt(0) & 0xff);
  // Node.js stops at the first pair that is not hexadecimal.
  const fromHex = (text) => (/^(?:[0-9a-f]{2})*/i.exec(text)[0].match(/../g) || []).map((pair) => parseInt(pair, 16));
  const fromBase64 = (text) => fromBinary(atob(text.replace(/-/g, "+").replace(/_/g, "/").replace(/[^A-Za-z0-9+/]/g, "")));
  const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  function toUtf8(bytes) {
    try {
      return decodeURIComponent(escape(binary(bytes)));
    } catch {
      return binary(bytes).replace(/[^\0-\x7f]/g, "\ufffd");
    }
  }

  const fromUtf8 = (text) => fromBinary(unescape(encodeURIComponent(text)));
  const latin1 = { encode: fromBinary, decode: binary };
  const utf8 = { encode: fromUtf8, decode: toUtf8 };
  const ENCODINGS = {
    hex: { encode: fromHex, decode: toHex },
    base64: { encode: fromBase64, decode: (bytes) => btoa(binary(bytes)) },
    ascii: { encode: fromBinary, decode: (bytes) => binary(bytes.map((byte) => byte & 0x7f)) },
    latin1, binary: latin1, utf8, "utf-8": utf8,
  };

  function encoding(name) {
    const found = ENCODINGS[String(name || "utf8").toLowerCase()];
    if (!found) throw new TypeError(`Unknown encoding: ${name}`);
    return found;
  }

  class Buffer extends Uint8Array {
    constructor(value, second, third) {
      if (typeof value === "string") super(encoding(second).encode(value));
      else super(value, second, third);
    }
    static from(value, second, third) { return new Buffer(value, second, third); }
    static alloc(size, value = 0) { return new Buffer(size).fill(value); }
    static allocUnsafe(size) { return new Buffer(size); }
    static isBuffer(value) { return value instanceof Buffer; }
    static byteLength(text, name) { return encoding(name).encode(text).length; }
    static concat(parts) { return new Buffer(parts.flatMap((part) => Array.from(part))); }
    slice(start, end) { return this.subarray(start, end); }
    toString(name, start, end) { return encoding(name).decode(this.subarray(start, end)); }
    toJSON() { return { type: "Buffer", data: Array.from(this) }; }
    equals(other) { return toHex(this) === toHex(other); }
    write(text, offset = 0, name = "utf8") {
      const bytes = encoding(name).encode(text).slice(0, this.length - offset);
      this.set(bytes, offset);
      return bytes.length;
    }
    readUIntBE(offset, size) {
      if (offset + size > this.length) throw new RangeError("Attempt to access memory outside buffer bounds");
      return this.subarray(offset, offset + size).reduce((value, byte) => value * 256 + byte, 0);
    }
    readUIntLE(offset, size) { return new Buffer(this).subarray(offset, offset + size).reverse().readUIntBE(0, size); }
    readIntBE(offset, size) { return signed(this.readUIntBE(offset, size), size); }
    readIntLE(offset, size) { return signed(this.readUIntLE(offset, size), size); }
  }

  const signed = (value, size) => (value < 2 ** (8 * size - 1) ? value : value - 2 ** (8 * size));

  // Node.js' names, and what DataView calls the same thing.
  const NUMBERS = {
    UInt8: "Uint8", Int8: "Int8", UInt16: "Uint16", Int16: "Int16", UInt32: "Uint32", Int32: "Int32",
    Float: "Float32", Double: "Float64", BigUInt64: "BigUint64", BigInt64: "BigInt64",
  };

  function define(name, method, littleEndian) {
    const view = (buffer) => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    const size = Number(/\d+$/.exec(method)[0]) / 8;
    const read = function (offset = 0) { return view(this)[`get${method}`](offset, littleEndian); };
    const write = function (value, offset = 0) {
      view(this)[`set${method}`](offset, value, littleEndian);
      return offset + size;
    };
    for (const alias of new Set([name, name.replace("UInt", "Uint")])) {
      Object.defineProperty(Buffer.prototype, `read${alias}`, { value: read, configurable: true, writable: true });
      Object.defineProperty(Buffer.prototype, `write${alias}`, { value: write, configurable: true, writable: true });
    }
  }

  for (const name in NUMBERS) {
    if (name.endsWith("Int8")) define(name, NUMBERS[name]);
    else for (const order of ["LE", "BE"]) define(name + order, NUMBERS[name], order === "LE");
  }

  Object.defineProperty(globalThis, "Buffer", { value: Buffer, configurable: true, writable: true });
})();
