/** The places in `ADMIN_SOURCES`, separated by commas or new lines. */
export function listedPlaces(value: string | undefined): string[] {
  return (value ?? "")
    .split(/[,\n]/)
    .map((place) => place.trim())
    .filter((place) => place !== "");
}
