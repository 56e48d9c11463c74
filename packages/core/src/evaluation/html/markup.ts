/** Text as it may stand in HTML and in an attribute's quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** `0.473`: three decimals, which is what a few hundred queries can tell. */
export function formatFigure(value: number): string {
  return value.toFixed(3);
}

/** `1,234` */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}
