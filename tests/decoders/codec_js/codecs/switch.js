// The style of The Things Network 2: a function of bytes and port that returns the object itself.
function Decoder(bytes, port) {
  return { port: port, door: bytes[0] === 1 ? "open" : "closed", battery: ((bytes[1] << 8) | bytes[2]) / 1000 };
}

function Encoder(object, port) {
  return [object.door === "open" ? 1 : 0, port];
}
