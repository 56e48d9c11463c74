import { describe, expect, it } from "vitest";
import { readConfig } from "../config.js";
import { folderWith, refusalOf } from "./testing/folder.js";

const file = {
  "revimg.config.json": JSON.stringify({
    server: { read: "key", rateLimit: 60, trustProxy: ["10.0.0.0/8", "::1"] },
  }),
};

describe("the server's settings", () => {
  it("are apart from the options of createRevimg, and only what is set", async () => {
    const directory = await folderWith(file);
    const { options, server, settings } = await readConfig({ environment: {}, directory });
    expect(options).toEqual({});
    expect(server).toEqual({ read: "key", rateLimit: 60, trustProxy: ["10.0.0.0/8", "::1"] });
    const shown = settings.filter(({ key }) => key.startsWith("server."));
    expect(Object.fromEntries(shown.map(({ key, value }) => [key, value]))).toEqual({
      "server.read": "key",
      "server.metrics": "key",
      "server.linkSeconds": 3_600,
      "server.redirectImages": false,
      "server.cors": null,
      "server.rateLimit": 60,
      "server.trustProxy": "10.0.0.0/8, ::1",
      "server.hosts": null,
      "server.accessLog": false,
      "server.thoroughCopies": "key",
      "server.sources": null,
      "server.showFolders": false,
      "server.queueJobs": false,
      "server.backups": null,
    });
  });

  it("come from the environment first", async () => {
    const environment = {
      REVIMG_READ: "open",
      REVIMG_METRICS: "open",
      REVIMG_LINK_SECONDS: "0",
      REVIMG_REDIRECT_IMAGES: "1",
      REVIMG_CORS: "https://shop.example, http://localhost:5173",
      REVIMG_RATE_LIMIT: "600",
      REVIMG_TRUST_PROXY: "172.16.0.0/12",
      REVIMG_HOSTS: "photos.example",
      REVIMG_ACCESS_LOG: "1",
      REVIMG_THOROUGH_COPIES: "off",
      REVIMG_SOURCES: "/srv/photos, s3://key:secret@shop/2026?region=a",
      REVIMG_SHOW_FOLDERS: "1",
      REVIMG_QUEUE_JOBS: "true",
      REVIMG_BACKUPS: "/srv/backups",
    };
    const directory = await folderWith(file);
    const { server, settings } = await readConfig({ environment, directory });
    const sources = settings.find(({ key }) => key === "server.sources");
    expect(sources?.value).toBe("/srv/photos, s3://shop/2026");
    expect(server).toEqual({
      read: "open",
      metrics: "open",
      linkSeconds: 0,
      redirectImages: true,
      cors: ["https://shop.example", "http://localhost:5173"],
      rateLimit: 600,
      trustProxy: ["172.16.0.0/12"],
      hosts: ["photos.example"],
      accessLog: true,
      thoroughCopies: "off",
      sources: ["/srv/photos", "s3://key:secret@shop/2026?region=a"],
      showFolders: true,
      queueJobs: true,
      backups: "/srv/backups",
    });
  });

  it.each([
    ["REVIMG_READ", "keys", "Did you mean key?"],
    ["REVIMG_CORS", "shop.example", "a list of origins"],
    ["REVIMG_CORS", "https://shop.example/page", "a list of origins"],
    ["REVIMG_RATE_LIMIT", "0", "from 1 to 1000000"],
    ["REVIMG_TRUST_PROXY", "nginx", "a list of addresses and networks"],
    ["REVIMG_HOSTS", "photos.example:443", "without a port"],
    ["REVIMG_THOROUGH_COPIES", "offf", "Did you mean off?"],
    ["REVIMG_SOURCES", "ftp://host/a", "a list of folders and buckets"],
    ["REVIMG_BACKUPS", "s3://bucket", "the path of a folder"],
    ["REVIMG_TRUST_PROXIES", "::1", "Did you mean REVIMG_TRUST_PROXY?"],
  ])("%s is not %s", async (name, value, part) => {
    const given = { environment: { [name]: value }, file: false as const };
    const { code, message } = await refusalOf(readConfig(given));
    expect(code).toBe("invalid_config");
    expect(message).toContain(name);
    expect(message).toContain(part);
  });
});
