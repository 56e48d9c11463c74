/**
 * The anchor of a heading as GitHub makes it, so that one link works there and on the site.
 *
 * @param {string} heading Its text, without the marks of Markdown.
 * @returns {string}
 */
export function anchorOf(heading) {
  const plain = heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "");
  return plain.trim().replaceAll(" ", "-");
}
