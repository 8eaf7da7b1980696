// The style of ChirpStack 3.
function Decode(fPort, bytes, variables) {
  return { counter: bytes[0] + bytes[1] * 256, port: fPort, variables: Object.keys(variables).length };
}

function Encode(fPort, object, variables) {
  return new Uint8Array([fPort, object.valve]);
}
