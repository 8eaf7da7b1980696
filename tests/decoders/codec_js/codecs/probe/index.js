// A module of Node.js with Buffer, in the layout of ThingPark's catalogue.
"use strict";
const { Buffer } = require("buffer");

function decodeUplink(input) {
  const buffer = Buffer.from(input.bytes);
  const samples = [];
  for (let i = 0; i < buffer.readUInt8(0); i++) {
    samples.push({
      time: new Date(input.recvTime.getTime() - i * 3600000),
      temperature: buffer.readInt16BE(1 + 2 * i) / 100,
    });
  }
  return { data: { samples, raw: buffer.toString("hex") }, errors: [], warnings: [] };
}

module.exports = { decodeUplink };
