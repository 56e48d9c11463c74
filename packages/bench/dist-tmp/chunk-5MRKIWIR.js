// ../core/src/model/tags.ts
var maxTags = 8;
function tagsOf(logits, labels, minConfidence) {
  const highest = logits.reduce((a, b) => Math.max(a, b));
  const powers = Array.from(logits, (logit) => Math.exp(logit - highest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const confidences = /* @__PURE__ */ new Map();
  labels.forEach(({ name, hypernyms }, index) => {
    const probability = powers[index] / total;
    for (const tag of [name, ...hypernyms]) {
      confidences.set(tag, (confidences.get(tag) ?? 0) + probability);
    }
  });
  return [...confidences].filter(([, confidence]) => confidence >= minConfidence).map(([tag, confidence]) => ({ tag, confidence: Math.min(1, confidence) })).sort((a, b) => b.confidence - a.confidence).slice(0, maxTags);
}

export {
  tagsOf
};
//# sourceMappingURL=chunk-5MRKIWIR.js.map