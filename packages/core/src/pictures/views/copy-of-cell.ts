import type { AffineTransform } from "../../api/search-result.js";
import type { Copy } from "../signature/judge-copy.js";
import type { View } from "../signature/view-place.js";

/** What was told of an upright view of a picture, as told of the whole picture. */
export function copyOfCell(
  copy: Copy,
  { x, y, width, height }: View,
  picture: { width: number; height: number },
): Copy {
  const longer = Math.max(picture.width, picture.height);
  const [acrossShare, downShare] = [longer / picture.width, longer / picture.height];
  const cell = {
    left: (x - width / 2) * acrossShare,
    top: (y - height / 2) * downShare,
    width: width * acrossShare,
    height: height * downShare,
  };
  const row = ([a, b, c]: AffineTransform[number]): AffineTransform[number] => {
    const [across, down] = [a / cell.width, b / cell.height];
    return [across, down, c - across * cell.left - down * cell.top];
  };
  const queryOverlap = copy.queryOverlap * cell.width * cell.height;
  const others = copy.edits.filter((edit) => edit !== "framed" && edit !== "resaved");
  const before = others.filter((edit) => edit === "mirrored" || edit === "cropped");
  const edits = [...before, "framed" as const, ...others.slice(before.length)];
  const transform: AffineTransform = [row(copy.transform[0]), row(copy.transform[1])];
  return { ...copy, edits, queryOverlap, transform };
}
