/** The picture itself, or a small one of it. */
export type ImageVariant = "original" | "thumbnail";

/** The address of a picture on this server: an absolute path, with the mount prefix. */
export type ImageAddress = (id: string, variant: ImageVariant) => string;

/** Addresses that say nothing but which picture it is. */
export function plainAddress(basePath: string): ImageAddress {
  return (id, variant) => {
    const path = `${basePath}/image/${encodeURIComponent(id)}`;
    return variant === "thumbnail" ? `${path}?variant=thumbnail` : path;
  };
}
