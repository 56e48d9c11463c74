import { expect, test } from "vitest";
import { readCommandLine } from "./command-line";

test("without a word, this machine alone is served, with the gallery in an empty index", async () => {
  expect(await readCommandLine([], {})).toEqual({
    ...{ help: false, port: 3000, hostname: "127.0.0.1", folders: [], gallery: true },
    ...{ sources: [], backups: null, adminLink: false },
  });
});

test("variables say where to listen, and that an empty index stays empty", async () => {
  const variables = {
    ...{ PORT: "0", HOST: "0.0.0.0", GALLERY: "off" },
    ...{ ADMIN_SOURCES: "/srv/a, s3://b/c", ADMIN_BACKUPS: "/srv/backups" },
  };
  expect(await readCommandLine(["--admin-link", "."], variables)).toEqual({
    ...{ help: false, port: 0, hostname: "0.0.0.0", folders: [process.cwd()], gallery: false },
    ...{ sources: ["/srv/a", "s3://b/c"], backups: "/srv/backups", adminLink: true },
  });
});

test.each([
  ["PORT", "65536", "PORT must be a whole number"],
  ["GALLERY", "no", "GALLERY must be on or off"],
])("%s can't be %s", async (name, value, message) => {
  await expect(readCommandLine([], { [name]: value })).rejects.toMatchObject({
    code: "invalid_config",
    message: expect.stringContaining(message),
  });
});
