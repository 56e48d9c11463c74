import { index, type RouteConfig, route } from "@remix-run/route-config";
import { adminRoutes } from "./admin/routes";

export default [
  index("routes/home.tsx"),
  route("search", "routes/search.tsx"),
  route("search/more", "routes/search-more.ts"),
  route("picture/:id", "routes/picture.tsx"),
  route("uploads", "routes/uploads.ts"),
  route("uploads/:id", "routes/upload-picture.ts"),
  route("api/*", "routes/api.ts"),
  route("status", "routes/status.ts"),
  route("theme", "routes/theme.ts"),
  route("gallery/:slug", "routes/gallery.tsx"),
  route("gallery/:slug/picture.jpg", "routes/gallery-picture.ts"),
  ...adminRoutes,
  route("*", "routes/not-found.tsx"),
] satisfies RouteConfig;
