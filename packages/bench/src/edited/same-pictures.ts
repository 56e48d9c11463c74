/**
 * Photos that are among the distractors as well, cut square and reduced to 64 pixels:
 * both sets are drawn from ImageNet. The tiers found them, and a person looked at each.
 * The ids, which follow from the bytes, of the photo and of the distractor.
 */
const pairs = [
  // birdhouse
  ["b5391e32-8a24-5df5-9614-e41d748c4f56", "1d9e217a-19ce-52bd-8d7d-fd64762389b4"],
  // desk
  ["992faf2e-98ca-55be-b205-10a7115756a3", "49b2231a-a073-55de-b5b7-a37777050346"],
  // go-kart
  ["350c29b6-25c6-5297-8516-4dbb6bde4802", "ee16c9a4-58ab-5107-bc5c-1fac9c3bbab3"],
  // pill_bottle
  ["bad893e4-2ef2-5258-a343-48581d933454", "d6f8d1a4-b5c2-5018-9765-61a19270f1f1"],
  // sea_cucumber
  ["c4473c30-dd2a-5c8f-b568-ba6e23996410", "9e0bb759-f0e1-535d-8c3b-23bf0246b962"],
  // sunglasses
  ["6391429d-7b17-599a-acc0-678af74bb7df", "5a6387cb-9491-51c6-b086-cace76c35619"],
  // tarantula
  ["92e8cb21-45d6-5f1b-83bb-8098d420d3b0", "aac667c0-f7c7-54a9-ab50-33973b0e69cb"],
  // vestment
  ["41931aae-32e7-56c2-860c-6d2e6a9ae135", "0e12950f-db03-5733-99c1-c1e222e964a5"],
] as const;

/** Whether a match is no other picture than the one that was asked for. */
export function isSamePicture(asked: string, found: string): boolean {
  return asked === found || pairs.some(([photo, twin]) => asked === photo && found === twin);
}
