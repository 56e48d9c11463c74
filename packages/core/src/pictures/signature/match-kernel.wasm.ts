// Generated from match-kernel.wat by `node scripts/build-kernels.mjs`. Do not edit.

/** The match kernel's WebAssembly module (177 bytes), base64. */
export const matchKernelBase64 =
  "AGFzbQEAAAABDQFgCH9/f39/f39/AX8DAgEABQMBAAEHFAIGbWVtb3J5AgAHbmVhcmVzdAAACnkBdwECf0F/IQkC" +
  "QCAEIAVPDQADQAJAIAAgBCgCAHNpIgggBksNACAIIAEgBCgCBHNpaiEIIAggAiAEKAIIc2lqIQggCCADIAQoAgxz" +
  "aWohCCAIIAdLDQAgBCEJIAhFDQIgCEEBayEHCyAEQRBqIgQgBUkNAAsLIAkL";
