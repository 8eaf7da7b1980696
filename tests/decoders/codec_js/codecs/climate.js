// TS013 with all four functions, written like codecs of ten years ago.
var PORT = 85;

function signed(low, high) {
  value = (high << 8) | low; // undeclared on purpose: sloppy mode
  return value > 0x7fff ? value - 0x10000 : value;
}

function decodeUplink(input) {
  if (input.fPort !== PORT) return { errors: ["unknown fPort"] };
  console.log("decoding", input.bytes.length);
  var data = { temperature: signed(input.bytes[0], input.bytes[1]) / 10, humidity: input.bytes[2] / 2 };
  if (input.bytes.length > 3) data.battery = input.bytes[3];
  return { data: data, warnings: data.battery < 20 ? ["battery low"] : [] };
}

function normalizeUplink(input) {
  return { data: { air: { temperature: input.data.temperature, relativeHumidity: input.data.humidity } } };
}

function encodeDownlink(input) {
  if (!(input.data.interval > 0)) return { errors: ["interval must be positive"] };
  return { fPort: PORT, bytes: [1, input.data.interval & 0xff, input.data.interval >> 8] };
}

function decodeDownlink(input) {
  return { data: { interval: input.bytes[1] | (input.bytes[2] << 8) } };
}
