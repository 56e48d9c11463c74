import type { Match } from "@revimg/core";
import { parseFilter, type SearchResponse, type SimilarImage } from "@revimg/http";
import type { SearchCommandOptions } from "../commands/search.js";
import { type Context, printJson, printLines } from "../context.js";
import { exitCodes } from "../exit-codes.js";
import { formatPictures } from "../format.js";
import { type MatchRow, renderMatches } from "../matches-view.js";
import { indexCommand, openExistingIndex } from "../open-index.js";
import { readPicture, toBlob } from "../read-picture.js";
import { filterOf } from "../search-filter.js";
import { absoluteAddress, searchServer, serverHealth } from "../server-client.js";
import { shortPath } from "../short-path.js";
import { createStyle, hasColour, terminalWidth } from "../terminal.js";
import { paths, toLocalResponse } from "../wire.js";

/** `revimg search`: asks the index, or a running server, and prints what it found. Resolves to the exit code. */
export async function searchIndex(
  file: string,
  options: SearchCommandOptions,
  context: Context,
): Promise<number> {
  const picture = await readPicture(file, context);
  context.signal.throwIfAborted();
  if (options.server === undefined) await searchLocally(picture, options, context);
  else await askServer(picture, options.server, options, context);
  return exitCodes.finished;
}

async function searchLocally(
  image: Uint8Array | string,
  options: SearchCommandOptions,
  context: Context,
): Promise<void> {
  const { limit, minSimilarity, json } = options;
  const { signal } = context;
  const filter = filterOf(options);
  const index = await openExistingIndex(options, context);
  const { revimg } = index;
  try {
    const result = await revimg.search(
      {
        image,
        limit,
        ...(minSimilarity !== undefined && { minSimilarity }),
        ...(filter !== undefined && { filter: parseFilter(filter) }),
      },
      { signal },
    );
    if (json) {
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

async function askServer(
  picture: Uint8Array | string,
  server: URL,
  options: SearchCommandOptions,
  context: Context,
): Promise<void> {
  const { limit, minSimilarity, json } = options;
  const filter = filterOf(options);
  const query = {
    image: await toBlob(picture),
    limit,
    ...(filter !== undefined && { filter }),
    ...(minSimilarity !== undefined && { minSimilarity }),
  };
  const answer = await searchServer(server, query, context.signal);
  if (json) {
    printJson(context.stdout, withAbsoluteAddresses(answer, server));
  } else if (answer.similar_images.length === 0) {
    const { count } = await serverHealth(server, context.signal);
    printLines(
      context.stdout,
      nothingFound(
        count,
        options,
        "Stop the server, fill it with revimg index, and start the server again.",
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
  { minSimilarity, ...options }: SearchCommandOptions,
  advice: string,
): string[] {
  if (count === 0) return [`The index is empty. ${advice}`];
  const bound = minSimilarity === undefined ? "" : ` with a similarity of ${minSimilarity} or more`;
  const filter = filterOf(options) === undefined ? "" : " that matches the filter";
  return [`Nothing found${filter}${bound} among ${formatPictures(count)}.`];
}

function localRow(match: Match): MatchRow {
  const addresses = match.sources.flatMap(({ url, pageUrl }) => url ?? pageUrl ?? []);
  return { ...match, places: [...new Set([...addresses, ...paths(match).map(shortPath)])] };
}

function serverRow(image: SimilarImage, server: URL): MatchRow {
  const addresses = image.sources.flatMap(({ url, page_url }) => url ?? page_url ?? []);
  const places = addresses.length > 0 ? addresses : [absoluteAddress(server, image.image_url)];
  return { ...image, places: [...new Set(places)] };
}

function withAbsoluteAddresses(answer: SearchResponse, server: URL): SearchResponse {
  const images = answer.similar_images.map((image) => ({
    ...image,
    thumbnail_url: absoluteAddress(server, image.thumbnail_url),
    image_url: absoluteAddress(server, image.image_url),
  }));
  return { ...answer, similar_images: images };
}
