import { expect, test } from "vitest";
import type { KeptPicture } from "./app-context";
import { FormRefused, keepPictures, readBoundedForm } from "./received-pictures";
import { shownType } from "./shown-type.server";

const mebibyte = 1024 * 1024;

function posted(body: FormData | ReadableStream, type?: string): Request {
  const init = {
    method: "POST",
    body,
    duplex: "half",
    ...(type && { headers: { "content-type": type } }),
  };
  return new Request("http://localhost/uploads", init as RequestInit);
}

async function codeOf(result: Promise<unknown>): Promise<string | null> {
  const error = await result.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FormRefused);
  return (error as FormRefused).problem.code;
}

test("every picture of a form is kept, by its name and bytes", async () => {
  const form = new FormData();
  form.append("image", new File(["one"], "a.jpg"));
  form.append("image", new File(["two"], "b.jpg"));
  form.append("image", new File([], "empty.jpg"));
  const kept: KeptPicture[] = [];
  const keep = async (picture: KeptPicture) => String(kept.push(picture));
  const read = async () => null;
  expect(await keepPictures(await readBoundedForm(posted(form)), { keep, read })).toEqual([
    "1",
    "2",
  ]);
  const texts = kept.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]);
  expect(texts).toEqual([
    ["a.jpg", "one"],
    ["b.jpg", "two"],
  ]);
});

test("a form without a picture, and what is no form, are refused", async () => {
  const uploads = { keep: async () => "", read: async () => null };
  expect(await codeOf(keepPictures(new FormData(), uploads))).toBe("invalid_input");
  const text = new Blob(["text"]).stream();
  expect(await codeOf(readBoundedForm(posted(text, "text/plain")))).toBe("invalid_input");
});

test("a body over the limit is refused while it comes, whatever it says of its length", async () => {
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      sent += mebibyte;
      controller.enqueue(new Uint8Array(mebibyte));
    },
  });
  const request = posted(endless, "multipart/form-data; boundary=x");
  expect(await codeOf(readBoundedForm(request))).toBe("image_too_large");
  expect(sent).toBeLessThan(40 * mebibyte);
});

test.each([
  [[0xff, 0xd8, 0xff], "image/jpeg"],
  [[0x89, ...Buffer.from("PNG\r\n")], "image/png"],
  [[...Buffer.from("RIFF\0\0\0\0WEBPVP8 ")], "image/webp"],
  [[...Buffer.from("\0\0\0\x20ftypavif")], "image/avif"],
  [[...Buffer.from("<svg onload=alert(1)>")], null],
  [[...Buffer.from("<!doctype html>")], null],
  [[], null],
])("what begins with %j is shown as %s", (bytes, type) => {
  expect(shownType(Uint8Array.from(bytes))).toBe(type);
});
