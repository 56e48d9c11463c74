import type { Sharp } from "sharp";
import { overlaidShape, overlaidText } from "./overlays.js";
import { coloursChanged, turned } from "./picture-edits.js";
import type { Picture } from "./raw-picture.js";

/** What may be done to a picture, and how often it is. */
interface Augmentation {
  name: string;
  /** Of all copies, in [0, 1]. */
  probability: number;
  apply(picture: Picture, random: () => number): Sharp | Promise<Sharp>;
}

/** Pixels on the sides of every copy: a square, whatever the picture was. */
const side = 224;

const between = (least: number, most: number, random: () => number) =>
  least + (most - least) * random();

const round = (length: number, most: number) => Math.min(most, Math.max(1, Math.round(length)));

/**
 * The strongest list by which SSCD was trained (Pizzi et al., "A Self-Supervised
 * Descriptor for Image Copy Detection", 2022, section 5.1 and the published settings), in
 * its order: written anew, with shapes drawn here instead of its emoji.
 */
export const augmentations: readonly Augmentation[] = [
  { name: "mirror", probability: 0.5, apply: ({ image }) => image.flop() },
  {
    name: "right_turn",
    probability: 0.05,
    apply: ({ image }, random) => image.rotate(90 * (1 + Math.floor(3 * random()))),
  },
  { name: "text", probability: 0.1, apply: overlaidText },
  { name: "shape", probability: 0.2, apply: overlaidShape },
  {
    name: "turn",
    probability: 0.05,
    apply: (picture, random) => turned(picture, Math.floor(360 * random())),
  },
  {
    name: "crop",
    probability: 1,
    apply: ({ image, width, height }, random) => {
      const area = between(0.08, 1, random) * width * height;
      const ratio = Math.exp(between(Math.log(3 / 4), Math.log(4 / 3), random));
      const size = {
        width: round(Math.sqrt(area * ratio), width),
        height: round(Math.sqrt(area / ratio), height),
      };
      const left = Math.floor((width - size.width + 1) * random());
      const top = Math.floor((height - size.height + 1) * random());
      return image.extract({ left, top, ...size }).resize(side, side, { fit: "fill" });
    },
  },
  { name: "colours", probability: 0.8, apply: coloursChanged },
  {
    name: "grey",
    probability: 0.2,
    apply: ({ image }) => image.greyscale().toColourspace("srgb"),
  },
  {
    name: "blur",
    probability: 0.5,
    apply: ({ image }, random) => image.blur(between(1, 5, random)),
  },
  {
    name: "jpeg",
    probability: 0.2,
    apply: ({ image }, random) => image.jpeg({ quality: 1 + Math.floor(100 * random()) }),
  },
];
