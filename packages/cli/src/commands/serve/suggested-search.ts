/** A command to try a server with. It has a place for a key where the server wants one. */
export function suggestedSearch(url: string, read: "open" | "key" | undefined): string {
  const header = read === "key" ? '-H "Authorization: Bearer <key>" ' : "";
  return `curl ${header}-F image=@query.jpg ${url}/search`;
}
