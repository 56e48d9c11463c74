/** Throws inside a route, so that the root's loader still runs and the theme is right. */
export function loader(): never {
  throw new Response("Not found", { status: 404 });
}

export default function NotFound(): null {
  return null;
}
