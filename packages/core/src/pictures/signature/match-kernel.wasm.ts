// Generated from match-kernel.wat by `node scripts/build-kernels.mjs`. Do not edit.

/** The match kernel's WebAssembly module (273 bytes), base64. */
export const matchKernelBase64 =
  "AGFzbQEAAAABDAFgB39/f39/f38BfwMCAQAFAwEAAQcSAgZtZW1vcnkCAAVtYXRjaAAACtsBAdgBAQh/AkAgACAB" +
  "Tw0AIAIgA08NAANAIAAoAgAhByAAKAIEIQggACgCCCEJIAAoAgwhCiACIQsgBSENQX8hDgJAA0ACQCAHIAsoAgBz" +
  "aSIMIARLDQAgDCAIIAsoAgRzaWohDCAMIAkgCygCCHNpaiEMIAwgCiALKAIMc2lqIQwgDCANSw0AIAshDiAGIAw2" +
  "AgggDEUNAiAMQQFrIQ0LIAtBEGoiCyADSQ0ACwsgDkEATgRAIAYgADYCACAGIA42AgQgBkEMaiEGCyAAQRBqIgAg" +
  "AUkNAAsLIAYL";
