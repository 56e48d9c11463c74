import { type Match, webAddress } from "@revimg/core";
import type { FoldedImage, SearchResponse, SimilarImage } from "@revimg/http/wire";
import { indexCommand, openExistingIndex } from "../../index-access/open-index.js";
import { absoluteAddress, searchServer, serverHealth } from "../../index-access/server-client.js";
import { exitCodes } from "../../shared/exit-codes.js";
import { filterOf } from "../../shared/image-filter.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { formatPictures } from "../../terminal/format.js";
import { shortPath } from "../../terminal/short-path.js";
import { createStyle, hasColour, terminalWidth } from "../../terminal/terminal.js";
import { type MatchRow, renderMatches } from "./matches-view.js";
import type { SearchCommandOptions } from "./options.js";
import { type AskedSearch, askedSearch, toForm, toQuery } from "./search-query.js";
import { paths, toLocalResponse } from "./wire.js";

/** `revimg search`: asks the index, or a running server, and prints what it found. Resolves to the exit code. */
export async function searchIndex(
  picture: string | undefined,
  options: SearchCommandOptions,
  context: Context,
): Promise<number> {
  const asked = await askedSearch(picture, options, context);
  context.signal.throwIfAborted();
  if (options.server === undefined) await searchLocally(asked, context);
  else await askServer(asked, options.server, context);
  return exitCodes.finished;
}

async function searchLocally(asked: AskedSearch, context: Context): Promise<void> {
  const { options } = asked;
  const { signal } = context;
  const query = toQuery(asked);
  const index = await openExistingIndex(options, context);
  const { revimg } = index;
  try {
    const result = await revimg.search(query, { signal });
    if (options.json) {
      printJson(context.stdout, toLocalResponse(result));
    } else if (result.matches.length === 0) {
      const { count } = await revimg.stats({ signal });
      const advice = `Fill it first: ${indexCommand(index)}`;
      printLines(context.stdout, nothingFound(count, options, advice));
    } else {
      const keywords = result.keywords.map(({ keyword }) => keyword);
      print(keywords, result.matches.map(localRow), result.truncated, context);
    }
  } finally {
    await revimg.close();
  }
}

async function askServer(asked: AskedSearch, server: URL, context: Context): Promise<void> {
  const { options } = asked;
  const answer = await searchServer(server, await toForm(asked, context.signal), context);
  if (options.json) {
    printJson(context.stdout, withAbsoluteAddresses(answer, server));
  } else if (answer.similar_images.length === 0) {
    const { count } = await serverHealth(server, context);
    printLines(
      context.stdout,
      nothingFound(
        count,
        options,
        "Send pictures to its /images with a key, or stop it, fill its index with revimg index, and start it again.",
      ),
    );
  } else {
    print(
      answer.keywords,
      answer.similar_images.map((image) => serverRow(image, server)),
      answer.truncated,
      context,
    );
  }
}

function print(
  keywords: readonly string[],
  matches: readonly MatchRow[],
  truncated: boolean,
  { stdout, stderr, environment }: Context,
): void {
  const style = createStyle(hasColour(stdout, environment));
  printLines(stdout, renderMatches(keywords, matches, terminalWidth(stdout, environment), style));
  if (truncated) stderr.write(`${unfinished}\n`);
}

const unfinished =
  "There may be more: few of the nearest pictures match the filter. A narrower one finds them.";

function nothingFound(
  count: number,
  { minSimilarity, cutoff, ...options }: SearchCommandOptions,
  advice: string,
): string[] {
  if (count === 0) return [`The index is empty. ${advice}`];
  const bound = minSimilarity === undefined ? "" : ` with a similarity of ${minSimilarity} or more`;
  const filter = filterOf(options) === undefined ? "" : " that matches the filter";
  if (cutoff) {
    const all = "--cutoff off shows what is nearest.";
    return [`Nothing${filter} stands out among ${formatPictures(count)}. ${all}`];
  }
  return [`Nothing found${filter}${bound} among ${formatPictures(count)}.`];
}

function localRow(match: Match): MatchRow {
  const addresses = match.sources.flatMap(
    ({ url, pageUrl }) => webAddress(url) ?? webAddress(pageUrl) ?? [],
  );
  return { ...match, places: [...new Set([...addresses, ...paths(match).map(shortPath)])] };
}

function serverRow(image: SimilarImage, server: URL): MatchRow {
  const addresses = image.sources.flatMap(
    ({ url, page_url }) => webAddress(url) ?? webAddress(page_url) ?? [],
  );
  const places = addresses.length > 0 ? addresses : [absoluteAddress(server, image.image_url)];
  return { ...image, places: [...new Set(places)] };
}

function withAbsoluteAddresses(answer: SearchResponse, server: URL): SearchResponse {
  const absolute = <Image extends FoldedImage>(image: Image): Image => ({
    ...image,
    thumbnail_url: absoluteAddress(server, image.thumbnail_url),
    image_url: absoluteAddress(server, image.image_url),
  });
  const images = answer.similar_images.map(({ copies, ...image }) => ({
    ...absolute(image),
    ...(copies && { copies: copies.map(absolute) }),
  }));
  return { ...answer, similar_images: images };
}
