/** Object URLs of pictures that this page has sent, so that they show at once. */
const previews = new Map<string, string>();
const mostPreviews = 24;

export function keepPreview(id: string, url: string): void {
  previews.set(id, url);
  const [oldest] = previews;
  if (previews.size <= mostPreviews || !oldest) return;
  previews.delete(oldest[0]);
  URL.revokeObjectURL(oldest[1]);
}

/** What shows a part of a query at once, if this page has sent it. */
export function previewOf(id: string): string | undefined {
  return previews.get(id);
}
